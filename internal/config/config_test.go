package config

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/diag"
)

func load(src string, o Overrides) (*Config, string) {
	c, problems := new(Loader).Load(fstest.MapFS{File: {Data: []byte(src)}}, o)
	var b bytes.Buffer
	problems.Sort()
	if err := diag.Print(&b, problems, false); err != nil {
		panic(err)
	}
	return c, b.String()
}

// A translated site is one of its own below the tag of its language.
func TestIn(t *testing.T) {
	c, problems := load("title = \"x\"\nbase_url = \"https://example.org/status/\"\nlanguages = [\"fr\", \"pt-BR\"]\n", Overrides{})
	if problems != "" {
		t.Fatal(problems)
	}
	in := c.In("pt-BR")
	if in.URL() != "https://example.org/status/pt-BR/" || in.Main != "/status/" || in.Language != "pt-BR" || in.Original != "en" || in.Feed.Tag != "tag:example.org,2005:pt-BR" {
		t.Errorf("%+v", in)
	}
	if c.URL() != "https://example.org/status/" || c.Main != c.Root || c.Original != "" || c.Feed.Tag != "tag:example.org,2005" {
		t.Errorf("the settings themselves have changed: %+v", c)
	}
}

// Weeks begin on one of three days.
func TestWeekStart(t *testing.T) {
	const head = "title = \"x\"\nbase_url = \"https://example.org/\"\n"
	for text, want := range map[string]time.Weekday{"": time.Monday, "week_start = \"sunday\"\n": time.Sunday, "week_start = \"saturday\"\n": time.Saturday} {
		if c, problems := load(head+text, Overrides{}); problems != "" || c.WeekStart != want {
			t.Errorf("%s: %v %s", text, c, problems)
		}
	}
	if _, problems := load(head+"week_start = \"sundy\"\n", Overrides{}); !strings.Contains(problems, `unknown value "sundy" for week_start`) || !strings.Contains(problems, `did you mean "sunday"`) {
		t.Error(problems)
	}
}

// The feed of an ended incident exists for a number of days, or always.
func TestFeedIncidents(t *testing.T) {
	const head = "title = \"x\"\nbase_url = \"https://example.org/\"\n[feed]\n"
	for value, want := range map[string]int{"": 90, "0": 0, "1": 1, "3650": 3650, "1_000": 1000, `"all"`: AllIncidents, "'all'": AllIncidents} {
		text := head
		if value != "" {
			text += "incidents = " + value + "\n"
		}
		if c, problems := load(text, Overrides{}); problems != "" || c.Feed.Incidents != want {
			t.Errorf("incidents = %s: %v %s", value, c, problems)
		}
	}
	for _, value := range []string{"-1", "3651", "90.5", "1e2", "99999999999", "true", "2026-01-01", `""`, `"90"`, `"90 days"`, `"All"`, `"none"`, "[90]", "{days = 90}"} {
		_, problems := load(head+"incidents = "+value+"\n", Overrides{})
		if !strings.HasPrefix(problems, "config.toml:4:") || strings.Count(problems, "incidents must be ") != 1 {
			t.Errorf("incidents = %s:\n%s", value, problems)
		}
	}
}

