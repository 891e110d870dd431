package history

import (
	"math"
	"strconv"
	"time"

	"statuary/internal/incident"
)

// Uptime is the share of a time that a component was up, 0 to 1. Known is
// false where no day of it counts: all are before the component's start, or in
// the future.
type Uptime struct {
	Share float64
	Known bool
}

// Percent writes the share as Statuspage does, rounded down to two decimals
// (663 of 663 published values): 99.98, 99.9, 100.0. It is empty where nothing
// is known.
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

// Uptime measures the days from the first to the last, both included. Days
// before the component's start and after today do not count, and today counts
// as a whole day: Statuspage's rule, exact on 145 published months.
func (h *History) Uptime(component string, first, last time.Time) Uptime {
	c, ok := h.order[component]
	if !ok {
		return Uptime{}
	}
	from, to := h.dayOf(first), min(h.dayOf(last), h.dayOf(h.Now))
	if since := h.Components[c].Since; !since.IsZero() {
		from = max(from, h.dayOf(since))
	}
	if from > to {
		return Uptime{}
	}
	var partial, major time.Duration
	for day := from; day <= to; day++ {
		if d := h.tracks[c].days[day]; d != nil {
			partial += d.In[incident.PartialOutage]
			major += d.In[incident.MajorOutage]
		}
	}
	length := h.midnight(to + 1).Sub(h.midnight(from)).Seconds()
	return Uptime{Share: 1 - weigh(partial, major)/length, Known: true}
}

// Recent measures what a page calls the last 90, 60 or 30 days. Statuspage
// takes 61 days for 60, and 31 for 30.
func (h *History) Recent(component string, days int) Uptime {
	if days < 90 {
		days++
	}
	today := h.Today()
	return h.Uptime(component, today.AddDate(0, 0, 1-days), today)
}

// MonthUptime measures a month.
func (h *History) MonthUptime(component string, year int, month time.Month) Uptime {
	first := time.Date(year, month, 1, 0, 0, 0, 0, h.Zone)
	return h.Uptime(component, first, time.Date(year, month, DaysIn(year, month), 0, 0, 0, 0, h.Zone))
}

// Mean is the uptime of a group: the mean of its members' values. Members of
// which nothing is known do not count.
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
