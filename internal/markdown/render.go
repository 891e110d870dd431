package markdown

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Nodes that only this package has.
type (
	scroll struct{ ast.BaseBlock } // scrolls what is wider than the page
	figure struct {                // an image with a caption
		ast.BaseBlock
		caption []byte
	}
	darkVariant struct { // an image with a variant for dark backgrounds
		ast.BaseInline
		url string
	}
	permalink struct { // a link from a heading to itself
		ast.BaseInline
		id []byte
	}
	alert struct {
		ast.BaseBlock
		title string
	}
)

var (
	kindScroll = ast.NewNodeKind("Scroll")
	kindFigure = ast.NewNodeKind("Figure")
	kindDark   = ast.NewNodeKind("DarkVariant")
	kindLink   = ast.NewNodeKind("Permalink")
	kindAlert  = ast.NewNodeKind("Alert")
)

func (*scroll) Kind() ast.NodeKind      { return kindScroll }
func (*figure) Kind() ast.NodeKind      { return kindFigure }
func (*darkVariant) Kind() ast.NodeKind { return kindDark }
func (*permalink) Kind() ast.NodeKind   { return kindLink }
func (*alert) Kind() ast.NodeKind       { return kindAlert }

func (n *scroll) Dump(src []byte, level int)      { ast.DumpHelper(n, src, level, nil, nil) }
func (n *figure) Dump(src []byte, level int)      { ast.DumpHelper(n, src, level, nil, nil) }
func (n *darkVariant) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }
func (n *permalink) Dump(src []byte, level int)   { ast.DumpHelper(n, src, level, nil, nil) }
func (n *alert) Dump(src []byte, level int)       { ast.DumpHelper(n, src, level, nil, nil) }

// nodeRenderer renders the nodes of this package, and those of goldmark that need other HTML.
type nodeRenderer struct {
	passHTML  bool
	converter *Converter
}

// RegisterFuncs implements renderer.NodeRenderer.
func (r *nodeRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	// tabindex makes boxes that scroll accessible by keyboard (WCAG 2.1.1).
	reg.Register(kindScroll, enclose(`<div class="scroll" tabindex="0">`, "</div>\n"))
	reg.Register(kindFigure, r.figure)
	reg.Register(kindDark, r.darkVariant)
	reg.Register(kindLink, r.permalink)
	reg.Register(kindAlert, r.alert)
	reg.Register(ast.KindHeading, r.heading)
	reg.Register(ast.KindCodeBlock, r.code)
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(east.KindTaskCheckBox, r.checkBox)
	reg.Register(kindTaskDate, r.taskDate)
	if !r.passHTML {
		reg.Register(ast.KindRawHTML, r.rawHTML)
		reg.Register(ast.KindHTMLBlock, r.htmlBlock)
	} else {
		reg.Register(ast.KindRawHTML, r.passedHTML)
		reg.Register(ast.KindHTMLBlock, r.passedHTML)
	}
}

// enclose returns a renderer that writes text before and after the children of a node.
func enclose(before, after string) renderer.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		s := before
		if !entering {
			s = after
		}
		_, err := w.WriteString(s)
		return ast.WalkContinue, err
	}
}

func (r *nodeRenderer) figure(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, err := w.WriteString("<figure>")
		return ast.WalkContinue, err
	}
	caption := n.(*figure).caption
	if len(caption) == 0 {
		_, err := w.WriteString("</figure>\n")
		return ast.WalkContinue, err
	}
	_, err := w.WriteString("<figcaption>" + string(util.EscapeHTML(caption)) + "</figcaption></figure>\n")
	return ast.WalkContinue, err
}

// darkVariant writes a picture of two sources. A script changes the condition of the first when the
// visitor chooses a colour scheme.
func (r *nodeRenderer) darkVariant(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	s := "</picture>"
	if entering {
		s = `<picture><source srcset="` + string(util.EscapeHTML([]byte(n.(*darkVariant).url))) + `" media="(prefers-color-scheme: dark)">`
	}
	_, err := w.WriteString(s)
	return ast.WalkContinue, err
}

// heading writes a heading and notes where it is.
func (r *nodeRenderer) heading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Heading)
	buf, known := w.(*buffer)
	at := placeOf(w)
	if !entering {
		if known {
			last := &at.headings[len(at.headings)-1]
			if last.to == 0 { // no permalink
				last.to = buf.Len()
			}
		}
		_, err := w.WriteString("</h" + strconv.Itoa(n.Level) + ">\n")
		return ast.WalkContinue, err
	}
	_, err := w.WriteString("<h" + strconv.Itoa(n.Level))
	if n.Attributes() != nil {
		html.RenderAttributes(w, n, html.HeadingAttributeFilter)
	}
	_ = w.WriteByte('>')
	if known {
		h := Heading{level: n.Level}
		if id, ok := n.AttributeString("id"); ok {
			h.ID = string(id.([]byte))
		}
		at.headings = append(at.headings, place{Heading: h, from: buf.Len()})
	}
	return ast.WalkContinue, err
}

