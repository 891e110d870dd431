package entrytext

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
	"statuary/internal/texttemplate"
)

// parser parses one file.
type parser struct {
	frontmatter.Decoder
	t *Template
}

// parseFile parses a file. If the list contains errors, the template is nil.
func parseFile(name string, src []byte) (*Template, diag.List) {
	file, problems := frontmatter.Parse(name, src)
	if problems.HasErrors() {
		return nil, problems
	}
	p := &parser{Decoder: frontmatter.Decoder{File: name, Src: src, Diags: problems}, t: &Template{file: name}}
	p.t.Name, p.t.Language = split(name)
	var status, title *frontmatter.Field
	for _, f := range file.Front.Map {
		switch f.Key {
		case "about":
			p.t.About = strings.TrimSpace(p.Short(f))
		case "type":
			switch word := p.Short(f); word {
			case "incident":
			case "maintenance":
				p.t.Type = incident.Maintenance
			default:
				p.UnknownWord(f.Value, "type", []string{"incident", "maintenance"})
			}
		case "status":
			status = &f
		case "impact":
			if p.t.Impact = p.Short(f); p.t.Impact != "" {
				if _, err := incident.ReadImpact(p.t.Impact); err != nil {
					p.UnknownWord(f.Value, "impact", incident.Impacts())
				}
			}
		case "title":
			title = &f
		default:
			p.UnknownKey(f, "a template", frontmatter.Names(Keys))
		}
	}
	p.status(file, status)
	if title != nil {
		at := diag.Pos{Line: title.Value.Line, Col: title.Value.Col}
		p.t.title = p.template(p.Short(*title), func(int) diag.Pos { return at })
	}
	if strings.TrimSpace(file.Body) == "" {
		p.Errorf(file.EndLine, 1, "write the text of the entry below the front matter", "the template has no text")
	}
	p.t.body = p.template(file.Body, func(offset int) diag.Pos {
		before := file.Body[:min(offset, len(file.Body))]
		line := strings.Count(before, "\n")
		return diag.Pos{Line: file.BodyLine + line, Col: len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1}
	})
	if p.Diags.HasErrors() {
		return nil, p.Diags
	}
	return p.t, p.Diags
}

// status reads the status, which must be one of the type.
func (p *parser) status(file frontmatter.File, f *frontmatter.Field) {
	words := incident.StatusesOf(p.t.Type)
	if f == nil {
		p.Errorf(file.Front.Line, 1, "add a line status: with one of "+strings.Join(words, ", "), "the template has no status")
		return
	}
	var err error
	if p.t.Status, err = incident.ReadStatus(p.Short(*f), p.t.Type); err != nil {
		p.UnknownWord(f.Value, "status of type: "+p.t.Type.String(), words)
	}
}

// place matches the place at the beginning of an error of a template.
var place = regexp.MustCompile(`^(\d+):(?:\d+:)? *`)

// template parses a text. at returns the place of an offset in it.
func (p *parser) template(text string, at func(offset int) diag.Pos) *template.Template {
	t, err := texttemplate.Parse("text", text)
	if err != nil {
		pos, what := at(0), err.Error()
		if m := place.FindStringSubmatch(what); m != nil {
			line, _ := strconv.Atoi(m[1])
			pos = at(lineStart(text, line))
			what = what[len(m[0]):]
		}
		p.Errorf(pos.Line, pos.Col, "docs/writing.md shows what templates can use", "the text is not a template: %s", what)
		return nil
	}
	if len(t.Templates()) > 1 {
		pos := at(0)
		p.Errorf(pos.Line, pos.Col, "remove it", "a template cannot define others")
		return nil
	}
	if t.Tree != nil {
		p.check(t.Root, at, false)
	}
	return t
}

// lineStart returns the offset of a line, counted from 1.
func lineStart(text string, line int) (offset int) {
	for ; line > 1; line-- {
		n := strings.IndexByte(text[offset:], '\n')
		if n < 0 {
			break
		}
		offset += n + 1
	}
	return offset
}

// check reports what templates cannot use: loops, functions, and names that are not in Values. inIf
// is set below a condition.
func (p *parser) check(n parse.Node, at func(int) diag.Pos, inIf bool) {
	wrong := func(n parse.Node, hint, format string, args ...any) {
		pos := at(int(n.Position()))
		p.Errorf(pos.Line, pos.Col, hint, format, args...)
	}
	known := "{{." + strings.Join(fields, "}}, {{.") + "}}"
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, one := range n.Nodes {
				p.check(one, at, inIf)
			}
		}
	case *parse.TextNode, *parse.CommentNode:
	case *parse.ActionNode:
		p.check(n.Pipe, at, inIf)
	case *parse.IfNode:
		p.check(n.Pipe, at, true)
		p.check(n.List, at, true)
		p.check(n.ElseList, at, true)
	case *parse.PipeNode:
		if len(n.Decl) > 0 || len(n.Cmds) != 1 || len(n.Cmds[0].Args) != 1 {
			wrong(n, "write one of "+known, "templates have no functions and no variables of their own")
			return
		}
		p.check(n.Cmds[0].Args[0], at, inIf)
	case *parse.FieldNode:
		name := strings.Join(n.Ident, ".")
		for _, field := range fields {
			if field == name {
				p.t.window = p.t.window || name == "Window" && !inIf
				return
			}
		}
		hint := "write one of " + known
		if near, ok := diag.Nearest(name, fields); ok {
			hint = fmt.Sprintf("did you mean {{.%s}}?", near)
		}
		wrong(n, hint, "unknown variable {{.%s}}", name)
	default:
		wrong(n, "write one of "+known+", or {{if .Window}}…{{end}}", "templates cannot use %s", shortened(n.String()))
	}
}

// shortened returns the beginning of a text.
func shortened(s string) string {
	if r := []rune(strings.Join(strings.Fields(s), " ")); len(r) > 30 {
		return string(r[:30]) + "…"
	}
	return s
}
