package theme

import (
	"html/template"
	"strings"
	"testing"
	"testing/fstest"
)

// Phrases and attributes in built-in templates are part of the text, and templates of a site keep
// theirs: only html/template knows how to escape them there.
func TestFold(t *testing.T) {
	own := `<p{{auto}}>{{t "Status"}}</p>`
	site := fstest.MapFS{"themes/default/templates/own.html": {Data: []byte(own)}}
	for _, language := range []string{"en", "fr"} {
		var l Loader
		theme, problems, err := l.Load(site, Options{Language: language, Funcs: template.FuncMap{
			"markdown": noop, "summary": noop, "bars": noop, "chart": noop, "calendar": noop, "metadata": noop, "plot": noop, "meter": noop, "heat": noop, "stack": noop, "metric": noop,
		}})
		if err != nil || len(problems) > 0 {
			t.Fatal(err, problems)
		}
		for name, page := range theme.pages {
			for _, one := range page.Templates() {
				if one.Tree == nil {
					continue
				}
				source := one.Tree.Root.String()
				if one.Tree.ParseName == "themes/default/templates/own.html" {
					if !strings.Contains(source, "{{auto") || !strings.Contains(source, `{{t "Status"`) {
						t.Errorf("the site's own template is changed: %s", source)
					}
				} else if strings.Contains(source, "{{auto") || strings.Contains(source, `{{t "Status"`) {
					t.Errorf("%s in %s: %s", one.Name(), name, source)
				} else if language == "fr" && strings.Contains(source, "d'") {
					t.Errorf("%s in %s contains an apostrophe that is not escaped: %s", one.Name(), name, source)
				}
			}
		}
	}
}

func noop(...any) string { return "" }

// Values of other types than HTML are still escaped, also where a function returns HTML in an
// attribute.
func TestTrust(t *testing.T) {
	funcs := template.FuncMap{
		"safe":  func(s string) template.HTML { return template.HTML("<b>" + s + "</b>") },
		"plain": func(s string) string { return s },
	}
	for _, source := range []string{
		`<p title="{{safe .}}">{{safe .}} {{plain .}} {{.}}</p>`, `{{with .}}{{range .}}{{safe "x"}}{{else}}{{safe .}}{{end}}{{end}}<script>{{safe .}}</script>`,
	} {
		var before, after strings.Builder
		for _, b := range []*strings.Builder{&before, &after} {
			set := template.Must(template.New("x").Funcs(funcs).Parse(source))
			if b == &after {
				trust(set, "x", funcs)
				if strings.Contains(set.Tree.Root.String(), "{{safe . | "+htmlEscaper+"}}") {
					t.Errorf("not trusted: %s", set.Tree.Root)
				}
			}
			data := any(`<i> & "quotes"`)
			if strings.Contains(source, "range") {
				data = []string{"a"}
			}
			if err := set.Execute(b, data); err != nil && b == &after {
				t.Log(err)
			}
		}
		if before.String() != after.String() || before.Len() == 0 {
			t.Errorf("%s\nwant %s", after.String(), before.String())
		}
	}
}
