package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Relink returns a text with the destinations of its links and images replaced. to returns the new
// destination of each, or the old one. All other bytes stay the same. If a destination cannot be
// replaced, Relink returns the unchanged text and false.
//
// goldmark keeps a destination as a slice of the source, even if it is in a reference definition
// ("[1]: chart.png"). The capacity of the slice shows where it begins.
func Relink(source string, to func(Element) string) (string, bool) {
	if !mayContainElement(source) {
		return source, true
	}
	src := []byte(source)
	src = src[:len(src):len(src)]
	edits := map[int]edit{}
	found := true
	relink := func(n ast.Node, kind ElementKind, dest []byte) {
		d := to(Element{Kind: kind, Dest: string(dest), Text: plainText(n, src)})
		if d == string(dest) {
			return
		}
		at := cap(src) - cap(dest)
		if len(dest) == 0 || at < 0 || at+len(dest) > len(src) || &src[at] != &dest[0] {
			found = false
			return
		}
		edits[at] = edit{at, at + len(dest), d}
	}
	doc, err := parse(linkParser, src, parser.NewContext())
	if err != nil {
		return source, false
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no errors
		if entering {
			switch n := n.(type) {
			case *ast.Link:
				relink(n, LinkElement, n.Destination)
			case *ast.Image:
				relink(n, ImageElement, n.Destination)
			}
		}
		return ast.WalkContinue, nil
	})
	if !found {
		return source, false
	}
	return applyEdits(source, edits), true
}

// edit replaces the bytes from from to to by text.
type edit struct {
	from, to int
	text     string
}

// applyEdits applies edits, by their start, to a text.
func applyEdits(source string, edits map[int]edit) string {
	if len(edits) == 0 {
		return source
	}
	var list []edit
	for _, e := range edits {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b edit) int { return a.from - b.from })
	var b strings.Builder
	last := 0
	for _, e := range list {
		b.WriteString(source[last:e.from] + e.text)
		last = e.to
	}
	b.WriteString(source[last:])
	return b.String()
}

// Tags returns a text with each piece of raw HTML replaced by the result of replace. Code is not HTML.
func Tags(source string, replace func(html string) string) string {
	if !strings.Contains(source, "<") {
		return source
	}
	src := []byte(source)
	edits := map[int]edit{}
	put := func(s text.Segment) {
		if s.Start >= 0 && s.Stop <= len(src) {
			edits[s.Start] = edit{s.Start, s.Stop, replace(source[s.Start:s.Stop])}
		}
	}
	doc, err := parse(basicParser, src, parser.NewContext())
	if err != nil {
		return source
	}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no errors
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.RawHTML:
			if l := n.Segments.Len(); l > 0 {
				put(text.NewSegment(n.Segments.At(0).Start, n.Segments.At(l-1).Stop))
			}
		case *ast.HTMLBlock:
			if l := n.Lines().Len(); l > 0 {
				stop := n.Lines().At(l - 1).Stop
				if n.HasClosure() {
					stop = max(stop, n.ClosureLine.Stop)
				}
				put(text.NewSegment(n.Lines().At(0).Start, stop))
			}
		}
		return ast.WalkContinue, nil
	})
	return applyEdits(source, edits)
}
