package compile

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
	"time"

	"statuary/internal/markdown"
)

// function compiles the call of a function.
func (c *compiler) function(n parse.Node, name string, args []expr) expr {
	f := c.set.funcs[name]
	if f == nil {
		f = printing[name]
	}
	if f == nil {
		return c.builtin(n, name, args)
	}
	typ := reflect.TypeOf(f)
	c.checkArgs(n, typ, args)
	if e, ok := direct(f, args); ok {
		e.typ = typ.Out(0)
		if e.value == nil {
			e.value = func(f *frame) reflect.Value { return reflect.ValueOf(e.text(f)).Convert(e.typ) }
		}
		return e
	}
	function := reflect.ValueOf(f)
	return called(typ.Out(0), func(*frame) reflect.Value { return function }, args)
}

// printing has the functions that text/template takes from package fmt.
var printing = template.FuncMap{"print": fmt.Sprint, "printf": fmt.Sprintf, "println": fmt.Sprintln}

// checkArgs ends compiling if the arguments are not those of a function.
func (c *compiler) checkArgs(n parse.Node, typ reflect.Type, args []expr) {
	least := typ.NumIn()
	if typ.IsVariadic() {
		least--
	}
	if len(args) < least || (len(args) > least && !typ.IsVariadic()) {
		c.unknown(n, "another number of arguments")
	}
	for i := range args {
		want := typ.In(min(i, typ.NumIn()-1))
		if i >= least {
			want = want.Elem()
		}
		if args[i].typ == nil || args[i].typ.Kind() == reflect.Interface {
			c.unknown(n, "an argument without a type")
		}
		if args[i].typ.Kind() == reflect.Pointer && args[i].typ.Elem() == want {
			pointer := args[i].value
			args[i] = expr{typ: want, value: func(f *frame) reflect.Value {
				if p := pointer(f); !p.IsNil() {
					return p.Elem()
				}
				panic("nil pointer") // String of its element would not panic
			}}
		}
		if args[i].typ != want && (want.Kind() != reflect.Interface || want.NumMethod() > 0) {
			c.unknown(n, "an argument of another type")
		}
	}
}

// direct returns the call of a function without reflection, if its type is one of the most frequent.
func direct(function any, args []expr) (e expr, ok bool) {
	switch call := function.(type) {
	case func(string) string:
		a := args[0].str()
		e.text = func(f *frame) string { return call(a(f)) }
	case func(string) template.HTML:
		a := args[0].str()
		e.text = func(f *frame) string { return string(call(a(f))) }
	case func(string) (template.HTML, error):
		a := args[0].str()
		e.text = func(f *frame) string { return string(must(call(a(f)))) }
	case func(string, any) (template.HTML, error):
		a, b := args[0].str(), args[1].value
		e.text = func(f *frame) string { return string(must(call(a(f), b(f).Interface()))) }
	case func(string, time.Time) template.HTML:
		a, b := args[0].str(), typed[time.Time](args[1])
		e.text = func(f *frame) string { return string(call(a(f), b(f))) }
	case func(time.Time) template.HTML:
		a := typed[time.Time](args[0])
		e.text = func(f *frame) string { return string(call(a(f))) }
	case func(time.Time) string:
		a := typed[time.Time](args[0])
		e.text = func(f *frame) string { return call(a(f)) }
	case func(time.Time, time.Time) template.HTML:
		a, b := typed[time.Time](args[0]), typed[time.Time](args[1])
		e.text = func(f *frame) string { return string(call(a(f), b(f))) }
	case func(markdown.Text) template.HTML:
		a := typed[markdown.Text](args[0])
		e.text = func(f *frame) string { return string(call(a(f))) }
	case func(time.Duration) string:
		a := typed[time.Duration](args[0])
		e.text = func(f *frame) string { return call(a(f)) }
	case func(string, ...any) any:
		a := args[0].str()
		e.value = func(f *frame) reflect.Value {
			values := make([]any, len(args)-1)
			for i, b := range args[1:] {
				values[i] = b.value(f).Interface()
			}
			return reflect.ValueOf(call(a(f), values...))
		}
	default:
		return e, false
	}
	return e, true
}

// must panics if a function has returned an error; see [Set.Execute].
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// typed returns a function that reads a value of type T.
func typed[T any](e expr) func(*frame) T {
	return func(f *frame) T {
		v := e.value(f)
		if v.CanAddr() { // Interface would copy it to the heap
			return *v.Addr().Interface().(*T)
		}
		return v.Interface().(T)
	}
}

