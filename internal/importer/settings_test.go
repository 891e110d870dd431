package importer_test

import (
	"slices"
	"testing"

	"statuary/internal/importer/exchange"
)

// TestSettingsAreReported tests for each tool with settings that each key that the importer does not read is a loss,
// once for each key.
func TestSettingsAreReported(t *testing.T) {
	const hugo = `title: Acme
enableGitInfo: true
copyright: Ada
languages:
  en: {languageName: English, params: {slogan: Hello}}
  fr: {languageName: Français, title: Acmé}
params:
  description: What we do.
  dateFormat: 2006-01-02
  categories:
    - {name: Core, description: The core., closed: true, untitled: true}
    - {name: Rest, untitled: true}
  systems:
    - {name: API, category: Core, description: The API., link: "https://api.acme.test/", histogram: false}
    - {name: Web, category: Rest, link: "https://www.acme.test/"}
`
	hugoLosses := []string{
		"copyright: Ada", "languages.en.params.slogan: Hello", "languages.fr.title: Acmé", "params.dateFormat: 2006-01-02",
		"params.categories.description: The core.", "params.categories.closed: true", "params.categories.untitled: true (2 times)",
		"params.systems.link: https://api.acme.test/, https://www.acme.test/ (2 times)", "params.systems.histogram: false",
	}
	for tool, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"cstate":      {map[string]string{"config.yml": hugo}, hugoLosses},
		"clearstatus": {map[string]string{"config.yml": hugo}, hugoLosses},
		"statuskit": {
			map[string]string{"site/config.toml": "title = \"Acme\"\n[params]\nsystems = [\"API\"]\ntitle = \"Acme\"\ntwitter = \"acme\"\n[params.support]\nmail = \"help@acme.test\"\n"},
			[]string{"params.twitter: acme", "params.support.mail: help@acme.test"},
		},
		"statusfy": {
			map[string]string{
				"config.yml":      "title: Acme\nname: acme\ndefaultLocale: en\nlocales: [{code: en, name: English}]\ncontent: {dir: content, systems: [api], other: 1}\nnotifications: {email: ops@acme.test}\n",
				"locales/en.json": `{"title": "Acme", "links": {"home": "https://acme.test/"}, "systems": {"items": {"api": {"title": "API", "order": "1"}}}}`,
				"locales/fr.json": `{"title": "Acmé"}`,
			},
			[]string{"name: acme", "content.other: 1", "notifications.email: ops@acme.test", "links.home: https://acme.test/", "systems.items.api.order: 1", "locales/fr.json"},
		},
		"upptime": {
			map[string]string{
				".upptimerc.yml": "owner: acme\nrepo: status\nassignees: [ada, ben]\nsites:\n  - {name: API, url: \"https://api.acme.test\", maxResponseTime: 900}\n  - {name: Web, url: \"https://acme.test\", maxResponseTime: 700}\nstatus-website: {name: Acme, introTitle: Hello}\n",
				"issues.json":    "[]",
			},
			[]string{"assignees: ada, ben", "sites.maxResponseTime: 700, 900 (2 times)", "status-website.introTitle: Hello"},
		},
	} {
		t.Run(tool, func(t *testing.T) {
			var files []exchange.File
			for name, text := range c.files {
				files = append(files, exchange.File{Name: name, Data: []byte(text)})
			}
			r := &exchange.Report{Tool: tool}
			if _, err := readers[tool](files, exchange.Options{}, r); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, n := range r.Notes {
				if n.Place == "locales/fr.json" {
					got = append(got, n.Place)
				}
				if n.Kind == exchange.Loss && n.What == "a setting that has no equivalent was left out" {
					got = append(got, n.Detail)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("losses %q\nwant   %q", got, c.want)
			}
		})
	}
}
