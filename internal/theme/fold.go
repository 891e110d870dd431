package theme

import (
	"fmt"
	"html/template"
	"io"
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
			eachNode(one.Tree.Root, func(n parse.Node) parse.Node {
				if a, ok := n.(*parse.ActionNode); ok {
					if text, ok := t.constant(a.Pipe); ok {
						return &parse.TextNode{NodeType: parse.NodeText, Pos: a.Pos, Text: []byte(text)}
					}
				}
				return n
			})
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

// inline replaces calls of short templates, such as {{define "kind"}}incident{{end}}, by their content.
// html/template makes a copy of each template that is called in another place than a text, for example
// for the class of the body element. The copy is not in the set, so it cannot be compiled.
func inline(set *template.Template) {
	short := map[string]*parse.ListNode{}
	for _, one := range set.Templates() {
		if one.Tree != nil && isShort(one.Tree.Root) {
			short[one.Name()] = one.Tree.Root
		}
	}
	for _, one := range set.Templates() {
		if one.Tree == nil {
			continue
		}
		eachNode(one.Tree.Root, func(n parse.Node) parse.Node {
			if call, ok := n.(*parse.TemplateNode); ok && short[call.Name] != nil && call.Pipe != nil && call.Pipe.String() == "." {
				return short[call.Name].CopyList()
			}
			return n
		})
	}
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

// eachNode replaces each node of a list, and of the lists in it, by the result of a function.
func eachNode(list *parse.ListNode, replace func(parse.Node) parse.Node) {
	if list == nil {
		return
	}
	for i, n := range list.Nodes {
		list.Nodes[i] = replace(n)
		switch n := n.(type) {
		case *parse.IfNode:
			eachNode(n.List, replace)
			eachNode(n.ElseList, replace)
		case *parse.WithNode:
			eachNode(n.List, replace)
			eachNode(n.ElseList, replace)
		case *parse.RangeNode:
			eachNode(n.List, replace)
			eachNode(n.ElseList, replace)
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
