package theme

import (
	"bytes"
	"html/template"
	"io"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"statuary/internal/theme/compile"
)

// source is a template that is executed: that of a page, or a partial that once executes. It is prepared
// when it is first executed: that takes longer than all else of loading a theme, and a build with errors
// executes none.
type source struct {
	name string
	own  map[string]*parse.Tree // the templates that the file of a page defines; nil for a partial

	once sync.Once
	set  *set
}

// set is a template with the ones that it calls, ready to be executed.
type set struct {
	name      string
	templates *template.Template
	compiled  *compile.Set // nil if it can't be escaped
}

// prepared returns the template, ready to be executed.
func (s *source) prepared(t *Theme) *set {
	s.once.Do(func() {
		templates := t.newSet()
		for _, tree := range s.own {
			t.fold(tree)
		}
		t.collect(templates, s.name, s.own)
		s.set = &set{name: s.name, templates: templates}
		if escape(templates, s.name) {
			s.set.compiled = compile.New(templates, t.funcs)
		} // else executing it reports why
	})
	return s.set
}

// collect adds a template and all that it calls to a set. Those of the page come first.
//
// Calls of short templates, such as {{define "kind"}}incident{{end}}, are replaced by their content:
// html/template makes a copy of each template that is called in another place than a text, for example
// for the class of the body element. The copy is not in the set, so it cannot be compiled.
func (t *Theme) collect(set *template.Template, name string, own map[string]*parse.Tree) {
	find := func(name string) *parse.Tree {
		if tree := own[name]; tree != nil && (t.partials[name] == nil || !parse.IsEmptyTree(tree.Root)) {
			return tree
		}
		return t.trees[name]
	}
	tree := find(name)
	if set.Lookup(name) != nil || tree == nil {
		return // html/template reports one that is missing
	}
	if tree != own[name] {
		tree = tree.Copy() // html/template changes it
	}
	if _, err := set.AddParseTree(name, tree); err != nil {
		panic(err) // the set was never executed
	}
	eachNode(tree.Root, func(n parse.Node) parse.Node {
		if call, ok := n.(*parse.TemplateNode); ok {
			if callee := find(call.Name); callee != nil && isShort(callee.Root) && call.Pipe != nil && call.Pipe.String() == "." {
				return callee.Root.CopyList()
			}
			t.collect(set, call.Name, own)
		}
		return n
	})
}

// isShort reports whether nodes are only texts and values, without variables.
func isShort(list *parse.ListNode) bool {
	for _, n := range list.Nodes {
		if n.Type() != parse.NodeText && (n.Type() != parse.NodeAction || strings.Contains(n.String(), "$")) {
			return false
		}
	}
	return true
}

// execute executes the template with data.
func (s *set) execute(w io.Writer, data any) error {
	if s.compiled != nil {
		b, ok := w.(*bytes.Buffer)
		if !ok {
			b = new(bytes.Buffer)
		}
		if s.compiled.Execute(b, s.name, data) {
			if !ok {
				_, err := b.WriteTo(w)
				return err
			}
			return nil
		}
	}
	return s.templates.ExecuteTemplate(w, s.name, data)
}

// escape makes html/template escape a template of a set, without executing it: it executes one that
// refers to it and never calls it. It reports whether the template is escaped.
func escape(set *template.Template, name string) bool {
	caller, err := set.New("escape " + name).Parse("{{if false}}{{template " + strconv.Quote(name) + "}}{{end}}")
	return err == nil && caller.Execute(io.Discard, nil) == nil
}
