package markdown

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"

	"statuary/internal/chars"
)

// Summary returns the beginning of a text as plain text, up to about n characters, with an ellipsis
// if there is more. Headings, code blocks, tables, images and raw HTML are skipped.
func (c *Converter) Summary(source string, n int) string {
	known, _ := c.cache.Get(source)
	for _, d := range known {
		if n > 0 && d.summary.length == n {
			return d.summary.text
		}
	}
	source = beginning(source, n)
	if strings.Contains(source, "[^") {
		source = footnoteMark.ReplaceAllString(source, "")
	}
	src := []byte(source)
	doc, err := parse(c.plain.Parser(), src, parser.NewContext())
	if err != nil {
		return shorten(strings.Join(strings.Fields(chars.Clean(source)), " "), n)
	}
	text, _ := sumUp(doc, src, n)
	return text
}

// beginning returns as much of a text as a summary of n characters depends on: nothing after the
// paragraph that contains the limit.
func beginning(source string, n int) string {
	if limit := 4 * n; len(source) > limit {
		if end := strings.Index(source[limit:], "\n\n"); end >= 0 {
			return source[:limit+end]
		}
	}
	return source
}

// summed is the summary of a text that was rendered too.
type summed struct {
	length int // in characters, as it was asked for; 0 if there is none
	text   string
}

// sumUp sums up the text that is rendered, if that has the same result as [Converter.Summary].
func (p *rendering) sumUp(doc ast.Node, src []byte) {
	if p.SumUp <= 0 || strings.Contains(p.Source, "[^") {
		return
	}
	text, end := sumUp(doc, src, p.SumUp)
	if whole := len(beginning(p.Source, p.SumUp)); whole < len(p.Source) {
		// The rest of the text must not matter: the summary ends before, and no link is defined there.
		if end == 0 || end > whole || strings.Contains(p.Source, "]:") {
			return
		}
	}
	p.summary = summed{p.SumUp, text}
}

// sumUp returns the summary of a parsed text. If the text is longer, end is where in the source, in
// bytes, it has passed the length; else 0.
func sumUp(doc ast.Node, src []byte, n int) (text string, end int) {
	s := &summary{src: src}
	_ = ast.Walk(doc, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if s.count > n+len("[!IMPORTANT] ") {
			end = s.end
			return ast.WalkStop, nil
		}
		return s.visit(node, entering), nil
	})
	text = s.String()
	if mark, rest, _ := strings.Cut(text, " "); strings.HasPrefix(mark, "[!") && strings.HasSuffix(mark, "]") {
		text = rest // without the mark of an alert
	}
	return shorten(text, n), end
}

// footnoteMark matches a footnote or a reference to one. They are removed before parsing, because
// the other half may have been cut off.
var footnoteMark = regexp.MustCompile(`(?m)^\[\^[^\]\s]+\]:.*$|\[\^[^\]\s]+\]`)

// summary is the text of some nodes, with single spaces between words.
type summary struct {
	strings.Builder
	src   []byte
	count int  // characters
	space bool // there is a space before the next word
	end   int  // of the last text, in the source
}

func (s *summary) write(text []byte) {
	for _, r := range chars.Clean(string(text)) {
		switch {
		case unicode.IsSpace(r):
			s.space = s.count > 0
			continue
		case s.space:
			s.WriteByte(' ')
			s.count++
		}
		s.WriteRune(r)
		s.count++
		s.space = false
	}
}

func (s *summary) visit(node ast.Node, entering bool) ast.WalkStatus {
	if !entering {
		if node.Type() == ast.TypeBlock {
			s.space = s.count > 0
		}
		return ast.WalkContinue
	}
	switch node := node.(type) {
	case *ast.Text:
		value := node.Segment.Value(s.src)
		s.end = node.Segment.Stop
		if node.Parent().Kind() != ast.KindCodeSpan {
			value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
		}
		s.write(value)
		if node.SoftLineBreak() || node.HardLineBreak() {
			s.space = s.count > 0
		}
	case *ast.String:
		s.write(node.Value)
	case *ast.AutoLink:
		s.write(node.Label(s.src))
	case *ast.RawHTML:
		s.space = s.count > 0 // most tags are line breaks
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
	short := s
	for i := range s {
		if n == 0 {
			short = s[:i]
			break
		}
		n--
	}
	// In a script without spaces, there is no end of a word to look for.
	if i := strings.LastIndexByte(short, ' '); i > len(short)*2/3 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.–—-") + "…"
}
