package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// Relink gives a text whose links and images lead where to says, which is asked
// for each in turn and answers with another address, or the same. All other
// bytes stay as they are. It is false, and the text as it was, if an address
// could not be replaced.
//
// goldmark keeps an address as a slice of the source, also one that is given
// apart ("[1]: chart.png"). Where a slice begins is told by its capacity.
func Relink(source string, to func(Element) string) (string, bool) {
	if !mayHoldElement(source) {
		return source, true
	}
	src := []byte(source)
	src = src[:len(src):len(src)]
	edits := map[int]edit{}
	found := true
	relink := func(n ast.Node, kind ElementKind, dest []byte) {
		d := to(Element{Kind: kind, Dest: string(dest), Text: plainOf(n, src)})
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
	_ = ast.Walk(linked.Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no errors
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
	return replaced(source, edits), true
}

// edit puts a text in the place of bytes of another.
type edit struct {
	from, to int
	text     string
}

func replaced(source string, edits map[int]edit) string {
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

// Tags gives a text in which each piece of raw HTML is what with makes of it.
// Code is no HTML.
func Tags(source string, with func(html string) string) string {
	if !strings.Contains(source, "<") {
		return source
	}
	src := []byte(source)
	edits := map[int]edit{}
	put := func(s text.Segment) {
		if s.Start >= 0 && s.Stop <= len(src) {
			edits[s.Start] = edit{s.Start, s.Stop, with(source[s.Start:s.Stop])}
		}
	}
	_ = ast.Walk(inspector.Parse(text.NewReader(src)), func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no errors
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
	return replaced(source, edits)
}
