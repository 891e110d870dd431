// Package markdown renders the texts of a site as HTML with goldmark. It supports GitHub's tables,
// strikethrough, task lists, bare URLs and alerts, and footnotes.
//
// The HTML contains no inline styles or scripts, so it works with a strict Content-Security-Policy.
// Several texts can be on one page: each has its own prefix for ids, and its headings start at the
// level that its place requires.
package markdown

import (
	"bytes"
	"html/template"
	"runtime"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"statuary/internal/chars"
)

// RawHTML is how HTML tags in Markdown are treated.
type RawHTML string

const (
	Escape   RawHTML = "escape"   // shown as text; comments are removed
	Sanitize RawHTML = "sanitize" // passed through without anything harmful
	Allow    RawHTML = "allow"    // passed through
)

// Options are the options of a converter.
type Options struct {
	RawHTML RawHTML // empty for Escape

	// Origin is the scheme and the host of the site, such as "https://example.org".
	Origin string

	// Link returns the URL path for the link dest, such as "chart.png" or "/about/", in a text of
	// the folder dir. It is called for every link without a scheme and a host. If it is nil, links
	// are not changed. It must be pure.
	Link func(dir, dest string) string

	// Picture returns what is known of the image at a URL path, as Link returns it. It may be nil.
	// It must be pure.
	Picture func(url string) Picture

	// Feeds reports whether most texts are in feeds or documents too, so that both forms are rendered at once.
	Feeds bool

	// Words translates the words that texts get: "Note", "Tip", "Important", "Warning", "Caution",
	// "Open" and "Done". If it is nil, they are English. It must be pure until [Converter.Forget] is called.
	Words func(string) string

	// Date writes the date of a task. If it is nil, dates are written as 2026-11-20. It must be as pure as
	// Words.
	Date func(time.Time) string

	// Patience is called for each text with code to be highlighted. It returns a function that reports
	// whether there is time left for that: code that was made to be slow may take minutes. If it is nil,
	// there is no limit of time.
	Patience func() (left func() bool)
}

// Picture is what is known of an image.
type Picture struct {
	Width, Height int    // in pixels; 0 if unknown
	Dark          string // URL of the variant for dark backgrounds; may be empty
}

// Text is a Markdown text and the details of its place that the HTML depends on. Equal texts have
// equal HTML.
type Text struct {
	Source   string
	Dir      string // folder that relative links start from, such as "incidents/2018/"
	Prefix   string // prefix of each id in the text
	Page     string // URL of the page with the ids that begin with "_", if the text is on another page
	Level    int    // level of the highest heading, 1 to 6; 0 keeps the levels of the source
	Absolute bool   // for feeds and documents: links get scheme and host, and the HTML is plain, for readers without a style sheet

	// SumUp is the length for which Summary is probably called soon, or 0. The HTML does not depend on it.
	SumUp int `json:"-"` // templates may write a view into a script
}

// Converter renders Markdown. It is safe for use by several goroutines.
type Converter struct {
	Options
	plain    goldmark.Markdown // for texts that contain no bare URL
	linkify  goldmark.Markdown
	sanitize func([]byte) []byte // nil if no HTML is passed through
	buffers  sync.Pool
	cache    *lru.Cache[string, []cached] // by source
}

// cached is a rendered text. text has only those details of its place that the HTML depends on.
type cached struct {
	depends  dependence
	text     Text
	html     template.HTML
	headings []Heading
	summary  summed
}

// cacheSize returns the number of cached sources. A text is on the page, in the feeds and in the
// documents of its incident, which are rendered one after the other. Each worker has some incidents.
func cacheSize() int { return 256 * runtime.GOMAXPROCS(0) }

// New returns a converter.
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
	if c.cache, err = lru.New[string, []cached](cacheSize()); err != nil {
		panic("markdown: " + err.Error()) // only if the size is not positive
	}
	c.plain, c.linkify = c.goldmark(), c.goldmark(extension.Linkify)
	return c
}

// Forget drops all cached results, for when the words have changed.
func (c *Converter) Forget() { c.cache.Purge() }

