package frontmatter

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"statuary/internal/diag"
)

const (
	// maxDepth is how deep lists and maps may lie in each other. The format
	// itself needs four levels.
	maxDepth = 32
	// maxValues bounds what aliases (*name) may blow a file up to. A timeline
	// of 300 updates has about 3,000 values.
	maxValues = 20_000
)

// yaml reads the front matter. The data begins with a line break for each line
// before it in the file.
func (p *problems) yaml(data []byte) Value {
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		p.add(1, 1, err.Error(), "")
		return Value{}
	}
	var doc, second yaml.Node
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return Value{} // nothing, or nothing but comments
	case err != nil:
		p.yamlError(err)
		return Value{}
	}
	if err := loader.Load(&second); !errors.Is(err, io.EOF) {
		// "..." ends a YAML document; what follows would be dropped in silence.
		line := second.Line
		if err != nil || line == 0 {
			line = doc.Line + 1
		}
		p.add(line, 1, "the front matter goes on after a line that ends it", "delete the line ... or --- above this one")
		return Value{}
	}
	w := &yamlWalk{problems: p}
	root := w.value(doc.Content[0], 0)
	if p.list.HasErrors() {
		return Value{}
	}
	if root.Kind != Map && root.Kind != Null {
		p.add(root.Line, root.Col, "the front matter is not made of keys and values", "write it as key: value, one a line")
	}
	return root
}

// yamlWalk turns nodes into values. Aliases are followed.
type yamlWalk struct {
	*problems
	values  int
	aliases int        // how many are being followed
	outer   *yaml.Node // the first of them
}

func (w *yamlWalk) value(n *yaml.Node, depth int) Value {
	if w.values++; w.values > maxValues {
		if w.values == maxValues+1 {
			if w.aliases > 0 {
				n = w.outer
			}
			w.add(n.Line, n.Column, fmt.Sprintf("the front matter holds more than %d values", maxValues), "aliases (*name) that contain each other grow without end; write the values out")
		}
		return Value{}
	}
	v := Value{Line: n.Line, Col: n.Column}
	switch n.Kind {
	case yaml.ScalarNode:
		v.Quoted = n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		if n.Tag == "!!null" && !v.Quoted {
			return v
		}
		v.Kind, v.Text = Scalar, n.Value
		if len(n.LineComment) > 1 && n.LineComment[1] != ' ' && !v.Quoted {
			// "title: Errors in job #123": YAML drops what looks like a comment.
			w.warn(n.Line, n.Column, "lost-comment", fmt.Sprintf("%q is taken for a comment and left out", n.LineComment), "put the value in quotes if it belongs to it, or a space after the # if it does not")
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
	if key.Kind == yaml.AliasNode && key.Alias != nil {
		key = key.Alias
	}
	if key.Kind != yaml.ScalarNode {
		w.add(key.Line, key.Column, "a key must be a word", "lists and maps can't be keys")
		return
	}
	for _, f := range m.Map {
		if f.Key == key.Value {
			w.add(key.Line, key.Column, fmt.Sprintf("the key %q is given twice", key.Value), fmt.Sprintf("it stands in line %d already; delete one of them", f.Line))
			return
		}
	}
	m.Map = append(m.Map, Field{Key: key.Value, Line: key.Line, Col: key.Column, Value: w.value(value, depth+1)})
}

// yamlError reports what the YAML library found.
func (p *problems) yamlError(err error) {
	var many *yaml.LoadErrors
	if errors.As(err, &many) {
		for _, e := range many.Errors {
			p.yamlLoadError(e)
		}
		return
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		p.yamlLoadError(one)
		return
	}
	p.add(1, 1, "the front matter is not valid YAML: "+err.Error(), "")
}

func (p *problems) yamlLoadError(e *yaml.LoadError) {
	at := e.Mark
	if at.Line == 0 {
		at = e.ContextMark
	}
	source := diag.Line(p.src, at.Line)
	if i := strings.Index(source[:len(source)-len(strings.TrimLeft(source, " \t"))], "\t"); i >= 0 {
		p.add(at.Line, i+1, "a tab in the indentation", "YAML is indented with spaces")
		return
	}
	for _, m := range yamlMessages {
		if strings.Contains(e.Message, m.library) {
			if m.context && e.ContextMark.Line > 0 {
				at = e.ContextMark
			}
			p.add(at.Line, at.Column, cmp.Or(m.text, e.Message), m.hint)
			return
		}
	}
	p.add(at.Line, at.Column, e.Message, "")
}

// yamlMessages says in plain words what the library says in its own. Where
// context is set, the place to show is where the broken thing began.
var yamlMessages = []struct {
	library string // part of the library's message
	text    string // instead of it; empty keeps the library's
	hint    string
	context bool
}{
	{
		library: "mapping values are not allowed",
		text:    "a second colon, where only one key can stand",
		hint:    `put the value in quotes: title: "API: slow"`,
	}, {
		library: "exceeded max depth",
		text:    fmt.Sprintf("lists or maps more than %d deep", maxDepth),
		hint:    "an incident needs four levels; is this the right file?",
	}, {
		library: "could not find expected ':'",
		text:    "a line that is neither a key with a value nor part of the value above",
		hint:    "write key: value; or indent the line, if it belongs to the value above",
		context: true,
	}, {
		library: "did not find expected key",
		text:    "a line or a value that ends or begins at the wrong place",
		hint:    "lines of one list or map begin in the same column; a quote inside a quoted text is written twice ('it''s')",
	}, {
		library: "did not find expected '-'",
		text:    "a line that begins in another column than the rest of its list",
		hint:    "all entries of a list begin with - in the same column",
	}, {
		library: "cannot start any token",
		text:    "a value that begins with a character YAML keeps for itself",
		hint:    "put the value in quotes",
	}, {
		library: "unexpected end of stream",
		text:    "a quoted text that is never closed",
		hint:    `close it with the mark that it begins with; inside, write '' for ' and \" for "`,
		context: true,
	}, {
		library: "unexpected document indicator",
		text:    "a quoted text that is never closed",
		hint:    `close it with the mark that it begins with; inside, write '' for ' and \" for "`,
		context: true,
	}, {
		library: "expected ',' or '}'",
		text:    "a { that is never closed, or a comma missing after it",
		hint:    "write {api: major_outage, web: operational}",
		context: true,
	}, {
		library: "expected ',' or ']'",
		text:    "a [ that is never closed, or a comma missing after it",
		hint:    "write [api, web]",
		context: true,
	}, {
		library: "unknown escape character",
		text:    "a backslash before a character that needs none",
		hint:    `write \\ for a backslash, or put the text between single quotes`,
	}, {
		library: "unknown anchor",
		hint:    "a value that begins with * is an alias; put it in quotes if it is text",
	}, {
		library: "block sequence entries are not allowed",
		text:    "a list that begins in the line of its key",
		hint:    "begin the list in the next line, or put the value in quotes if it is text",
	},
}
