package history

import (
	"math"
	"strconv"
	"time"

	"statuary/internal/civil"
)

// Uptime is the share of a period in which a component was up, from 0 to 1. Known is
// false if no day of it counts, because all are before the component's start or in the
// future.
type Uptime struct {
	Share float64
	Known bool

	Partial, Major time.Duration // spent in a partial and in a major outage; of a mean, nothing
}

// Percent formats the share as Statuspage does, rounded down to two decimals (663 of 663
// published values): 99.98, 99.9, 100.0. It returns an empty string if nothing is known.
func (u Uptime) Percent() string {
	if !u.Known {
		return ""
	}
	p := math.Floor(100*u.Share*100) / 100
	s := strconv.FormatFloat(p, 'f', -1, 64)
	if p == math.Trunc(p) {
		s += ".0"
	}
	return s
}

// Uptime measures the days from first to last, both included. Days before the
// component's start and after today do not count, and today counts as a whole day:
// Statuspage's rule, exact on 145 published months.
func (h *History) Uptime(component string, first, last civil.Day) Uptime {
	c, ok := h.order[component]
	if !ok {
		return Uptime{}
	}
	last = min(last, h.Today())
	if since := h.Components[c].Since; !since.IsZero() {
		first = max(first, civil.Of(since, h.Zone))
	}
	length := h.length(first, last).Seconds()
	if length <= 0 {
		return Uptime{}
	}
	partial, major := h.tracks[c].downs.between(first, last)
	return Uptime{Share: 1 - weigh(partial, major)/length, Known: true, Partial: partial, Major: major}
}

// length returns the length of the days from first to last, both included. It is not
// positive if the zone has none of them.
func (h *History) length(first, last civil.Day) time.Duration {
	if first > last {
		return 0
	}
	return last.End(h.Zone).Sub(first.Start(h.Zone))
}

// KnownFrom returns the first day on which a component is known: its start or, without
// one, the first day of the month in which the first incident began.
func (h *History) KnownFrom(component string) civil.Day {
	if c, ok := h.order[component]; ok && !h.Components[c].Since.IsZero() {
		return civil.Of(h.Components[c].Since, h.Zone)
	}
	return h.began.Month().First()
}

// Measured is like Uptime, but counts known days only. Statuspage has a start for every
// component; without one, the time before the first incident is unknown, and not perfect
// service.
func (h *History) Measured(component string, first, last civil.Day) Uptime {
	return h.Uptime(component, max(first, h.KnownFrom(component)), last)
}

// Recent returns the uptime of what pages call the last 90, 60 or 30 days. Statuspage
// counts 61 days for 60, and 31 for 30.
func (h *History) Recent(component string, days int) Uptime {
	if days < 90 {
		days++
	}
	return h.Uptime(component, h.LastDay(days-1), h.Today())
}

// MonthUptime returns the uptime of a month.
func (h *History) MonthUptime(component string, month civil.Month) Uptime {
	return h.Uptime(component, month.First(), month.Last())
}

// Mean returns the uptime of a group: the mean of its members' values. Members without
// known days do not count.
func Mean(members []Uptime) Uptime {
	sum, n := 0.0, 0
	for _, u := range members {
		if u.Known {
			sum += u.Share
			n++
		}
	}
	if n == 0 {
		return Uptime{}
	}
	return Uptime{Share: sum / float64(n), Known: true}
}
