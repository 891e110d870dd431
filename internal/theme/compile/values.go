package compile

import (
	"reflect"
	"strings"
	"text/template/parse"
)

// expr is a compiled value.
type expr struct {
	typ   reflect.Type // nil if only its truth is known
	value func(*frame) reflect.Value
	text  func(*frame) string // of a string, without the value around it; may be nil
	test  func(*frame) bool   // whether it is true for {{if}}; may be nil
	isDot bool
}

var (
	intType    = reflect.TypeFor[int]()
	boolType   = reflect.TypeFor[bool]()
	stringType = reflect.TypeFor[string]()
	errorType  = reflect.TypeFor[error]()
)

// str returns a function that reads a string.
func (e expr) str() func(*frame) string {
	if e.text != nil {
		return e.text
	}
	value := e.value
	return func(f *frame) string { return value(f).String() }
}

// constant returns a value that is always the same.
func constant(v any) expr {
	r := reflect.ValueOf(v)
	e := expr{typ: r.Type(), value: func(*frame) reflect.Value { return r }}
	if s, ok := v.(string); ok {
		e.text = func(*frame) string { return s }
	}
	return e
}

// boolean returns a value that is true or false.
func boolean(test func(*frame) bool) expr {
	return expr{typ: boolType, test: test, value: func(f *frame) reflect.Value { return reflect.ValueOf(test(f)) }}
}

// condition compiles a pipeline whose value is not written.
func (c *compiler) condition(p *parse.PipeNode) expr {
	e, escapers := c.pipe(p)
	if len(escapers) > 0 {
		c.unknown(p, "an escaped value that is not written")
	}
	return e
}

// pipe compiles a pipeline. It returns its value, and the escapers that html/template has added.
func (c *compiler) pipe(p *parse.PipeNode) (e expr, escapers []string) {
	for i, cmd := range p.Cmds {
		function, ok := cmd.Args[0].(*parse.IdentifierNode)
		switch {
		case ok && strings.HasPrefix(function.Ident, escaperPrefix) && i > 0 && len(cmd.Args) == 1:
			escapers = append(escapers, strings.TrimPrefix(function.Ident, escaperPrefix))
		case len(escapers) > 0:
			c.unknown(cmd, "a value that is escaped before it is complete")
		case i == 0:
			e = c.command(cmd)
		case ok && (function.Ident == "and" || function.Ident == "or"):
			c.unknown(cmd, "a condition whose last part is evaluated first")
		case ok:
			e = c.function(cmd, function.Ident, append(c.operands(cmd.Args[1:]), e))
		default:
			c.unknown(cmd, "not a function")
		}
	}
	return e, escapers
}

func (c *compiler) command(cmd *parse.CommandNode) expr {
	switch n := cmd.Args[0].(type) {
	case *parse.IdentifierNode:
		return c.function(cmd, n.Ident, c.operands(cmd.Args[1:]))
	case *parse.FieldNode:
		return c.path(n, c.dotValue(n), n.Ident, c.operands(cmd.Args[1:]))
	case *parse.VariableNode:
		return c.path(n, c.variable(n), n.Ident[1:], c.operands(cmd.Args[1:]))
	case *parse.ChainNode:
		return c.path(n, c.operand(n.Node), n.Field, c.operands(cmd.Args[1:]))
	}
	if len(cmd.Args) > 1 {
		c.unknown(cmd, "a value with arguments")
	}
	return c.operand(cmd.Args[0])
}

func (c *compiler) operands(nodes []parse.Node) []expr {
	list := make([]expr, len(nodes))
	for i, n := range nodes {
		list[i] = c.operand(n)
	}
	return list
}

func (c *compiler) operand(n parse.Node) expr {
	switch n := n.(type) {
	case *parse.DotNode:
		return c.dotValue(n)
	case *parse.FieldNode:
		return c.path(n, c.dotValue(n), n.Ident, nil)
	case *parse.VariableNode:
		return c.path(n, c.variable(n), n.Ident[1:], nil)
	case *parse.ChainNode:
		return c.path(n, c.operand(n.Node), n.Field, nil)
	case *parse.PipeNode:
		if len(n.Decl) == 0 {
			return c.condition(n)
		}
	case *parse.IdentifierNode:
		return c.function(n, n.Ident, nil)
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.NumberNode:
		if n.IsInt && !n.IsComplex && !strings.ContainsAny(n.Text, ".eEpP'") {
			return constant(int(n.Int64))
		}
	}
	c.unknown(n, "not a value that is compiled")
	return expr{}
}

