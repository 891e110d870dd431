package history

import (
	"fmt"
	"slices"
	"testing"

	"statuary/internal/incident"
)

const weekly = `
scheduled_for: 2026-10-18 01:30
scheduled_until: 2026-10-18 02:30
repeat: FREQ=WEEKLY;COUNT=4
components: [db]
timeline:
	- {at: 2026-10-14 10:00, status: scheduled, message: Weekly.}`

// An occurrence is announced once the one before has ended. At each moment of change, Next
// is the following one, with maintenance.auto on and off.
func TestSeries(t *testing.T) {
	for _, auto := range []bool{true, false} {
		series := parse(t, "s", weekly)
		now := at(t, "2026-10-01 12:00")
		var last *History
		var seen []string
		for now.Before(at(t, "2026-11-20 00:00")) {
			h := New([]*incident.Incident{series}, Options{Now: now, Zone: newYork, Components: components, Auto: auto, Last: last})
			var line string
			for _, i := range slices.Backward(h.Incidents) {
				line += fmt.Sprintf(" %s=%s", i.ID[len("s-2026-"):], i.Status)
			}
			if line += fmt.Sprint(" ", h.ComponentNow("db")); len(seen) == 0 || seen[len(seen)-1][len("10-01 12:00 EDT"):] != line {
				seen = append(seen, now.Format("01-02 15:04 MST")+line)
			}
			if !h.Next.After(now) {
				t.Fatalf("at %s, the next change is at %s", now, h.Next)
			}
			now, last = h.Next, h
		}
		want := []string{
			"10-01 12:00 EDT operational",
			"10-14 10:00 EDT 10-18=scheduled operational",
			"10-18 01:30 EDT 10-18=in_progress under_maintenance",
			"10-18 02:30 EDT 10-18=completed 10-25=scheduled operational",
			"10-25 01:30 EDT 10-18=completed 10-25=in_progress under_maintenance",
			"10-25 02:30 EDT 10-18=completed 10-25=completed 11-01=scheduled operational",
			"11-01 01:30 EDT 10-18=completed 10-25=completed 11-01=in_progress under_maintenance",
			"11-01 01:30 EST 10-18=completed 10-25=completed 11-01=completed 11-08=scheduled operational",
			"11-08 01:30 EST 10-18=completed 10-25=completed 11-01=completed 11-08=in_progress under_maintenance",
			"11-08 02:30 EST 10-18=completed 10-25=completed 11-01=completed 11-08=completed operational",
		}
		if !slices.Equal(seen, want) {
			t.Errorf("auto %v: got", auto)
			for _, line := range seen {
				t.Error(line)
			}
		}
	}
}

// The address of a series leads to the occurrence in progress, or else to the next, or else
// to the last. Occurrences that have ended keep their pointers.
func TestSeriesCurrent(t *testing.T) {
	series := parse(t, "s", weekly+`
	- {at: 2026-10-18 02:00, status: in_progress}
	- {at: 2026-10-18 05:00, status: completed}`)
	var last *History
	for _, step := range []struct{ now, want string }{
		{"2026-10-10 10:00", ""},
		{"2026-10-18 01:00", "s-2026-10-18"},
		{"2026-10-18 03:00", "s-2026-10-18"}, // longer than its window
		{"2026-10-18 05:00", "s-2026-10-25"},
		{"2026-10-25 02:00", "s-2026-10-25"},
		{"2027-10-25 02:00", "s-2026-11-08"},
	} {
		h := New([]*incident.Incident{series}, Options{Now: at(t, step.now), Zone: newYork, Components: components, Auto: true, Last: last})
		got := ""
		if i := h.Series[0].Current(); i != nil {
			got = i.ID
		}
		if got != step.want {
			t.Errorf("%s: %q, not %q", step.now, got, step.want)
		}
		if last != nil {
			for n, i := range last.Series[0].Occurrences {
				if i.settled && h.Series[0].Occurrences[n] != i {
					t.Errorf("%s: %s has a new pointer", step.now, i.ID)
				}
			}
		}
		last = h
	}
}

// Of a series with very many occurrences, the history has only the newest.
func TestSeriesBound(t *testing.T) {
	series := parse(t, "s", `
scheduled_for: 2000-01-01 01:30
scheduled_until: 2000-01-01 02:30
repeat: FREQ=DAILY
timeline:
	- {at: 1999-12-31 10:00, status: scheduled}`)
	h := New([]*incident.Incident{series}, Options{Now: at(t, "2026-11-20 12:00"), Zone: newYork, Components: components, Auto: true})
	if n := len(h.Incidents); n != incident.MostOccurrences+1 {
		t.Errorf("%d incidents", n)
	}
	if h.Incidents[0].ID != "s-2026-11-21" {
		t.Error(h.Incidents[0].ID)
	}
}
