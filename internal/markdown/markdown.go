// Package markdown turns the texts of a site into HTML with goldmark: GitHub's
// tables, strikethrough, task lists, bare addresses and alerts, and footnotes.
//
// The HTML holds no inline style or script, so that it works under a strict
// Content-Security-Policy, and several texts can stand on one page: each gets
// its own prefix for ids, and its headings start at the level its place needs.
package markdown

import (
	"bytes"
	"html/template"
	"strings"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"statuary/internal/chars"
)

// RawHTML says what becomes of HTML tags in Markdown.
type RawHTML string

const (
	Escape   RawHTML = "escape"   // shown as they are written; comments are left out
	Sanitize RawHTML = "sanitize" // passed through without what could do harm
	Allow    RawHTML = "allow"    // passed through
)

// Options of a converter.
type Options struct {
	RawHTML RawHTML // "" is Escape

	// Origin is scheme and host of the site, such as "https://example.org".
	Origin string

	// Link gives the address, from the host's root, of what a text in a folder
	// calls dest: "chart.png" or "/about/". It is asked for everything that has
	// no scheme and no host of its own. Nil keeps links as they are written. It
	// must be pure.
	Link func(dir, dest string) string
}

// Text is a piece of Markdown and what it needs to know of its place. Two that
// are equal give the same HTML.
type Text struct {
	Source   string
	Dir      string // folder that relative links start from, such as "incidents/2018/"
	Prefix   string // stands before each id in the text
	Page     string // address of the page whose ids begin with "_", if the text stands on another; links to them lead there
	Level    int    // of the highest heading in the text, 1 to 6; 0 keeps what is written
	Absolute bool   // links with scheme and host, as feeds need them
}

// Converter renders Markdown. It may be used by several goroutines.
type Converter struct {
	Options
	plain    goldmark.Markdown // for texts in which nothing can be a bare address
	linkify  goldmark.Markdown
	sanitize func([]byte) []byte // nil where nothing is passed through
	buffers  sync.Pool
	done     *lru.Cache[string, []done] // by source
}

// done is a text that has been rendered, without that of its place which does
// not matter.
type done struct {
	matters place
	text    Text
	html    template.HTML
}

// remembered is how many sources are kept. A text stands in the page, the feeds
// and the documents of its incident, which are made one after the other.
const remembered = 4096

// New makes a converter.
func New(o Options) *Converter {
	c := &Converter{Options: o}
	c.buffers.New = func() any { return new(buffer) }
	switch o.RawHTML {
	case Sanitize:
		c.sanitize = sanitizer()
	case Allow:
		c.sanitize = balance
	}
	var err error
	if c.done, err = lru.New[string, []done](remembered); err != nil {
		panic("markdown: " + err.Error()) // the size is not positive
	}
	c.plain, c.linkify = c.goldmark(), c.goldmark(extension.Linkify)
	return c
}

func (c *Converter) goldmark(more ...goldmark.Extender) goldmark.Markdown {
	nodes := &nodeRenderer{converter: c}
	options := []renderer.Option{renderer.WithNodeRenderers(util.Prioritized(nodes, 100))}
	if c.sanitize != nil {
		options = append(options, html.WithUnsafe())
		nodes.passHTML = true
	}
	extensions := append([]goldmark.Extender{
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
		extension.Strikethrough,
		extension.TaskList,
		extension.NewFootnote(extension.WithFootnoteIDPrefixFunction(func(n ast.Node) []byte {
			prefix, _ := n.OwnerDocument().Meta()["prefix"].(string)
			return []byte(prefix)
		})),
	}, more...)
	return goldmark.New(
		goldmark.WithExtensions(extensions...),
		goldmark.WithParserOptions(
			parser.WithAutoHeadingID(),
			parser.WithASTTransformers(util.Prioritized(&transformer{c}, 500)),
		),
		goldmark.WithRendererOptions(options...),
	)
}

// HTML renders a text. What Markdown can't mean is shown as it is written;
// there are no errors.
func (c *Converter) HTML(t Text) template.HTML {
	if t.Source == "" {
		return ""
	}
	before, _ := c.done.Get(t.Source)
	for _, d := range before {
		if d.text == d.matters.of(t) {
			return d.html
		}
	}
	md := c.plain
	if mayHoldAddress(t.Source) {
		md = c.linkify
	}
	p := &placed{Text: t, ids: &ids{prefix: t.Prefix, used: map[string]bool{}}}
	ctx := parser.NewContext(parser.WithIDs(p.ids))
	ctx.Set(placedKey, p)
	src := []byte(t.Source)
	doc := md.Parser().Parse(text.NewReader(src), parser.WithContext(ctx))
	buf := c.buffers.Get().(*buffer)
	defer c.buffers.Put(buf)
	buf.Reset()
	if err := md.Renderer().Render(buf, src, doc); err != nil {
		// A bytes.Buffer takes all, and the nodes are goldmark's and ours.
		panic("markdown: " + err.Error())
	}
	out := buf.Bytes()
	if c.sanitize != nil && bytes.Contains(src, []byte("<")) {
		out = c.sanitize(out)
	}
	html := template.HTML(out)
	if strings.Contains(t.Source, "&") || !chars.IsClean(t.Source) { // a reference such as &#8; stands for any character
		html = template.HTML(carriageReturns.Replace(chars.Clean(string(out))))
	}
	c.done.Add(t.Source, append(before[:len(before):len(before)], done{p.matters, p.matters.of(t), html}))
	return html
}

var carriageReturns = strings.NewReplacer("\r", "", "&#13;", "")

// buffer is a bytes.Buffer that goldmark takes for a buffered writer, so that
// it makes none of its own for each text.
type buffer struct{ bytes.Buffer }

func (*buffer) Buffered() int { return 0 }
func (*buffer) Flush() error  { return nil }

// mayHoldAddress is false for most texts, which saves them a quarter of their
// time: goldmark looks for an address after every space.
func mayHoldAddress(s string) bool {
	return strings.Contains(s, "://") || strings.Contains(s, "www.") || strings.IndexByte(s, '@') >= 0
}

// placed is a Text while it is rendered.
type placed struct {
	Text
	ids     *ids
	matters place
}

// place is what of a text's place matters. Most texts are the same wherever they
// stand; those with headings, footnotes or links within them have ids; and some
// have links that start from their folder.
type place struct{ ids, links bool }

// of gives a text without that of its place which does not matter.
func (p place) of(t Text) Text {
	if !p.ids {
		t.Prefix, t.Page, t.Level = "", "", 0
	}
	if !p.links {
		t.Dir, t.Absolute = "", false
	}
	return t
}

// placedKey is under which a parse knows what it is of.
var placedKey = parser.NewContextKey()