func (c *compiler) dotValue(n parse.Node) expr {
	if c.dot == nil {
		c.unknown(n, "no data")
	}
	return expr{typ: c.dot, value: func(f *frame) reflect.Value { return f.dot }, isDot: true}
}

func (c *compiler) variable(n *parse.VariableNode) expr {
	slot := c.slot(n, n.Ident[0])
	typ := c.scope[slot].typ
	if typ == nil {
		c.unknown(n, "a variable without a type")
	}
	return expr{typ: typ, value: func(f *frame) reflect.Value { return f.vars[f.base+slot] }}
}

// path compiles the fields of a value. The arguments are those of the last one, a method.
func (c *compiler) path(n parse.Node, e expr, names []string, args []expr) expr {
	for i, name := range names {
		if i == len(names)-1 {
			e = c.field(n, e, name, args)
		} else {
			e = c.field(n, e, name, nil)
		}
	}
	if len(names) == 0 && len(args) > 0 {
		c.unknown(n, "a value with arguments")
	}
	return e
}

// field compiles a field or a method of a value.
func (c *compiler) field(n parse.Node, e expr, name string, args []expr) expr {
	if e.typ == nil {
		c.unknown(n, "a field of a value without a type")
	}
	if e.typ.Kind() == reflect.Pointer {
		pointer := e.value
		e = expr{typ: e.typ.Elem(), value: func(f *frame) reflect.Value { return pointer(f).Elem() }}
	}
	if _, ok := reflect.PointerTo(e.typ).MethodByName(name); ok {
		return c.method(n, e, name, args)
	}
	if e.typ.Kind() != reflect.Struct || len(args) > 0 {
		c.unknown(n, "not a field of a struct")
	}
	field, ok := e.typ.FieldByName(name)
	if !ok || !field.IsExported() {
		c.unknown(n, "no such field")
	}
	value := e.value
	if index := field.Index[0]; len(field.Index) > 1 {
		path := field.Index
		for i := 1; i < len(path); i++ {
			if e.typ.FieldByIndex(path[:i]).Type.Kind() != reflect.Struct {
				c.unknown(n, "a field of an embedded pointer")
			}
		}
		value = func(f *frame) reflect.Value {
			v := e.value(f)
			for _, i := range path {
				v = v.Field(i)
			}
			return v
		}
	} else if e.isDot {
		value = func(f *frame) reflect.Value { return f.dot.Field(index) }
	} else {
		value = func(f *frame) reflect.Value { return e.value(f).Field(index) }
	}
	return expr{typ: field.Type, value: value}
}

// test returns whether a value is true for {{if}}.
func (c *compiler) test(n parse.Node, e expr) func(*frame) bool {
	if e.test != nil {
		return e.test
	}
	if e.text != nil {
		return func(f *frame) bool { return e.text(f) != "" }
	}
	truth := c.truth(n, e.typ)
	return func(f *frame) bool { return truth(e.value(f)) }
}

// truth returns whether values of a type are true for {{if}}.
func (c *compiler) truth(n parse.Node, typ reflect.Type) func(reflect.Value) bool {
	if typ != nil {
		switch typ.Kind() {
		case reflect.Bool:
			return reflect.Value.Bool
		case reflect.String, reflect.Slice, reflect.Array, reflect.Map:
			return func(v reflect.Value) bool { return v.Len() > 0 }
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			return func(v reflect.Value) bool { return v.Int() != 0 }
		case reflect.Pointer:
			return func(v reflect.Value) bool { return !v.IsNil() }
		case reflect.Struct:
			return func(reflect.Value) bool { return true }
		}
	}
	c.unknown(n, "a condition that is not compiled")
	return nil
}
