package markdown

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// ElementKind is the kind of an Element.
type ElementKind uint8

// The kinds of elements that Inspect returns.
const (
	LinkElement ElementKind = iota
	ImageElement
	HeadingElement
)

// Element is a link, an image or a heading in a text.
type Element struct {
	Kind  ElementKind
	Dest  string // of a link or an image: the destination as written
	Text  string // of a link or a heading: its plain text; of an image: its alternative text
	Level int    // of a heading: the level in the source
}

// basicParser finds links, images, headings and code, which tables, footnotes and other extensions
// do not affect.
var basicParser = newGoldmark().Parser()

// linkParser also finds bare URLs, and footnotes, whose definitions look like those of links.
var linkParser = newGoldmark(goldmark.WithExtensions(extension.Footnote, extension.Linkify)).Parser()

// Inspect returns the links, images and headings of a text in order, those in footnotes last. It
// skips code. A text that exceeds a limit has none. If tags is set, URLs in raw HTML are included as links and images.
func Inspect(source string, tags bool) []Element {
	if !mayContainElement(source) && !mayContainURL(source) {
		return nil
	}
	src := []byte(source)
	doc, err := parse(linkParser, src, parser.NewContext())
	if err != nil {
		return nil
	}
	var list []Element
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no errors
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			list = append(list, Element{Kind: LinkElement, Dest: string(n.Destination), Text: plainText(n, src)})
		case *ast.Image:
			list = append(list, Element{Kind: ImageElement, Dest: string(n.Destination), Text: plainText(n, src)})
		case *ast.AutoLink:
			if n.AutoLinkType == ast.AutoLinkURL {
				list = append(list, Element{Kind: LinkElement, Dest: string(n.URL(src)), Text: string(n.Label(src))})
			}
		case *ast.RawHTML, *ast.HTMLBlock:
			if tags {
				list = append(list, tagElements(rawOf(n, src))...)
			}
		case *ast.Heading:
			list = append(list, Element{Kind: HeadingElement, Level: n.Level, Text: plainText(n, src)})
		}
		return ast.WalkContinue, nil
	})
	return list
}

// mayContainElement reports whether a text may contain an element. Most texts of timelines do not
// and need no parsing.
func mayContainElement(s string) bool {
	return strings.ContainsAny(s, "[#<") || strings.Contains(s, "\n==") || strings.Contains(s, "\n--")
}

// plainText returns the text of a node without markup.
func plainText(n ast.Node, src []byte) string {
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
					b.WriteString(plainText(c, src))
					return ast.WalkSkipChildren, nil
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}
