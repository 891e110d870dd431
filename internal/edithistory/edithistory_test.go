package edithistory

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/histories"
	"statuary/internal/incident"
)

var parser = incident.NewParser(time.UTC, nil).AnyComponent()

const first = `---
title: API errors
timeline:
  - at: 2026-03-10 10:00
    status: investigating
    message: We are looking into it.
  - at: 2026-03-10 12:00
    status: resolved
    message: |
      It works again.

      - at: all places
---
`

const withPostmortem = `---
title: API errors
timeline:
  - {at: 2026-03-10 10:00, status: investigating, message: We are looking into it.}
  - {at: 2026-03-10 12:00, status: resolved}
  - {at: 2026-03-12 12:00, status: postmortem}
---
A disk was full.
`

// Each case is a file at noon of one day and its version at 11:00 of the next day.
func TestFind(t *testing.T) {
	day := time.Date(2026, 3, 11, 12, 0, 0, 0, time.UTC)
	replace := func(old, new string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				t.Fatalf("no %q", old)
			}
			return strings.Replace(s, old, new, 1)
		}
	}
	for name, c := range map[string]struct {
		text   string
		change func(string) string
		edit   bool
	}{
		"nothing":               {first, func(s string) string { return s }, false},
		"a title":               {first, replace("API errors", "API outage"), true},
		"a message":             {first, replace("looking into", "working on"), true},
		"a time":                {first, replace("10:00", "09:50"), true},
		"the same time":         {first, replace("2026-03-10 10:00", "2026-03-10T12:00:00+02:00"), false},
		"a status":              {first, replace("investigating", "identified"), true},
		"a label":               {first, replace("status: resolved", "status: resolved\n    label: Fixed"), true},
		"a component":           {first, replace("status: resolved", "status: resolved\n    components: {gone: operational}"), false},
		"an impact":             {first, replace("title:", "impact: minor\ntitle:"), false},
		"line ends":             {first, func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, false},
		"line breaks":           {first, replace("We are looking into it.", ">\n      We are looking\n      into it."), false},
		"an entry added":        {first, replace("---\n", "---\n# a comment\n"), false},
		"an entry first":        {first, replace("timeline:\n", "timeline:\n  - {at: 2026-03-10 09:00, status: investigating}\n"), false},
		"an entry in between":   {first, replace("  - at: 2026-03-10 12:00\n", "  - at: 2026-03-10 11:00\n    status: monitoring\n  - at: 2026-03-10 12:00\n"), false},
		"an entry removed":      {first, replace("  - at: 2026-03-10 10:00\n    status: investigating\n    message: We are looking into it.\n", ""), true},
		"an item of a message":  {first, replace("      - at: all places\n", "      - at: all places\n      - at: home\n"), true},
		"a postmortem added":    {first, func(s string) string { return strings.Replace(s, "---\n", "---\n", 1) + "A disk was full.\n" }, false},
		"a draft":               {strings.Replace(first, "---\n", "---\ndraft: true\n", 1), replace("looking into", "working on"), false},
		"a postmortem to come":  {withPostmortem, replace("disk", "tape"), false},
		"a postmortem seen":     {strings.Replace(withPostmortem, "2026-03-12", "2026-03-11", 1), replace("disk", "tape"), true},
		"a postmortem hidden":   {strings.Replace(withPostmortem, "  - {at: 2026-03-12 12:00, status: postmortem}\n", "", 1), replace("disk", "tape"), false},
		"an entry of next week": {strings.Replace(first, "03-10 12:00", "03-17 12:00", 1), replace("works again", "is down"), false},
	} {
		// Once directly, and once with a version with errors and a draft in between.
		after := c.change(c.text)
		for _, list := range [][]string{{c.text, after}, {c.text, "---\ntitle: x\n", strings.Replace(after, "---\n", "---\ndraft: true\n", 1), after}} {
			if name == "a draft" {
				list = list[:2]
			}
			var versions []Version
			var texts [][]byte
			for _, text := range list {
				versions = append(versions, Version{At: day})
				texts = append(texts, []byte(text))
			}
			if len(versions) > 1 {
				versions[len(versions)-1].At = day.Add(23 * time.Hour)
			}
			if got := len(Find(parser, "x.md", versions, texts)) > 0; got != c.edit {
				t.Errorf("%s: edited = %v", name, got)
			}
		}
	}
}

// The key "updated" overrides the time of the commit.
func TestUpdated(t *testing.T) {
	noon := time.Date(2026, 3, 11, 12, 0, 0, 0, time.UTC)
	edited := strings.Replace(first, "title: API errors", "title: API outage\nupdated: 2026-03-11 11:50", 1)
	again := strings.Replace(edited, "outage", "trouble", 1)
	got := Find(parser, "x.md",
		[]Version{{Commit: "a", At: noon}, {Commit: "b", At: noon.Add(time.Hour)}, {Commit: "c", At: noon.Add(2 * time.Hour)}},
		[][]byte{[]byte(first), []byte(edited), []byte(again)})
	want := []Edit{{"b", noon.Add(-10 * time.Minute)}, {"c", noon.Add(2 * time.Hour)}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// Whenever onlyAdditions is true, comparing the parsed versions finds no edit either.
func TestOnlyAdditions(t *testing.T) {
	names, err := filepath.Glob("../../content/incidents/*/*.md")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	names = append(names, histories.Incidents()...)
	grew, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		src, err := os.ReadFile(rapid.SampledFrom(names).Draw(t, "file"))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(string(src), "\n")
		at := rapid.IntRange(0, len(lines)).Draw(t, "line")
		indent := strings.Repeat(" ", rapid.IntRange(0, 6).Draw(t, "indent"))
		text := rapid.SampledFrom([]string{"- {at: 2026-03-10 10:00, status: resolved}\n", "- at: 2026-03-10 10:00\n  status: monitoring\n", "text\n", "\n", "---\n", "title: x\n", "- text\n", "# x\n"}).Draw(t, "text")
		text = indent + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+indent) + "\n"
		if rapid.Bool().Draw(t, "whole") { // lines that were removed before are inserted again
			end := min(len(lines), at+rapid.IntRange(0, 8).Draw(t, "lines"))
			text = strings.Join(lines[at:end], "")
			lines = slices.Delete(slices.Clone(lines), at, end)
		}
		old := strings.Join(lines, "")
		now := strings.Join(slices.Insert(slices.Clone(lines), at, text), "")
		noon := time.Date(2030, 3, 11, 12, 0, 0, 0, time.UTC)
		texts := [][]byte{[]byte(old), []byte(now)}
		all++
		if !onlyAdditions(texts) {
			return
		}
		grew++
		if got := compare(parser, "x.md", []Version{{At: noon}, {At: noon}}, texts); len(got) > 0 {
			t.Fatalf("edits %v of\n%s\n%s", got, old, fmt.Sprintf("%q", text))
		}
	})
	if grew == 0 || grew == all {
		t.Errorf("%d of %d samples are only additions; want some, not all", grew, all)
	}
}
