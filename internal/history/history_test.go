package history

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"statuary/internal/diag"
	"statuary/internal/incident"
)

var newYork = zone("America/New_York")

func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

// parse parses an incident from front matter whose times are in New York's zone.
func parse(t testing.TB, id, front string) *incident.Incident {
	t.Helper()
	src := "---\ntitle: " + id + "\n" + strings.ReplaceAll(strings.TrimSpace(front), "\t", "  ") + "\n---\n"
	p := incident.NewParser(newYork, []string{"api", "web", "db"})
	in, problems := p.Parse("content/incidents/"+id+".md", []byte(src))
	if problems.HasErrors() {
		var b strings.Builder
		_ = diag.Print(&b, problems, false)
		t.Fatalf("%s\n%s", src, b.String())
	}
	return in
}

var components = []incident.Component{{ID: "api", Name: "API"}, {ID: "web", Name: "Web"}, {ID: "db", Name: "Database"}}

// at parses a time in New York's zone.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, newYork)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func history(t testing.TB, now string, all ...*incident.Incident) *History {
	t.Helper()
	return New(all, Options{Now: at(t, now), Zone: newYork, Components: components, Auto: true})
}

// spans formats the spans of an incident, without months.
func spans(i *Incident) string {
	var out []string
	for _, s := range i.Spans {
		end := s.To.Format("02 15:04")
		if s.Open {
			end = "open"
		}
		out = append(out, fmt.Sprintf("%s %s %s–%s", s.Component, s.Status, s.From.Format("02 15:04"), end))
	}
	return strings.Join(out, "; ")
}

// window is the front matter of a maintenance that was announced on March 9 for two hours on
// March 12. Tests add entries to its timeline.
const window = `
components: [api]
scheduled_for: 2026-03-12 10:00
scheduled_until: 2026-03-12 12:00
timeline:
	- {at: 2026-03-09 09:00, status: scheduled}`

