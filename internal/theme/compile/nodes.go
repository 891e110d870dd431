package compile

import (
	"reflect"
	"text/template/parse"
)

// list compiles nodes. Texts beside each other become one.
func (c *compiler) list(list *parse.ListNode) step {
	if list == nil {
		return func(*frame) {}
	}
	var steps []step
	var text []byte
	flush := func() {
		if len(text) > 0 {
			part := text
			steps = append(steps, func(f *frame) { f.out.Write(part) })
			text = nil
		}
	}
	for _, n := range list.Nodes {
		if t, ok := n.(*parse.TextNode); ok {
			text = append(text, t.Text...)
			continue
		}
		if _, ok := n.(*parse.CommentNode); ok {
			continue
		}
		flush()
		steps = append(steps, c.node(n))
	}
	flush()
	switch len(steps) {
	case 0:
		return func(*frame) {}
	case 1:
		return steps[0]
	}
	return func(f *frame) {
		for _, s := range steps {
			s(f)
		}
	}
}

func (c *compiler) node(n parse.Node) step {
	switch n := n.(type) {
	case *parse.ActionNode:
		return c.action(n)
	case *parse.IfNode:
		return c.scoped(func() step { return c.ifElse(n) })
	case *parse.WithNode:
		return c.scoped(func() step { return c.with(n) })
	case *parse.RangeNode:
		return c.scoped(func() step { return c.each(n) })
	case *parse.TemplateNode:
		return c.call(n)
	case *parse.ListNode:
		return c.list(n)
	}
	c.unknown(n, "not a node that is compiled")
	return nil
}

// scoped compiles a node with variables of its own.
func (c *compiler) scoped(compile func() step) step {
	outside := len(c.scope)
	s := compile()
	c.scope = c.scope[:outside]
	return s
}

// branch compiles a branch of a node, with variables of its own, for the data of a type.
func (c *compiler) branch(list *parse.ListNode, dot reflect.Type) step {
	before := c.dot
	c.dot = dot
	s := c.scoped(func() step { return c.list(list) })
	c.dot = before
	return s
}

// action compiles the output of a value, or the definition of a variable.
func (c *compiler) action(n *parse.ActionNode) step {
	e, escapers := c.pipe(n.Pipe)
	if len(n.Pipe.Decl) == 0 {
		return c.output(n, e, escapers)
	}
	if len(escapers) > 0 {
		c.unknown(n, "a variable that is escaped")
	}
	return c.assign(n.Pipe, e)
}

// assign compiles the definition of a variable, or its change.
func (c *compiler) assign(p *parse.PipeNode, e expr) step {
	if len(p.Decl) != 1 || e.typ == nil {
		c.unknown(p, "a variable without a type")
	}
	name := p.Decl[0].Ident[0]
	var slot int
	if p.IsAssign {
		if slot = c.slot(p, name); c.scope[slot].typ != e.typ {
			c.unknown(p, "a variable that changes its type")
		}
	} else {
		slot = c.declare(name, e.typ)
	}
	return func(f *frame) { f.vars[f.base+slot] = e.value(f) }
}

func (c *compiler) ifElse(n *parse.IfNode) step {
	if len(n.Pipe.Decl) > 0 {
		c.unknown(n, "a condition that defines a variable")
	}
	e := c.condition(n.Pipe)
	test := c.test(n, e)
	then, otherwise := c.branch(n.List, c.dot), c.branch(n.ElseList, c.dot)
	return func(f *frame) {
		if test(f) {
			then(f)
		} else {
			otherwise(f)
		}
	}
}

func (c *compiler) with(n *parse.WithNode) step {
	e := c.condition(n.Pipe)
	if e.typ == nil {
		c.unknown(n, "data without a type")
	}
	slot := -1
	if len(n.Pipe.Decl) == 1 && !n.Pipe.IsAssign {
		slot = c.declare(n.Pipe.Decl[0].Ident[0], e.typ)
	} else if len(n.Pipe.Decl) > 0 {
		c.unknown(n, "a variable that changes")
	}
	test := c.truth(n, e.typ)
	then, otherwise := c.branch(n.List, e.typ), c.branch(n.ElseList, c.dot)
	return func(f *frame) {
		v := e.value(f)
		if slot >= 0 {
			f.vars[f.base+slot] = v
		}
		if !test(v) {
			otherwise(f)
			return
		}
		outside := f.dot
		f.dot = v
		then(f)
		f.dot = outside
	}
}

func (c *compiler) each(n *parse.RangeNode) step {
	e := c.condition(n.Pipe)
	if e.typ == nil || (e.typ.Kind() != reflect.Slice && e.typ.Kind() != reflect.Array) || n.Pipe.IsAssign {
		c.unknown(n, "not a list")
	}
	// {{range $one := .}} or {{range $number, $one := .}}
	number, one := -1, -1
	elem := e.typ.Elem()
	switch d := n.Pipe.Decl; len(d) {
	case 1:
		one = c.declare(d[0].Ident[0], elem)
	case 2:
		number, one = c.declare(d[0].Ident[0], intType), c.declare(d[1].Ident[0], elem)
	}
	body := c.branch(n.List, elem)
	for i := range n.Pipe.Decl {
		c.scope[len(c.scope)-1-i].typ = nil // in {{else}}, it would be the list
	}
	otherwise := c.branch(n.ElseList, c.dot)
	return func(f *frame) {
		list := e.value(f)
		count := list.Len()
		if count == 0 {
			otherwise(f)
			return
		}
		outside := f.dot
		for i := range count {
			f.dot = list.Index(i)
			if one >= 0 {
				f.vars[f.base+one] = f.dot
			}
			if number >= 0 {
				f.vars[f.base+number] = reflect.ValueOf(i)
			}
			body(f)
		}
		f.dot = outside
	}
}

// call compiles the call of another template.
func (c *compiler) call(n *parse.TemplateNode) step {
	var data expr
	if n.Pipe != nil {
		data = c.condition(n.Pipe)
		if data.typ == nil || len(n.Pipe.Decl) > 0 {
			c.unknown(n, "data without a type")
		}
	}
	caller, p := c.program, c.set.compile(key{n.Name, data.typ})
	if p.err != nil {
		panic(p.err)
	}
	caller.calleeSlots = max(caller.calleeSlots, p.slots+p.calleeSlots)
	return func(f *frame) {
		var v reflect.Value
		if data.value != nil {
			v = data.value(f)
		}
		dot, base := f.dot, f.base
		f.base += caller.slots
		f.dot, f.vars[f.base] = v, v
		p.body(f)
		f.dot, f.base = dot, base
	}
}
