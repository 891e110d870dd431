package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// LooseKind is the kind of a Loose end.
type LooseKind uint8

// The kinds of loose ends that LooseEnds returns.
const (
	OpenFence          LooseKind = iota // a code block that is never closed
	UndefinedReference                  // [text][label] without a line [label]: address
	UndefinedFootnote                   // [^label] without a line [^label]: text
	UnusedFootnote                      // a line [^label]: text without a reference to it
)

// Loose is a piece of Markdown whose counterpart is missing.
type Loose struct {
	Kind  LooseKind
	Text  string // as written: "```sh", "[text][label]", "[^label]"
	Label string // of a reference or a footnote
	At    int    // offset in the source, in bytes
}

var (
	reference      = regexp.MustCompile(`\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]`)
	footnoteUse    = regexp.MustCompile(`\[\^([^\[\]\s^]+)\]`)
	footnoteLine   = regexp.MustCompile(`(?m)^ {0,3}\[\^([^\[\]\s^]+)\]:`)
	logPrefix      = regexp.MustCompile(`^[A-Z0-9 :._/-]+$`)
	closingFence   = regexp.MustCompile("^[ \t>]*(```+|~~~+)[ \t]*$")
	containerMarks = " \t>"
)

// maxLooseEnds is the largest number of loose ends that are returned. A text with more is probably
// not Markdown.
const maxLooseEnds = 20

// LooseEnds returns the loose ends of a text, in order.
func LooseEnds(source string) []Loose {
	fences := strings.Contains(source, "```") || strings.Contains(source, "~~~")
	if !fences && !strings.Contains(source, "][") && !strings.Contains(source, "[^") {
		return nil
	}
	src := []byte(source)
	ctx := parser.NewContext()
	doc, err := parse(basicParser, src, ctx)
	if err != nil {
		return nil
	}
	l := &looseEnds{src: src, code: make([]bool, len(src))}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no errors
		if entering {
			l.visit(n)
		}
		return ast.WalkContinue, nil
	})
	l.references(ctx)
	l.footnotes()
	slices.SortFunc(l.found, func(a, b Loose) int { return a.At - b.At })
	return l.found[:min(len(l.found), maxLooseEnds)]
}

type looseEnds struct {
	src   []byte
	code  []bool // for each byte, whether it is code or HTML
	found []Loose
}

// markCode marks a segment as code or HTML.
func (l *looseEnds) markCode(s text.Segment) {
	for i := max(0, s.Start); i < min(s.Stop, len(l.code)); i++ {
		l.code[i] = true
	}
}

// visit marks code and HTML, and checks whether code blocks are closed.
func (l *looseEnds) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.FencedCodeBlock:
		l.markLines(n)
		l.fence(n)
	case *ast.CodeBlock, *ast.HTMLBlock:
		l.markLines(n)
	case *ast.CodeSpan:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				l.markCode(t.Segment)
			}
		}
	case *ast.RawHTML:
		for i := range n.Segments.Len() {
			l.markCode(n.Segments.At(i))
		}
	}
}

// markLines marks the lines of a block.
func (l *looseEnds) markLines(n ast.Node) {
	for i := range n.Lines().Len() {
		l.markCode(n.Lines().At(i))
	}
}