func (c *Converter) goldmark(more ...goldmark.Extender) goldmark.Markdown {
	nodes := &nodeRenderer{converter: c}
	nodes.passHTML = c.sanitize != nil
	options := []renderer.Option{
		renderer.WithNodeRenderers(util.Prioritized(nodes, 100)),
		// The transformer removes links to dangerous URLs, and nodes writes raw HTML. Without the option,
		// goldmark copies each URL four times to look at its scheme.
		html.WithUnsafe(),
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
	return newGoldmark(
		goldmark.WithExtensions(extensions...),
		goldmark.WithParserOptions(
			parser.WithAutoHeadingID(),
			parser.WithASTTransformers(util.Prioritized(&transformer{c}, 500)),
		),
		goldmark.WithRendererOptions(options...),
	)
}

// unparsed returns a text that exceeds a limit as HTML that shows it as it was written.
func unparsed(source string) template.HTML {
	return template.HTML(`<pre tabindex="0"><code>` + template.HTMLEscapeString(carriageReturns.Replace(chars.Clean(source))) + "</code></pre>\n")
}

// HTML renders a text. There are no errors: what is not valid Markdown is shown as text.
func (c *Converter) HTML(t Text) template.HTML { return c.render(t).html }

// render renders a text, unless it is cached.
func (c *Converter) render(t Text) cached {
	if t.Source == "" {
		return cached{}
	}
	before, _ := c.cache.Get(t.Source)
	for _, d := range before {
		if d.text == d.depends.reduce(t) {
			return d
		}
	}
	md := c.plain
	if mayContainURL(t.Source) {
		md = c.linkify
	}
	p := &rendering{Text: t, ids: newIDs(t.Prefix)}
	ctx := parser.NewContext(parser.WithIDs(p.ids))
	ctx.Set(renderingKey, p)
	src := []byte(t.Source)
	doc, tooMuch := parse(md.Parser(), src, ctx)
	if tooMuch != nil {
		return cached{html: unparsed(t.Source)}
	}
	raw := c.sanitize != nil && bytes.IndexByte(src, '<') >= 0
	made := c.write(md, p, src, doc)
	all := append(before[:len(before):len(before)], made)
	if c.Feeds && p.depends.plain && !p.depends.links && !p.reshaped && !raw {
		// The page and the feeds show the same tree, which need not be parsed again. The ids of raw HTML are
		// generated while it is written, so it can't be written twice.
		p.Absolute, p.highlighted = !p.Absolute, 0
		all = append(all, c.write(md, p, src, doc))
	}
	c.cache.Add(t.Source, all)
	return made
}

// write writes a parsed text as HTML.
func (c *Converter) write(md goldmark.Markdown, p *rendering, src []byte, doc ast.Node) cached {
	buf := c.buffers.Get().(*buffer)
	defer c.buffers.Put(buf)
	buf.Reset()
	buf.text = p
	defer func() { buf.text = nil }()
	p.headings = p.headings[:0]
	if err := md.Renderer().Render(buf, src, doc); err != nil {
		// The buffer returns no errors, and neither do the renderers.
		panic("markdown: " + err.Error())
	}
	out := buf.Bytes()
	moved := false // whether headings are not where they were written
	if c.sanitize != nil && bytes.Contains(src, []byte("<")) {
		out, moved = c.sanitize(out), true
	}
	html := template.HTML(out)
	if bytes.IndexByte(src, '&') >= 0 || !chars.IsClean(p.Source) { // a reference such as &#8; can produce any character
		clean := template.HTML(withoutReturns(chars.Clean(string(html))))
		html, moved = clean, moved || clean != html
	}
	made := cached{depends: p.depends, text: p.depends.reduce(p.Text), html: html, summary: p.summary}
	if moved {
		made.headings = headingsOf(string(html))
	} else {
		made.headings = headingsAt(p.headings, string(html))
	}
	return made
}

// withoutReturns removes carriage returns from HTML. Most HTML has none.
func withoutReturns(s string) string {
	if strings.IndexByte(s, '\r') < 0 && !strings.Contains(s, "&#13;") {
		return s
	}
	return carriageReturns.Replace(s)
}

var carriageReturns = strings.NewReplacer("\r", "", "&#13;", "")

// buffer is a bytes.Buffer that goldmark accepts as a buffered writer, so that it does not allocate
// one for each text. It has the state of the text for the renderers of nodes.
type buffer struct {
	bytes.Buffer
	text *rendering
}

func (*buffer) Buffered() int { return 0 }
func (*buffer) Flush() error  { return nil }

// rendering is the state of a text while it is rendered.
type rendering struct {
	Text
	ids         *ids
	depends     dependence
	headings    []place // of the HTML
	reshaped    bool    // the tree is that of a page or that of a feed
	highlighted int     // bytes of code
	summary     summed
	patient     func() bool // see Options.Patience; nil before the first code
}

// decorated reports whether the text is for a page with the theme's style sheet, and notes that its HTML
// depends on that.
func (p *rendering) decorated() bool {
	p.depends.plain = true
	return !p.Absolute
}

// reshape is decorated for changes to the tree.
func (p *rendering) reshape() bool {
	p.reshaped = true
	return p.decorated()
}

// dependence is what the HTML of a text depends on beside its source. Most texts are the same
// everywhere. The ids of headings, footnotes and links within the text depend on prefix, page and
// level; relative links depend on the folder; code, notes, images and tasks are plain in feeds.
type dependence struct{ ids, links, plain bool }

// reduce returns t without the details that the HTML does not depend on.
func (p dependence) reduce(t Text) Text {
	t.SumUp = 0
	if !p.ids {
		t.Prefix, t.Page, t.Level = "", "", 0
	}
	if !p.links {
		t.Dir = ""
	}
	if !p.links && !p.plain {
		t.Absolute = false
	}
	return t
}

// renderingKey is the key of the rendering in goldmark's parser context.
var renderingKey = parser.NewContextKey()
