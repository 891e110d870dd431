package history

import (
	"testing"
	"time"

	"statuary/internal/incident"
)

// A history shares the pointers of unchanged incidents and months with the last history,
// and no others.
func TestLast(t *testing.T) {
	over := parse(t, "over", `
timeline:
	- {at: 2026-01-05 10:00, status: investigating, components: {api: major_outage}}
	- {at: 2026-01-05 23:00, status: resolved}`)
	open := parse(t, "open", `
timeline:
	- {at: 2026-03-01 10:00, status: investigating, components: {web: major_outage}}`)
	planned := parse(t, "planned", `
scheduled_for: 2026-02-01 10:00
scheduled_until: 2026-02-01 11:00
components: [db]
timeline:
	- {at: 2026-01-31 10:00, status: scheduled}`)
	all := []*incident.Incident{over, open, planned}
	options := Options{Now: at(t, "2026-03-01 12:00"), Zone: newYork, Components: components, Auto: true}
	last := New(all, options)
	find := func(h *History, id string) *Incident {
		for _, i := range h.Incidents {
			if i.ID == id {
				return i
			}
		}
		return nil
	}

	next := options
	next.Last, next.Now = last, options.Now.Add(time.Hour)
	h := New(all, next)
	for id, same := range map[string]bool{"over": true, "planned": true, "open": false} {
		if got := find(h, id) == find(last, id); got != same {
			t.Errorf("%s: the same: %v", id, got)
		}
	}
	for id, same := range map[string]bool{"api": true, "db": true, "web": false} {
		if got := h.Track(id) == last.Track(id); got != same {
			t.Errorf("%s: the same: %v", id, got)
		}
	}
	if h.Months[0] == last.Months[0] || h.Months[1] != last.Months[1] || h.Months[2] != last.Months[2] {
		t.Error("unexpected months")
	}
	if h.Last != nil {
		t.Error("a history keeps earlier histories in memory")
	}

	for what, change := range map[string]func(*Options){
		"an earlier time":   func(o *Options) { o.Now = at(t, "2026-01-05 10:30") },
		"another zone":      func(o *Options) { o.Zone = time.UTC },
		"other components":  func(o *Options) { o.Components = components[:2] },
		"without the clock": func(o *Options) { o.Auto = false },
	} {
		o := options
		o.Last = last
		change(&o)
		h := New(all, o)
		o.Last = nil
		cold := New(all, o)
		if len(h.Incidents) != len(cold.Incidents) || len(h.Months) != len(cold.Months) {
			t.Errorf("%s: %d incidents, %d months", what, len(h.Incidents), len(h.Months))
		}
		for _, i := range h.Incidents {
			c := find(cold, i.ID)
			if i.Status != c.Status || !i.Ended.Equal(c.Ended) || len(i.Affected) != len(c.Affected) || i.day != c.day {
				t.Errorf("%s: %s is stale", what, i.ID)
			}
		}
	}
}
