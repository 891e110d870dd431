package config

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestEffectiveSettings checks where values come from, for settings of every type.
func TestEffectiveSettings(t *testing.T) {
	const file = `title = "Acme"
base_url = "https://example.org/"
languages = ["fr"]
[[components]]
id = "api"
since = 2024-01-31
translations.fr = {name = "Interface"}
[feed]
entries = 1_0
incidents = "all"
[git]
repo_url = "https://github.com/acme/status"
[check]
ignore = "example-url"
[publish.site]
target = "./out"
[outputs]
rss = false
`
	site := fstest.MapFS{File: {Data: []byte(file)}}
	for _, o := range []Overrides{{}, {BaseURL: "https://other.example.net/a"}, {BasePath: "/b"}} {
		c, problems := new(Loader).Load(site, o)
		if problems.HasErrors() {
			t.Fatal(problems)
		}
		list, err := EffectiveSettings(site, c, o, []string{"rss", "csv"})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, e := range list {
			if got[e.Key] != "" {
				t.Errorf("%s is listed twice", e.Key)
			}
			got[e.Key] = e.Literal() + " " + e.From()
		}
		want := map[string]string{
			"title": `"Acme" config.toml:1`, "base_url": `"https://example.org/" config.toml:2`, "description": "not set default",
			"language": `"en" default`, "languages": `["fr"] config.toml:3`, "components.api.since": `"2024-01-31" config.toml:6`,
			"components.api.translations.fr.name": `"Interface" config.toml:7`, "maintenance.auto": "true default",
			"feed.entries": "10 config.toml:9", "feed.incidents": `"all" config.toml:10`, "feed.tag": `"tag:example.org,2005" default`,
			"api.page_id": "derived from [feed] tag default", "git.branch": `"main" default`,
			"git.commit_url": `"https://github.com/acme/status/commit/{commit}" default`, "check.ignore": `["example-url"] config.toml:14`,
			"publish.site.target": `"./out" config.toml:16`, "outputs.rss": "false config.toml:18", "outputs.csv": "true default",
		}
		switch {
		case o.BaseURL != "":
			want["base_url"], want["feed.tag"] = `"https://other.example.net/a/" --base-url`, `"tag:other.example.net,2005" default`
		case o.BasePath != "":
			want["base_url"] = `"https://example.org/b/" --base-path`
		}
		for key, value := range want {
			if got[key] != value {
				t.Errorf("%+v: %s is %s, want %s", o, key, got[key], value)
			}
		}
	}
}

// TestEffectiveDefaults checks that a site that sets only what is required lists every other
// setting with its default.
func TestEffectiveDefaults(t *testing.T) {
	site := fstest.MapFS{File: {Data: []byte("title = \"T\"\nbase_url = \"https://example.org/\"\n")}}
	c, _ := new(Loader).Load(site, Overrides{})
	list, err := EffectiveSettings(site, c, Overrides{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range list {
		seen[e.Key] = true
		if e.Source == Default && strings.Contains(e.Literal(), "`") {
			t.Errorf("%s has the default %s", e.Key, e.Literal())
		}
	}
	var check func(prefix string, settings []Setting)
	check = func(prefix string, settings []Setting) {
		for _, s := range settings {
			switch s.Type {
			case Table:
				check(prefix+s.Name+".", s.Keys)
			case Tables, Named:
			default:
				if !seen[prefix+s.Name] {
					t.Errorf("%s is missing", prefix+s.Name)
				}
			}
		}
	}
	check("", Settings())
}
