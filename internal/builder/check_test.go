package builder_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/golden"
	"statuary/internal/lint"
)

// checkSite checks a site and returns the problems as they are printed.
func checkSite(t *testing.T, fsys fstest.MapFS, now string) (diag.List, string) {
	t.Helper()
	r, err := builder.New(options(fsys, now)).Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := diag.Print(&b, r.Problems, false); err != nil {
		t.Fatal(err)
	}
	return r.Problems, b.String()
}

// checkedSite reads an archive of testdata/check. The last line of its comment
// is the time of the check.
func checkedSite(t *testing.T, name string) (fstest.MapFS, *txtar.Archive, string) {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		if f.Name != "want.txt" {
			fsys[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	lines := strings.Split(strings.TrimSpace(string(a.Comment)), "\n")
	return fsys, a, lines[len(lines)-1]
}

// TestCheck reads testdata/check/*.txtar: sites, with the expected problems in want.txt.
func TestCheck(t *testing.T) {
	archives, err := filepath.Glob("testdata/check/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no test data", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			fsys, a, now := checkedSite(t, name)
			_, got := checkSite(t, fsys, now)
			a.Files[len(a.Files)-1].Data = []byte(got)
			golden.File(t, name, txtar.Format(a))
		})
	}
}

// Every rule reports the problems of the file that is named after it, and none once the
// file ignores the rule with a reason. docs/checks.md describes every rule.
func TestRules(t *testing.T) {
	fsys, _, now := checkedSite(t, "testdata/check/rules.txtar")
	problems, _ := checkSite(t, fsys, now)
	docs, err := os.ReadFile("../../docs/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{} // rule → file
	for _, p := range problems {
		if strings.Contains(p.File, "good") {
			t.Errorf("a false alarm: %s", p)
		}
		if strings.Contains(p.File, p.Rule) && p.Rule != "" {
			found[p.Rule] = p.File
		}
	}
	for _, rule := range lint.Rules {
		if !bytes.Contains(docs, []byte("\n### "+rule.ID+"\n")) {
			t.Errorf("docs/checks.md has no section %s", rule.ID)
		}
		if slices.Contains([]string{lint.Invalid, lint.Template, "unused-component", "example-url", lint.UnknownPhrase}, rule.ID) {
			continue // errors can't be ignored; the last three are not about content, and have tests of their own
		}
		file := found[rule.ID]
		if file == "" {
			t.Errorf("%s found nothing", rule.ID)
			continue
		}
		if rule.ID == "stray-markdown" {
			continue // the file is not front matter, so it can't ignore the rule
		}
		silenced := fstest.MapFS{}
		for name, f := range fsys {
			silenced[name] = f
		}
		text := strings.Replace(string(fsys[file].Data), "ignore:\n", "ignore:\n  "+rule.ID+": a reason\n", 1)
		if !strings.Contains(text, "a reason\n  ") {
			text = strings.Replace(text, "---\n", "---\nignore: {"+rule.ID+": a reason}\n", 1)
		}
		silenced[file] = &fstest.MapFile{Data: []byte(text)}
		after, printed := checkSite(t, silenced, now)
		for _, p := range after {
			if p.File == file && p.Rule == rule.ID {
				t.Errorf("%s is not silenced: %s", rule.ID, p)
			}
		}
		if len(after) >= len(problems) {
			t.Errorf("%s: %d problems, were %d\n%s", rule.ID, len(after), len(problems), printed)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^### (.*)$`).FindAllSubmatch(docs, -1) {
		if !slices.ContainsFunc(lint.Rules, func(r lint.Rule) bool { return r.ID == string(m[1]) }) {
			t.Errorf("docs/checks.md describes %s, which is not a rule", m[1])
		}
	}
}

// A key of a catalogue that no page has is reported, unless a template of the theme uses it.
func TestUnknownPhrase(t *testing.T) {
	fsys := fstest.MapFS{
		"config.toml":                      {Data: []byte("title = \"Example\"\nbase_url = \"https://status.example.test/\"\nlanguage = \"en\"\n")},
		"themes/default/languages/en.toml": {Data: []byte("[words]\n\"Subscribe\" = \"Follow\"\n\"All System Operational\" = \"Fine\"\n\"Our own\" = \"Mine\"\n\"Zebra\" = \"Horse\"\n[date]\nday = \"{d}\"\n")},
		// Another language is checked too, although the site does not use it.
		"themes/default/languages/de.toml":                {Data: []byte("[words]\n\"subscribe\" = \"Folgen\"\n")},
		"themes/default/templates/partials/our-part.html": {Data: []byte("{{t \"Our own\"}}")},
	}
	_, printed := checkSite(t, fsys, "2026-03-10T12:00:00Z")
	for _, want := range []string{
		`themes/default/languages/de.toml:2: warning: no page has the phrase "subscribe" [unknown-phrase]`, `did you mean "Subscribe"?`,
		`themes/default/languages/en.toml:3: warning: no page has the phrase "All System Operational" [unknown-phrase]`, `did you mean "All Systems Operational"?`,
		`themes/default/languages/en.toml:5: warning: no page has the phrase "Zebra" [unknown-phrase]`,
		`themes/default/languages/en.toml:6: warning: unknown table [date] [unknown-phrase]`,
	} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is missing in:\n%s", want, printed)
		}
	}
	if n := strings.Count(printed, "[unknown-phrase]"); n != 4 {
		t.Errorf("%d warnings:\n%s", n, printed)
	}
	fsys["config.toml"].Data = append(fsys["config.toml"].Data, "[check]\nignore = [\"unknown-phrase\"]\n"...)
	if _, printed = checkSite(t, fsys, "2026-03-10T12:00:00Z"); strings.Contains(printed, "unknown-phrase") {
		t.Errorf("the rule is not silenced:\n%s", printed)
	}
}

