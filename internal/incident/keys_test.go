package incident

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"statuary/internal/frontmatter"
)

// Each key has a row in docs/incident-format.md, a description for editors, and is recognized in a
// line that lacks its colon.
func TestKeysAreKnownEverywhere(t *testing.T) {
	docs, err := os.ReadFile("../../docs/incident-format.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range [][]frontmatter.Key{Keys(), Keys()[len(Keys())-2].Keys, Keys()[len(Keys())-1].Keys} {
		for _, k := range table {
			documented := false
			for line := range strings.Lines(string(docs)) {
				cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
				documented = documented || strings.HasPrefix(line, "| ") && strings.Contains(cell, "`"+k.Name+"`")
			}
			if !documented {
				t.Errorf("%s has no row in a table of docs/incident-format.md", k.Name)
			}
			if k.About == "" {
				t.Errorf("%s has no description", k.Name)
			}
			for _, word := range k.Words {
				if word == "" {
					t.Errorf("%s has an empty word", k.Name)
				}
			}
			_, problems := NewParser(time.UTC, nil).Parse("x.md", []byte("---\ntitle: x\n"+k.Name+" something\ntimeline:\n  - {at: 2026-01-01 00:00, status: resolved}\n---\n"))
			if len(problems) == 0 || !strings.Contains(problems[0].Text+problems[0].Hint, k.Name+":") {
				t.Errorf("a line %q, without a colon, is reported as %v", k.Name+" something", problems)
			}
		}
	}
}

// A file with every key that a command writes reads back as the same incident.
func TestWrite(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) time.Time {
		tm, err := ReadTime(text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return tm
	}
	want := &Incident{
		ID: "db-2026", Title: `Database: "slow" # 1, yes`, Type: Maintenance, Impact: Planned, Components: []string{"api", "null", "1.0"},
		ScheduledFor: at("2026-10-01 10:00"), ScheduledUntil: at("2026-10-01 12:00"),
		Tags: []string{"on", "a b"}, Draft: true, Aliases: []string{"/old/"}, AtomID: "tag:x,2005:1", Key: "alert: 1 # x", Updated: at("2026-10-02 00:00"),
		Ignore: map[string]string{"long": "It is: long."},
		Updates: []Update{
			{At: at("2026-09-30 10:00"), Status: Scheduled, Message: "- a list\n\n      code: x # y\n\nEnd"},
			{At: at("2026-10-01 10:00"), Status: InProgress, Label: "Begun: at last", NextUpdate: at("2026-10-01 10:30"), Components: []ComponentState{{"api", PartialOutage}, {"null", Operational}}},
			{At: at("2026-10-01 11:00"), Status: Completed, Message: "Done."},
			{At: at("2026-10-02 11:00"), Status: Postmortem},
		},
		Downtime:   []Downtime{{Component: "1.0", Status: DegradedPerformance, From: at("2026-10-01 10:10"), To: at("2026-10-01 10:20")}, {Component: "api", Status: MajorOutage, From: at("2026-10-01 10:10")}},
		Postmortem: "## Why\n\nA cable.",
	}
	p := NewParser(zone, []string{"api", "null", "1.0"})
	for _, oneLine := range []bool{true, false} {
		src := Write(want, Style{NameID: "x", OneLine: oneLine, Time: func(t time.Time) string { return t.Format(time.RFC3339) }, Comments: map[int]string{1: "a guess"}})
		for _, k := range incidentKeys() {
			if k.Name == "from" || k.Name == "until" {
				continue // of announcements, below
			}
			if has := strings.Contains(string(src), "\n"+k.Name+":"); k.write != nil && !has && k.Name != "type" && k.Name != "impact" && k.Name != "repeat" {
				t.Errorf("%s is not written; add it to the incident of this test", k.Name)
			}
		}
		got, problems := p.Parse("x.md", src)
		if len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, src)
		}
		got.Source = want.Source
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v\n%s", got, want, src)
		}
	}
	announcement := &Incident{ID: "new", Title: "New", Type: Announcement, Until: at("2026-10-02 00:00"), Updates: []Update{{At: at("2026-10-01 10:00"), Status: Announced, Message: "Hello."}}}
	src := Write(announcement, Style{NameID: "new", Time: func(t time.Time) string { return t.Format(time.RFC3339) }})
	got, problems := p.Parse("new.md", src)
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, src)
	}
	if got.Source = announcement.Source; !reflect.DeepEqual(got, announcement) {
		t.Errorf("got  %+v\nwant %+v\n%s", got, announcement, src)
	}
}
