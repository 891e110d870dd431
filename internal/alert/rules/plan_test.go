package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/alert"
	"statuary/internal/config"
)

// site is a site in memory that does what plans say.
type site struct {
	config    *config.Config
	state     *State
	now       time.Time
	incidents []*siteIncident
	entries   int // that alerts have written
}

type siteIncident struct {
	id, key string
	open    bool
	text    string // stands for its file
	edited  bool
	noted   int
}

var start = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func settings(t interface{ Fatalf(string, ...any) }, text string) *config.Config {
	head := "title = \"x\"\nbase_url = \"https://example.org/\"\n[[components]]\nid = \"api\"\n[[components]]\nid = \"web\"\n"
	c, problems := (&config.Loader{}).Load(fstest.MapFS{config.File: {Data: []byte(head + text)}}, config.Overrides{})
	if problems.HasErrors() {
		t.Fatalf("%v", problems)
	}
	return c
}

func newSite(t interface{ Fatalf(string, ...any) }, text string) *site {
	state, err := Read(nil)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return &site{config: settings(t, text), state: state, now: start}
}

func (s *site) find(key string) *siteIncident {
	for _, i := range s.incidents {
		if i.key == key && i.open {
			return i
		}
	}
	return nil
}

// send sends alerts, and does what the plan says.
func (s *site) send(t interface{ Fatalf(string, ...any) }, alerts ...alert.Alert) *Plan {
	open := map[string]Incident{}
	for _, i := range s.incidents {
		if i.open {
			if _, twice := open[i.key]; twice {
				t.Fatalf("two open incidents have the key %s", i.key)
			}
			open[i.key] = Incident{i.id, Sum([]byte(i.text))}
		}
	}
	// What a run knows is in the file.
	state, err := Read(s.state.Write())
	if err != nil {
		t.Fatalf("%v", err)
	}
	s.state = state
	plan := Make(Input{Rules: s.config.Alert, Components: s.config.Components, State: s.state, Alerts: alerts, Open: open, Now: s.now, Exists: func(id string) bool {
		return slices.ContainsFunc(s.incidents, func(i *siteIncident) bool { return i.id == id })
	}})
	for _, a := range plan.Actions {
		if a.At.After(s.now) && a.Kind != Wait {
			t.Fatalf("an entry is dated %s, after %s", a.At, s.now)
		}
		i := s.find(a.Key)
		switch a.Kind {
		case Open:
			if i != nil {
				t.Fatalf("%s is open already", a.Key)
			}
			i = &siteIncident{id: fmt.Sprint("i", len(s.incidents)), key: a.Key, open: true, text: "opened"}
			s.state.Begin(a, i.id, nil, []byte(i.text))
			s.incidents = append(s.incidents, i)
			s.entries++
			s.state.Wrote(a)
		case Close:
			if i == nil || i.edited {
				t.Fatalf("%s is resolved although a person has edited it, or it is not open", a.Key)
			}
			s.state.Begin(a, i.id, []byte(i.text), []byte(i.text+", resolved"))
			i.open, i.text = false, i.text+", resolved"
			s.entries++
			s.state.Wrote(a)
		case Note:
			if i == nil || !i.edited {
				t.Fatalf("%s gets a note", a.Key)
			}
			i.text += ", noted"
			i.noted++
		}
	}
	return plan
}

func fires(key string, at time.Time) alert.Alert {
	return alert.Alert{Source: "gatus", Key: key, State: alert.Firing, Title: key, At: at, Labels: map[string]string{"name": key}}
}

func ends(key string, at time.Time) alert.Alert {
	a := fires(key, at)
	a.State = alert.Resolved
	return a
}

// A hundred alarms in a minute make one incident with two updates: also if they are of several things, or
// flap.
func TestFlapping(t *testing.T) {
	for name, key := range map[string]func(n int) string{
		"one":     func(int) string { return "api" },
		"several": func(n int) string { return fmt.Sprint("api-", n) },
	} {
		for _, after := range []string{"", "after = \"2m\"\n"} {
			s := newSite(t, "[alert.api]\ncomponents = [\"api\"]\nquiet = \"1m\"\n"+after)
			for n := range 100 {
				s.now = start.Add(time.Duration(n) * 600 * time.Millisecond)
				if n%2 == 0 {
					s.send(t, fires(key(n), s.now))
				} else {
					s.send(t, ends(key(n-1), s.now))
				}
			}
			want := 2
			if after != "" {
				want = 0 // none lasts for two minutes
			}
			s.now = s.now.Add(30 * time.Second)
			s.send(t)
			s.now = s.now.Add(time.Hour)
			s.send(t)
			if s.entries != want || len(s.incidents) != want/2 {
				t.Errorf("%s, %q: %d incidents with %d entries", name, after, len(s.incidents), s.entries)
			}
		}
	}
}

