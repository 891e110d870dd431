package markdown

import (
	"bytes"
	"reflect"
	"regexp"
	"slices"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// newGoldmark returns a goldmark with extensions whose parser counts what it does. Parse texts with
// parse.
func newGoldmark(options ...goldmark.Option) goldmark.Markdown {
	p := guardedParser{parser.NewParser()}
	p.AddOptions(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	return goldmark.New(append([]goldmark.Option{goldmark.WithParser(p)}, options...)...)
}

// guardedParser is a parser whose parts are guarded, whichever extension they are from.
type guardedParser struct{ parser.Parser }

// AddOptions implements parser.Parser.
func (p guardedParser) AddOptions(options ...parser.Option) {
	for _, o := range options {
		c := parser.NewConfig()
		o.SetParserOption(c)
		blocks, inlines, paragraphs := c.BlockParsers, c.InlineParsers, c.ParagraphTransformers
		if len(blocks)+len(inlines)+len(paragraphs) == 0 {
			p.Parser.AddOptions(o)
			continue
		}
		for i, v := range blocks {
			blocks[i].Value = newGuardedBlock(v.Value.(parser.BlockParser))
		}
		for i, v := range inlines {
			inlines[i].Value = newGuardedInline(v.Value.(parser.InlineParser))
		}
		for i, v := range paragraphs {
			paragraphs[i].Value = &guardedParagraph{v.Value.(parser.ParagraphTransformer)}
		}
		p.Parser.AddOptions(
			parser.WithBlockParsers(blocks...), parser.WithInlineParsers(inlines...), parser.WithParagraphTransformers(paragraphs...),
			parser.WithASTTransformers(c.ASTTransformers...),
		)
	}
}

// guardedBlock is a parser of blocks that counts them.
type guardedBlock struct {
	parser.BlockParser
	html bool // whether it matches lines with regular expressions
}

func newGuardedBlock(p parser.BlockParser) *guardedBlock {
	return &guardedBlock{BlockParser: p, html: slices.Contains(p.Trigger(), '<')}
}

// SetOption implements parser.SetOptioner.
func (b *guardedBlock) SetOption(name parser.OptionName, value any) {
	if s, ok := b.BlockParser.(parser.SetOptioner); ok {
		s.SetOption(name, value)
	}
}

// Open implements parser.BlockParser.
func (b *guardedBlock) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	g := guardOf(pc)
	line, at := reader.PeekLine()
	if b.html && bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte("<")) {
		g.spend(workPerRune/2*len(line), at.Start)
	}
	node, state := b.BlockParser.Open(parent, reader, pc)
	if node == nil {
		return node, state
	}
	g.add(1, at.Start)
	if len(pc.OpenedBlocks()) > maxDepth {
		g.fail(at.Start, "quotes and lists nested more than %d deep", maxDepth)
	}
	if node.Kind() == east.KindFootnote {
		g.footnotes++
		g.spend(2*g.footnotes, at.Start) // they are sorted
	}
	return node, state
}

// workPerBlock is the work to see whether a block continues in a line.
const workPerBlock = 60

// Continue implements parser.BlockParser.
func (b *guardedBlock) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	g := guardOf(pc)
	_, at := reader.Position()
	g.spend(workPerBlock, at.Start)
	if node.Kind() == ast.KindParagraph {
		g.add(1, at.Start)
	}
	return b.BlockParser.Continue(node, reader, pc)
}

// guardedParagraph is a transformer of paragraphs that counts what it will do.
type guardedParagraph struct{ parser.ParagraphTransformer }

var tableTransformer = reflect.TypeOf(extension.NewTableParagraphTransformer())

// Transform implements parser.ParagraphTransformer.
func (p *guardedParagraph) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	g := guardOf(pc)
	switch {
	case reflect.TypeOf(p.ParagraphTransformer) == tableTransformer:
		g.table(node.Lines(), reader.Source())
	case p.ParagraphTransformer == parser.LinkReferenceParagraphTransformer:
		g.definitions(node.Lines(), reader.Source())
	}
	p.ParagraphTransformer.Transform(node, reader, pc)
}

// guardedInline is a parser of inline elements that counts them.
type guardedInline struct {
	parser.InlineParser
	links, code, bareURLs, footnotes bool // what it parses
}

func newGuardedInline(p parser.InlineParser) *guardedInline {
	at := func(c byte) bool { return slices.Contains(p.Trigger(), c) }
	return &guardedInline{
		InlineParser: p,
		links:        at(']'),
		code:         at('`'),
		bareURLs:     at(' '),
		footnotes:    at('[') && !at(']'),
	}
}

// SetOption implements parser.SetOptioner.
func (p *guardedInline) SetOption(name parser.OptionName, value any) {
	if s, ok := p.InlineParser.(parser.SetOptioner); ok {
		s.SetOption(name, value)
	}
}

// CloseBlock implements parser.CloseBlocker.
func (p *guardedInline) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
	guardOf(pc).endParagraph()
}

