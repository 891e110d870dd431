package prose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"statuary/internal/golden"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
)

// post is a post in a test archive: lines "key: value", an empty line, and the body.
func post(t testing.TB, text string) (*exchange.Incident, prose.Facts, string) {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	in := &exchange.Incident{Components: []string{"api"}}
	f := prose.Facts{Name: "post.md", Over: true, Status: incident.MajorOutage, Known: true, Own: time.UTC}
	read := func(value string) time.Time {
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "start":
			f.Start = read(value)
			f.Own = f.Start.Location()
		case "end":
			f.End = read(value)
			if _, offset := f.End.Zone(); f.Own != nil && f.End.In(f.Own).Format("-07:00") != f.End.Format("-07:00") && offset != 0 {
				f.Other = f.End.Location()
			}
		case "open":
			f.Over = false
		case "maintenance":
			in.Type = incident.Maintenance
			in.ScheduledFor = f.Start
		case "day":
			f.Day = read(value + "T00:00:00Z")
		case "order":
			f.Order = map[string]prose.Order{"oldest": prose.OldestFirst, "newest": prose.NewestFirst}[value]
		default:
			t.Fatalf("unknown key %q", key)
		}
	}
	return in, f, body
}

// timeline imports a body, and returns the entries and the report as text.
func timeline(in *exchange.Incident, f prose.Facts, body string) (*exchange.Report, string) {
	r := &exchange.Report{}
	prose.Parse(body, 1).Timeline(in, f, r)
	var b strings.Builder
	for _, u := range in.Updates {
		fmt.Fprintf(&b, "%s %s", u.At.UTC().Format("2006-01-02 15:04:05"), u.Status)
		for _, c := range u.Components {
			fmt.Fprintf(&b, " %s=%s", c.ID, c.Status)
		}
		if u.Label != "" && !strings.EqualFold(u.Label, u.Status.Label()) {
			fmt.Fprintf(&b, " (%s)", u.Label)
		}
		b.WriteByte('\n')
		for line := range strings.SplitSeq(u.Message, "\n") {
			if line != "" {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
	}
	if in.Postmortem != "" {
		fmt.Fprintf(&b, "postmortem\n    %s\n", strings.ReplaceAll(in.Postmortem, "\n", "\n    "))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "%s: %s (%s)\n", n.Kind, n.What, n.Detail)
	}
	return r, b.String()
}

// TestTimeline reads testdata/*.txtar: the timeline of each post NAME.md is in NAME.want. · stands for a
// no-break space.
func TestTimeline(t *testing.T) {
	for _, name := range []string{"testdata/marks.txtar", "testdata/times.txtar", "testdata/ends.txtar", "testdata/odd.txtar", "testdata/clocks.txtar"} {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := &txtar.Archive{Comment: a.Comment}
		for _, file := range a.Files {
			stem, isPost := strings.CutSuffix(file.Name, ".md")
			if !isPost {
				continue
			}
			in, f, body := post(t, strings.TrimSpace(strings.ReplaceAll(string(file.Data), "·", "\u00a0")))
			_, text := timeline(in, f, body)
			text = strings.ReplaceAll(text, "\u00a0", "·")
			got.Files = append(got.Files, file, txtar.File{Name: stem + ".want", Data: []byte(text + "\n")})
		}
		golden.File(t, name, txtar.Format(got))
	}
}
