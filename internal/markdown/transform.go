package markdown

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"statuary/internal/chars"
)

// transformer adapts a parsed text to its place on the page.
type transformer struct{ *Converter }

// Transform implements parser.ASTTransformer.
func (t *transformer) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	place, ok := pc.Get(renderingKey).(*rendering)
	if !ok {
		return
	}
	place.sumUp(doc, reader.Source()) // before the tree is changed
	shift := headingShift(doc, place.Level)
	var images []*ast.Image
	var headings []heading
	var tables, figures, quotes, dead []ast.Node // changed after the walk, because changes would disturb it
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			n.Level = min(6, max(1, n.Level+shift))
			place.depends.ids = true
			if id, ok := n.AttributeString("id"); ok {
				headings = append(headings, heading{n, id.([]byte)})
			}
		case *east.FootnoteLink, *east.FootnoteList:
			place.depends.ids = true
			doc.AddMeta("prefix", place.Prefix)
		case *ast.Link:
			n.Destination = t.resolve(n.Destination, place)
			if isDangerousURL(n.Destination) {
				dead = append(dead, n)
			}
		case *ast.AutoLink:
			if isDangerousURL(n.URL(reader.Source())) {
				dead = append(dead, n)
			}
		case *ast.Image:
			n.Destination = t.resolve(n.Destination, place)
			if isDangerousURL(n.Destination) {
				dead = append(dead, n)
			}
			n.SetAttributeString("loading", []byte("lazy"))
			if place.reshape() && t.Picture != nil {
				images = append(images, n)
			}
		case *ast.Paragraph:
			if image, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 && (len(image.Title) > 0 || place.reshape()) {
				figures = append(figures, n)
			}
		case *east.TaskCheckBox:
			if place.reshape() {
				markTask(n, reader.Source())
			}
		case *ast.Blockquote:
			quotes = append(quotes, n)
		case *east.Table:
			tables = append(tables, n)
		case *east.TableCell:
			if n.Alignment != east.AlignNone && n.Alignment != east.AlignLeft {
				n.SetAttributeString("class", []byte(n.Alignment.String()))
			}
		}
		return ast.WalkContinue, nil
	})
	for _, h := range headings {
		h.AppendChild(h.Heading, &permalink{id: h.id})
	}
	for _, n := range tables {
		wrap(n, &scroll{})
	}
	for _, n := range figures {
		image := n.FirstChild().(*ast.Image)
		f := &figure{caption: image.Title}
		image.Title = nil
		n.Parent().ReplaceChild(n.Parent(), n, f)
		f.AppendChild(f, image)
	}
	for _, n := range images {
		setSize(n, t.Picture(string(n.Destination)))
	}
	for _, n := range quotes {
		if makeAlert(n, reader.Source()) {
			place.depends.plain = true
		}
	}
	for _, n := range dead {
		if a, ok := n.(*ast.AutoLink); ok {
			n.Parent().InsertBefore(n.Parent(), n, ast.NewString(a.Label(reader.Source())))
		}
		for c := n.FirstChild(); c != nil; c = n.FirstChild() {
			n.Parent().InsertBefore(n.Parent(), n, c)
		}
		n.Parent().RemoveChild(n.Parent(), n)
	}
}

// isDangerousURL is html.IsDangerousURL without its cost for most URLs: it copies the URL for each
// scheme that it looks for, javascript, vbscript, file and data. The renderer resolves references such
// as &#106; and backslashes, and relies on this check. Bytes that are not UTF-8 are removed from the HTML.
func isDangerousURL(url []byte) bool {
	if !utf8.Valid(url) {
		url = bytes.ToValidUTF8(url, nil)
	}
	if bytes.IndexByte(url, '&') >= 0 || bytes.IndexByte(url, '\\') >= 0 {
		url = util.URLEscape(url, true)
	}
	return len(url) > 0 && bytes.IndexByte([]byte("jvfdJVFD"), url[0]) >= 0 && html.IsDangerousURL(url)
}

