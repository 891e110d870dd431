package markdown

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// ElementKind says what an Element is.
type ElementKind uint8

// The kinds of elements that Inspect finds.
const (
	LinkElement ElementKind = iota
	ImageElement
	HeadingElement
)

// Element is a part of a text that can be wrong.
type Element struct {
	Kind  ElementKind
	Dest  string // of a link or an image, as it is written
	Text  string // of a link or a heading as readers see it; of an image what stands for it where it is not seen
	Level int    // of a heading, as it is written
}

// inspector knows no more of Markdown than where links, images, headings and
// code are; tables, footnotes and the rest have no say in that.
var inspector = goldmark.DefaultParser()

// linked is the inspector that also knows footnotes, whose definitions look like those
// of links, and bare addresses.
var linked = func() parser.Parser {
	md := goldmark.New(goldmark.WithExtensions(extension.Footnote, extension.Linkify))
	return md.Parser()
}()

// Inspect lists the links, images and headings of a text, in their order, those in
// footnotes last. What stands in code is none. With tags, the addresses in raw HTML are
// links and images too.
func Inspect(source string, tags bool) []Element {
	if !mayHoldElement(source) && !mayHoldAddress(source) {
		return nil
	}
	src := []byte(source)
	doc := linked.Parse(text.NewReader(src))
	var list []Element
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no errors
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			list = append(list, Element{Kind: LinkElement, Dest: string(n.Destination), Text: plainOf(n, src)})
		case *ast.Image:
			list = append(list, Element{Kind: ImageElement, Dest: string(n.Destination), Text: plainOf(n, src)})
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL {
				list = append(list, Element{Kind: LinkElement, Dest: string(n.URL(src)), Text: string(n.Label(src))})
			}
		case *ast.RawHTML, *ast.HTMLBlock:
			if tags {
				list = append(list, tagElements(rawOf(n, src))...)
			}
		case *ast.Heading:
			list = append(list, Element{Kind: HeadingElement, Level: n.Level, Text: plainOf(n, src)})
		}
		return ast.WalkContinue, nil
	})
	return list
}

// mayHoldElement is false for most texts of timelines, which need no parse.
func mayHoldElement(s string) bool {
	return strings.ContainsAny(s, "[#<") || strings.Contains(s, "\n==") || strings.Contains(s, "\n--")
}

// plainOf is the text in a node, without marks.
func plainOf(n ast.Node, src []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch c := c.(type) {
			case *ast.Text:
				b.Write(c.Segment.Value(src))
				if c.SoftLineBreak() {
					b.WriteByte(' ')
				}
			case *ast.String:
				b.Write(c.Value)
			case *ast.Image:
				if c != n {
					b.WriteString(plainOf(c, src))
					return ast.WalkSkipChildren, nil
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}
