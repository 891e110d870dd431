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
			for _, one := range set.templates.Templates() {
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

// A template that cannot be escaped by itself changes nothing for the others, also where they use it,
// and its execution reports why.
func TestBrokenTemplate(t *testing.T) {
	templates := template.Must(template.New("good").Parse(`<p>{{template "open"}}{{.}}">{{.}}</a></p>{{define "open"}}<a href="{{end}}{{define "bad"}}<a href="{{if .}}x"{{end}}>{{end}}`))
	set := prepare(templates, nil, "good", "open", "bad")
	var b strings.Builder
	if err := set.execute(&b, "good", "x y"); err != nil || b.String() != `<p><a href="x%20y">x y</a></p>` {
		t.Errorf("%q, %v", b.String(), err)
	}
	if err := set.execute(&b, "bad", "x"); err == nil || !strings.Contains(err.Error(), "different contexts") {
		t.Error(err)
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
