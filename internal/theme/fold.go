package theme

import (
	"fmt"
	"html/template"
	"io"
	"reflect"
	"strings"
	"text/template/parse"
)

// builtIn is the prefix of the origin of files of the built-in theme.
const builtIn = "built-in theme/"

// fold replaces calls with a constant result, {{t "Phrase"}} and {{auto}}, by that result in the
// templates of the built-in theme. A page has dozens of them, and each call takes a microsecond.
//
// Only the built-in templates are known to have these calls in places where HTML is escaped, in
// text and in quoted attributes, where a text without special characters stays as it is.
func (t *Theme) fold(set *template.Template) {
	for _, one := range set.Templates() {
		if one.Tree != nil && strings.HasPrefix(one.Tree.ParseName, builtIn) {
			t.foldList(one.Tree.Root)
		}
	}
}

func (t *Theme) foldList(list *parse.ListNode) {
	if list == nil {
		return
	}
	for i, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if text, ok := t.constant(n.Pipe); ok {
				list.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(text)}
			}
		case *parse.IfNode:
			t.foldList(n.List)
			t.foldList(n.ElseList)
		case *parse.WithNode:
			t.foldList(n.List)
			t.foldList(n.ElseList)
		case *parse.RangeNode:
			t.foldList(n.List)
			t.foldList(n.ElseList)
		}
	}
}

// constant returns the HTML of a pipeline, if it is always the same.
func (t *Theme) constant(p *parse.PipeNode) (string, bool) {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 {
		return "", false
	}
	args := p.Cmds[0].Args
	f, ok := args[0].(*parse.IdentifierNode)
	switch {
	case ok && f.Ident == "auto" && len(args) == 1:
		return string(auto()), true
	case ok && f.Ident == "t" && len(args) == 2:
		if phrase, ok := args[1].(*parse.StringNode); ok {
			text := t.language.T(phrase.Text)
			return text, !strings.ContainsAny(text, "\x00\"&'+<>`")
		}
	}
	return "", false
}

// htmlEscaper is the function that html/template adds to each action in text. It returns values of
// the type [template.HTML] as they are.
const htmlEscaper = "_html_template_htmlescaper"

// trust removes the escaper from actions whose function returns [template.HTML], such as {{once …}}
// and {{markdown …}}: half of the calls in a page. The trees of the set are escaped before, because
// html/template does that when a template is executed for the first time. The names are those of the
// templates that will be executed.
func trust(set *template.Template, funcs template.FuncMap, names ...string) {
	if !escape(set, names...) {
		return // one cannot be escaped by itself, for example a part of an attribute; the pages stay the same
	}
	for _, one := range set.Templates() {
		if one.Tree != nil {
			trustList(one.Tree.Root, funcs)
		}
	}
}

// escape makes html/template escape templates of a set, without executing them: it executes one that
// refers to them and never calls them. It reports whether all are escaped.
func escape(set *template.Template, names ...string) bool {
	var b strings.Builder
	b.WriteString("{{if false}}")
	for _, name := range names {
		fmt.Fprintf(&b, "{{template %q}}", name)
	}
	b.WriteString("{{end}}")
	caller := set.New("escape " + strings.Join(names, " "))
	if _, err := caller.Parse(b.String()); err != nil {
		return false
	}
	return caller.Execute(io.Discard, nil) == nil
}

func trustList(list *parse.ListNode, funcs template.FuncMap) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			trustPipe(n.Pipe, funcs)
		case *parse.IfNode:
			trustList(n.List, funcs)
			trustList(n.ElseList, funcs)
		case *parse.WithNode:
			trustList(n.List, funcs)
			trustList(n.ElseList, funcs)
		case *parse.RangeNode:
			trustList(n.List, funcs)
			trustList(n.ElseList, funcs)
		}
	}
}

func trustPipe(p *parse.PipeNode, funcs template.FuncMap) {
	if len(p.Cmds) != 2 || !isCall(p.Cmds[1], htmlEscaper) {
		return
	}
	if f, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode); ok && funcs[f.Ident] != nil {
		if reflect.TypeOf(funcs[f.Ident]).Out(0) == reflect.TypeFor[template.HTML]() {
			p.Cmds = p.Cmds[:1]
		}
	}
}

func isCall(c *parse.CommandNode, function string) bool {
	f, ok := c.Args[0].(*parse.IdentifierNode)
	return ok && f.Ident == function
}