func TestIncident(t *testing.T) {
	for _, c := range []struct {
		name, now, front       string
		status, started, ended string
		spans, affected        string
		shown                  int
		open, upcoming         bool
		next                   string // checked only if it is set
	}{
		{
			name: "an outage from beginning to end", now: "2026-03-10 12:00",
			front: `
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: major_outage}}
	- {at: 2026-03-10 09:30, status: identified, components: {api: partial_outage, web: degraded_performance}}
	- {at: 2026-03-10 10:00, status: monitoring, components: {api: operational}}
	- {at: 2026-03-10 11:00, status: resolved}`,
			status: "resolved", started: "10 09:00", ended: "10 11:00", shown: 4, affected: "API, Web",
			spans: "api major_outage 10 09:00–10 09:30; api partial_outage 10 09:30–10 10:00; web degraded_performance 10 09:30–10 11:00",
		},
		{
			name: "active", now: "2026-03-10 09:40",
			front: `
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: major_outage}}`,
			status: "investigating", started: "10 09:00", shown: 1, affected: "API", open: true, spans: "api major_outage 10 09:00–open",
		},
		{
			name: "an update in the future is not shown yet", now: "2026-03-10 09:40",
			front: `
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: major_outage}}
	- {at: 2026-03-10 10:00, status: resolved}`,
			status: "investigating", started: "10 09:00", shown: 1, affected: "API", open: true, spans: "api major_outage 10 09:00–open", next: "10 09:45",
		},
		{
			name: "the statuses of the last update do not outlive the incident", now: "2026-03-10 12:00",
			front: `
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: partial_outage}}
	- {at: 2026-03-10 09:30, status: resolved, components: {api: partial_outage}}`,
			status: "resolved", started: "10 09:00", ended: "10 09:30", shown: 2, affected: "API", spans: "api partial_outage 10 09:00–10 09:30",
		},
		{
			name: "the impact implies the status of components", now: "2026-03-10 12:00",
			front: `
impact: critical
components: [db, api]
timeline:
	- {at: 2026-03-10 09:00, status: investigating}
	- {at: 2026-03-10 10:00, status: resolved}`,
			status: "resolved", started: "10 09:00", ended: "10 10:00", shown: 2, affected: "API, Database",
			spans: "api major_outage 10 09:00–10 10:00; db major_outage 10 09:00–10 10:00",
		},
		{
			name: "a listed component has no status, but another one does", now: "2026-03-10 12:00",
			front: `
components: [db]
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: partial_outage}}
	- {at: 2026-03-10 10:00, status: resolved}`,
			status: "resolved", started: "10 09:00", ended: "10 10:00", shown: 2, affected: "API, Database", spans: "api partial_outage 10 09:00–10 10:00",
		},
		{
			name: "opened again", now: "2026-03-10 15:00",
			front: `
impact: minor
components: [web]
timeline:
	- {at: 2026-03-10 09:00, status: investigating}
	- {at: 2026-03-10 10:00, status: resolved}
	- {at: 2026-03-10 12:00, status: investigating}
	- {at: 2026-03-10 13:00, status: resolved}
	- {at: 2026-03-10 13:30, status: resolved}`,
			status: "resolved", started: "10 09:00", ended: "10 13:00", shown: 5, affected: "Web",
			spans: "web degraded_performance 10 09:00–10 10:00", // nobody wrote that it was affected again
		},
		{
			name: "a postmortem changes nothing", now: "2026-03-20 12:00",
			front: `
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: partial_outage}}
	- {at: 2026-03-10 10:00, status: resolved}
	- {at: 2026-03-12 10:00, status: postmortem, message: See below}`,
			status: "postmortem", started: "10 09:00", ended: "10 10:00", shown: 3, affected: "API", spans: "api partial_outage 10 09:00–10 10:00",
		},
		{
			name: "a postmortem ends an incident that was not resolved", now: "2026-03-20 12:00",
			front: `
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: partial_outage}}
	- {at: 2026-03-10 10:00, status: monitoring}
	- {at: 2026-03-12 10:00, status: postmortem, message: See below}`,
			status: "postmortem", started: "10 09:00", ended: "10 10:00", shown: 3, affected: "API", spans: "api partial_outage 10 09:00–10 10:00",
		},
		{
			name: "downtime overrides the timeline", now: "2026-03-10 12:00",
			front: `
timeline:
	- {at: 2026-03-10 09:00, status: investigating, components: {api: major_outage, web: major_outage}}
	- {at: 2026-03-10 10:00, status: resolved}
downtime:
	- {component: api, from: 2026-03-10 08:50, to: 2026-03-10 09:20}
	- {component: api, status: partial_outage, from: 2026-03-10 09:20}
	- {component: db, from: 2026-03-10 09:00, to: 2026-03-10 09:10}`,
			status: "resolved", started: "10 08:50", ended: "10 10:00", shown: 2, affected: "API, Web, Database",
			spans: "api major_outage 10 08:50–10 09:20; api partial_outage 10 09:20–10 10:00; web major_outage 10 09:00–10 10:00; db major_outage 10 09:00–10 09:10",
		},
		{
			name: "planned", now: "2026-03-10 12:00",
			front: `
components: [api]
scheduled_for: 2026-03-12 10:00
scheduled_until: 2026-03-12 12:00
timeline:
	- {at: 2026-03-09 09:00, status: scheduled, components: {api: under_maintenance}}`,
			status: "scheduled", started: "12 10:00", shown: 1, affected: "API", upcoming: true, spans: "",
		},
		{
			name: "begun by the clock", now: "2026-03-12 10:00",
			front:  window,
			status: "in_progress", started: "12 10:00", shown: 2, affected: "API", open: true, spans: "api under_maintenance 12 10:00–open", next: "12 10:15",
		},
		{
			name: "completed by the clock", now: "2026-03-12 12:00",
			front:  window,
			status: "completed", started: "12 10:00", ended: "12 12:00", shown: 3, affected: "API", spans: "api under_maintenance 12 10:00–12 12:00",
		},
		{
			name: "begun early by hand, completed by the clock", now: "2026-03-12 13:00",
			front: window + `
	- {at: 2026-03-12 09:50, status: in_progress}`,
			status: "completed", started: "12 09:50", ended: "12 12:00", shown: 3, affected: "API", spans: "api under_maintenance 12 09:50–12 12:00",
		},
		{
			name: "the clock does not end a maintenance with an update inside the window", now: "2026-03-12 13:00",
			front: window + `
	- {at: 2026-03-12 11:50, status: in_progress, message: It takes longer}`,
			status: "in_progress", started: "12 10:00", shown: 3, affected: "API", open: true, spans: "api under_maintenance 12 10:00–open",
		},
		{
			name: "begun by hand a few minutes late", now: "2026-03-12 11:00",
			front: window + `
	- {at: 2026-03-12 10:10, status: in_progress}`,
			status: "in_progress", started: "12 10:10", shown: 2, affected: "API", open: true, spans: "api under_maintenance 12 10:10–open",
		},
		{
			name: "completed by hand inside the window", now: "2026-03-12 13:00",
			front: window + `
	- {at: 2026-03-12 10:40, status: completed}`,
			status: "completed", started: "12 10:00", ended: "12 10:40", shown: 3, affected: "API", spans: "api under_maintenance 12 10:00–12 10:40",
		},
		{
			name: "completed by hand after the clock did", now: "2026-03-12 13:00",
			front: window + `
	- {at: 2026-03-12 12:30, status: completed}`,
			status: "completed", started: "12 10:00", ended: "12 12:30", shown: 3, affected: "API", spans: "api under_maintenance 12 10:00–12 12:30",
		},
		{
			name: "verified by hand inside the window", now: "2026-03-12 11:00",
			front: window + `
	- {at: 2026-03-12 10:40, status: verifying}
	- {at: 2026-03-12 10:50, status: completed}`,
			status: "completed", started: "12 10:00", ended: "12 10:50", shown: 4, affected: "API", spans: "api under_maintenance 12 10:00–12 10:50",
		},
		{
			name: "postponed inside the window", now: "2026-03-12 13:00",
			front: window + `
	- {at: 2026-03-12 10:30, status: scheduled}`,
			status: "scheduled", started: "12 10:00", shown: 2, affected: "API", upcoming: true, spans: "",
		},
		{
			name: "a postmortem does not end a reopened incident", now: "2026-03-14 12:00",
			front: `
timeline:
	- {at: 2026-03-09 09:00, status: investigating, components: {api: major_outage}}
	- {at: 2026-03-09 10:00, status: resolved}
	- {at: 2026-03-12 10:00, status: investigating, components: {api: major_outage}}
	- {at: 2026-03-13 10:00, status: postmortem, message: What happened}`,
			status: "investigating", started: "09 09:00", shown: 4, affected: "API", open: true, spans: "api major_outage 09 09:00–09 10:00; api major_outage 12 10:00–open",
		},
		{
			name: "no end planned", now: "2026-03-13 13:00",
			front: `
components: [api]
scheduled_for: 2026-03-12 10:00
timeline:
	- {at: 2026-03-09 09:00, status: scheduled}`,
			status: "in_progress", started: "12 10:00", shown: 2, affected: "API", open: true, spans: "api under_maintenance 12 10:00–open",
		},
		{
			name: "a postmortem after the clock completed it", now: "2026-03-20 12:00",
			front: window + `
	- {at: 2026-03-14 09:00, status: postmortem, message: All went well}`,
			status: "postmortem", started: "12 10:00", ended: "12 12:00", shown: 4, affected: "API", spans: "api under_maintenance 12 10:00–12 12:00",
		},
		{
			name: "completed before its window", now: "2026-03-20 12:00",
			front: window + `
	- {at: 2026-03-11 09:00, status: completed, message: Called off}`,
			status: "completed", started: "12 10:00", ended: "11 09:00", shown: 2, affected: "API", spans: "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := history(t, c.now, parse(t, "x", c.front))
			if len(h.Incidents) != 1 {
				t.Fatalf("%d incidents", len(h.Incidents))
			}
			i := h.Incidents[0]
			check := func(what, got, want string) {
				t.Helper()
				if got != want {
					t.Errorf("%s: got %q, want %q", what, got, want)
				}
			}
			day := func(v time.Time) string {
				if v.IsZero() {
					return ""
				}
				return v.Format("02 15:04")
			}
			check("status", i.Status.String(), c.status)
			check("started", day(i.Started), c.started)
			check("ended", day(i.Ended), c.ended)
			check("spans", spans(i), c.spans)
			var affected []string
			for _, a := range i.Affected {
				affected = append(affected, a.Name)
			}
			check("affected", strings.Join(affected, ", "), c.affected)
			check("updates", fmt.Sprint(len(i.Updates)), fmt.Sprint(c.shown))
			check("open, upcoming", fmt.Sprint(i.Open(), i.Upcoming()), fmt.Sprint(c.open, c.upcoming))
			if c.next != "" {
				check("next change", day(h.Next), c.next)
			}
		})
	}
}

