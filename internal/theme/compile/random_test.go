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
	vars []string
}

func (m *maker) one(of ...string) string { return of[m.IntN(len(of))] }

// value returns a value of any type, which the type of the data may not have.
func (m *maker) value(depth int) string {
	if depth > 0 {
		switch m.IntN(9) {
		case 0:
			return "(" + m.one("up", "bold", "not", "len", "index .Names", "tf `%v`", "cache `x`", "iso", "took", "show") + " " + m.value(depth-1) + ")"
		case 1:
			return "(" + m.one("and", "or", "eq", "ne", "lt", "gt", "link", "tf `%v%v`", "plus", "index") + " " + m.value(depth-1) + " " + m.value(depth-1) + ")"
		case 2:
			return "(index .List 0)" + m.one(".Name", ".Upper", ".URL", "")
		}
	}
	if len(m.vars) > 0 && m.IntN(4) == 0 {
		return m.one(m.vars...) + m.one("", "", "", ".Name")
	}
	return m.one(".Name", ".Empty", ".HTML", ".URL", ".Attr", ".Count", ".Zero", ".Size", ".Yes", ".No", ".At", ".Never", ".Lasted", ".List", ".Names", ".None", ".Pair", ".One", ".Nothing", ".Word", ".Any", ".Nil",
		".Deep", ".One.Name", ".Nothing.Name", ".At.IsZero", ".One.Upper", ".", "$", "$.Name", `"a<b"`, "1", "12", "true", "`x y`")
}

// part returns a part of a template.
func (m *maker) part(depth int) string {
	if depth == 0 || m.IntN(3) == 0 {
		before, after, _ := strings.Cut(m.one("x|y", `<p title="|">`, "<a href='|'>", `<a href="/|?x">`, "<p class=|>", "<title>|</title>", "<b>|</b>", "<textarea>a |</textarea>", `<a href="?a=|">`), "|")
		return before + "{{" + m.value(2) + m.one("", "", "", " | up", " | bold") + "}}" + after
	}
	outside := len(m.vars)
	defer func() { m.vars = m.vars[:outside] }()
	switch m.IntN(6) {
	case 0:
		return "{{if " + m.value(2) + "}}" + m.parts(depth-1) + m.one("", "{{else}}"+m.parts(depth-1), "{{else if .Yes}}"+m.parts(depth-1)) + "{{end}}"
	case 1:
		otherwise := m.parts(depth - 1)
		value := m.value(1)
		name := m.one("", "$v := ")
		if name != "" {
			m.vars = append(m.vars, "$v")
		}
		return "{{with " + name + value + "}}" + m.parts(depth-1) + m.one("", "{{else}}"+otherwise) + "{{end}}"
	case 2:
		list := m.one(".List", ".Names", ".None", ".Pair", m.value(1))
		otherwise := m.parts(depth - 1)
		name := m.one("", "$e := ", "$i, $e := ")
		if name != "" {
			m.vars = append(m.vars, "$e")
		}
		return "{{range " + name + list + "}}" + m.parts(depth-1) + m.one("", "{{else}}"+otherwise) + "{{end}}"
	case 3:
		return "{{template " + m.one(`"a"`, `"b"`) + " " + m.one(".", "$", m.value(1)) + "}}"
	default:
		return m.parts(depth - 1)
	}
}

func (m *maker) parts(depth int) string {
	var b strings.Builder
	outside := len(m.vars)
	for range 1 + m.IntN(3) {
		if m.IntN(5) == 0 {
			b.WriteString("{{$x := " + m.value(1) + "}}")
			m.vars = append(m.vars, "$x")
		}
		b.WriteString(m.part(depth))
		if m.IntN(6) == 0 && len(m.vars) > 0 {
			b.WriteString("{{" + m.one(m.vars...) + " = " + m.value(1) + "}}")
		}
	}
	m.vars = m.vars[:outside]
	return b.String()
}

// Templates of any form write what html/template writes, or are left to it.
func TestRandomTemplates(t *testing.T) {
	compiled, failed := 0, 0
	for seed := range uint64(800) {
		m := &maker{Rand: rand.New(rand.NewPCG(seed, 1))}
		source := m.parts(3)
		for _, name := range []string{"a", "b"} {
			source += `{{define "` + name + `"}}` + m.parts(1) + "{{end}}"
		}
		set, err := template.New("x").Funcs(funcs).Parse(source)
		if err != nil {
			continue
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
	if compiled < 50 || failed < 100 {
		t.Errorf("only %d were compiled, and %d failed", compiled, failed)
	}
}
