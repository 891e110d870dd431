package frontmatter

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"statuary/internal/chars"
)

// yaml reads the front matter. The data to read begins with a line break for each line before it in the
// file.
func (p *problems) yaml(data io.Reader, f fences) Value {
	if !p.yamlWithinLimits(p.src[f.front:f.end], f.line) {
		return Value{}
	}
	loader, err := yaml.NewLoader(data, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		p.yamlError(err, f)
		return Value{}
	}
	var doc, second yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return Value{} // empty, or only comments
	case err != nil:
		p.yamlError(err, f)
		return Value{}
	}
	if err := loader.Load(&second); !errors.Is(err, io.EOF) {
		// "..." ends a YAML document; the rest would be dropped silently.
		line := second.Line
		if err != nil || line == 0 {
			line = doc.Line + 1
		}
		p.add(line, 1, "the front matter continues after a line that ends it", "delete the line ... or --- above this one")
		return Value{}
	}
	w := &yamlWalk{problems: p}
	root := w.value(doc.Content[0], 0)
	if p.list.HasErrors() {
		return Value{}
	}
	if root.Kind != Map && root.Kind != Null && !p.explain(len(p.src), f) {
		p.add(root.Line, root.Col, "the front matter is not made of keys and values", "write it as key: value, one a line")
	}
	return root
}

// yamlWalk converts nodes to values. It follows aliases.
type yamlWalk struct {
	*problems
	values  int
	text    int        // bytes that aliases repeat
	aliases int        // number of aliases being followed
	outer   *yaml.Node // the first of these
	lines   []int      // offsets of the lines after the first; set when needed
}

func (w *yamlWalk) value(n *yaml.Node, depth int) Value {
	if w.values++; w.values > maxValues {
		if w.values == maxValues+1 {
			if w.aliases > 0 {
				n = w.outer
			}
			w.add(n.Line, n.Column, fmt.Sprintf("the front matter holds more than %d values", maxValues), "aliases (*name) that contain each other grow without limit; write the values out")
		}
		return Value{}
	}
	v := Value{Line: n.Line, Col: n.Column}
	switch n.Kind {
	case yaml.ScalarNode:
		v.Quoted = n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
			w.add(n.Line, n.Column, fmt.Sprintf("%q is a YAML tag, not text", n.Tag), "put the value in quotes")
		}
		if n.Tag == "!!null" && !v.Quoted {
			return v
		}
		if w.aliases > 0 {
			if w.text += len(n.Value); w.text > maxAliasText {
				w.values = maxValues + 1
				w.add(w.outer.Line, w.outer.Column, fmt.Sprintf("aliases (*name) that repeat more than %d bytes", maxAliasText), "write the values out")
				return v
			}
		}
		v.Kind, v.Text = Scalar, chars.Unformatted(n.Value)
		w.escapes(n.Value, n.Line, n.Column)
		if w.aliases == 0 {
			w.folded(n)
		}
		if len(n.LineComment) > 1 && n.LineComment[1] != ' ' && !v.Quoted {
			// "title: Errors in job #123": YAML drops everything that looks like a comment.
			w.warn(n.Line, n.Column, "lost-comment", fmt.Sprintf("%q is a comment in YAML and is left out", n.LineComment), "put the value in quotes, or add a space after the # if it is a comment")
		}
	case yaml.SequenceNode:
		v.Kind, v.List = List, make([]Value, 0, len(n.Content))
		for _, item := range n.Content {
			v.List = append(v.List, w.value(item, depth+1))
		}
	case yaml.MappingNode:
		v.Kind, v.Map = Map, make([]Field, 0, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			w.field(&v, n.Content[i], n.Content[i+1], depth)
		}
	case yaml.AliasNode:
		if depth > maxDepth || w.aliases > maxDepth {
			w.add(n.Line, n.Column, "aliases (*name) that lead to each other", "write the values out")
			return v
		}
		if w.aliases == 0 {
			w.outer = n
		}
		w.aliases++
		v = w.value(n.Alias, depth+1)
		w.aliases--
		v.Line, v.Col = n.Line, n.Column
	}
	return v
}