// In replaces texts that are translated, and keeps the others.
func TestTranslations(t *testing.T) {
	const head = "title = \"x\"\ndescription = \"d\"\nbase_url = \"https://example.org/\"\nlanguages = [\"fr\", \"de\"]\n"
	c, problems := load(head+`
[translations.fr]
title = "Exemple"
footer = "[Mentions](/fr/mentions/)"

[[components]]
id = "api"
name = "API"
group = "Core"
translations.fr = { name = "Interface", group = "Noyau", description = "Tout" }

[[components]]
id = "web"
name = "Web"
group = "Core"
translations.de = { name = "Netz" }
`, Overrides{})
	if problems != "" {
		t.Fatal(problems)
	}
	fr, de := c.In("fr"), c.In("de")
	if fr.Title != "Exemple" || fr.Description != "d" || fr.Brand.Footer != "[Mentions](/fr/mentions/)" || de.Title != "x" {
		t.Errorf("%+v", fr)
	}
	for _, want := range []struct {
		in                       *Config
		n                        int
		name, group, description string
	}{{fr, 0, "Interface", "Noyau", "Tout"}, {fr, 1, "Web", "Noyau", ""}, {de, 0, "API", "Core", ""}, {de, 1, "Netz", "Core", ""}, {c, 0, "API", "Core", ""}} {
		if got := want.in.Components[want.n]; got.Name != want.name || got.Group != want.group || got.Description != want.description {
			t.Errorf("%s: %+v", want.in.Language, got)
		}
	}
	_, problems = load(head+`
[translations.en]
title = "y"

[translations.fr]
titel = "y"

[[components]]
id = "api"
translations.fr = { group = "Noyau" }

[[components]]
id = "a"
group = "Core"
translations.fr = { group = "Noyau", nom = "x" }

[[components]]
id = "b"
group = "Core"
translations.fr = { group = "Coeur" }
translations.it = { name = "b" }
`, Overrides{})
	for _, want := range []string{
		`the language "en" is not one of the site's languages`, "the settings themselves are in this language", `"titel"`, `"nom"`,
		"the component has no group to translate", `the group "Core" is already translated as "Noyau"`,
		`add it: languages = ["fr", "de", "it"]`,
	} {
		if !strings.Contains(problems, want) {
			t.Errorf("%s is not in:\n%s", want, problems)
		}
	}
}

func TestLoad(t *testing.T) {
	c, problems := load("\ufeff"+`title = "Example"
description = "What we run"
base_url = "https://example.org:8443/status"
language = "pt-BR"
time_zone = "America/New_York"
theme = "plain"

[maintenance]
auto = false

[markdown]
html = "sanitize"

[feed]
entries = 50
tag = "tag:old.example.org,2019-04"

[[components]]
id = "api"
name = "API"
group = "Core"
description = "The way in"
since = 2024-02-29

[[components]]
id = "old"
retired = true
`, Overrides{})
	if problems != "" {
		t.Fatal(problems)
	}
	if c.Origin != "https://example.org:8443" || c.Root != "/status/" || c.URL() != "https://example.org:8443/status/" ||
		c.Language != "pt-BR" || c.Zone.String() != "America/New_York" || c.Theme != "plain" || c.Maintenance.Auto ||
		c.Markdown.HTML != "sanitize" || c.Feed.Entries != 50 || c.Feed.Tag != "tag:old.example.org,2019-04" {
		t.Errorf("%+v", c)
	}
	if got := c.Components[0].Since.String(); got != "2024-02-29 00:00:00 -0500 EST" {
		t.Error("a component's first day begins at", got)
	}
	if c.Components[1].Name != "old" || !c.Components[1].Retired {
		t.Errorf("%+v", c.Components[1])
	}
}

func TestDefaults(t *testing.T) {
	c, problems := load("title = \"Example\"\nbase_url = \"http://example.org\"\n", Overrides{})
	if problems != "" {
		t.Fatal(problems)
	}
	if c.Root != "/" || c.Zone.String() != "UTC" || !c.Maintenance.Auto || c.Markdown.HTML != "escape" || c.Feed.Entries != 25 ||
		c.Feed.Tag != "tag:example.org,2005" || c.Language != "en" || c.Theme != "" || c.SiteName() != "Example Status" {
		t.Errorf("%+v", c)
	}
	c, problems = load(`title = "Status of Example"`, Overrides{BaseURL: "https://other.example.org/x/"})
	if problems != "" || c.URL() != "https://other.example.org/x/" || c.SiteName() != "Status of Example" {
		t.Error(problems, c)
	}
}

