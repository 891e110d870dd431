package history

import (
	"math"
	"slices"
	"strconv"
	"time"

	"statuary/internal/civil"
	"statuary/internal/incident"
)

// Whole is the time in which at least one component was in an outage. The uptime of
// single components looks better than what visitors saw, for whom one component that is
// down is enough.
//
// Components that were retired since then count as well. Outages before a component's
// start do not.
type Whole struct{ downs tally }

// Whole merges the outages of all components.
func (h *History) Whole() *Whole {
	// This runs again after every edit, on tens of thousands of spans for ten years of
	// a busy site, so an edge is one number: microseconds and its kind.
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
	var t tallyBuilder
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

// clip removes the part of a span before its component's start. It reports whether
// anything is left, and false for an unknown component.
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

// Together is the outage of all components together in a period.
type Together struct {
	Outage time.Duration // in which at least one was in a partial or in a major outage
	Major  time.Duration // in which at least one was in a major outage
	Length time.Duration // of the time, as far as it counts; 0 where nothing is known
}

// Together measures the days from first to last, both included. As for a single
// component, today counts as a whole day, and days before the first known one do not
// count.
func (h *History) Together(whole *Whole, first, last civil.Day) Together {
	first, last = max(first, h.FirstKnown()), min(last, h.Today())
	length := h.length(first, last)
	if length <= 0 || len(h.Components) == 0 {
		return Together{}
	}
	partial, major := whole.downs.between(first, last)
	return Together{Outage: partial + major, Major: major, Length: length}
}

// FirstKnown returns the first day on which any component is known.
func (h *History) FirstKnown() civil.Day {
	first := h.Today()
	for _, c := range h.Components {
		first = min(first, h.KnownFrom(c.ID))
	}
	return first
}

// Share formats a part of the time in percent, rounded up to two decimals, so that it
// and the uptime of a single component add up to 100, and a second is never 0. It
// returns an empty string if nothing is known.
func (t Together) Share(part time.Duration) string {
	if t.Length == 0 {
		return ""
	}
	// Do not round up an exact share because of the last bits of a float.
	p := max(0, math.Ceil(10_000*part.Seconds()/t.Length.Seconds()-1e-9)) / 100
	return strconv.FormatFloat(p, 'f', -1, 64)
}

// WholeDays returns the last n days of all components together, oldest first, today
// included: at each moment the worst status counts.
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
