package markdown

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Limits of a text. Published postmortems stay far below all of them: the longest have 10,000 elements
// and are nested 8 deep. A text that exceeds one is shown as it was written, and Check reports it.
const (
	maxDepth    = 200       // quotes, lists, list items and footnotes inside each other
	maxBrackets = 50        // open brackets before a link or an image, such as those of images inside each other
	maxElements = 100_000   // blocks, lines, links, emphasis and code
	maxCells    = 50_000    // of tables; goldmark adds the missing cells of each row
	maxRepeated = 2_000_000 // bytes of addresses and titles that references, such as [text][label], repeat
	maxTags     = 200_000   // HTML elements, counting the ones that a browser adds

	// maxWork is how many steps goldmark may take, beyond workPerByte for each byte. Some of its
	// loops look at all that came before: for a delimiter, the delimiters before it; for a bracket,
	// the text since the last one; for a footnote, all footnotes. A step is about a nanosecond.
	maxWork     = 30_000_000
	workPerByte = 50
)

// LimitError is the error for a text that exceeds a limit.
type LimitError struct {
	At   int    // offset in the text, in bytes
	Text string // which limit, such as "more than 50000 table cells"
}

func (e *LimitError) Error() string { return e.Text }

// Check returns an error if the text exceeds a limit, and so would be shown as it was written.
func Check(source string) *LimitError {
	if clearlyWithinLimits(source) {
		return nil
	}
	_, err := parse(checkParser, []byte(source), parser.NewContext())
	return err
}

// checkParser supports all that texts of sites may contain.
var checkParser = New(Options{}).linkify.Parser()

// Texts up to safeLength bytes can exceed no limit except those of depth, brackets and cells. Neither can
// longer ones up to mostLength with few of the characters that goldmark searches the text for.
const (
	safeLength = 4 << 10
	mostLength = 32 << 10
)

// clearlyWithinLimits reports whether a text need not be parsed to be checked. Most texts do not.
func clearlyWithinLimits(s string) bool {
	if len(s) > safeLength && (len(s) > mostLength || len(s)*marks(s) > maxWork/20) {
		return false
	}
	if strings.Count(s, "[") > maxBrackets {
		return false
	}
	lines, columns := 0, 0
	for line := range strings.Lines(s) {
		lines++
		if deepest(line) > maxDepth/4 {
			return false
		}
		if strings.Trim(line, "-|: \t\r\n>*+.)0123456789") == "" { // also in a quote or a list
			columns += strings.Count(line, "-")
		}
	}
	return lines*columns < maxCells
}

// marks returns the number of characters in a text whose counterpart goldmark looks for. HTML counts more,
// because regular expressions look for its end.
func marks(s string) (n int) {
	for i := range len(s) {
		switch s[i] {
		case '*', '_', '~', '[', ']', '`', '\\':
			n++
		case '<':
			n += 12
		}
	}
	return n
}

// deepest returns a number above that of the quotes, lists and footnotes that a line can be in or begin.
// One that a line is in takes two columns of indentation, or a mark.
func deepest(line string) (depth int) {
	columns := 0
	for _, c := range []byte(line) {
		switch c {
		case ' ':
			columns++
		case '\t':
			columns += 4
		case '>', '-', '*', '+', '.', ')':
			depth++
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		default:
			return depth + columns/2 + strings.Count(line, "[^")
		}
	}
	return depth + columns/2
}

// parse parses a text with a parser that newParser has made, and returns an error if it exceeds a
// limit. Every text that goldmark parses is parsed here.
func parse(p parser.Parser, src []byte, ctx parser.Context) (doc ast.Node, err *LimitError) {
	g := &guard{limit: maxWork + workPerByte*len(src)}
	ctx.Set(guardKey, g)
	defer func() {
		if g.err != nil {
			if r := recover(); r != any(g.err) {
				panic(r)
			}
			doc, err = nil, g.err
		}
	}()
	return p.Parse(text.NewReader(src), parser.WithContext(ctx)), nil
}

// guard counts what goldmark does with one text, and stops it at a limit.
type guard struct {
	work, limit                   int
	elements, cells, escapedPipes int
	footnotes, repeated           int
	inlines, delimiters           int   // of the paragraph
	brackets                      []int // the number of inlines before each open bracket of the paragraph
	reader                        countingReader
	err                           *LimitError
}

// guardKey is the key of the guard in goldmark's parser context.
var guardKey = parser.NewContextKey()

func guardOf(pc parser.Context) *guard { return pc.Get(guardKey).(*guard) }

// fail ends the parse.
func (g *guard) fail(at int, format string, args ...any) {
	g.err = &LimitError{at, fmt.Sprintf(format, args...)}
	panic(g.err)
}

// spend counts work, at an offset in the text.
func (g *guard) spend(work, at int) {
	if g.work += work; g.work > g.limit {
		g.fail(at, "more than %d million steps to parse, because of many brackets, delimiters, footnotes or HTML tags", g.limit/1_000_000)
	}
}

// add counts elements.
func (g *guard) add(n, at int) {
	if g.elements += n; g.elements > maxElements {
		g.fail(at, "more than %d lines, links and other elements", maxElements)
	}
}

// addCells counts the cells of tables.
func (g *guard) addCells(n, at int) {
	if g.cells += n; g.cells > maxCells {
		g.fail(at, "more than %d table cells, counting the cells missing in short rows", maxCells)
	}
}

// endParagraph forgets the delimiters and brackets of a paragraph.
func (g *guard) endParagraph() { g.inlines, g.delimiters, g.brackets = 0, 0, g.brackets[:0] }

// table counts the cells of a table that a paragraph may be.
func (g *guard) table(lines *text.Segments, src []byte) {
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		value := line.Value(src)
		if columns := bytes.Count(value, []byte("-")); columns > 0 && len(bytes.Trim(value, "-|: \t\r\n")) == 0 {
			columns = min(columns, bytes.Count(value, []byte("|"))+1)
			g.addCells(columns*(lines.Len()-i+1), line.Start)
			g.add(columns*(lines.Len()-i+1), line.Start)
		}
		if pipes := bytes.Count(value, []byte(`\|`)); pipes > 0 && bytes.IndexByte(value, '`') >= 0 {
			g.escapedPipes += pipes
			g.spend(pipes*g.escapedPipes*4, line.Start)
		}
	}
}

// definitions counts the work for the link definitions that a paragraph begins with: each moves the
// lines after it, and one with an open title is compared with all of them.
func (g *guard) definitions(lines *text.Segments, src []byte) {
	if lines.Len() == 0 {
		return
	}
	end := lines.At(lines.Len() - 1).Stop
	for i := range lines.Len() {
		line := lines.At(i)
		value := bytes.TrimLeft(line.Value(src), " \t")
		if len(value) == 0 || value[0] != '[' {
			if i == 0 {
				return
			}
			continue
		}
		g.spend(2*lines.Len(), line.Start)
		if bytes.Count(value, []byte(`"`))%2 == 1 || bytes.Count(value, []byte("'"))%2 == 1 || bytes.IndexByte(value, '(') >= 0 {
			g.spend(end-line.Start, line.Start)
		}
	}
}