// Parse implements parser.InlineParser.
func (p *guardedInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if p.bareURLs && !mayBeginURL(line) {
		return nil
	}
	g := guardOf(pc)
	at := segment.Start
	switch {
	case p.links && line[0] == '[', p.links && len(line) > 1 && line[0] == '!' && line[1] == '[':
		g.brackets = append(g.brackets, g.inlines)
	case p.links && line[0] == ']' && len(g.brackets) > 0:
		last := len(g.brackets) - 1
		g.spend(4*(g.inlines-g.brackets[last]), at) // the text of a link is searched for links
		g.brackets = g.brackets[:last]
		if len(line) > 2 && line[1] == '(' && line[2] == '<' && bytes.IndexByte(line, '>') < 0 {
			g.spend(len(line), at)
		}
	case p.footnotes && bytes.IndexByte(line[:min(3, len(line))], '^') > 0:
		g.spend(2*g.footnotes+max(0, bytes.IndexByte(line[:min(1000, len(line))], ']')), at)
		if bytes.IndexByte(line[:min(1000, len(line))], ']') < 0 {
			g.spend(1000, at)
		}
	}
	g.reader = countingReader{Reader: block, guard: g, blockLines: parent.Lines().Len(), wholeLines: p.code}
	node := p.InlineParser.Parse(parent, &g.reader, pc)
	if node == nil {
		return nil
	}
	g.inlines++
	if p.links && line[0] == ']' && len(g.brackets) > maxBrackets {
		g.fail(at, "a link or an image inside more than %d open brackets", maxBrackets)
	}
	switch n := node.(type) {
	case *parser.Delimiter:
		if g.delimiters++; n.CanClose {
			g.spend(2*g.delimiters, at) // an opener is looked for
		}
	case *ast.Link:
		g.repeat(n.Reference, len(n.Destination)+len(n.Title), at)
	case *ast.Image:
		g.repeat(n.Reference, len(n.Destination)+len(n.Title), at)
	}
	g.add(1, at)
	return node
}

// repeat counts the bytes that a link takes from a definition.
func (g *guard) repeat(reference *ast.ReferenceLink, n, at int) {
	if reference == nil {
		return
	}
	if g.repeated += n; g.repeated > maxRepeated {
		g.fail(at, "links that repeat more than %d MB of addresses and titles", maxRepeated/1_000_000)
	}
}

// longestLocalPart is the longest name before the @ of an e-mail address that becomes a link.
const longestLocalPart = 256

// mayBeginURL reports whether a URL or an e-mail address may begin at the start of a line, or after
// its first character. Without it, goldmark looks for the @ of an address after every underscore.
func mayBeginURL(line []byte) bool {
	if len(line) > 0 && bytes.IndexByte([]byte(" *_~("), line[0]) >= 0 {
		line = line[1:]
	}
	if len(line) < 4 {
		return len(line) == 3 // a@b is the shortest
	}
	switch string(line[:4]) {
	case "http", "ftp:", "www.":
		return true
	}
	return bytes.IndexByte(line[:min(longestLocalPart, len(line))], '@') > 0
}

// countingReader is a reader of a paragraph that counts what is read.
type countingReader struct {
	text.Reader
	guard      *guard
	blockLines int  // of the paragraph
	wholeLines bool // whether every line that is read is searched to its end
}

// PeekLine implements text.Reader.
func (r *countingReader) PeekLine() ([]byte, text.Segment) {
	line, segment := r.Reader.PeekLine()
	if r.wholeLines {
		r.guard.spend(len(line), segment.Start)
	}
	return line, segment
}

// Advance implements text.Reader.
func (r *countingReader) Advance(n int) {
	_, at := r.Reader.Position()
	r.guard.spend(n, at.Start)
	r.Reader.Advance(n)
}

// AdvanceLine implements text.Reader.
func (r *countingReader) AdvanceLine() {
	_, at := r.Reader.Position()
	r.guard.spend(workPerBlock, at.Start)
	r.Reader.AdvanceLine()
}

// Value implements text.Reader. goldmark looks for the line of the value, and folds its case.
func (r *countingReader) Value(s text.Segment) []byte {
	r.guard.spend(r.blockLines+8*max(0, s.Stop-s.Start), s.Start)
	return r.Reader.Value(s)
}

// FindClosure implements text.Reader. It ends at the closer, at another opener, or at the end of the
// paragraph.
func (r *countingReader) FindClosure(opener, closer byte, o text.FindClosureOptions) (*text.Segments, bool) {
	_, from := r.Reader.Position()
	segments, found := r.Reader.FindClosure(opener, closer, o)
	_, to := r.Reader.Position()
	read := to.Start - from.Start
	if !found {
		rest := r.Reader.Source()[min(max(0, from.Start), len(r.Reader.Source())):]
		if read = bytes.IndexByte(rest, opener); read < 0 {
			read = len(rest)
		}
	}
	r.guard.spend(max(0, read), from.Start)
	return segments, found
}

// workPerRune is the work of a regular expression for a character.
const workPerRune = 120

// ReadRune implements text.Reader.
func (r *countingReader) ReadRune() (rune, int, error) {
	_, at := r.Reader.Position()
	r.guard.spend(workPerRune, at.Start)
	return r.Reader.ReadRune()
}

// Match implements text.Reader.
func (r *countingReader) Match(reg *regexp.Regexp) bool {
	line, at := r.Reader.Position()
	match := reg.FindReaderSubmatchIndex(r)
	r.Reader.SetPosition(line, at)
	if match == nil {
		return false
	}
	r.Reader.Advance(match[1] - match[0])
	return true
}

var (
	_ parser.SetOptioner  = (*guardedBlock)(nil)
	_ parser.CloseBlocker = (*guardedInline)(nil)
)
