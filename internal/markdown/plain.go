package markdown

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"statuary/internal/chars"
)

// Summary gives the beginning of a text as plain words, up to about n
// characters; an ellipsis shows that there is more. Headings, code blocks,
// tables and raw HTML are left out.
func (c *Converter) Summary(source string, n int) string {
	// What follows the paragraph in which the limit falls can't be needed.
	if limit := 4 * n; len(source) > limit {
		if end := strings.Index(source[limit:], "\n\n"); end >= 0 {
			source = source[:limit+end]
		}
	}
	if strings.Contains(source, "[^") {
		source = footnoteMark.ReplaceAllString(source, "")
	}
	src := []byte(source)
	doc := c.plain.Parser().Parse(text.NewReader(src))
	s := &summary{src: src}
	_ = ast.Walk(doc, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if utf8.RuneCountInString(s.String()) > n {
			return ast.WalkStop, nil
		}
		return s.visit(node, entering), nil
	})
	words := strings.Fields(chars.Clean(s.String()))
	if len(words) > 0 && strings.HasPrefix(words[0], "[!") && strings.HasSuffix(words[0], "]") {
		words = words[1:] // an alert's mark
	}
	return cut(strings.Join(words, " "), n)
}

// footnoteMark is a footnote, or a reference to one, whose text may have been
// cut off.
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
		s.WriteByte(' ') // most are line breaks
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

// cut shortens a line at a word's end.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)[:n]
	short := string(runes)
	// A script without spaces has no words' ends to look for.
	if i := strings.LastIndexByte(short, ' '); i > len(short)*2/3 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.–—-") + "…"
}