func TestProblems(t *testing.T) {
	const start = "title = \"x\"\nbase_url = \"https://example.org\"\n"
	for _, c := range []struct {
		name, src string
		want      []string // in the order of the file
	}{
		{"nothing", "", []string{"config.toml:1:1: the site has no title", "the site has no base_url"}},
		{"unknown key", start + "titel = \"y\"\n", []string{`config.toml:3:1: unknown key "titel" in config.toml`, "     3 | titel = \"y\"\n       | ^\n", `hint: did you mean "title"?`}},
		{"unknown table", start + "[feeds]\nentries = 3\n", []string{`config.toml:3:2: unknown key "feeds"`, `did you mean "feed"?`}},
		{"unknown key in a table", start + "[markdown]\nhtlm = \"allow\"\n", []string{`config.toml:4:1: unknown key "htlm" in [markdown]`, `did you mean "html"?`}},
		{"unknown key of a component", start + "[[components]]\nid = \"a\"\nnam = \"b\"\n", []string{`config.toml:5:1: unknown key "nam" in [[components]]`, `did you mean "name"?`}},
		{"not TOML", start + "language = en\n", []string{"config.toml:3:12: ", `hint: put the text in quotes: language = "en"`}},
		{"twice", start + "title = \"y\"\n", []string{"config.toml:3:1: the key \"title\" is given twice"}},
		{"zone", start + "time_zone = \"EST5\"\n", []string{`config.toml:3:13: unknown time zone "EST5"`}},
		{"local zone", start + "time_zone = \"Local\"\n", []string{`config.toml:3:13: unknown time zone "Local"`}},
		{"address", "title = \"x\"\nbase_url = \"example.org/status\"\n", []string{`config.toml:2:12: base_url "example.org/status" does not begin with https:// or http://`}},
		{"address with a query", "title = \"x\"\nbase_url = \"https://example.org/?a=b\"\n", []string{"has more than a host and a path"}},
		{"type", start + "[feed]\nentries = \"many\"\n", []string{"config.toml:4:11: entries must be a number from 1 to 1000"}},
		{"bool", start + "[maintenance]\nauto = \"no\"\n", []string{"config.toml:4:8: auto must be true or false"}},
		{"tag", start + "[feed]\ntag = \"example.org\"\n", []string{`config.toml:4:7: "example.org" is not the beginning of a tag: URI`}},
		{"html", start + "[markdown]\nhtml = \"sanitise\"\n", []string{`config.toml:4:8: unknown value "sanitise" for html`, `did you mean "sanitize"?`}},
		{"language", start + "language = \"English, please\"\n", []string{"is not a language"}},
		{"languages", start + "languages = [\"fr\", \"EN\", \"français\", \"FR\"]\n",
			[]string{`config.toml:3:20: the language "EN" is already set`, `config.toml:3:26: "français" is not a language`, `the language "FR" is already set`}},
		{"one language of several", start + "languages = 7\n", []string{"config.toml:3:13: "}},
		{"theme", start + "theme = \"../x\"\n", []string{"is not the name of a folder"}},
		{"one bracket", start + "[components]\nid = \"a\"\n", []string{"components must be a list of tables, not a map", "write [[components]]"}},
		{"ids", start + "[[components]]\nid = \"api\"\n[[components]]\nid = \"API\"\n[[components]]\nname = \"x\"\n[[components]]\nid = \"a/b\"\n",
			[]string{`config.toml:6:6: the id "API" is already used in line 4`, "config.toml:7:3: the component has no id", `config.toml:10:6: the id "a/b" contains the character '/'`}},
		{"synonyms", start + "timezone = \"UTC\"\nlang = \"en\"\nservices = []\nlogo = \"x.svg\"\n[feed]\ntheme = \"x\"\nlimit = 3\n",
			[]string{`did you mean "time_zone"?`, `did you mean "language"?`, `did you mean "components"?`, "logo belongs to the table [brand]", "theme belongs to the whole site: move the line to the top", `did you mean "entries"?`}},
		{"synonyms of a component", start + "[[components]]\nkey = \"a\"\nlabel = \"A\"\ncategory = \"Core\"\nstarted = 2020-01-01\nhidden = true\n",
			[]string{`did you mean "id"?`, `did you mean "name"?`, `did you mean "group"?`, `did you mean "since"?`, `did you mean "retired"?`}},
		{"languages in words", start + "language = \"English\"\nlanguages = [\"Deutsch\", \"pt_BR\"]\n", []string{`write "en"`, `write "de"`, `write "pt-BR"`}},
		{"zones in words", start + "time_zone = \"europe/berlin\"\n", []string{`write "Europe/Berlin"`}},
		{"a city", start + "time_zone = \"Pacific Time\"\n", []string{`write "America/Los_Angeles"`}},
		{"date", start + "[[components]]\nid = \"a\"\nsince = \"31.01.2024\"\n", []string{"write since = 2024-01-31"}},
		{"colon", "title: x\n", []string{"config.toml:1:6: a colon, where the key is followed by an equals sign", `write title = "x"`}},
		{"missing equals sign", start + "theme plain\n", []string{"config.toml:3:6: a missing equals sign after theme", `write theme = "plain"`}},
		{"curly quotes", "title = “x”\n", []string{"config.toml:1:9: a curly quote (U+201C)", `write straight quotes: title = "x"`}},
		{"no-break space", "title =\u00a0\"x\"\n", []string{"config.toml:1:8: a no-break space (U+00A0)", "replace it by an ordinary space"}},
		{"no-break space in a key", start + "\"theme\u00a0\" = \"x\"\n", []string{"config.toml:3:7: a no-break space (U+00A0) in the key", "write theme"}},
		{"full-width equals sign", "title ＝ \"x\"\n", []string{"a full-width = (U+FF1D)", "replace it by ="}},
		{"quote in a quoted text", "title = \"The \"API\"\"\n", []string{"text after the quote that ends the value", `title = "The \"API\""`}},
		{"never closed", "title = \"x\nbase_url = \"https://example.org\"\n", []string{"config.toml:1:9: a quoted text that is never closed"}},
		{"one table twice", start + "[feed]\nentries = 3\n[feed]\ntag = \"x\"\n", []string{`the key "feed" is given twice`}},
		{"yes", start + "[maintenance]\nauto = yes\n", []string{"config.toml:4:8: ", "write true"}},
		{"list of YAML", start + "languages =\n- fr\n", []string{"config.toml:3:"}},
		{"list entry of YAML", start + "- id: api\n", []string{"config.toml:3:1: a list entry with a dash, which is YAML"}},
		{"escape", "title = \"a\\u0007b\"\n", []string{"config.toml:1:9: the control character U+0007, written as an escape"}},
		{"since", start + "[[components]]\nid = \"a\"\nsince = \"soon\"\n", []string{`config.toml:5:9: "soon" is not a date`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, got := load(c.src, Overrides{})
			if config != nil {
				t.Error("Load returned a config")
			}
			rest := got
			for _, w := range c.want {
				i := strings.Index(rest, w)
				if i < 0 {
					t.Fatalf("%q is missing or misplaced in\n%s", w, got)
				}
				rest = rest[i+len(w):]
			}
		})
	}
	if _, problems := new(Loader).Load(fstest.MapFS{}, Overrides{}); !problems.HasErrors() || !strings.Contains(problems[0].Hint, "--site") {
		t.Error("no file:", problems)
	}
	if _, problems := load(start, Overrides{BaseURL: "nowhere"}); !strings.Contains(problems, `--base-url "nowhere"`) {
		t.Error("flag:", problems)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("title = \"x\"\nbase_url = \"https://x\"\n[[components]]\nid = \"a\"\nsince = 2020-01-01\n[a.b]\nc.d = [1, {e = 2}]\n")
	f.Add("a = [[1, 2], [{b = '''x'''}]]\n[[x.y]]\n[[x.y]]\n[x.y.z]\n")
	f.Fuzz(func(t *testing.T, src string) {
		c, problems := new(Loader).Load(fstest.MapFS{File: {Data: []byte(src)}}, Overrides{})
		if (c == nil) != problems.HasErrors() {
			t.Fatal(c, problems)
		}
		if c != nil && (c.Title == "" || c.Origin == "" || c.Zone == nil) {
			t.Errorf("incomplete config: %+v", c)
		}
	})
}
