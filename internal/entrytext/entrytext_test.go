package entrytext

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"statuary/internal/diag"
	"statuary/internal/incident"
)

func load(t *testing.T, files map[string]string) ([]*Template, string) {
	t.Helper()
	site := fstest.MapFS{}
	for name, src := range files {
		site[Folder+"/"+name] = &fstest.MapFile{Data: []byte(src)}
	}
	list, problems := Load(site)
	var b strings.Builder
	if err := diag.Print(&b, problems, false); err != nil {
		t.Fatal(err)
	}
	return list, b.String()
}

var values = Values{Component: "API, Website", Title: "Slow", Time: "14:05 CET", Window: "2026-12-01 22:00 – 23:30 CET", Site: "Acme"}

func TestTemplate(t *testing.T) {
	list, problems := load(t, map[string]string{
		"a.md":      "---\nstatus: monitoring\ntitle: \"{{.Component}}: slow\"\nimpact: minor\n---\nSince {{ .Time }}{{if .Window}} ({{.Window}}){{end}}, {{.Site}} works. {{/* note */}}\n",
		"a.de.md":   "---\nstatus: monitoring\n---\nSeit {{.Time}}.\n",
		"m.md":      "---\ntype: maintenance\nstatus: scheduled\n---\n{{.Title}}: {{.Window}}",
		"notes.txt": "{{",
		".x.md":     "{{",
	})
	if problems != "" || len(list) != 3 {
		t.Fatalf("%d templates: %s", len(list), problems)
	}
	find := func(name string, typ incident.Type, language string) *Template {
		t.Helper()
		one, err := Find(list, name, typ, language)
		if err != nil {
			t.Fatal(err)
		}
		return one
	}
	a := find("a", incident.Unplanned, "en")
	if title, err := a.TitleOf(values); title != "API, Website: slow" || err != nil || a.Impact != "minor" || a.Status != incident.Monitoring {
		t.Errorf("%q, %v, %+v", title, err, a)
	}
	for _, c := range []struct {
		t    *Template
		v    Values
		want string
	}{
		{a, values, "Since 14:05 CET (2026-12-01 22:00 – 23:30 CET), Acme works."},
		{a, Values{Time: "14:05", Site: "Acme"}, "Since 14:05, Acme works."},
		{find("a", incident.Unplanned, "de"), values, "Seit 14:05 CET."},
		{find("a", incident.Unplanned, "de-AT"), values, "Seit 14:05 CET."},
		{find("m", incident.Maintenance, "de"), values, "Slow: 2026-12-01 22:00 – 23:30 CET"},
	} {
		if got, err := c.t.Text(c.v); got != c.want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, c.want)
		}
	}
	if _, err := find("m", incident.Maintenance, "").Text(Values{}); err == nil || !strings.Contains(err.Error(), "has no window") {
		t.Errorf("without a window: %v", err)
	}
	for name, want := range map[string]string{"m": "is for type: maintenance", "b": "unknown template"} {
		if _, err := Find(list, name, incident.Unplanned, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// TestProblems checks that mistakes have a place and a hint. Loops and functions are refused, so a template
// cannot run for long.
func TestProblems(t *testing.T) {
	const head = "---\nstatus: monitoring\n---\n"
	for src, want := range map[string]string{
		head + "ok {{.Component}}\n\nand {{.Componnt}}":    "templates/t.md:6:7: unknown variable {{.Componnt}}",
		head + "{{.Titel}}":                                "templates/t.md:4:3: unknown variable {{.Titel}}",
		head + "a\n{{if .Time}}":                           "templates/t.md:5:",
		head + "{{range .Time}}x{{end}}":                   "templates cannot use",
		head + "{{with .Time}}{{.}}{{end}}":                "templates cannot use",
		head + "{{printf \"%1000000d\" 1}}":                "templates have no functions",
		head + "{{.Time.Year}}":                            "unknown variable {{.Time.Year}}",
		head + "{{define \"x\"}}y{{end}}z":                 "cannot define others",
		head + " \n":                                       "templates/t.md:3:1: the template has no text",
		"---\nabout: x\n---\nx":                            "the template has no status",
		"---\nstatus: monitorin\n---\nx":                   "templates/t.md:2:9: unknown status of type: incident \"monitorin\"",
		"---\ntype: maintenance\nstatus: resolved\n---\nx": "templates/t.md:3:9:",
		"---\ntype: outage\nstatus: resolved\n---\nx":      "templates/t.md:2:7:",
		"---\nstatus: resolved\nimpact: huge\n---\nx":      "templates/t.md:3:9:",
		"---\nstatus: resolved\ntitel: x\n---\nx":          "did you mean \"title\"?",
		"---\nstatus: resolved\ntitle: \"{{.X}}\"\n---\nx": "templates/t.md:3:8: unknown variable {{.X}}",
		"no front matter":                                  "templates/t.md:1:1:",
	} {
		list, got := load(t, map[string]string{"t.md": src})
		if len(list) > 0 || !strings.Contains(got, want) {
			t.Errorf("%q: %d templates, %s, want %q", src, len(list), got, want)
		}
	}
	if list, problems := Load(fstest.MapFS{}); len(list)+len(problems) > 0 {
		t.Errorf("without the folder: %v, %v", list, problems)
	}
}

// TestOfNewSites checks the templates of new sites: each is in all languages, with the same status.
func TestOfNewSites(t *testing.T) {
	list, problems := Load(os.DirFS(filepath.Join("..", "scaffold", "site")))
	if len(problems) > 0 || len(list) != 12 {
		t.Fatal(len(list), problems)
	}
	for _, one := range list {
		text, err := one.Text(values)
		if err != nil || strings.Contains(text, "\n") || !strings.HasSuffix(text, ".") || one.About == "" {
			t.Errorf("%s: %v\n%s", one.file, err, text)
		}
		if other, err := Find(list, one.Name, one.Type, "de"); err != nil || other.Status != one.Status || other.Language != "de" {
			t.Errorf("%s: %+v, %v", one.file, other, err)
		}
	}
}