// Reports that arrive late, twice or with a wrong clock.
func TestOrder(t *testing.T) {
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	type step struct {
		now    int
		alerts []alert.Alert
		want   string // kinds of actions
	}
	zero := time.Time{}
	for name, steps := range map[string][]step{
		"in order":                {{0, []alert.Alert{fires("a", at(0))}, "open"}, {10, []alert.Alert{ends("a", at(9))}, "wait"}, {14, nil, "close"}, {15, nil, ""}},
		"twice":                   {{0, []alert.Alert{fires("a", at(0)), fires("a", at(0))}, "open"}, {1, []alert.Alert{fires("a", at(0))}, "leave"}, {9, []alert.Alert{ends("a", at(3)), ends("a", at(3))}, "close"}, {10, []alert.Alert{ends("a", at(3))}, ""}},
		"the end first":           {{10, []alert.Alert{ends("a", at(9))}, ""}, {11, []alert.Alert{fires("a", at(5))}, ""}, {60, nil, ""}, {61, []alert.Alert{fires("a", at(60))}, "open"}},
		"both at once":            {{10, []alert.Alert{fires("a", at(0)), ends("a", at(9))}, ""}},
		"both at once, turned":    {{10, []alert.Alert{ends("a", at(9)), fires("a", at(0))}, ""}},
		"an old end":              {{20, []alert.Alert{fires("a", at(10))}, "open"}, {21, []alert.Alert{ends("a", at(5))}, "leave"}, {60, nil, ""}},
		"from the future":         {{0, []alert.Alert{fires("a", at(300))}, "open"}, {10, []alert.Alert{ends("a", at(310))}, "wait"}, {15, nil, "close"}},
		"without times":           {{0, []alert.Alert{fires("a", zero)}, "open"}, {5, []alert.Alert{fires("a", zero)}, "leave"}, {10, []alert.Alert{ends("a", zero)}, "wait"}, {15, nil, "close"}},
		"the quiet time is over":  {{0, []alert.Alert{fires("a", at(0))}, "open"}, {30, []alert.Alert{ends("a", at(10))}, "close"}},
		"again while quiet":       {{0, []alert.Alert{fires("a", at(0))}, "open"}, {10, []alert.Alert{ends("a", at(10))}, "wait"}, {12, []alert.Alert{fires("a", at(12))}, "leave"}, {20, nil, ""}},
		"two of one rule":         {{0, []alert.Alert{fires("a", at(0)), fires("b", at(0))}, "open"}, {9, []alert.Alert{ends("a", at(1))}, "leave"}, {20, []alert.Alert{ends("b", at(19))}, "wait"}, {24, nil, "close"}},
		"another after the end":   {{0, []alert.Alert{fires("a", at(0))}, "open"}, {9, []alert.Alert{ends("a", at(1))}, "close"}, {10, []alert.Alert{fires("a", at(10))}, "open"}},
		"a delay":                 {{0, []alert.Alert{fires("slow", at(0))}, "wait"}, {1, nil, "wait"}, {2, nil, "open"}},
		"a delay that has passed": {{7, []alert.Alert{fires("slow", at(5))}, "open"}},
		"too short for the delay": {{0, []alert.Alert{fires("slow", at(0))}, "wait"}, {1, []alert.Alert{ends("slow", at(1))}, ""}, {9, nil, ""}},
		"no rule":                 {{0, []alert.Alert{fires("other", at(0))}, ""}},
		"groups":                  {{0, []alert.Alert{fires("g1", at(0)), fires("g2", at(0)), fires("g1", at(0))}, "open open"}, {9, []alert.Alert{ends("g1", at(1))}, "close"}},
		"an alert of long ago":    {{100000, []alert.Alert{fires("a", at(0))}, "open"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, `
[alert.slow]
match = {name = "slow"}
components = ["api"]
after = "2m"
[alert.groups]
match = {name = "g*"}
group = ["name"]
components = ["web"]
[alert.fast]
match = {name = ["a", "b"], source = "ga*us"}
components = ["api"]
`)
			for n, step := range steps {
				s.now = at(step.now)
				var kinds []string
				for _, a := range s.send(t, step.alerts...).Actions {
					kinds = append(kinds, string(a.Kind))
					if a.Kind == Open && s.now.Sub(a.At) > time.Hour {
						t.Errorf("an entry is dated %s", a.At)
					}
				}
				if got := strings.Join(kinds, " "); got != step.want {
					t.Errorf("step %d: %q, want %q", n, got, step.want)
				}
			}
		})
	}
}

