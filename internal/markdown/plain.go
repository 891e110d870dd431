package markdown

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"

	"statuary/internal/chars"
)

// Summary returns the beginning of a text as plain text, up to about n characters, with an ellipsis
// if there is more. Headings, code blocks, tables, images and raw HTML are skipped.
func (c *Converter) Summary(source string, n int) string {
	// Nothing after the paragraph that contains the limit is needed.
	if limit := 4 * n; len(source) > limit {
		if end := strings.Index(source[limit:], "\n\n"); end >= 0 {
			source = source[:limit+end]
		}
	}
	if strings.Contains(source, "[^") {
		source = footnoteMark.ReplaceAllString(source, "")
	}
	src := []byte(source)
	doc, err := parse(c.plain.Parser(), src, parser.NewContext())
	if err != nil {
		return shorten(strings.Join(strings.Fields(chars.Clean(source)), " "), n)
	}
	s := &summary{src: src}
	_ = ast.Walk(doc, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if utf8.RuneCountInString(s.String()) > n {
			return ast.WalkStop, nil
		}
		return s.visit(node, entering), nil
	})
	words := strings.Fields(chars.Clean(s.String()))
	if len(words) > 0 && strings.HasPrefix(words[0], "[!") && strings.HasSuffix(words[0], "]") {
		words = words[1:] // the mark of an alert
	}
	return shorten(strings.Join(words, " "), n)
}

// footnoteMark matches a footnote or a reference to one. They are removed before parsing, because
// the other half may have been cut off.
var footnoteMark = regexp.MustCompile(`(?m)^\[\^[^\]\s]+\]:.*$|\[\^[^\]\s]+\]`)

type summary struct {
	strings.Builder
	src []byte
}

func (s *summary) visit(node ast.Node, entering bool) ast.WalkStatus {
	if !entering {
		if node.Type() == ast.TypeBlock {
			s.WriteByte(' ')
		}
		return ast.WalkContinue
	}
	switch node := node.(type) {
	case *ast.Text:
		value := node.Segment.Value(s.src)
		if node.Parent().Kind() != ast.KindCodeSpan {
			value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
		}
		s.Write(value)
		if node.SoftLineBreak() || node.HardLineBreak() {
			s.WriteByte(' ')
		}
	case *ast.String:
		s.Write(node.Value)
	case *ast.AutoLink:
		s.Write(node.Label(s.src))
	case *ast.RawHTML:
		s.WriteByte(' ') // most tags are line breaks
		return ast.WalkSkipChildren
	case *ast.Document, *ast.Paragraph, *ast.TextBlock, *ast.List, *ast.ListItem, *ast.Blockquote,
		*ast.Emphasis, *ast.Link, *ast.CodeSpan:
	default:
		if node.Type() == ast.TypeBlock || node.Kind() == ast.KindImage {
			return ast.WalkSkipChildren
		}
	}
	return ast.WalkContinue
}

// shorten shortens a line to n characters, at the end of a word if there is one in the last third.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)[:n]
	short := string(runes)
	// In a script without spaces, there is no end of a word to look for.
	if i := strings.LastIndexByte(short, ' '); i > len(short)*2/3 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.–—-") + "…"
}