func (w *yamlWalk) field(m *Value, key, value *yaml.Node, depth int) {
	if w.values > maxValues {
		return
	}
	if len(m.Map) >= maxKeys {
		w.values = maxValues + 1
		w.add(key.Line, key.Column, fmt.Sprintf("more than %d keys in one map", maxKeys), fewerHint)
		return
	}
	if key.Kind == yaml.AliasNode && key.Alias != nil {
		key = key.Alias
	}
	if key.Kind != yaml.ScalarNode {
		w.add(key.Line, key.Column, "a key must be a word", "lists and maps can't be keys")
		return
	}
	w.escapes(key.Value, key.Line, key.Column)
	name := chars.Unformatted(key.Value)
	for _, f := range m.Map {
		if f.Key == name {
			w.add(key.Line, key.Column, fmt.Sprintf("the key %q is given twice", name), fmt.Sprintf("it is in line %d already; delete one of them", f.Line))
			return
		}
	}
	m.Map = append(m.Map, Field{Key: name, Line: key.Line, Col: key.Column, Value: w.value(value, depth+1)})
}

// escapes reports control characters that a value contains as escapes, such as "\\b". Unescaped
// ones are reported before the file is parsed.
func (p *problems) escapes(text string, line, col int) {
	for _, r := range text {
		if chars.Control(r) || r == '\r' {
			p.add(line, col, fmt.Sprintf("the control character U+%04X, written as an escape", r), "delete it; pages and feeds can't contain it")
			return
		}
	}
}

// yamlError reports an error of the YAML library: as a slip if the lines have one, or else in our
// words. The library's own messages are never shown.
func (p *problems) yamlError(err error, f fences) {
	var many *yaml.LoadErrors
	var e *yaml.LoadError
	if errors.As(err, &many) && len(many.Errors) > 0 {
		e = many.Errors[0]
	} else if !errors.As(err, &e) {
		p.add(f.line, 1, "the front matter is not valid YAML", yamlForm)
		return
	}
	at := e.Mark
	if at.Line == 0 {
		at = e.ContextMark
	}
	m := yamlMessage{text: "the front matter is not valid YAML here, or in the line above", hint: yamlForm}
	for _, known := range yamlMessages {
		if strings.Contains(e.Message, known.library) {
			m = known
			break
		}
	}
	if !m.sure && p.explain(max(at.Line, e.ContextMark.Line), f) {
		return
	}
	if m.context && e.ContextMark.Line > 0 {
		at = e.ContextMark
	}
	p.add(min(max(at.Line, f.line), bytes.Count(p.src[:f.end], []byte("\n"))+1), max(at.Column, 1), m.text, m.hint)
}

const yamlForm = "write key: value, one in each line; put texts with : # or quotes in quotes"

// explain reports the slip that caused an error of YAML in a line: the first one that YAML does not
// allow, or else the nearest. It returns false if there is none.
func (p *problems) explain(line int, f fences) bool {
	var near *slip
	for _, s := range slips(strings.Split(string(p.src[f.front:f.end]), "\n"), f.line+1, lineKeys) {
		if s.line <= line && (near == nil || near.weak && (s.line > near.line || !s.weak)) {
			near = &s
		}
	}
	if near == nil {
		return false
	}
	p.add(near.line, near.col, near.text, near.hint)
	return true
}

// yamlMessage is a plain message for one of the library. If context is set, the position is where
// the broken construct begins; if sure is set, slips are ignored.
type yamlMessage struct {
	library string // part of the library's message
	text    string
	hint    string
	context bool
	sure    bool
}

const closeQuote = `close it with the mark that it begins with; inside, write '' for ' and \" for "`