// A component that none of twenty incidents names is reported.
func TestUnusedComponent(t *testing.T) {
	fsys := fstest.MapFS{"config.toml": {Data: []byte("title = \"x\"\nbase_url = \"https://status.acme.internal/\"\n[[components]]\nid = \"api\"\n[[components]]\nid = \"web\"\n")}}
	for n := range 20 {
		fsys[fmt.Sprintf("content/incidents/%d.md", n)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: T%d\ncomponents: [api]\ntimeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n", n)}
	}
	problems, got := checkSite(t, fsys, "2026-03-10T12:00:00Z")
	if len(problems) != 1 || problems[0].Rule != "unused-component" || problems[0].Pos.String() != "config.toml:6:6" {
		t.Error(got)
	}
	fsys["config.toml"].Data = append(fsys["config.toml"].Data, "[check]\nignore = [\"unused-component\"]\n"...)
	if problems, got := checkSite(t, fsys, "2026-03-10T12:00:00Z"); len(problems) != 0 {
		t.Error(got)
	}
}

// An example address is reported, unless the command line sets another one.
func TestExampleAddress(t *testing.T) {
	fsys := fstest.MapFS{"config.toml": {Data: []byte("title = \"x\"\nbase_url = \"https://status.example.com/\"\n")}}
	problems, got := checkSite(t, fsys, "2026-03-10T12:00:00Z")
	if len(problems) != 1 || problems[0].Rule != "example-url" || problems[0].Pos.String() != "config.toml:2:12" || !problems[0].Warning {
		t.Error(got)
	}
	o := options(fsys, "2026-03-10T12:00:00Z")
	o.Overrides.BaseURL = "https://status.acme.internal/"
	if r, err := builder.New(o).Check(context.Background()); err != nil || len(r.Problems) != 0 {
		t.Error(r.Problems, err)
	}
	fsys["config.toml"].Data = append(fsys["config.toml"].Data, "[check]\nignore = [\"example-url\"]\n"...)
	if problems, got := checkSite(t, fsys, "2026-03-10T12:00:00Z"); len(problems) != 0 {
		t.Error(got)
	}
}

// Incidents older than the site's components need not name one.
func TestNoComponentsYet(t *testing.T) {
	fsys := fstest.MapFS{
		"config.toml":                {Data: []byte("title = \"x\"\nbase_url = \"https://status.acme.internal/\"\n[[components]]\nid = \"api\"\nsince = 2026-02-01\n")},
		"content/incidents/early.md": {Data: []byte("---\ntitle: Early\nimpact: major\ntimeline: [{at: 2026-01-01 10:00, status: resolved}]\n---\n")},
		"content/incidents/later.md": {Data: []byte("---\ntitle: Later\nimpact: major\ntimeline: [{at: 2026-02-01 10:00, status: resolved}]\n---\n")},
	}
	problems, got := checkSite(t, fsys, "2026-03-10T12:00:00Z")
	if len(problems) != 1 || problems[0].Rule != "no-components" || problems[0].File != "content/incidents/later.md" {
		t.Error(got)
	}
}
