package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// Nodes that only this package has.
type (
	scroll struct{ ast.BaseBlock } // scrolls what is wider than the page
	figure struct {                // an image with a caption
		ast.BaseBlock
		caption []byte
	}
	alert struct {
		ast.BaseBlock
		title string
	}
)

var (
	kindScroll = ast.NewNodeKind("Scroll")
	kindFigure = ast.NewNodeKind("Figure")
	kindAlert  = ast.NewNodeKind("Alert")
)

func (*scroll) Kind() ast.NodeKind { return kindScroll }
func (*figure) Kind() ast.NodeKind { return kindFigure }
func (*alert) Kind() ast.NodeKind  { return kindAlert }

func (n *scroll) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }
func (n *figure) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }
func (n *alert) Dump(src []byte, level int)  { ast.DumpHelper(n, src, level, nil, nil) }

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
	reg.Register(kindAlert, r.alert)
	reg.Register(ast.KindCodeBlock, r.code)
	reg.Register(ast.KindFencedCodeBlock, r.code)
	reg.Register(east.KindTaskCheckBox, r.checkBox)
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
	_, err := w.WriteString("<figcaption>" + string(util.EscapeHTML(n.(*figure).caption)) + "</figcaption></figure>\n")
	return ast.WalkContinue, err
}

func (r *nodeRenderer) alert(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	s := "</div>\n"
	if title := n.(*alert).title; entering {
		s = `<div class="alert alert-` + strings.ToLower(title) + `"><p class="alert-title">` + title + "</p>\n"
	}
	_, err := w.WriteString(s)
	return ast.WalkContinue, err
}

func (r *nodeRenderer) code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</code></pre>\n")
		return ast.WalkContinue, err
	}
	_, _ = w.WriteString(`<pre tabindex="0"><code`)
	if f, ok := n.(*ast.FencedCodeBlock); ok {
		if language := f.Language(source); len(language) > 0 {
			_, _ = w.WriteString(` class="language-` + string(util.EscapeHTML(language)) + `"`)
		}
	}
	_ = w.WriteByte('>')
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		_, _ = w.Write(util.EscapeHTML(line.Value(source)))
	}
	return ast.WalkContinue, nil
}

// checkBox writes a character with a label for screen readers, because a disabled input has no
// accessible name.
func (r *nodeRenderer) checkBox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	s := `<span class="task" role="img" aria-label="Open">☐</span> `
	if n.(*east.TaskCheckBox).IsChecked {
		s = `<span class="task" role="img" aria-label="Done">☑</span> `
	}
	_, err := w.WriteString(s)
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
