package history

import (
	"fmt"
	"testing"
	"time"

	"statuary/internal/incident"
)

func TestImpacts(t *testing.T) {
	h := history(t, "2026-06-15 12:00",
		outage(t, "a", "api", "major_outage", "2026-06-10 00:00", "2026-06-10 04:00"),
		outage(t, "b", "api", "major_outage", "2026-06-11 00:00", "2026-06-11 04:00"),
		outage(t, "c", "api", "degraded_performance", "2026-06-12 00:00", "2026-06-12 04:00"),
		parse(t, "d", "timeline: [{at: 2026-06-15 11:00, status: investigating}]"),
		parse(t, "over", "scheduled_for: 2026-06-12 10:00\nscheduled_until: 2026-06-12 12:00\ntimeline: [{at: 2026-06-11 10:00, status: scheduled}]"),
		parse(t, "planned", "scheduled_for: 2026-07-12 10:00\nscheduled_until: 2026-07-12 12:00\ntimeline: [{at: 2026-06-11 10:00, status: scheduled}]"),
	)
	want := [incident.Planned + 1]int{incident.None: 1, incident.Minor: 1, incident.Critical: 2, incident.Planned: 1}
	if got := Impacts(h.Incidents); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestResolving(t *testing.T) {
	for _, c := range []struct {
		name    string
		minutes []int
		want    ToResolve
	}{
		{"none", nil, ToResolve{}},
		{"one", []int{42}, ToResolve{Count: 1, Median: 42 * time.Minute}},
		{"two", []int{10, 20}, ToResolve{Count: 2, Median: 15 * time.Minute}},
		{"three, in no order", []int{30, 10, 20}, ToResolve{Count: 3, Median: 20 * time.Minute}},
		{"nine are too few for the 90th percentile", []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, ToResolve{Count: 9, Median: 5 * time.Minute}},
		{"ten", []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 100}, ToResolve{Count: 10, Median: 5*time.Minute + 30*time.Second, Ninety: 9 * time.Minute}},
		{"eleven", []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 200}, ToResolve{Count: 11, Median: 6 * time.Minute, Ninety: 100 * time.Minute}},
		{"without a beginning", []int{0, 42, 0}, ToResolve{Count: 1, Unknown: 2, Median: 42 * time.Minute}},
	} {
		var all []*incident.Incident
		for n, minutes := range c.minutes {
			from := at(t, "2026-06-01 00:00").AddDate(0, 0, n)
			to := from.Add(time.Duration(minutes) * time.Minute)
			if minutes == 0 {
				all = append(all, parse(t, fmt.Sprint("i", n), "timeline: [{at: "+from.Format(time.RFC3339)+", status: resolved}]"))
				continue
			}
			all = append(all, outage(t, fmt.Sprint("i", n), "api", "major_outage", from.Format(time.RFC3339), to.Format(time.RFC3339)))
		}
		h := history(t, "2026-07-15 12:00", append(all,
			parse(t, "open", "timeline: [{at: 2026-07-15 11:00, status: investigating}]"),
			parse(t, "work", "scheduled_for: 2026-06-12 10:00\nscheduled_until: 2026-06-12 12:00\ntimeline: [{at: 2026-06-11 10:00, status: scheduled}]"),
		)...)
		if got := Resolving(h.Incidents); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}
