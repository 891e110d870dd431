package theme

import (
	"html/template"
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
