package lsp

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/hostile"
	"statuary/internal/incident"
	"statuary/internal/schema"
)

var components = []incident.Component{{ID: "api", Name: "API", Group: "Core", Description: "What programs talk to"}, {ID: "east-west", Name: "East"}}

func helperOf(t *testing.T, kind string) helper {
	t.Helper()
	s, err := schema.Of(kind, components)
	if err != nil {
		t.Fatal(err)
	}
	return helper{schema: s, components: components, now: time.Date(2026, 3, 10, 14, 5, 9, 0, time.UTC)}
}

// The cursor stands at the ▮ of a text.
func splitCursor(t *testing.T, text string) (string, position) {
	t.Helper()
	before, after, ok := strings.Cut(text, "▮")
	if !ok {
		t.Fatalf("no cursor in %s", text)
	}
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return before + after, position{strings.Count(before, "\n"), units([]rune(line))}
}

const states = "operational under_maintenance degraded_performance partial_outage major_outage"

// keyNames returns the names of keys, sorted, without one of them.
func keyNames(keys []frontmatter.Key, skip string) string {
	var names []string
	for _, k := range keys {
		if k.Name != skip {
			names = append(names, k.Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestComplete(t *testing.T) {
	keys := incident.Keys()
	timeline := keys[slices.IndexFunc(keys, func(k frontmatter.Key) bool { return k.Name == "timeline" })]
	others, inEntry := keyNames(keys, "title"), keyNames(timeline.Keys, "")
	ofIncident := strings.Join(incident.StatusesOf(incident.Unplanned), " ")
	ofMaintenance := strings.Join(incident.StatusesOf(incident.Maintenance), " ")
	for _, c := range []struct{ text, want string }{
		{"---\ntitle: x\nim▮\n---\n", others},
		{"---\ntitle: x\ntype: announcement\n▮\n---\n", "aliases atom_id draft from id ignore key tags until updated"},
		{"---\ntitle: x\ntype: announcement\nfrom: ▮\n---\n", "2026-03-10 14:05"},
		{"---\ntitle: x\ntype: maintenance\nt▮\n---\n", keyNames(slices.DeleteFunc(incident.Keys(), func(k frontmatter.Key) bool {
			return k.Name == "from" || k.Name == "until" || k.Name == "type"
		}), "title")},
		{"---\ntype: ▮\n---\n", "incident maintenance announcement"},
		{"---\nkey: ▮\n---\n", ""},
		{"---\ntimeline:\n- at: 2026-03-01 10:00\n  next_update: ▮\n---\n", "2026-03-10 14:05"},
		{"---\nimpact: ▮\n---\n", "none minor major critical maintenance"},
		{"---\nimpact:▮\n---\n", "none minor major critical maintenance"},
		{"---\ndraft: t▮\n---\n", "true false"},
		{"---\ncomponents: [a▮\n---\n", "api east-west"},
		{"---\ncomponents: [api, ▮]\n---\n", "api east-west"},
		{"---\ncomponents:\n  - ▮\n---\n", "api east-west"},
		{"---\ncomponents:\n- ▮\n---\n", "api east-west"},
		{"---\ncomponents:\n- api\n- e▮\n---\n", "api east-west"},
		{"---\ntimeline:\n  - ▮\n---\n", inEntry},
		{"---\ntimeline:\n  - at: 2026-03-01 10:00\n    ▮\n---\n", inEntry},
		{"---\ntimeline:\n- at: 2026-03-01 10:00\n  status: ▮\n---\n", ofIncident},
		{"---\ntimeline:\n- at: 2026-03-01 10:00\n  status: ▮\nscheduled_for: 2026-03-01 10:00\n---\n", ofMaintenance},
		{"---\ntimeline:\n  - at: 2026-03-01 10:00\n    components:\n      ▮\n---\n", "api east-west"},
		{"---\ntimeline:\n  - at: 2026-03-01 10:00\n    components:\n      api: m▮\n---\n", states},
		{"---\ntimeline:\n  - at: 2026-03-01 10:00\n    components: {▮}\n---\n", "api east-west"},
		{"---\ntimeline:\n  - at: 2026-03-01 10:00\n    components: {api: major_outage, east-west: ▮}\n---\n", states},
		{"---\ntimeline:\n  - {at: 2026-03-01 10:00, components: {api: ▮\n---\n", states},
		{"---\ntimeline:\n  - {at: 2026-03-01 10:00, components: {api: operational}, status: r▮}\n---\n", ofIncident},
		{"---\ntimeline:\n  - at: ▮\n---\n", "2026-03-10 14:05"},
		{"---\ndowntime:\n  - component: ▮\n---\n", "api east-west"},
		{"---\ndowntime:\n  - {component: api, status: ▮}\n---\n", states},
		// In a text, a comment, the body, TOML, or another document nothing is offered.
		{"---\ntimeline:\n  - message: |\n      status: ▮\n---\n", ""},
		{"---\ntimeline:\n  - message: |\n      a\n\n      ▮\n---\n", ""},
		{"---\n# impact: ▮\n---\n", ""},
		{"---\ntitle: x\n---\nimpact: ▮\n", ""},
		{"+++\nimpact = ▮\n+++\n", ""},
		{"impact: ▮\n", ""},
		{"---\ntitle: ▮\n---\n", ""},
		{"---\nnothing:\n  ▮\n---\n", ""},
		{"▮", ""},
	} {
		text, at := splitCursor(t, c.text)
		var got []string
		for _, i := range helperOf(t, "incident").complete(text, at) {
			got = append(got, i.Label)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, strings.Join(got, " "), c.want)
		}
	}
	text, at := splitCursor(t, "---\ntitle: x\nwei▮\n---\n")
	items := helperOf(t, "page").complete(text, at)
	i := items[len(items)-1]
	if i.Label != "weight" || i.TextEdit.NewText != "weight: " || i.TextEdit.Range != (textRange{position{2, 0}, position{2, 3}}) || i.Documentation == "" {
		t.Errorf("%+v", i)
	}
	text, at = splitCursor(t, "---\ntitle: 😀\ncomponents: [\"😀\", a▮\n---\n")
	i = helperOf(t, "incident").complete(text, at)[0]
	if i.Detail != "API" || i.Documentation != "What programs talk to" || i.TextEdit.Range != (textRange{position{2, 19}, position{2, 20}}) {
		t.Errorf("%+v", i)
	}
	text, at = splitCursor(t, "---\nimpact:▮\n---\n")
	if i = helperOf(t, "incident").complete(text, at)[0]; i.TextEdit.NewText != " none" {
		t.Errorf("%+v", i)
	}
}

func TestExplain(t *testing.T) {
	for text, want := range map[string]string{
		"---\ntit▮le: x\n---\n":                                       "the problem or the maintenance",
		"---\nke▮y: alert/api\n---\n":                                 "finds the incident",
		"---\ntype: announcement\nunt▮il: x\n---\n":                   "no longer pinned",
		"---\ntimeline:\n  - stat▮us: resolved\n---\n":                "status of the incident",
		"---\ntimeline:\n  - {at: x, mess▮age: y}\n---\n":             "in Markdown",
		"---\ncomponents: [▮api]\n---\n":                              "**API**  \nCore  \nWhat programs talk to",
		"---\ntimeline:\n  - components:\n      east▮-west: x\n---\n": "**East**",
		"---\ntitle: title▮\n---\n":                                   "",
		"---\ntitle: x\n---\ntitle▮\n":                                "",
	} {
		text, at := splitCursor(t, text)
		got := helperOf(t, "incident").explain(text, at)
		if !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// Ranges are in units of UTF-16, where letters beyond the first plane are two.
func TestRange(t *testing.T) {
	for _, c := range []struct {
		col  int
		line string
		fix  *diag.Fix
		want string
	}{
		{9, "status: resolvd", nil, "8-15"},
		{1, "titel: x", nil, "0-5"},
		{6, `"😀": "a b" # x`, nil, "6-11"},
		{6, `"😀": resolvd`, nil, "6-13"},
		{9, "status: in progess x", &diag.Fix{Old: "in progess", New: "in_progress"}, "8-18"},
		{13, "components: [api]", nil, "12-13"},
		{99, "short", nil, "5-5"},
		{0, "  the line", nil, "2-10"},
		{1, "", nil, "0-0"},
		{3, `  'never`, nil, "2-8"},
	} {
		d := diag.Diagnostic{Pos: diag.Pos{Line: 3, Col: c.col}, Source: c.line, Fix: c.fix}
		r := rangeOf(d)
		if got := fmt.Sprintf("%d-%d", r.Start.Character, r.End.Character); got != c.want || r.Start.Line != 2 || r.End.Line != 2 {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestURI(t *testing.T) {
	for uri, want := range map[string]string{
		"file:///a/b%20c/d.md": "/a/b c/d.md", "file:///c%3A/a.md": "c:/a.md", "untitled:x": "", "http://x/y": "", "file:": "",
	} {
		if got, _ := pathOf(uri); got != want {
			t.Errorf("%s: %s", uri, got)
		}
	}
	if got := uriOf("/a/b c#.md"); got != "file:///a/b%20c%23.md" {
		t.Error(got)
	}
}

// TestHostile completes and explains at the end of front matter that costs parsers much. What is allocated
// shows work that grows faster than the text, on any machine.
func TestHostile(t *testing.T) {
	n := 20_000
	if os.Getenv("STATUARY_LONG") != "" {
		n = 1_000_000
	}
	h := helperOf(t, "incident")
	kinds := append(hostile.YAML(),
		hostile.Text{Name: "word-in-flow", Make: func(n int) string { return "components: [" + strings.Repeat("x", n) }},
		hostile.Text{Name: "lists-in-line", Make: func(n int) string { return strings.Repeat("- ", n/2) }},
		hostile.Text{Name: "blank", Make: func(n int) string { return strings.Repeat("\n", n) }},
	)
	for _, k := range kinds {
		text := "---\n" + strings.TrimRight(k.Make(n), "\n")
		last := text[strings.LastIndexByte(text, '\n')+1:]
		for _, at := range []position{
			{strings.Count(text, "\n"), units([]rune(last))}, // after the last value
			{strings.Count(text, "\n") + 1, 0},               // where a key begins
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			h.complete(text+"\n", at)
			h.explain(text+"\n", at)
			runtime.ReadMemStats(&after)
			if used, most := after.TotalAlloc-before.TotalAlloc, uint64(1_000_000+500*len(text)); used > most && !hostile.Race {
				t.Errorf("%s: %d bytes of text take %d bytes, more than %d", k.Name, len(text), used, most)
			}
		}
	}
}

// Whatever is being typed, nothing breaks.
func FuzzComplete(f *testing.F) {
	f.Add("---\ntimeline:\n  - {at: x, components: {api: \n---\n", 2, 30)
	f.Add("---\n- - [{]}\n", 1, 8)
	s, err := schema.Of("incident", components)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, line, char int) {
		h := helper{schema: s, components: components}
		h.complete(text, position{line, char})
		h.explain(text, position{line, char})
	})
}
