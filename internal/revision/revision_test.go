package revision

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

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

// Each case is a file at noon of a day, and what it is at noon of the next.
func TestEdits(t *testing.T) {
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
		"a label":               {first, replace("status: resolved", "status: resolved\n    label: Mended"), true},
		"a component":           {first, replace("status: resolved", "status: resolved\n    components: {gone: operational}"), false},
		"an impact":             {first, replace("title:", "impact: minor\ntitle:"), false},
		"line ends":             {first, func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, false},
		"line breaks":           {first, replace("We are looking into it.", ">\n      We are looking\n      into it."), false},
		"an entry added":        {first, replace("---\n", "---\n# a comment\n"), false},
		"an entry first":        {first, replace("timeline:\n", "timeline:\n  - {at: 2026-03-10 09:00, status: investigating}\n"), false},
		"an entry in between":   {first, replace("  - at: 2026-03-10 12:00\n", "  - at: 2026-03-10 11:00\n    status: monitoring\n  - at: 2026-03-10 12:00\n"), false},
		"an entry taken away":   {first, replace("  - at: 2026-03-10 10:00\n    status: investigating\n    message: We are looking into it.\n", ""), true},
		"an item of a message":  {first, replace("      - at: all places\n", "      - at: all places\n      - at: home\n"), true},
		"a postmortem added":    {first, func(s string) string { return strings.Replace(s, "---\n", "---\n", 1) + "A disk was full.\n" }, false},
		"a draft":               {strings.Replace(first, "---\n", "---\ndraft: true\n", 1), replace("looking into", "working on"), false},
		"a postmortem to come":  {withPostmortem, replace("disk", "tape"), false},
		"a postmortem seen":     {strings.Replace(withPostmortem, "2026-03-12", "2026-03-11", 1), replace("disk", "tape"), true},
		"a postmortem hidden":   {strings.Replace(withPostmortem, "  - {at: 2026-03-12 12:00, status: postmortem}\n", "", 1), replace("disk", "tape"), false},
		"an entry of next week": {strings.Replace(first, "03-10 12:00", "03-17 12:00", 1), replace("works again", "is down"), false},
	} {
		// With what has errors, and what is taken away for a time, in between.
		after := c.change(c.text)
		for _, list := range [][]string{{c.text, after}, {c.text, "---\ntitle: x\n", strings.Replace(after, "---\n", "---\ndraft: true\n", 1), after}} {
			var versions []Version
			for _, text := range list {
				versions = append(versions, Version{day, []byte(text)})
			}
			if name == "a draft" {
				versions = versions[:2]
			}
			if len(versions) > 1 {
				versions[len(versions)-1].At = day.Add(23 * time.Hour)
			}
			if got := len(Edits(parser, "x.md", versions)) > 0; got != c.edit {
				t.Errorf("%s: an edit: %v", name, got)
			}
		}
	}
}

// A time that the file itself gives for its edit takes the commit's place.
func TestUpdated(t *testing.T) {
	noon := time.Date(2026, 3, 11, 12, 0, 0, 0, time.UTC)
	edited := strings.Replace(first, "title: API errors", "title: API outage\nupdated: 2026-03-11 11:50", 1)
	again := strings.Replace(edited, "outage", "trouble", 1)
	got := Edits(parser, "x.md", []Version{{noon, []byte(first)}, {noon.Add(time.Hour), []byte(edited)}, {noon.Add(2 * time.Hour), []byte(again)}})
	want := []Edit{{1, noon.Add(-10 * time.Minute)}, {2, noon.Add(2 * time.Hour)}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// Where lines alone say that a file only grows, so do all of its versions.
func TestGrows(t *testing.T) {
	names, err := filepath.Glob("../../content/incidents/*/*.md")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	more, _ := filepath.Glob("../../../shared/data/claude/site/content/incidents/*.md")
	names = append(names, more...)
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
		if rapid.Bool().Draw(t, "whole") { // an entry taken away before is put in again
			end := min(len(lines), at+rapid.IntRange(0, 8).Draw(t, "lines"))
			text = strings.Join(lines[at:end], "")
			lines = slices.Delete(slices.Clone(lines), at, end)
		}
		old := strings.Join(lines, "")
		now := strings.Join(slices.Insert(slices.Clone(lines), at, text), "")
		noon := time.Date(2030, 3, 11, 12, 0, 0, 0, time.UTC)
		versions := []Version{{noon, []byte(old)}, {noon, []byte(now)}}
		all++
		if !onlyGrows(versions) {
			return
		}
		grew++
		if got := compare(parser, "x.md", versions); len(got) > 0 {
			t.Fatalf("edits %v of\n%s\n%s", got, old, fmt.Sprintf("%q", text))
		}
	})
	if grew == 0 || grew == all {
		t.Errorf("of %d, %d only grow", all, grew)
	}
}
