package frontmatter

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"statuary/internal/chars"
	"statuary/internal/diag"
)

// ParseTOML parses a whole TOML file, such as config.toml.
func ParseTOML(name string, src []byte) (Value, diag.List) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	p := &problems{file: name, src: src}
	if text, hint := TooLarge(int64(len(src))); text != "" {
		p.add(1, 1, text, hint)
		return Value{}, p.list
	}
	if p.unreadable(); p.list != nil {
		return Value{}, p.list
	}
	v := p.toml(src)
	return v, p.list
}

// toml reads front matter or a whole file. The library decodes it first, which finds all syntax
// errors; the syntax tree is then read for the positions, which decoding does not return.
func (p *problems) toml(data []byte) Value {
	if !p.tomlWithinLimits(data) {
		return Value{}
	}
	var all map[string]any
	if err := toml.Unmarshal(data, &all); err != nil {
		p.tomlError(err)
		return Value{}
	}
	w := &tomlWalk{root: &Value{Kind: Map, Line: 1, Col: 1}, line: 1, col: 1}
	w.parser.Reset(data)
	w.table = w.root
	for w.parser.NextExpression() {
		switch e := w.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			w.set(w.table, e)
		case unstable.Table:
			w.table = w.open(e, false)
		case unstable.ArrayTable:
			w.table = w.open(e, true)
		}
	}
	if p.tomlEscapes(*w.root); p.list.HasErrors() {
		return Value{}
	}
	return *w.root
}

// tomlEscapes reports control characters in texts that are written as escapes.
func (p *problems) tomlEscapes(v Value) {
	if v.Kind == Scalar {
		p.escapes(v.Text, v.Line, v.Col)
	}
	for _, item := range v.List {
		p.tomlEscapes(item)
	}
	for _, f := range v.Map {
		p.escapes(f.Key, f.Line, f.Col)
		p.tomlEscapes(f.Value)
	}
}

// runeColumn converts the library's column, in bytes, to characters.
func runeColumn(line string, col int) int {
	if col < 1 || col > len(line)+1 {
		return col
	}
	return 1 + utf8.RuneCountInString(line[:col-1])
}

// tomlWalk builds values from a valid syntax tree.
type tomlWalk struct {
	parser unstable.Parser
	root   *Value
	table  *Value // the table that keys are added to

	at, line, col int // the last position that pos returned, from which it counts on
}

func (w *tomlWalk) pos(r unstable.Range) (line, col int) {
	at := int(r.Offset)
	if at < w.at {
		w.at, w.line, w.col = 0, 1, 1
	}
	between := w.parser.Data()[w.at:at]
	if n := bytes.Count(between, []byte("\n")); n > 0 {
		between = between[bytes.LastIndexByte(between, '\n')+1:]
		w.line, w.col = w.line+n, 1
	}
	w.at, w.col = at, w.col+utf8.RuneCount(between)
	return w.line, w.col
}

// open returns the table that a header names, and creates it if needed. For [[x]] it adds an
// element to the list x.
func (w *tomlWalk) open(e *unstable.Node, list bool) *Value {
	m := w.root
	for it := e.Key(); it.Next(); {
		key := it.Node()
		f := w.field(m, key)
		if it.IsLast() && list {
			f.Value.Kind = List
			f.Value.List = append(f.Value.List, Value{Kind: Map, Line: f.Line, Col: f.Col})
			item := &f.Value.List[len(f.Value.List)-1]
			item.Line, item.Col = w.pos(key.Raw)
			return item
		}
		m = inner(&f.Value)
	}
	return m
}

// inner returns the map that further keys belong to: for a list, its last element.
func inner(v *Value) *Value {
	if v.Kind == List && len(v.List) > 0 {
		return &v.List[len(v.List)-1]
	}
	v.Kind = Map
	return v
}

// field returns a key of a map, and creates it if needed.
func (w *tomlWalk) field(m *Value, key *unstable.Node) *Field {
	name := chars.Unformatted(string(key.Data))
	for i := range m.Map {
		if m.Map[i].Key == name {
			return &m.Map[i]
		}
	}
	line, col := w.pos(key.Raw)
	m.Map = append(m.Map, Field{Key: name, Line: line, Col: col, Value: Value{Kind: Map, Line: line, Col: col}})
	return &m.Map[len(m.Map)-1]
}

func (w *tomlWalk) set(m *Value, e *unstable.Node) {
	for it := e.Key(); it.Next(); {
		f := w.field(m, it.Node())
		if it.IsLast() {
			f.Value = w.value(e.Value(), f)
			return
		}
		m = inner(&f.Value)
	}
}

// value reads a value. Values for which the parser has no position get that of the field.
func (w *tomlWalk) value(n *unstable.Node, f *Field) Value {
	v := Value{Line: f.Line, Col: f.Col}
	if n.Raw.Length > 0 {
		v.Line, v.Col = w.pos(n.Raw)
	}
	switch n.Kind {
	case unstable.Array:
		v.Kind, v.List = List, []Value{}
		for it := n.Children(); it.Next(); {
			if it.Node().Kind != unstable.Comment {
				v.List = append(v.List, w.value(it.Node(), f))
			}
		}
	case unstable.InlineTable:
		v.Kind = Map
		for it := n.Children(); it.Next(); {
			w.set(&v, it.Node())
		}
	default:
		// A multi-line text has the line breaks of its file.
		text := strings.ReplaceAll(string(n.Data), "\r\n", "\n")
		v.Kind, v.Text, v.Quoted = Scalar, chars.Unformatted(text), n.Kind == unstable.String
	}
	return v
}
