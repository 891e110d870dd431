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
			"markdown": noop, "summary": noop, "bars": noop, "chart": noop, "calendar": noop, "metadata": noop, "plot": noop, "meter": noop,
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
					if !strings.Contains(source, "{{auto}}") || !strings.Contains(source, `{{t "Status"}}`) {
						t.Errorf("the site's own template is changed: %s", source)
					}
				} else if strings.Contains(source, "{{auto}}") || strings.Contains(source, `{{t "Status"}}`) {
					t.Errorf("%s in %s: %s", one.Name(), name, source)
				} else if language == "fr" && strings.Contains(source, "d'") {
					t.Errorf("%s in %s contains an apostrophe that is not escaped: %s", one.Name(), name, source)
				}
			}
		}
	}
}

func noop(...any) string { return "" }