// called returns the call of a function by reflection.
func called(result reflect.Type, function func(*frame) reflect.Value, args []expr) expr {
	value := func(f *frame) reflect.Value {
		in := make([]reflect.Value, len(args))
		for i, a := range args {
			in[i] = a.value(f)
		}
		out := function(f).Call(in)
		if len(out) == 2 && !out[1].IsNil() {
			panic(out[1].Interface())
		}
		return out[0]
	}
	return expr{typ: result, value: value}
}

// method compiles the call of a method.
func (c *compiler) method(n parse.Node, e expr, name string, args []expr) expr {
	method, ok := e.typ.MethodByName(name)
	if !ok {
		c.unknown(n, "a method of a pointer")
	}
	if e.typ == reflect.TypeFor[time.Time]() && name == "IsZero" && len(args) == 0 {
		at := typed[time.Time](e)
		return boolean(func(f *frame) bool { return at(f).IsZero() })
	}
	bound := reflect.Zero(e.typ).Method(method.Index).Type()
	if bound.NumOut() != 1 && (bound.NumOut() != 2 || bound.Out(1) != errorType) {
		c.unknown(n, "a method without exactly one result")
	}
	c.checkArgs(n, bound, args)
	return called(bound.Out(0), func(f *frame) reflect.Value { return e.value(f).Method(method.Index) }, args)
}

// builtin compiles the call of a function of text/template.
func (c *compiler) builtin(n parse.Node, name string, args []expr) expr {
	switch {
	case (name == "and" || name == "or") && len(args) > 0:
		return c.logic(n, name == "or", args)
	case name == "not" && len(args) == 1:
		test := c.test(n, args[0])
		return boolean(func(f *frame) bool { return !test(f) })
	case name == "len" && len(args) == 1 && args[0].typ != nil:
		switch args[0].typ.Kind() {
		case reflect.String, reflect.Slice, reflect.Array, reflect.Map:
			return expr{typ: intType, value: func(f *frame) reflect.Value { return reflect.ValueOf(args[0].value(f).Len()) }}
		}
	case name == "index" && len(args) == 2 && args[0].typ != nil && args[1].typ == intType:
		switch args[0].typ.Kind() {
		case reflect.Slice, reflect.Array:
			return expr{typ: args[0].typ.Elem(), value: func(f *frame) reflect.Value { return args[0].value(f).Index(int(args[1].value(f).Int())) }}
		}
	case len(args) == 2 && args[0].typ != nil && args[1].typ != nil:
		if e, ok := comparison(name, args[0], args[1]); ok {
			return e
		}
	}
	c.unknown(n, "a function that is not compiled")
	return expr{}
}

// logic compiles {{and}} or {{or}}.
func (c *compiler) logic(n parse.Node, or bool, args []expr) expr {
	e := args[len(args)-1]
	for i := len(args) - 2; i >= 0; i-- {
		a, b := args[i], e
		first, second := c.test(n, a), c.test(n, b)
		e = expr{test: func(f *frame) bool {
			if first(f) == or {
				return or
			}
			return second(f)
		}}
		if a.typ != nil && a.typ == b.typ {
			truth := c.truth(n, a.typ)
			e.typ = a.typ
			e.value = func(f *frame) reflect.Value {
				if v := a.value(f); truth(v) == or {
					return v
				}
				return b.value(f)
			}
		}
	}
	return e
}

// comparison compiles the comparison of two strings or of two integers.
func comparison(name string, a, b expr) (e expr, ok bool) {
	if kind := a.typ.Kind(); kind == reflect.String && b.typ.Kind() == kind {
		x, y := a.str(), b.str()
		switch name {
		case "eq":
			return boolean(func(f *frame) bool { return x(f) == y(f) }), true
		case "ne":
			return boolean(func(f *frame) bool { return x(f) != y(f) }), true
		}
	} else if a.typ == intType && b.typ == intType {
		x, y := func(f *frame) int64 { return a.value(f).Int() }, func(f *frame) int64 { return b.value(f).Int() }
		switch name {
		case "eq":
			return boolean(func(f *frame) bool { return x(f) == y(f) }), true
		case "ne":
			return boolean(func(f *frame) bool { return x(f) != y(f) }), true
		case "lt":
			return boolean(func(f *frame) bool { return x(f) < y(f) }), true
		case "gt":
			return boolean(func(f *frame) bool { return x(f) > y(f) }), true
		case "le":
			return boolean(func(f *frame) bool { return x(f) <= y(f) }), true
		case "ge":
			return boolean(func(f *frame) bool { return x(f) >= y(f) }), true
		}
	}
	return e, false
}
