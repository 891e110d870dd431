package theme

import (
	"fmt"
	"html/template"
	"io"
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
			for _, one := range page.prepared(theme).templates.Templates() {
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
	theme := builtInTheme(t, fstest.MapFS{
		"themes/default/templates/own.html":           {Data: []byte(`{{define "kind"}}own{{end}}<p class="{{template "kind" .}}">{{template "partials/open.html"}}{{.}}">{{.}}</a></p>`)},
		"themes/default/templates/bad.html":           {Data: []byte(`{{once "partials/bad.html" .}}`)},
		"themes/default/templates/partials/open.html": {Data: []byte(`<a href="`)},
		"themes/default/templates/partials/bad.html":  {Data: []byte(`<a href="{{if .}}x"{{end}}>`)},
	})
	var b strings.Builder
	if err := theme.Template("own.html").Render(&b, "x y"); err != nil || b.String() != `<p class="own"><a href="x%20y">x y</a></p>` {
		t.Errorf("%q, %v", b.String(), err)
	}
	if err := theme.Template("bad.html").Render(&b, "x"); err == nil || !strings.Contains(err.Error(), "different contexts") {
		t.Error(err)
	}
}

// A page defines templates for itself: others still have the partials. An empty one replaces nothing.
func TestOwnTemplates(t *testing.T) {
	theme := builtInTheme(t, fstest.MapFS{
		"themes/default/templates/a.html":             {Data: []byte(`{{define "x"}}a{{.}}{{end}}{{template "partials/two.html" .}}{{once "partials/two.html" .}}`)},
		"themes/default/templates/b.html":             {Data: []byte(`{{define "x"}}{{end}}{{define "y"}} {{/* nothing */}} {{end}}{{template "partials/two.html" .}}{{template "y" .}}`)},
		"themes/default/templates/c.html":             {Data: []byte(`{{template "partials/two.html" .}}{{template "gone" .}}`)},
		"themes/default/templates/partials/two.html":  {Data: []byte(`[{{block "x" .}}default{{end}}{{template "again" .}}]`)},
		"themes/default/templates/partials/loop.html": {Data: []byte(`{{define "again"}}{{if eq . "loop"}}{{template "again" "end"}}{{end}}{{end}}`)},
	})
	for name, want := range map[string]string{"a.html": "[aloop][default]", "b.html": "[default]"} {
		var b strings.Builder
		if err := theme.Template(name).Render(&b, "loop"); err != nil || strings.TrimSpace(b.String()) != want {
			t.Errorf("%s is %q, %v", name, b.String(), err)
		}
	}
	if err := theme.Template("c.html").Render(io.Discard, "x"); err == nil || !strings.Contains(err.Error(), `no such template "gone"`) {
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

// A value that can't be a key is an error, and does not lock the cache for others.
func TestOnceCannotCache(t *testing.T) {
	theme := builtInTheme(t, fstest.MapFS{
		"themes/default/templates/own.html":           {Data: []byte(`{{once "partials/part.html" .}}`)},
		"themes/default/templates/partials/part.html": {Data: []byte(`<p>{{.}}</p>`)},
	})
	type list struct{ Names []string }
	type anything struct{ Value any }
	for _, data := range []any{list{}, anything{[]string{"a"}}, []any{list{}}, map[string]int{}} {
		if err := theme.Template("own.html").Render(io.Discard, data); err == nil || !strings.Contains(err.Error(), "own.html") {
			t.Errorf("%#v: %v", data, err)
		}
	}
	var b strings.Builder
	if err := theme.Template("own.html").Render(&b, "a"); err != nil || strings.TrimSpace(b.String()) != "<p>a</p>" {
		t.Errorf("%q, %v", b.String(), err)
	}
}
