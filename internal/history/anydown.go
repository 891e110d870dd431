package history

import (
	"math"
	"slices"
	"strconv"
	"time"

	"statuary/internal/civil"
	"statuary/internal/incident"
)

// Whole is the time in which at least one component was in an outage. Pages
// that tell the uptime of each component alone look better than what their
// readers have met, for whom one that is down is enough.
//
// Components that were retired since count as well, and what happened before a
// component's start does not.
type Whole struct{ downs tally }

// Whole lays the outages of all components over each other.
func (h *History) Whole() *Whole {
	// Ten years of a busy site are tens of thousands of spans, and any edit may
	// have changed one: an edge is a number, microseconds and what it does.
	const (
		major = 1 << iota
		end
		bits = iota
	)
	edges := make([]int64, 0, 4*len(h.Incidents))
	for _, i := range h.Incidents {
		for _, s := range i.Spans {
			if !h.clip(&s) || s.Status < incident.PartialOutage {
				continue
			}
			var what int64
			if s.Status == incident.MajorOutage {
				what = major
			}
			edges = append(edges, s.From.UnixMicro()<<bits|what, s.To.UnixMicro()<<bits|what|end)
		}
	}
	slices.Sort(edges)
	var t tallier
	var open [2]int // partial, major
	var since int64
	for _, e := range edges {
		at := e >> bits
		if open[0]+open[1] > 0 {
			t.add(h, since, at, open[1] > 0)
		}
		since = at
		if e&end == 0 {
			open[e&major]++
		} else {
			open[e&major]--
		}
	}
	return &Whole{t.tally}
}

// clip cuts off what of a span was before its component's start. It is false
// where nothing is left, and for a component that is none of the site's.
func (h *History) clip(s *Span) bool {
	n, ok := h.order[s.Component]
	if !ok {
		return false
	}
	if start := h.Components[n].Since; s.From.Before(start) {
		s.From = start
	}
	return s.To.After(s.From)
}

// Together is what all components went through in some time.
type Together struct {
	Outage time.Duration // in which at least one was in a partial or in a major outage
	Major  time.Duration // in which at least one was in a major outage
	Length time.Duration // of the time, as far as it counts; 0 where nothing is known
}

// Together measures the days from the first to the last, both included. As for
// a component, today counts as a whole day, and days before anything is known do
// not.
func (h *History) Together(whole *Whole, first, last civil.Day) Together {
	first, last = max(first, h.FirstKnown()), min(last, h.Today())
	length := h.length(first, last)
	if length <= 0 || len(h.Components) == 0 {
		return Together{}
	}
	partial, major := whole.downs.between(first, last)
	return Together{Outage: partial + major, Major: major, Length: length}
}

// FirstKnown is the first day of which something is known of any component.
func (h *History) FirstKnown() civil.Day {
	first := h.Today()
	for _, c := range h.Components {
		first = min(first, h.KnownFrom(c.ID))
	}
	return first
}

// Share writes a part of the time in percent, rounded up to two decimals, so
// that it and the uptime of a single component make a hundred, and a second is
// never nothing. It is empty where nothing is known.
func (t Together) Share(part time.Duration) string {
	if t.Length == 0 {
		return ""
	}
	// A share that is exact but for the last bits of a float is not rounded up.
	p := max(0, math.Ceil(10_000*part.Seconds()/t.Length.Seconds()-1e-9)) / 100
	return strconv.FormatFloat(p, 'f', -1, 64)
}

// WholeDays gives the last n days of all components together, today included,
// oldest first: at each moment the status of the worst of them counts.
func (h *History) WholeDays(n int) []Day {
	first := h.FirstKnown()
	list := make([]Day, n)
	place := make(map[civil.Day]int, n)
	for i := range list {
		day := h.LastDay(n - 1 - i)
		list[i] = Day{Date: h.start(day, n-1-i), NoData: day < first}
		place[day] = i
	}
	at := func(day civil.Day) *Day {
		if i, ok := place[day]; ok {
			return &list[i]
		}
		return nil
	}
	var spans []Span
	for _, i := range h.Incidents {
		recent := false
		for _, m := range i.marks {
			if d := at(m.day); d != nil {
				d.add(i)
				recent = true
			}
		}
		if !recent {
			continue
		}
		for _, s := range i.Spans {
			if h.clip(&s) {
				spans = append(spans, s)
			}
		}
	}
	for _, s := range flatten(spans) {
		h.eachDay(s.From, s.To, func(day civil.Day, length time.Duration) {
			if d := at(day); d != nil {
				d.In[s.Status] += length
			}
		})
	}
	return list
}
