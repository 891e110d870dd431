package alert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"statuary/internal/diag"
)

// node is a value of a JSON document with its place.
type node struct {
	kind   kind
	text   string // of a text, a number or a truth value
	fields map[string]node
	items  []node
	offset int
	path   string // such as alerts[0].status
}

type kind int

const (
	missing kind = iota // the document does not have the value, or it is null
	scalar
	object
	array
)

func (k kind) String() string { return [...]string{"nothing", "a text", "an object", "a list"}[k] }

// field returns a field of an object. It is missing if n is no object or does not have it.
func (n node) field(name string) node {
	if f, ok := n.fields[name]; ok {
		return f
	}
	return node{offset: n.offset, path: join(n.path, name)}
}

// at returns the field at a path of names.
func (n node) at(names ...string) node {
	for _, name := range names {
		n = n.field(name)
	}
	return n
}

// any returns the first of some fields that is not missing, or else the first.
func (n node) any(names ...string) node {
	for _, name := range names {
		if f := n.field(name); f.kind != missing {
			return f
		}
	}
	return n.field(names[0])
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// parser reads a document.
type parser struct {
	src    []byte
	dec    *json.Decoder
	values int
}

// parse reads a document. The error is a *badPlace.
func parse(src []byte) (node, error) {
	p := &parser{src: src, dec: json.NewDecoder(bytes.NewReader(src))}
	p.dec.UseNumber()
	n, err := p.value("", 0)
	if err != nil {
		return node{}, err
	}
	end := p.start()
	if _, err := p.dec.Token(); !errors.Is(err, io.EOF) {
		return node{}, &badPlace{end, "there is more after the end of the JSON value"}
	}
	return n, nil
}

// start returns the offset at which the next token begins.
func (p *parser) start() int {
	at := int(p.dec.InputOffset())
	for at < len(p.src) && strings.IndexByte(" \t\r\n,:", p.src[at]) >= 0 {
		at++
	}
	return at
}

func (p *parser) value(path string, depth int) (node, error) {
	n := node{offset: p.start(), path: path}
	if p.values++; p.values > maxValues || depth > maxDepth {
		return n, &badPlace{n.offset, "the payload has too many values, or they are nested too deeply"}
	}
	token, err := p.dec.Token()
	if err != nil {
		return n, p.syntax(err, n.offset)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return p.object(n, depth)
		}
		return p.array(n, depth)
	case string:
		n.kind, n.text = scalar, t
	case json.Number:
		n.kind, n.text = scalar, t.String()
	case bool:
		n.kind, n.text = scalar, fmt.Sprint(t)
	}
	return n, nil
}

func (p *parser) object(n node, depth int) (node, error) {
	n.kind, n.fields = object, map[string]node{}
	for p.dec.More() {
		at := p.start()
		name, err := p.dec.Token()
		if err != nil {
			return n, p.syntax(err, at)
		}
		key, _ := name.(string)
		v, err := p.value(join(n.path, key), depth+1)
		if err != nil {
			return n, err
		}
		n.fields[key] = v
	}
	return n, p.end()
}

func (p *parser) array(n node, depth int) (node, error) {
	n.kind = array
	for p.dec.More() {
		v, err := p.value(fmt.Sprintf("%s[%d]", n.path, len(n.items)), depth+1)
		if err != nil {
			return n, err
		}
		n.items = append(n.items, v)
	}
	return n, p.end()
}

// end reads the end of an object or a list.
func (p *parser) end() error {
	at := p.start()
	if _, err := p.dec.Token(); err != nil {
		return p.syntax(err, at)
	}
	return nil
}

func (p *parser) syntax(err error, at int) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return &badPlace{len(p.src), "the JSON value is incomplete"}
	case errors.As(err, &syntax):
		at = max(at, int(syntax.Offset)-1)
	}
	return &badPlace{at, "it is not JSON: " + err.Error()}
}

// badPlace is an error at a place of a payload.
type badPlace struct {
	offset int
	text   string
}

func (e *badPlace) Error() string { return e.text }

// pos returns the place of an offset.
func pos(file string, src []byte, offset int) diag.Pos {
	before := src[:min(max(offset, 0), len(src))]
	line := bytes.Count(before, []byte("\n")) + 1
	return diag.Pos{File: file, Line: line, Col: len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:]))) + 1}
}