// permalink writes an empty link: the style sheet shows a sign in it, so that it isn't part of the text.
func (r *nodeRenderer) permalink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	at := placeOf(w)
	if !entering || at == nil {
		return ast.WalkContinue, nil
	}
	if buf, ok := w.(*buffer); ok {
		at.headings[len(at.headings)-1].to = buf.Len()
	}
	if !at.decorated() {
		return ast.WalkContinue, nil
	}
	_, err := w.WriteString(` <a class="anchor" href="#` + string(util.EscapeHTML(n.(*permalink).id)) + `" aria-label="` + string(util.EscapeHTML([]byte(r.word(w, "Link to this section")))) + `"></a>`)
	return ast.WalkContinue, err
}

func (r *nodeRenderer) alert(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	s := "</div>\n"
	if title := n.(*alert).title; entering {
		s = `<div class="alert alert-` + strings.ToLower(title) + `"><p class="alert-title">` + string(util.EscapeHTML([]byte(r.word(w, title)))) + "</p>\n"
	}
	_, err := w.WriteString(s)
	return ast.WalkContinue, err
}

// placeOf returns the state of the text that is written to w, or nil if [Converter.HTML] does not write it.
func placeOf(w util.BufWriter) *rendering {
	if buf, ok := w.(*buffer); ok {
		return buf.text
	}
	return nil
}

// word returns a word in the language of the page. Feeds and documents have it in English.
func (r *nodeRenderer) word(w util.BufWriter, word string) string {
	if place := placeOf(w); place != nil && place.decorated() && r.converter.Words != nil {
		return r.converter.Words(word)
	}
	return word
}

func (r *nodeRenderer) code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</code></pre>\n")
		return ast.WalkContinue, err
	}
	_, _ = w.WriteString(`<pre tabindex="0"><code`)
	var language []byte
	if f, ok := n.(*ast.FencedCodeBlock); ok {
		if language = f.Language(source); len(language) > 0 {
			_, _ = w.WriteString(` class="language-` + string(util.EscapeHTML(language)) + `"`)
		}
	}
	_ = w.WriteByte('>')
	code := n.Lines().Value(source)
	if place := placeOf(w); place != nil && len(language) > 0 && place.decorated() {
		if html := place.highlight(r.converter, string(language), code); html != nil {
			_, err := w.Write(html)
			return ast.WalkContinue, err
		}
	}
	_, err := w.Write(util.EscapeHTML(code))
	return ast.WalkContinue, err
}

// checkBox writes a character with a label for screen readers, because a disabled input has no
// accessible name.
func (r *nodeRenderer) checkBox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	word, box := "Open", "☐"
	if n.(*east.TaskCheckBox).IsChecked {
		word, box = "Done", "☑"
	}
	_, err := w.WriteString(`<span class="task" role="img" aria-label="` + string(util.EscapeHTML([]byte(r.word(w, word)))) + `">` + box + `</span> `)
	return ast.WalkContinue, err
}

var (
	lineBreak = regexp.MustCompile(`(?i)^<br\s*/?>$`)
	comment   = regexp.MustCompile(`(?s)<!--.*?-->`)
)

// rawHTML writes a tag as text. Only line breaks stay tags, because imported texts contain many,
// and comments are removed.
func (r *nodeRenderer) rawHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	n := node.(*ast.RawHTML)
	tag := n.Segments.Value(source)
	switch {
	case lineBreak.Match(tag):
		_, _ = w.WriteString("<br>")
	case !bytes.HasPrefix(tag, []byte("<!--")):
		_, _ = w.Write(util.EscapeHTML(tag))
	}
	return ast.WalkSkipChildren, nil
}

func (r *nodeRenderer) htmlBlock(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.HTMLBlock)
	var block bytes.Buffer
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		block.Write(line.Value(source))
	}
	if n.HasClosure() {
		block.Write(n.ClosureLine.Value(source))
	}
	shown := bytes.TrimSpace(comment.ReplaceAll(block.Bytes(), nil))
	if len(shown) > 0 {
		_, _ = w.WriteString(`<p class="raw">` + string(util.EscapeHTML(shown)) + "</p>\n")
	}
	return ast.WalkContinue, nil
}
