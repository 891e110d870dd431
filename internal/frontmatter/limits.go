package frontmatter

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Limits of a file. They are generous: the longest published postmortems have a tenth of MaxFile, and
// a timeline of 300 updates has 3,000 values. A file that exceeds one is reported with the limit.
const (
	MaxFile      = 4 << 20 // bytes of a file with front matter, and of config.toml
	MaxShort     = 2_000   // bytes of a text that pages repeat, such as a title or a tag
	MaxList      = 1_000   // entries of a list of texts, such as tags and aliases
	maxDepth     = 32      // lists and maps inside each other, and parts of a key with dots; the format needs four
	maxValues    = 20_000  // values of a file, counting the ones that aliases (*name) repeat
	maxKeys      = 2_000   // keys of one map
	maxTableKeys = 5_000   // TOML: keys and tables that are not in a list of tables; the library compares each with all
	maxAliasText = 100_000 // YAML: bytes that aliases repeat
	maxSigns     = 100_000 // YAML: signs that can begin a value, outside of text blocks
	maxLines     = 100_000 // lines of the front matter
	maxDirective = 10      // YAML: lines that begin with %
)

// TooLarge returns the problem of a file of n bytes, or an empty text.
func TooLarge(n int64) (text, hint string) {
	if n <= MaxFile {
		return "", ""
	}
	return fmt.Sprintf("the file has %.1f MB; the limit is %d MB", float64(n)/1e6, MaxFile>>20),
		"put images and logs in separate files and link to them"
}

const fewerHint = "is this the right file? See “Limits” in the documentation"

// textBlock matches the end of a line that begins a text block of YAML.
var textBlock = regexp.MustCompile(`(?:^|[\s:-])[|>][-+0-9]*[ \t]*(?:#.*)?$`)

// beginsTextBlock reports what textBlock does, mostly without it: lines end in text or, if they begin a
// block, in the sign alone.
func beginsTextBlock(line []byte) bool {
	if bytes.IndexByte(line, '|') < 0 && bytes.IndexByte(line, '>') < 0 {
		return false
	}
	if n := len(line) - 1; line[n] == '|' && n > 0 && line[n-1] == ' ' {
		return true
	}
	return textBlock.Match(line)
}

// yamlWithinLimits reports whether YAML can be read without a great number of values, and adds an
// error if not. The library has no such limit. Data begins in a line of the file.
func (p *problems) yamlWithinLimits(data []byte, line int) bool {
	signs, directives := 0, 0
	block := -1 // the column of the key whose text block this is
	for text := range bytes.Lines(data) {
		line++
		text = bytes.TrimRight(text, "\r\n")
		rest := bytes.TrimLeft(text, " ")
		column := len(text) - len(rest)
		if len(rest) == 0 || block >= 0 && column > block {
			continue
		}
		for len(rest) > 1 && rest[0] == '-' && rest[1] == ' ' {
			signs++
			next := bytes.TrimLeft(rest[1:], " ")
			column, rest = column+len(rest)-len(next), next
		}
		block = -1
		if beginsTextBlock(rest[max(0, len(rest)-100):]) {
			block = column
		}
		for _, c := range rest {
			switch c {
			case ':', ',', '[', '{', '?', '&', '*', '!', '#':
				signs++
			}
		}
		if signs++; signs > maxSigns {
			p.add(line, 1, fmt.Sprintf("the front matter has more than %d lines and signs that can begin a value", maxSigns), "put long texts into blocks, below message: |, or below the front matter")
			return false
		}
		if text[0] == '%' {
			if directives++; directives > maxDirective {
				p.add(line, 1, fmt.Sprintf("the front matter has more than %d lines that begin with %%, which is reserved in YAML", maxDirective), "put the value in quotes")
				return false
			}
		}
	}
	return true
}

// tomlCount counts the values of TOML.
type tomlCount struct {
	*problems
	parser unstable.Parser
	values int
	keys   int            // the keys that the library compares each key with
	under  map[string]int // their number below each key of the top level
}

// tomlWithinLimits reports whether TOML has few enough values, and adds an error if not. The library
// searches all keys for each one.
func (p *problems) tomlWithinLimits(data []byte) bool {
	c := &tomlCount{problems: p, under: map[string]int{}}
	c.parser.Reset(data)
	top := ""
	for c.parser.NextExpression() {
		e := c.parser.Expression()
		before := c.keys
		it := e.Key()
		depth := 0
		for it.Next() {
			if depth++; depth == 1 && e.Kind != unstable.KeyValue {
				top = string(it.Node().Data)
			}
		}
		if e.Kind == unstable.ArrayTable && depth == 1 {
			c.keys -= c.under[top] // the library forgets the keys of the element before
			before, c.under[top] = c.keys, 0
		}
		if !c.key(depth, e) || e.Kind == unstable.KeyValue && !c.value(e.Value()) {
			return false
		}
		c.under[top] += c.keys - before
	}
	return true
}

// key counts a key with a number of parts.
func (c *tomlCount) key(parts int, e *unstable.Node) bool {
	c.values++
	c.keys += parts
	text := ""
	switch {
	case parts > maxDepth:
		text = fmt.Sprintf("a key of more than %d parts", maxDepth)
	case c.values > maxValues:
		text = fmt.Sprintf("the file holds more than %d values", maxValues)
	case c.keys > maxTableKeys:
		text = fmt.Sprintf("the file has more than %d keys and tables outside of lists of tables", maxTableKeys)
	default:
		return true
	}
	line := 1
	if it := e.Key(); it.Next() {
		line += bytes.Count(c.parser.Data()[:it.Node().Raw.Offset], []byte("\n"))
	}
	c.add(line, 1, text, fewerHint)
	return false
}

// value counts the values in a list or an inline table.
func (c *tomlCount) value(n *unstable.Node) bool {
	switch n.Kind {
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			if c.values++; c.values > maxValues {
				c.add(1+bytes.Count(c.parser.Data()[:n.Raw.Offset], []byte("\n")), 1, fmt.Sprintf("the file holds more than %d values", maxValues), fewerHint)
				return false
			}
			c.keys++
			if !c.value(it.Node()) {
				return false
			}
		}
	case unstable.InlineTable:
		for it := n.Children(); it.Next(); {
			parts := 0
			for key := it.Node().Key(); key.Next(); {
				parts++
			}
			if !c.key(parts, it.Node()) || !c.value(it.Node().Value()) {
				return false
			}
		}
	}
	return true
}
