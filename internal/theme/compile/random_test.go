package compile

import (
	"bytes"
	"html/template"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// maker makes templates that depend on chance.
type maker struct {
	*rand.Rand
	known []known // the dot, the data of the template, and its variables
}

// known is a value that a template can refer to.
type known struct{ name, kind string }

// fields are the fields of values by kind, and their kinds.
var fields = map[string][]known{
	"data": {{"Name", "string"}, {"Empty", "string"}, {"Deep", "string"}, {"HTML", "html"}, {"Count", "int"}, {"Zero", "int"}, {"Yes", "bool"}, {"No", "bool"}, {"At", "time"}, {"Never", "time"},
		{"List", "items"}, {"None", "items"}, {"Names", "strings"}, {"Pair", "strings"}, {"One", "item"}, {"Nothing", "any"}, {"Word", "any"}, {"Any", "any"}, {"Nil", "any"}, {"URL", "any"}, {"Attr", "any"}, {"Size", "any"}},
	"item": {{"Name", "string"}, {"URL", "string"}, {"Upper", "string"}, {"Fail", "string"}},
	"time": {{"IsZero", "bool"}, {"Year", "int"}},
}

// calls are expressions by kind. The kinds of their arguments are in brackets.
var calls = map[string][]string{
	"string":  {"up <string>", "iso <time>", "or <string> <string>", "and <string> <string>", "index <strings> 0", "index <strings> 1", "<string> | up", "<string> | or <string>", "`x&y`", `"z"`},
	"html":    {"bold <string>", "date <time>", "span <time> <time>", "link <string> <time>", "cache <string> <item>", "cache <string> <any>", "show <item>", "or <html> <html>", "<string> | bold", "<html> | and <html>"},
	"int":     {"len <strings>", "len <items>", "len <string>", "plus <int> <int>", "1", "0"},
	"bool":    {"not <any>", "eq <string> <string>", "ne <string> <string>", "eq <int> <int>", "lt <int> <int>", "gt <int> <int>", "le <int> <int>", "ge <int> <int>", "and <bool> <bool>", "or <bool> <bool>", "true"},
	"item":    {"index <items> 0", "index <items> 1"},
	"any":     {"tf `%v` <any>", "tf `%v%v` <string> <int>", "raw `%s` <string>", "printf `%q` <string>", "<any> | printf `%v`"},
	"strings": {}, "items": {}, "time": {}, "data": {},
}

func pick[T any](m *maker, of []T) T { return of[m.IntN(len(of))] }

// value returns a value of a kind, or of another one if there is none.
func (m *maker) value(kind string, depth int) string {
	if kind == "any" && m.IntN(3) > 0 {
		kind = pick(m, []string{"string", "html", "int", "bool", "time", "item", "strings", "items"})
	}
	if list := calls[kind]; depth > 0 && len(list) > 0 && m.IntN(3) == 0 {
		call := pick(m, list)
		for {
			before, rest, ok := strings.Cut(call, "<")
			of, after, closed := strings.Cut(rest, ">")
			if _, is := calls[of]; !ok || !closed || !is {
				return "(" + call + ")"
			}
			call = before + m.value(of, depth-1) + after
		}
	}
	var list []string
	for _, k := range m.known {
		if k.kind == kind {
			list = append(list, k.name)
		}
		for _, f := range fields[k.kind] {
			if f.kind == kind && f.name != "Fail" || m.IntN(4000) == 0 {
				list = append(list, strings.TrimSuffix(k.name, ".")+"."+f.name)
			}
		}
	}
	if len(list) == 0 {
		return pick(m, m.known).name
	}
	return pick(m, list)
}

// with returns what a function makes while the dot and perhaps a variable are known.
func (m *maker) with(dot string, variables []known, parts func() string) string {
	before := m.known
	m.known = append([]known{{".", dot}}, before[1:]...)
	m.known = append(m.known, variables...)
	made := parts()
	m.known = before
	return made
}

// part returns a part of a template.
func (m *maker) part(depth int) string {
	parts := func() string { return m.parts(depth - 1) }
	otherwise := func() string {
		return pick(m, []string{"", "{{else}}" + parts(), "{{else if " + m.value("any", 1) + "}}" + parts()})
	}
	choice := m.IntN(8)
	if depth == 0 {
		choice = 7
	}
	switch choice {
	case 0, 1:
		return "{{if " + m.value(pick(m, []string{"any", "bool"}), 2) + "}}" + parts() + otherwise() + "{{end}}"
	case 2:
		kind := pick(m, []string{"string", "item", "html", "int", "items"})
		return "{{with " + m.value(kind, 1) + "}}" + m.with(kind, nil, parts) + pick(m, []string{"", "{{else}}" + parts()}) + "{{end}}"
	case 3:
		return "{{with $v := " + m.value("string", 2) + "}}" + m.with("string", []known{{"$v", "string"}}, parts) + "{{end}}"
	case 4, 5:
		list, one := "strings", "string"
		if m.IntN(2) == 0 {
			list, one = "items", "item"
		}
		name, variables := "", []known(nil)
		switch m.IntN(3) {
		case 0:
			name, variables = "$e := ", []known{{"$e", one}}
		case 1:
			name, variables = "$i, $e := ", []known{{"$e", one}, {"$i", "int"}}
		}
		body := m.with(one, variables, parts)
		for i := range variables {
			variables[i].kind = "any"
		}
		none := m.with(m.known[0].kind, variables, parts)
		return "{{range " + name + m.value(list, 1) + "}}" + body + pick(m, []string{"", "{{else}}" + none}) + "{{end}}"
	case 6:
		of := pick(m, []string{"item", "string", "data"})
		return `{{template "` + of + `" ` + m.value(of, 1) + "}}"
	}
	markup := pick(m, []string{"x|y", `<p title="|">`, "<a href='|'>", `<a href="/|?x">`, "<p class=|>", "<title>|</title>", "<b>|</b>", "<textarea>a |</textarea>", `<a href="?a=|">`, "<script>x = |;</script>", `<p style="color: |">`})
	return strings.Replace(markup, "|", "{{"+m.value("any", 2)+"}}", 1)
}

func (m *maker) parts(depth int) string {
	var b strings.Builder
	before := m.known
	for range 1 + m.IntN(3) {
		if m.IntN(5) == 0 {
			kind := pick(m, []string{"string", "int", "item"})
			b.WriteString("{{$x := " + m.value(kind, 1) + "}}")
			m.known = append(m.known[:len(m.known):len(m.known)], known{"$x", kind})
		}
		b.WriteString(m.part(depth))
		if last := m.known[len(m.known)-1]; m.IntN(3) == 0 && len(m.known) > 2 {
			b.WriteString("{{" + last.name + " = " + m.value(last.kind, 1) + "}}")
		}
	}
	m.known = before
	return b.String()
}

// Templates of any form write what html/template writes, or are left to it.
func TestRandomTemplates(t *testing.T) {
	compiled, failed := 0, 0
	for seed := range uint64(1500) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 1)), known: []known{{".", "data"}, {"$", "data"}}}
		source := m.parts(4)
		for _, of := range []string{"item", "string", "data"} {
			m.known = []known{{".", of}, {"$", of}}
			source += `{{define "` + of + `"}}` + m.parts(0) + "{{end}}"
		}
		set, err := template.New("x").Funcs(funcs).Parse(source)
		if err != nil {
			t.Fatalf("%s\n%v", source, err)
		}
		escape := template.Must(set.New("escape").Parse(`{{if false}}{{template "x"}}{{end}}`))
		if escape.Execute(io.Discard, nil) != nil {
			continue
		}
		fast := New(set, funcs)
		for _, s := range []string{"plain", hostile[m.IntN(len(hostile))]} {
			value := dataOf(s)
			var want, got bytes.Buffer
			ok := fast.Execute(&got, "x", value)
			err := set.ExecuteTemplate(&want, "x", value)
			if ok && (err != nil || got.String() != want.String()) {
				t.Fatalf("%s\nof %q writes %q\nwant %q, %v", source, s, got.String(), want.String(), err)
			}
			if ok {
				compiled++
			} else if got.Len() > 0 {
				t.Fatalf("%s\nhas written %q", source, got.String())
			} else if err != nil {
				failed++
			}
		}
	}
	t.Logf("%d were compiled, and %d failed", compiled, failed)
	if compiled < 300 || failed < 300 {
		t.Error("these are too few")
	}
}