// headingShift returns the number to add to the level of each heading so that the highest has the
// given level.
func headingShift(doc ast.Node, level int) int {
	highest := 7
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			highest = min(highest, h.Level)
		}
	}
	if level == 0 || highest == 7 {
		return 0
	}
	return level - highest
}

// resolve returns the URL of a link on the page.
func (t *transformer) resolve(dest []byte, place *rendering) []byte {
	d := string(dest)
	if fragment, ok := strings.CutPrefix(d, "#"); ok {
		place.depends.ids = true
		if strings.HasPrefix(fragment, "_") {
			return []byte(place.Page + d)
		}
		if fragment == "" {
			return dest
		}
		return []byte("#" + place.ids.fit(composedFragment(fragment)))
	}
	if t.Link == nil || d == "" || hasScheme(d) || strings.HasPrefix(d, "//") {
		return dest
	}
	place.depends.links = true
	d = t.Link(place.Dir, d)
	if place.Absolute {
		d = t.Origin + d
	}
	return []byte(d)
}

// composedFragment returns the fragment of a link in Unicode Normalization Form C, like the ids of
// headings.
func composedFragment(fragment string) string {
	if plain, err := url.PathUnescape(fragment); err == nil && plain != fragment && chars.Compose(plain) != plain {
		return url.PathEscape(chars.Compose(plain))
	}
	return chars.Compose(fragment)
}

// hasScheme reports whether s begins with a scheme, as "https:…" and "mailto:…" do (RFC 3986, 3.1).
func hasScheme(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	if !ok || scheme == "" {
		return false
	}
	for i, r := range scheme {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", r)) {
			return false
		}
	}
	return true
}

// heading is a heading that can be linked to.
type heading struct {
	*ast.Heading
	id []byte
}

// setSize adds the size of an image, so that the page does not move once it is loaded, and the variant
// for dark backgrounds.
func setSize(n *ast.Image, p Picture) {
	if p.Width > 0 && p.Height > 0 {
		n.SetAttributeString("width", []byte(strconv.Itoa(p.Width)))
		n.SetAttributeString("height", []byte(strconv.Itoa(p.Height)))
	}
	if p.Dark != "" {
		dark := &darkVariant{url: p.Dark}
		n.Parent().ReplaceChild(n.Parent(), n, dark)
		dark.AppendChild(dark, n)
	}
}

func wrap(n, in ast.Node) {
	n.Parent().ReplaceChild(n.Parent(), n, in)
	in.AppendChild(in, n)
}

// makeAlert turns a quote that begins with [!NOTE] into an alert, as GitHub does. The types are
// NOTE, TIP, IMPORTANT, WARNING and CAUTION. It reports whether it did.
func makeAlert(quote ast.Node, source []byte) bool {
	p, ok := quote.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return false
	}
	first := p.Lines().At(0)
	mark := bytes.TrimSpace(first.Value(source))
	var kind string
	for _, k := range alertKinds {
		if strings.EqualFold(string(mark), "[!"+k+"]") {
			kind = k
		}
	}
	if kind == "" {
		return false
	}
	// The first line is the mark: all inline nodes up to its end.
	for c := p.FirstChild(); c != nil; c = p.FirstChild() {
		t, isText := c.(*ast.Text)
		p.RemoveChild(p, c)
		if isText && (t.SoftLineBreak() || t.HardLineBreak()) {
			break
		}
	}
	if p.FirstChild() == nil {
		quote.RemoveChild(quote, p)
	}
	a := &alert{title: kind[:1] + strings.ToLower(kind[1:])}
	quote.Parent().ReplaceChild(quote.Parent(), quote, a)
	for c := quote.FirstChild(); c != nil; c = quote.FirstChild() {
		a.AppendChild(a, c)
	}
	return true
}

var alertKinds = []string{"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"}
