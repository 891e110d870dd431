package incident

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"statuary/internal/diag"
	"statuary/internal/golden"
)

var newYork = zone("America/New_York")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// testParser returns the parser of a site in New York with three components.
func testParser() *Parser { return NewParser(newYork, []string{"api", "dashboard", "apps"}) }

// TestParse reads testdata/*.txtar. Each file of an archive but want.txt is an incident; want.txt
// is the expected result: the problems as they are printed, and the incident, if there is one. In
// an archive's text, ␀ stands for a NUL, ␛ for an escape, ␉ for a tab, ¤ for a byte that is not
// UTF-8, ⏎ at the end of a line for a carriage return, ⌖ for a byte order mark, ␣ for a no-break
// space, ◌ for a zero-width space, and ␤ for a line separator (U+2028).
func TestParse(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no test data", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for _, f := range a.Files {
				if f.Name == "want.txt" {
					continue
				}
				in, problems := testParser().Parse("content/incidents/"+f.Name, plainBytes(f.Data))
				problems.Sort()
				if err := diag.Print(&got, problems, false); err != nil {
					t.Fatal(err)
				}
				if in != nil {
					writeIncident(t, &got, in)
				}
			}
			a.Files = append(withoutWant(a.Files), txtar.File{Name: "want.txt", Data: got.Bytes()})
			golden.File(t, name, txtar.Format(a))
		})
	}
}

func withoutWant(files []txtar.File) []txtar.File {
	var out []txtar.File
	for _, f := range files {
		if f.Name != "want.txt" {
			out = append(out, f)
		}
	}
	return out
}

var plainText = strings.NewReplacer("␀", "\x00", "␛", "\x1b", "␉", "\t", "¤", "\xff", "⏎\n", "\r\n", "⌖", "\ufeff", "␤", "\u2028", "␣", "\u00a0", "◌", "\u200b")

func plainBytes(b []byte) []byte { return []byte(plainText.Replace(string(b))) }

// writeIncident writes an incident in a form that people can compare.
func writeIncident(t *testing.T, b *bytes.Buffer, in *Incident) {
	t.Helper()
	type update struct {
		At, Status, Label, Message string
		Components                 map[string]string `json:",omitempty"`
	}
	var updates []update
	for _, u := range in.Updates {
		v := update{At: u.At.Format(time.RFC3339Nano), Status: u.Status.String(), Label: u.Label, Message: u.Message}
		for _, c := range u.Components {
			if v.Components == nil {
				v.Components = map[string]string{}
			}
			v.Components[c.ID] = c.Status.String()
		}
		updates = append(updates, v)
	}
	var repeat any
	if in.Repeat != nil {
		var list []string
		for _, one := range in.Occurrences(in.ScheduledFor.AddDate(0, 0, 27), nil) {
			list = append(list, one.ID+" "+one.ScheduledFor.Format(time.RFC3339)+" "+one.ScheduledUntil.Format(time.RFC3339))
			for _, u := range one.Updates {
				list = append(list, strings.TrimSpace(u.At.Format("  2006-01-02 15:04 ")+u.Status.String()+" "+u.Message))
			}
		}
		repeat = map[string]any{"rule": in.Repeat.Rule, "except": in.Repeat.Except, "occurrences": list}
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	fields := map[string]any{
		"id": in.ID, "title": in.Title, "type": in.Type.String(), "impact": in.Impact.String(), "components": in.Components,
		"scheduled_for": in.ScheduledFor, "scheduled_until": in.ScheduledUntil, "updates": updates, "downtime": in.Downtime,
		"postmortem": in.Postmortem, "tags": in.Tags, "draft": in.Draft, "aliases": in.Aliases, "atom_id": in.AtomID, "updated": in.Updated,
		"source": in.Source.String(),
	}
	if repeat != nil {
		fields["repeat"] = repeat
	}
	err := e.Encode(fields)
	if err != nil {
		t.Fatal(err)
	}
}

// FuzzParse holds that the parser never panics, that a refused file has a reason with a position in
// it, and that an accepted file is complete.
func FuzzParse(f *testing.F) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range withoutWant(a.Files) {
			f.Add(plainBytes(file.Data))
		}
	}
	f.Add([]byte("---\n" + strings.Repeat("[", 10_000)))
	f.Add([]byte("---\n" + strings.Repeat("a: &a\n b", 100) + "\n---\n"))
	p := testParser()
	f.Fuzz(func(t *testing.T, src []byte) {
		in, problems := p.Parse("content/incidents/x.md", src)
		lines := 1 + bytes.Count(src, []byte("\n"))
		for _, d := range problems {
			if d.Text == "" || d.Line < 1 || d.Line > lines+1 || d.Col < 0 {
				t.Errorf("a problem without a place in the file: %+v", d)
			}
		}
		if (in == nil) != problems.HasErrors() {
			t.Fatalf("incident %v, problems %v", in, problems)
		}
		if in == nil {
			return
		}
		if in.Title == "" || in.ID == "" || len(in.Updates) == 0 {
			t.Errorf("an incident that is not whole: %+v", in)
		}
		for i, u := range in.Updates {
			if u.At.IsZero() || u.At.Location() != newYork || !u.Status.Of(in.Type) {
				t.Errorf("an update that is not whole: %+v", u)
			}
			if i > 0 && u.At.Before(in.Updates[i-1].At) {
				t.Error("updates out of order")
			}
		}
	})
}

// TestManyUpdates holds that 300 updates are sorted by time, whatever their order in the file.
func TestManyUpdates(t *testing.T) {
	var b strings.Builder
	b.WriteString("---\ntitle: Long\ntimeline:\n")
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for n := range 300 {
		at := start.Add(time.Duration((n*7)%300) * time.Hour)
		b.WriteString("  - {at: " + at.Format(time.RFC3339) + ", status: investigating, components: {api: partial_outage}, message: Still on it}\n")
	}
	b.WriteString("---\n")
	in, problems := testParser().Parse("content/incidents/x.md", []byte(b.String()))
	if problems != nil {
		t.Fatal(problems)
	}
	for n, u := range in.Updates {
		if !u.At.Equal(start.Add(time.Duration(n) * time.Hour)) {
			t.Fatalf("update %d is at %s", n, u.At)
		}
	}
}