func TestAutoOff(t *testing.T) {
	in := parse(t, "x", window)
	h := New([]*incident.Incident{in}, Options{Now: at(t, "2026-03-13 10:00"), Zone: newYork, Components: components})
	if got := h.Incidents[0].Status; got != incident.Scheduled {
		t.Error("with maintenance.auto = false, the clock set the status", got)
	}
}

// An incident that is not published yet changes nothing.
func TestUnpublished(t *testing.T) {
	h := history(t, "2026-03-10 09:00", parse(t, "x", "timeline: [{at: 2026-03-10 10:00, status: investigating, components: {api: major_outage}}]"))
	if len(h.Incidents) != 0 || h.State.Indicator != "none" || !h.Next.Equal(at(t, "2026-03-10 10:00")) {
		t.Error(h.Incidents, h.State, h.Next)
	}
}

func TestNext(t *testing.T) {
	for now, want := range map[string]string{
		"2026-03-10 09:00": "2026-03-11 00:00", // a day ends
		"2026-03-07 23:59": "2026-03-08 00:00", // before the clocks are set forward
		"2026-11-01 00:30": "2026-11-02 00:00", // a day of 25 hours
	} {
		if h := history(t, now); !h.Next.Equal(at(t, want)) {
			t.Errorf("after %s: %s, want %s", now, h.Next, want)
		}
	}
}