// fence adds a code block to the list if no line closes it.
func (l *looseEnds) fence(n *ast.FencedCodeBlock) {
	var first, end int // start of the line after the opening one, and end of the block's text
	switch lines := n.Lines(); {
	case lines.Len() > 0:
		first, end = lines.At(0).Start, lines.At(lines.Len()-1).Stop
	case n.Info != nil:
		first = lineEnd(l.src, n.Info.Segment.Stop)
		end = first
	default:
		// goldmark has no position for an empty block without a language. Only one at the end of
		// the text can be open.
		if n.NextSibling() != nil || n.Parent().Kind() != ast.KindDocument {
			return
		}
		trimmed := bytes.TrimRight(l.src, " \t\n")
		start, fences := 0, 0 // lines after the text of the block before; the first of them closes that block
		if before, ok := n.PreviousSibling().(*ast.FencedCodeBlock); ok && before.Lines().Len() > 0 {
			start, fences = before.Lines().At(before.Lines().Len()-1).Stop, -1
		}
		for line := range bytes.Lines(trimmed[min(start, len(trimmed)):]) {
			if closingFence.Match(bytes.TrimRight(line, "\n")) {
				fences++
			}
		}
		if start = bytes.LastIndexByte(trimmed, '\n') + 1; fences%2 == 0 {
			return // opened and closed
		}
		text := bytes.TrimLeft(trimmed[start:], " \t")
		l.found = append(l.found, Loose{Kind: OpenFence, Text: string(text), At: len(trimmed) - len(text)})
		return
	}
	rest := l.src[min(end, len(l.src)):]
	rest = rest[:lineEnd(rest, 0)]
	if closingFence.Match(bytes.TrimRight(rest, "\r\n")) {
		return
	}
	opening := bytes.LastIndexByte(bytes.TrimRight(l.src[:first], containerMarks+"\n"), '\n') + 1
	line := l.src[opening:lineEnd(l.src, opening)]
	at := opening + max(0, bytes.IndexAny(line, "`~"))
	l.found = append(l.found, Loose{Kind: OpenFence, Text: string(bytes.TrimSpace(l.src[at:lineEnd(l.src, at)])), At: at})
}

// lineEnd returns the offset after the first line break at or after an offset.
func lineEnd(src []byte, at int) int {
	if i := bytes.IndexByte(src[min(at, len(src)):], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(src)
}

// references adds references to labels that are not defined.
func (l *looseEnds) references(ctx parser.Context) {
	for _, m := range reference.FindAllSubmatchIndex(l.src, -1) {
		words, label := string(l.src[m[2]:m[3]]), string(l.src[m[4]:m[5]])
		if label == "" {
			label = words
		}
		switch before := l.src[:m[0]]; {
		case l.code[m[0]] || bytes.HasSuffix(before, []byte(`\`)) || strings.HasPrefix(label, "^") || strings.HasPrefix(words, "^"):
		case len(before) > 0 && (isWordByte(before[len(before)-1]) || before[len(before)-1] == ']'): // a[i][j]
		case logPrefix.MatchString(words) && logPrefix.MatchString(label): // [ERROR][MAIN]
		case strings.TrimSpace(words) == "" || words == " " || words == "x" && label == words:
		default:
			if _, ok := ctx.Reference(util.ToLinkReference([]byte(label))); !ok {
				l.found = append(l.found, Loose{Kind: UndefinedReference, Text: string(l.src[m[0]:m[1]]), Label: label, At: m[0]})
			}
		}
	}
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}

// footnotes adds footnotes without references, and references without footnotes.
func (l *looseEnds) footnotes() {
	defined, used := map[string]int{}, map[string]int{}
	at := map[int]bool{}
	for _, m := range footnoteLine.FindAllSubmatchIndex(l.src, -1) {
		if l.code[m[2]] {
			continue
		}
		at[m[2]] = true
		if _, ok := defined[string(l.src[m[2]:m[3]])]; !ok {
			defined[string(l.src[m[2]:m[3]])] = m[2] - 2
		}
	}
	for _, m := range footnoteUse.FindAllSubmatchIndex(l.src, -1) {
		if label := string(l.src[m[2]:m[3]]); !l.code[m[2]] && !at[m[2]] && !bytes.HasSuffix(l.src[:m[0]], []byte(`\`)) {
			if _, ok := used[label]; !ok {
				used[label] = m[0]
			}
		}
	}
	for label, at := range used {
		if _, ok := defined[label]; !ok {
			l.found = append(l.found, Loose{Kind: UndefinedFootnote, Text: "[^" + label + "]", Label: label, At: at})
		}
	}
	for label, at := range defined {
		if _, ok := used[label]; !ok {
			l.found = append(l.found, Loose{Kind: UnusedFootnote, Text: "[^" + label + "]:", Label: label, At: at})
		}
	}
}
