package theme

import (
	"strings"
	"text/template/parse"
)

// builtIn is the prefix of the origin of files of the built-in theme.
const builtIn = "built-in theme/"

// fold replaces calls with a constant result, {{t "Phrase"}} and {{auto}}, by that result in a template
// of the built-in theme. A page has dozens of them.
//
// Only the built-in templates are known to have these calls in places where HTML is escaped, in
// text and in quoted attributes, where a text without special characters stays as it is.
func (t *Theme) fold(tree *parse.Tree) {
	if !strings.HasPrefix(tree.ParseName, builtIn) {
		return
	}
	eachNode(tree.Root, func(n parse.Node) parse.Node {
		if a, ok := n.(*parse.ActionNode); ok {
			if text, ok := t.constant(a.Pipe); ok {
				return &parse.TextNode{NodeType: parse.NodeText, Pos: a.Pos, Text: []byte(text)}
			}
		}
		return n
	})
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
