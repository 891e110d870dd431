package sitealerts

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/alert"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/workspace"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

const settings = `title = "Alderquay"
base_url = "https://status.alderquay.internal/"

[[components]]
id = "api"
name = "API <b>"

[alert.api]
components = ["api"]
title = "{{.Title}} {{.Label \"zone\"}}"
message = "{{.Text}}\n\n{{.Label \"zone\"}} {{.URL}} {{.Components}}"
group = ["zone"]
`

var paragraphs = regexp.MustCompile(`</?p>|<br ?/?>`)

// Whatever a monitor sends, the incident's file has the keys and the texts that it should have, and the
// message has no markup.
func TestHostileTexts(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	home := t.TempDir()
	runs := 0
	converter := markdown.New(markdown.Options{RawHTML: markdown.Allow, Origin: "https://example.org"})
	piece := rapid.SampledFrom([]string{
		"a", " ", "\n", "\r\n", "\n---\n", "---", "\ntitle: x\n", "\ntimeline:\n", "\"", "'", "\\", "\\\"", "#", " # ", ": ", "- ", "{{", "}}", "{{.Title}}", "|", "> ", "<script>", "</p>", "<!--", "[x](javascript:x)",
		"![](https://x.example/y)", "*", "`", "```\n", "&#60;", "\x00", "\x1b[31m", "\u202e", "\u2028", "\ufeff", "é", "~", "null", "yes", "12", "2026-03-10", "!!binary", "&a", "*a", "%", "@", "\t", "+++", "https://example.org/",
	})
	text := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 4).Draw(t, "any") == 0 {
			return rapid.String().Draw(t, "text")
		}
		return strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "")
	})
	most := 40
	if os.Getenv("STATUARY_LONG") != "" {
		most = 10_000
	}
	rapid.Check(t, func(t *rapid.T) {
		if runs++; runs > most {
			return // each run writes files
		}
		dir := filepath.Join(home, strings.Repeat("x", runs%200)+time.Duration(runs).String())
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(settings), 0o644); err != nil {
			t.Fatal(err)
		}
		d, err := workspace.Open(dir, now)
		if err != nil {
			t.Fatal(err)
		}
		title, body, zone := text.Draw(t, "title"), text.Draw(t, "body"), text.Draw(t, "zone")
		a := alert.Alert{Source: "gatus", Key: "k", State: alert.Firing, Title: alert.Line(title), Text: alert.Lines(body), URL: "https://example.org/(x)", Labels: map[string]string{"zone": alert.Line(zone)}}
		r, err := Run(d, dir, []alert.Alert{a}, false)
		if err != nil || len(r.Outcomes) != 1 || r.Outcomes[0].Change == nil {
			t.Fatalf("%+v, %v", r, err)
		}
		c := r.Outcomes[0].Change
		src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(c.File)))
		if err != nil || !filepath.IsLocal(filepath.FromSlash(c.File)) || !strings.HasPrefix(c.File, "content/incidents/") {
			t.Fatalf("%s: %v", c.File, err)
		}
		in, problems := d.Parser.Parse(c.File, src)
		if problems.HasErrors() {
			t.Fatalf("%v\n%s", problems, src)
		}
		file, _ := frontmatter.Parse(c.File, src)
		var keys []string
		for _, f := range file.Front.Map {
			keys = append(keys, f.Key)
		}
		if !slices.Equal(keys, []string{"title", "components", "key", "timeline"}) || file.Body != "" || len(in.Updates) != 1 || in.Updates[0].Status != incident.Investigating {
			t.Fatalf("%v\n%s", keys, src)
		}
		shown := paragraphs.ReplaceAllString(string(converter.HTML(markdown.Text{Source: in.Updates[0].Message, Level: 3})), " ")
		if strings.ContainsAny(shown, "<>") {
			t.Fatalf("%s\n%s", src, shown)
		}
		plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		want := plain(a.Text + " " + a.Labels["zone"] + " " + a.URL + " API <b>")
		if got := plain(html.UnescapeString(shown)); got != want {
			t.Fatalf("%q is shown as %q", want, got)
		}
	})
}

// A hundred alarms in a minute make one file with two entries.
func TestFlappingSite(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(strings.Replace(settings, `group = ["zone"]`, "", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	changes := 0
	run := func(after time.Duration, alerts ...alert.Alert) {
		t.Helper()
		d, err := workspace.Open(dir, now.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Run(d, dir, alerts, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range r.Outcomes {
			if o.Change != nil {
				changes++
			}
		}
	}
	for n := range 100 {
		a := alert.Alert{Source: "gatus", Key: strings.Repeat("k", 1+n%3), State: alert.Firing, Title: "Down"}
		if n%5 > 2 {
			a.State = alert.Resolved
		}
		run(time.Duration(n)*600*time.Millisecond, a)
	}
	for n := range 3 {
		run(time.Minute, alert.Alert{Source: "gatus", Key: strings.Repeat("k", 1+n), State: alert.Resolved, Title: "Down"})
	}
	run(10 * time.Minute)
	run(20 * time.Minute)
	d, err := workspace.Open(dir, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	list, err := d.List()
	if err != nil || len(list) != 1 || len(list[0].Updates) != 2 || list[0].Status != incident.Resolved || changes != 2 {
		t.Errorf("%d incidents, %d changes, %v: %+v", len(list), changes, err, list)
	}
}