var yamlMessages = []yamlMessage{
	{library: "exceeded max depth", text: fmt.Sprintf("lists or maps more than %d deep", maxDepth), hint: "remove levels; an incident needs four", sure: true},
	{library: "excessive aliasing", text: "aliases (*name) that make the file too large", hint: "write the values out", sure: true},
	{library: "indicator equal to 0", text: "a 0 after the | or > of a text block", hint: "write | alone"},
	{library: "tab character", text: "a tab in the indentation", hint: "YAML is indented with spaces"},
	{library: "mixed spaces and tabs", text: "a tab in the indentation", hint: "YAML is indented with spaces"},
	{library: "indentation", text: "a tab in the indentation", hint: "YAML is indented with spaces"},
	{library: "mapping values are not allowed", text: "a second colon, where only one key can be", hint: `put the value in quotes: title: "API: slow"`},
	{library: "mapping keys are not allowed", text: "a ? that begins a key", hint: "put the text in quotes if it begins with a question mark"},
	{
		library: "could not find expected ':'", context: true,
		text: "a line that is neither a key with a value nor part of the value above",
		hint: "write key: value; or indent the line, if it belongs to the value above",
	}, {
		library: "did not find expected key",
		text:    "a line or a value that ends or begins at the wrong place",
		hint:    "lines of one list or map begin in the same column; a quote inside a quoted text is written twice ('it''s')",
	}, {
		library: "did not find expected '-'",
		text:    "a line that begins in another column than the rest of its list",
		hint:    "all entries of a list begin with - in the same column",
	},
	{library: "cannot start any token", text: "a value that begins with a character that is reserved in YAML", hint: "put the value in quotes"},
	{library: "unexpected end of stream", text: "a quoted text that is never closed", hint: closeQuote, context: true},
	{library: "unexpected document indicator", text: "a quoted text that is never closed", hint: closeQuote, context: true},
	{library: "expected ',' or '}'", text: "a { that is never closed, or a comma missing after it", hint: "write {api: major_outage, web: operational}", context: true},
	{library: "expected ',' or ']'", text: "a [ that is never closed, or a comma missing after it", hint: "write [api, web]", context: true},
	{library: "escape character", text: "a backslash before a character that can't be escaped", hint: `write \\ for a backslash, or put the text between single quotes`},
	{library: "Unicode character escape code", text: "an escape for a character that does not exist", hint: `write \\ for a backslash, or put the text between single quotes`},
	{library: "hexadecimal number", text: "an escape with too few digits", hint: `write \\ for a backslash, or put the text between single quotes`},
	{library: "anchor", text: "a value that begins with * refers to one marked with &, but there is none", hint: "put the value in quotes if it is text"},
	{library: "alphabetic or numeric character", text: "a value that begins with & or * without a name after it", hint: "put the value in quotes if it is text"},
	{library: "block sequence entries are not allowed", text: "a list that begins in the line of its key", hint: "begin the list in the next line, or put the value in quotes if it is text"},
	{library: "tag", text: "a value that begins with !, which is reserved in YAML", hint: "put the value in quotes"},
	{library: "comment or line break", text: "text after the | or > of a text block", hint: "begin the text in the next line, indented; or put the value in quotes"},
	{library: "comment without preceding whitespace", text: "a # directly after a value", hint: "put a space before it if it begins a comment"},
	{library: "directive", text: "a line that begins with %, which is reserved in YAML", hint: "put the value in quotes"},
	{library: "document", text: "the front matter continues after a line that ends it", hint: "delete the line ... or --- above this one"},
	{library: "URI", text: "a value that begins with !, which is reserved in YAML", hint: "put the value in quotes"},
	{library: "node content", text: "a value is missing", hint: "write a value, or put it in quotes if it begins with one of ?:,[]{}#&*!|>'\"%@`"},
	{library: "whitespace", text: "a character that needs a space after it", hint: "put the value in quotes"},
	{library: "UTF-8", text: "bytes that are not UTF-8", hint: "save the file with the encoding UTF-8", sure: true},
}