// What a person has edited or ended stays as it is, with one note at most.
func TestEdited(t *testing.T) {
	s := newSite(t, "[alert.api]\ncomponents = [\"api\"]\n")
	s.send(t, fires("a", start))
	s.incidents[0].text, s.incidents[0].edited = "opened, and edited", true
	for n := range 20 {
		s.now = s.now.Add(time.Hour)
		if n%2 == 0 {
			s.send(t, ends("a", s.now))
		} else {
			s.send(t, fires("a", s.now))
		}
	}
	if i := s.incidents[0]; len(s.incidents) != 1 || i.noted != 1 || !i.open {
		t.Errorf("%+v", i)
	}
	s.incidents[0].open = false // the person ends it while the alert fires
	for range 3 {
		s.now = s.now.Add(time.Hour)
		s.send(t, fires("a", start))
	}
	if len(s.incidents) != 1 {
		t.Error("another incident was opened")
	}
	s.now = s.now.Add(time.Hour)
	s.send(t, ends("a", s.now))
	s.now = s.now.Add(time.Hour)
	s.send(t, fires("a", s.now))
	if len(s.incidents) != 2 {
		t.Error("no other incident was opened after the alert was over")
	}
	// One that a person has written is not the tool's either.
	s = newSite(t, "[alert.api]\ncomponents = [\"api\"]\n")
	s.incidents = []*siteIncident{{id: "own", key: "alert/api", open: true, text: "own", edited: true}}
	s.send(t, fires("a", s.now))
	s.now = s.now.Add(time.Hour)
	s.send(t, ends("a", s.now))
	if i := s.incidents[0]; len(s.incidents) != 1 || !i.open || i.noted != 1 {
		t.Errorf("%+v", i)
	}
}

// A run that was killed while it wrote a file is completed by the next.
func TestKilled(t *testing.T) {
	const rule = "[alert.api]\ncomponents = [\"api\"]\n"
	open := Action{Kind: Open, Key: "alert/api"}
	s := newSite(t, rule)
	s.send(t, fires("a", start))
	s.incidents, s.entries = nil, 0
	s.state.Begin(open, "i0", nil, []byte("opened"))
	if s.send(t); len(s.incidents) != 1 {
		t.Error("the incident was not opened again")
	}
	s.state.Begin(open, "i0", nil, []byte("opened")) // it was written, but the run has not noted that
	s.now = start.Add(time.Hour)
	s.state.Begin(Action{Kind: Close, Key: "alert/api"}, "i0", []byte("opened"), []byte("opened, resolved"))
	if s.send(t, ends("a", start.Add(time.Minute))); s.incidents[0].open {
		t.Error("the incident was not resolved again")
	}
}

// In any order of reports, edits and clock moves, there is one open incident for a key, nothing that a
// person has edited is changed, a repeated report changes nothing, and in the end the incidents are those
// of the alerts.
func TestPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newSite(t, fmt.Sprintf("[alert.api]\ncomponents = [\"api\"]\nquiet = \"%dm\"\nafter = \"%dm\"\n%s", rapid.IntRange(1, 5).Draw(t, "quiet"), rapid.IntRange(0, 3).Draw(t, "after"),
			rapid.SampledFrom([]string{"", "group = [\"name\"]\n"}).Draw(t, "group")))
		keys := []string{"a", "b"}
		edits := 0
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			s.now = s.now.Add(time.Duration(rapid.IntRange(0, 200).Draw(t, "seconds")) * time.Second)
			var alerts []alert.Alert
			for range rapid.IntRange(0, 3).Draw(t, "alerts") {
				at := s.now.Add(time.Duration(rapid.IntRange(-400, 100).Draw(t, "at")) * time.Second)
				if rapid.IntRange(0, 4).Draw(t, "timeless") == 0 {
					at = time.Time{}
				}
				key := rapid.SampledFrom(keys).Draw(t, "key")
				alerts = append(alerts, rapid.SampledFrom([]alert.Alert{fires(key, at), ends(key, at)}).Draw(t, "alert"))
			}
			if len(s.incidents) > 0 && rapid.IntRange(0, 19).Draw(t, "edit") == 0 {
				i := s.incidents[len(s.incidents)-1]
				i.text, i.edited, edits = i.text+", edited", true, edits+1
				i.open = i.open && rapid.Bool().Draw(t, "open")
			}
			s.send(t, alerts...)
			before, entries := s.state.Write(), s.entries
			if s.send(t, alerts[max(0, len(alerts)-1):]...); s.entries != entries {
				t.Fatalf("a repeated report has written an entry")
			} else if !bytes.Equal(before, s.state.Write()) {
				t.Fatalf("a repeated report has changed the state:\n%s\n%s", before, s.state.Write())
			}
		}
		if most := 2 * len(keys) * (2 + int(s.now.Sub(start)/time.Minute)); s.entries > most {
			t.Fatalf("%d entries in %s", s.entries, s.now.Sub(start))
		}
		s.now = s.now.Add(10 * time.Minute)
		s.send(t, ends("a", time.Time{}), ends("b", time.Time{}))
		s.now = s.now.Add(10 * time.Minute)
		s.send(t)
		for _, i := range s.incidents {
			if i.open && !i.edited || i.noted > 1 {
				t.Fatalf("after the end of all alerts: %+v", i)
			}
			i.open = false
		}
		s.send(t)
		s.now = s.now.Add(10 * time.Minute)
		s.send(t, fires("a", time.Time{}))
		s.now = s.now.Add(10 * time.Minute)
		if s.send(t); s.incidents == nil || !s.incidents[len(s.incidents)-1].open {
			t.Fatalf("an alert that lasts has no open incident")
		}
		s.now = s.now.Add(48 * time.Hour)
		s.send(t, ends("a", time.Time{}))
		s.now = s.now.Add(48 * time.Hour)
		s.send(t)
		if s.send(t); len(s.state.Records) != 0 {
			t.Fatalf("what was over long ago is remembered:\n%s", s.state.Write())
		}
	})
}

