// Package compile executes templates of html/template without most of the reflection of
// text/template.
//
// For each value of a page, text/template looks up a field by its name, calls a function by reflection
// and packs its arguments into a slice. Here, a template is compiled for the type of its data. It
// becomes Go functions which know the fields that they read, and how values are escaped.
//
// The result is the same byte for byte, because it is made from the trees that html/template has
// escaped. A template with anything unknown is left to html/template, and so is a page on which
// something fails, because html/template reports where. See [Set.Execute].
package compile

import (
	"bytes"
	"fmt"
	"html/template"
	"reflect"
	"sync"
	"text/template/parse"
)

// Set is a set of templates. It is safe for use by several goroutines.
type Set struct {
	templates *template.Template
	funcs     template.FuncMap

	mu       sync.Mutex
	programs map[key]*program
}

// key identifies a program: a template, and the type of its data or nil if it has none.
type key struct {
	name string
	data reflect.Type
}

// program is a compiled template.
type program struct {
	body        step
	slots       int   // the most variables that it has at a time
	calleeSlots int   // the most slots that a template it calls needs, those of its own callees included
	done        bool  // false while it is compiled
	err         error // why it cannot be compiled
}

// step is a compiled node: it writes its part of the page.
type step func(*frame)

// frame is the state of an execution.
type frame struct {
	out  *bytes.Buffer
	dot  reflect.Value
	vars []reflect.Value // of all templates that are executed, the outermost first
	base int             // the first of the innermost
}

// New returns a set of templates with their functions. The templates must be escaped, and not change
// any more.
func New(templates *template.Template, funcs template.FuncMap) *Set {
	return &Set{templates: templates, funcs: funcs, programs: map[key]*program{}}
}

// Execute executes a template with data, and reports whether it did. If not, it has written nothing,
// and html/template must execute the template instead, or report the error in it.
func (s *Set) Execute(out *bytes.Buffer, name string, data any) (ok bool) {
	p := s.program(key{name, reflect.TypeOf(data)})
	if p.err != nil {
		return false
	}
	start := out.Len()
	defer func() {
		// A function has returned an error, or a pointer is nil.
		if recover() != nil {
			out.Truncate(start)
			ok = false
		}
	}()
	f := frame{out: out, dot: reflect.ValueOf(data), vars: make([]reflect.Value, p.slots+p.calleeSlots)}
	f.vars[0] = f.dot
	p.body(&f)
	return true
}

// Check returns an error that names the first part of a template that can't be compiled for data of a
// type, or nil.
func (s *Set) Check(name string, data reflect.Type) error { return s.program(key{name, data}).err }

func (s *Set) program(k key) *program {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.compile(k)
}

// compile returns the program of a template. The mutex is held.
func (s *Set) compile(k key) *program {
	if p := s.programs[k]; p != nil {
		if !p.done {
			return &program{err: fmt.Errorf("the template %q calls itself", k.name)}
		}
		return p
	}
	p := &program{}
	s.programs[k] = p
	p.err = s.fill(p, k)
	p.done = true
	return p
}

// fill compiles a template into a program.
func (s *Set) fill(p *program, k key) (err error) {
	t := s.templates.Lookup(k.name)
	if t == nil || t.Tree == nil {
		return fmt.Errorf("no template %q", k.name) // or one that is derived for a context such as an attribute
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	c := &compiler{set: s, tree: t.Tree, program: p, dot: k.data}
	c.declare("$", k.data)
	p.body = c.list(t.Tree.Root)
	return nil
}

// compiler compiles one template.
type compiler struct {
	set     *Set
	tree    *parse.Tree
	program *program
	dot     reflect.Type // of the data; nil if there is none
	scope   []variable   // the index of a variable is its slot
}

type variable struct {
	name string
	typ  reflect.Type
}

// unknown ends compiling at a node, with a panic that fill turns into an error.
func (c *compiler) unknown(n parse.Node, why string) {
	location, context := c.tree.ErrorContext(n)
	panic(fmt.Errorf("%s: %s: %s", location, context, why))
}

// declare adds a variable, and returns its slot.
func (c *compiler) declare(name string, typ reflect.Type) int {
	c.scope = append(c.scope, variable{name, typ})
	c.program.slots = max(c.program.slots, len(c.scope))
	return len(c.scope) - 1
}

// slot returns the slot of the innermost variable of a name.
func (c *compiler) slot(n parse.Node, name string) int {
	for i := len(c.scope) - 1; i >= 0; i-- {
		if c.scope[i].name == name {
			return i
		}
	}
	c.unknown(n, "an undefined variable")
	return 0
}