func TestComponentNow(t *testing.T) {
	h := history(t, "2026-03-12 10:30",
		parse(t, "outage", "timeline: [{at: 2026-03-12 10:00, status: investigating, components: {api: partial_outage}}]"),
		parse(t, "worse", "timeline: [{at: 2026-03-12 10:10, status: investigating, components: {api: major_outage, web: operational}}]"),
		parse(t, "over", "timeline: [{at: 2026-03-11 10:10, status: resolved, components: {db: major_outage}}]"),
		parse(t, "work", "components: [web]\nscheduled_for: 2026-03-12 10:00\ntimeline: [{at: 2026-03-09 09:00, status: scheduled}]"),
	)
	for id, want := range map[string]incident.ComponentStatus{
		"api": incident.MajorOutage, "web": incident.UnderMaintenance, "db": incident.Operational, "nobody": incident.Operational,
	} {
		if got := h.ComponentNow(id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	if want := (PageStatus{"major", "Partial System Outage"}); h.State != want {
		t.Error(h.State)
	}
	if len(h.Open()) != 3 || len(h.Upcoming()) != 0 {
		t.Error(len(h.Open()), len(h.Upcoming()))
	}
}

func TestOrderAndMonths(t *testing.T) {
	h := history(t, "2026-03-12 10:30",
		parse(t, "long", "timeline: [{at: 2026-01-30 10:00, status: investigating}, {at: 2026-02-02 10:00, status: resolved}]"),
		parse(t, "short", "timeline: [{at: 2026-02-01 10:00, status: investigating}, {at: 2026-02-01 11:00, status: resolved}]"),
		parse(t, "open", "timeline: [{at: 2025-12-31 23:00, status: investigating}]"),
		parse(t, "planned", "scheduled_for: 2026-03-20 10:00\ntimeline: [{at: 2026-01-01 09:00, status: scheduled}]"),
		parse(t, "midnight", "timeline: [{at: 2026-01-31 23:59, status: investigating}, {at: 2026-02-28T23:59:00-08:00, status: resolved}]"),
	)
	var order []string
	for _, i := range h.Incidents {
		order = append(order, i.ID)
	}
	// Planned maintenances come first, then incidents by their end, and active ones by their
	// first update.
	if got := strings.Join(order, " "); got != "planned midnight long short open" {
		t.Error("order:", got)
	}
	var months []string
	for _, m := range h.Months {
		ids := []string{}
		for _, i := range m.Incidents {
			ids = append(ids, i.ID)
		}
		for _, i := range m.Others {
			ids = append(ids, "("+i.ID+")")
		}
		months = append(months, m.Name()+": "+strings.Join(ids, " "))
	}
	// 23:59 on February 28 in California is March in New York.
	want := "March 2026: open midnight | February 2026: long short (midnight) (open) | January 2026: (midnight) (long) (open) | December 2025: (open)"
	if got := strings.Join(months, " | "); got != want {
		t.Errorf("months: got %s, want %s", got, want)
	}
	earlier, later := h.Neighbours(1)
	if earlier.ID != "long" || later.ID != "planned" {
		t.Error("neighbours:", earlier.ID, later.ID)
	}
	if earlier, later := h.Neighbours(4); earlier != nil || later.ID != "short" {
		t.Error("the first has nothing before it")
	}
}

func TestEmpty(t *testing.T) {
	h := history(t, "2026-03-12 10:30")
	if h.State.Description != "All Systems Operational" || len(h.Months) != 1 || len(h.Open())+len(h.Upcoming()) != 0 {
		t.Errorf("%+v", h)
	}
	h = New(nil, Options{Now: at(t, "2026-03-12 10:30"), Zone: newYork})
	if h.State.Description != "All Systems Operational" {
		t.Error(h.State)
	}
}

// The status of a site without components depends on the impact of active incidents.
func TestNoComponents(t *testing.T) {
	in := parse(t, "x", "impact: critical\ntimeline: [{at: 2026-03-12 10:00, status: investigating}]")
	h := New([]*incident.Incident{in}, Options{Now: at(t, "2026-03-12 10:30"), Zone: newYork})
	if h.State != majorOutage {
		t.Error(h.State)
	}
}