// Templates see the alert, escaped in Markdown. One that fails is replaced by the default.
func TestTemplates(t *testing.T) {
	s := newSite(t, `[alert.api]
components = ["api", "web"]
title = "{{.Components}}: {{.Labels.zone}} <{{.Label \"no-such\"}}{{.Labels.nothing}}>"
message = "{{.Source}}, {{.Rule}}, {{.Status}}: {{.Text}} {{.Labels.zone}}"
resolved = "{{index .Labels 7}}"
`)
	a := fires("a", start)
	a.Text, a.Labels = "<b>*x*</b>", map[string]string{"zone": "[eu](x)"}
	plan := s.send(t, a)
	want := Texts{"api, web: [eu](x) <>", `gatus, api, major outage: \<b\>\*x\*\</b\> \[eu\](x)`, defaultResolved}
	if got := s.state.Records["alert/api"].Texts; got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if len(plan.Notes) != 1 || !strings.Contains(plan.Notes[0], "template resolved of [alert.api] failed") {
		t.Errorf("%q", plan.Notes)
	}
}

// The default title lists the components as a sentence does.
func TestDefaultTitle(t *testing.T) {
	for components, want := range map[string]string{`["api"]`: "Problem with api", `["api", "web"]`: "Problem with api and web"} {
		s := newSite(t, "[alert.api]\ncomponents = "+components+"\n")
		s.send(t, fires("a", start))
		if got := s.state.Records["alert/api"].Texts.Title; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := and([]string{"a", "b", "c"}); got != "a, b and c" {
		t.Errorf("got %q", got)
	}
}

// Notes name an alert that has no title by its key.
func TestNoteWithoutTitle(t *testing.T) {
	s := newSite(t, "[alert.api]\ncomponents = [\"api\"]\n")
	s.now = start.Add(10 * time.Minute)
	s.send(t, ends("a", start.Add(5*time.Minute)), fires("a", start.Add(6*time.Minute)))
	late := ends("a", start)
	late.Title = ""
	if plan := s.send(t, late); len(plan.Notes) != 1 || !strings.HasPrefix(plan.Notes[0], `"a" (resolved) is older`) {
		t.Errorf("%q", plan.Notes)
	}
}

// An alert whose labels change belongs to one incident at a time, and the report of its end counts also if
// it lacks the labels that the rule matches.
func TestLabelsChange(t *testing.T) {
	with := func(a alert.Alert, priority string) alert.Alert {
		a.Labels = map[string]string{"priority": priority}
		return a
	}
	s := newSite(t, "[alert.one]\nmatch = {priority = \"P1\"}\ncomponents = [\"api\"]\n[alert.two]\nmatch = {priority = \"P2\"}\ncomponents = [\"web\"]\n")
	s.send(t, with(fires("a", start), "P1"))
	s.now = start.Add(10 * time.Minute)
	if plan := s.send(t, with(ends("a", start.Add(time.Minute)), "")); len(plan.Unmatched) != 0 || s.incidents[0].open {
		t.Errorf("%+v", plan)
	}
	s.now = start.Add(20 * time.Minute)
	s.send(t, with(fires("a", s.now), "P1"))
	s.now = start.Add(30 * time.Minute)
	s.send(t, with(fires("a", s.now), "P2"))
	s.now = start.Add(40 * time.Minute)
	s.send(t)
	if len(s.incidents) != 3 || s.incidents[1].open || !s.incidents[2].open || s.incidents[2].key != "alert/two" {
		t.Errorf("%+v", s.incidents)
	}
	if plan := s.send(t, with(ends("b", s.now), "")); len(plan.Unmatched) != 1 {
		t.Errorf("%+v", plan)
	}
}
