package theme

import (
	"fmt"
	"html/template"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/sync/errgroup"
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
			set, err := page.prepared(theme)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range set.Templates() {
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
				trust(set, funcs, "x")
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

// A template that cannot be escaped by itself changes nothing for the others, also where they use it,
// and its execution reports why.
func TestTrustWithBrokenTemplate(t *testing.T) {
	funcs := template.FuncMap{"safe": func(s string) template.HTML { return template.HTML("<b>" + s + "</b>") }}
	set := template.Must(template.New("good").Funcs(funcs).Parse(`<p>{{template "open"}}{{.}}">{{safe .}}</a></p>{{define "open"}}<a href="{{end}}{{define "bad"}}<a href="{{if .}}x"{{end}}>{{end}}`))
	trust(set, funcs, "good", "open", "bad")
	var b strings.Builder
	if err := set.ExecuteTemplate(&b, "good", "x y"); err != nil || b.String() != `<p><a href="x%20y"><b>x y</b></a></p>` {
		t.Errorf("%q, %v", b.String(), err)
	}
	if err := set.ExecuteTemplate(&b, "bad", "x"); err == nil || !strings.Contains(err.Error(), "different contexts") {
		t.Error(err)
	}
}

// All built-in templates can be escaped, so they are trusted.
func TestBuiltInIsTrusted(t *testing.T) {
	var l Loader
	theme, problems, err := l.Load(fstest.MapFS{}, Options{Root: "/", Funcs: noFuncs()})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	partials, err := theme.cache.prepared()
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string]*template.Template{"partials": partials}
	for name, page := range theme.pages {
		if sets[name], err = page.prepared(theme); err != nil {
			t.Fatal(err)
		}
	}
	for name, set := range sets {
		escaped := false
		for _, one := range set.Templates() {
			if one.Tree == nil {
				continue
			}
			source := one.Tree.Root.String()
			escaped = escaped || strings.Contains(source, htmlEscaper)
			if strings.Contains(source, `{{icon "external" | `+htmlEscaper) || strings.Contains(source, "{{markdown . | "+htmlEscaper) {
				t.Errorf("%s in %s is not trusted: %s", one.Name(), name, source)
			}
		}
		if !escaped {
			t.Errorf("%s is not escaped", name)
		}
	}
}

// Pages and partials are prepared while several goroutines execute them.
func TestPreparedOnce(t *testing.T) {
	site := fstest.MapFS{
		"themes/default/templates/own.html":          {Data: []byte(`{{once "own" .}}{{template "own" .}}`)},
		"themes/default/templates/partials/own.html": {Data: []byte(`{{define "own"}}<i>{{.}}</i>{{end}}`)},
	}
	var l Loader
	theme, problems, err := l.Load(site, Options{Root: "/", Funcs: noFuncs()})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	var g errgroup.Group
	for n := range 20 {
		g.Go(func() error {
			var b strings.Builder
			err := theme.Template("own.html").Render(&b, n)
			if want := fmt.Sprintf("<i>%d</i><i>%d</i>", n, n); err == nil && b.String() != want {
				err = fmt.Errorf("got %s, want %s", b.String(), want)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}
