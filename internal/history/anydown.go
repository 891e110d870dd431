package history

import (
	"math"
	"strconv"
	"time"
)

// Whole is what all components went through together: at each moment it is in
// the status of the worst of them. Pages that tell the uptime of each component
// alone look better than what their readers have met, for whom one that is down
// is enough.
//
// Components that were retired since count as well, and what happened before a
// component's start does not.
func (h *History) Whole() *Track {
	t := &Track{Incidents: h.Incidents, days: map[int]*Day{}}
	day := func(n int) *Day {
		d := t.days[n]
		if d == nil {
			d = &Day{Date: h.midnight(n)}
			t.days[n] = d
		}
		return d
	}
	since := make(map[string]time.Time, len(h.Components))
	for _, c := range h.Components {
		since[c.ID] = c.Since
		t.now = max(t.now, h.ComponentNow(c.ID))
	}
	var spans []Span
	for _, i := range h.Incidents {
		for _, s := range i.Spans {
			start, known := since[s.Component]
			if s.From.Before(start) {
				s.From = start
			}
			if known && s.To.After(s.From) {
				spans = append(spans, s)
			}
		}
		for _, m := range i.marks {
			d := day(m.day)
			if n := len(d.Incidents); n == 0 || d.Incidents[n-1] != i {
				d.Incidents = append(d.Incidents, i)
			}
		}
	}
	for _, s := range flatten(spans) {
		h.eachDay(s.From, s.To, func(n int, length time.Duration) { day(n).In[s.Status] += length })
	}
	t.downs = tallyOf(t.days)
	return t
}

// Together is what all components went through in some time.
type Together struct {
	Outage time.Duration // in which at least one was in a partial or in a major outage
	Major  time.Duration // in which at least one was in a major outage
	Length time.Duration // of the time, as far as it counts; 0 where nothing is known
}

// Together measures the days from the first to the last, both included, of a
// track that Whole has made. As for a component, today counts as a whole day,
// and days before anything is known do not.
func (h *History) Together(whole *Track, first, last time.Time) Together {
	from, to := max(h.dayOf(first), h.firstKnown()), min(h.dayOf(last), h.dayOf(h.Now))
	if from > to || len(h.Components) == 0 {
		return Together{}
	}
	partial, major := whole.downs.between(from, to)
	return Together{Outage: partial + major, Major: major, Length: h.midnight(to + 1).Sub(h.midnight(from))}
}

// FirstKnown is the first day of which something is known of any component.
func (h *History) FirstKnown() time.Time { return h.midnight(h.firstKnown()) }

func (h *History) firstKnown() int {
	first := h.dayOf(h.Now)
	for _, c := range h.Components {
		first = min(first, h.dayOf(h.KnownFrom(c.ID)))
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

// WholeDays gives the last n days of a track that Whole has made, today
// included, oldest first.
func (h *History) WholeDays(whole *Track, n int) []Day {
	today, first := h.dayOf(h.Now), h.firstKnown()
	list := make([]Day, n)
	for i := range list {
		day := today - n + 1 + i
		list[i] = Day{Date: h.midnight(day)}
		if d := whole.days[day]; d != nil {
			list[i] = *d
		}
		list[i].NoData = day < first
	}
	return list
}
