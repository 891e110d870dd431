// Package history answers questions about all incidents together at one
// moment: what is broken now, what happened on a day, how much of a quarter a
// component was up.
//
// It is where the present time comes in, and the only place: everything in a
// [History] follows from the incidents, the components and the moment given to
// [New]. The rules are Atlassian Statuspage's, with the numbers that were
// measured on its pages; where they are not obvious, the comment says so.
//
// Days are days of the site's time zone, so that two of them in a year may
// have 23 and 25 hours.
package history

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/incident"
	"statuary/internal/when"
)

// Options of a history.
type Options struct {
	Now        time.Time
	Zone       *time.Location
	Components []incident.Component // in the order in which they are listed
	Auto       bool                 // the clock begins and completes maintenances

	// Last is a history worked out before, or nil. What comes out as it did then
	// is taken from there: the same pointers mean that nothing has changed.
	Last *History
}

// History is what is known at one moment. It does not change.
type History struct {
	Options
	Incidents []*Incident // those that readers may know of, the newest first
	Announced []*Incident // the same, by their first update, the newest first
	Months    []*Month    // from that of Now back to the first with an incident, without gaps
	State     PageStatus
	Series    []*Series // maintenances that repeat, in the order of their files
	Next      time.Time // when the clock alone will next change something: a window begins, a day ends

	order   map[string]int // component → its place in Components
	tracks  []*Track       // for each component, in the same order
	worst   map[int]incident.ComponentStatus
	began   int                 // the first day on which something happened, or else today
	filed   map[int][]*Incident // day → the incidents that it is the day of
	settled map[*incident.Incident]*Incident
}

// New works a history out.
func New(all []*incident.Incident, o Options) *History {
	o.Now = o.Now.In(o.Zone)
	last := o.last()
	o.Last = nil // which would keep it, and those before it, in memory
	h := &History{
		Options: o, order: map[string]int{}, worst: map[int]incident.ComponentStatus{}, filed: map[int][]*Incident{},
		settled: make(map[*incident.Incident]*Incident, len(all)),
	}
	for i, c := range o.Components {
		h.order[c.ID] = i
	}
	h.Next = h.midnight(h.dayOf(h.Now) + 1)
	for _, in := range all {
		if in.Repeat != nil {
			h.repeat(in, last)
		} else if i := h.take(in, last); i != nil {
			h.Incidents = append(h.Incidents, i)
		}
	}
	slices.SortStableFunc(h.Incidents, func(a, b *Incident) int {
		return cmp.Or(b.sortedBy().Compare(a.sortedBy()), strings.Compare(a.ID, b.ID))
	})
	h.Announced = slices.Clone(h.Incidents)
	slices.SortStableFunc(h.Announced, func(a, b *Incident) int {
		return cmp.Or(b.Updates[0].At.Compare(a.Updates[0].At), strings.Compare(a.ID, b.ID))
	})
	h.measure(last)
	h.State = h.pageStatus()
	h.Months = h.months(last)
	return h
}

// take gives an incident as it stands now, from the last history if nothing can
// have changed since; nil while readers may not know of it.
func (h *History) take(in *incident.Incident, last *History) *Incident {
	i := last.settled[in]
	if i == nil {
		i = h.look(in)
	}
	if i != nil && i.settled {
		h.settled[in] = i
	}
	return i
}

// last gives the last history if this one can take something from it,
// else an empty one. Time only goes on: what was over is over still.
func (o Options) last() *History {
	l := o.Last
	if l == nil || l.Zone != o.Zone || l.Auto != o.Auto || !slices.Equal(l.Components, o.Components) || o.Now.Before(l.Now) {
		return &History{}
	}
	return l
}

// later notes a moment at which the clock changes something about an incident.
func (h *History) later(i *Incident, t time.Time) {
	if !t.After(h.Now) {
		return
	}
	i.settled = false
	if t.Before(h.Next) {
		h.Next = t
	}
}

// Open lists the incidents and maintenances that are going on, newest first.
func (h *History) Open() []*Incident {
	return h.filter(func(i *Incident) bool { return i.Open() })
}

// Upcoming lists the maintenances that have not begun, the next one first.
func (h *History) Upcoming() []*Incident {
	list := h.filter(func(i *Incident) bool { return i.Upcoming() })
	slices.SortStableFunc(list, func(a, b *Incident) int { return a.ScheduledFor.Compare(b.ScheduledFor) })
	return list
}

func (h *History) filter(keep func(*Incident) bool) []*Incident {
	var list []*Incident
	for _, i := range h.Incidents {
		if keep(i) {
			list = append(list, i)
		}
	}
	return list
}

// Month is a month of the site's time zone. It does not change.
type Month struct {
	Year      int
	Month     time.Month
	Incidents []*Incident // that are filed under one of its days, newest first
	Days      []CalendarDay
}

// Name is the month as readers write it: "January 2018".
func (m *Month) Name() string {
	return time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC).Format(when.Month)
}

// months makes the list without gaps. An incident is filed under the day it
// ended, as on Statuspage; one that is going on, under the present day.
func (h *History) months(last *History) []*Month {
	first := h.Now
	for _, i := range h.Incidents {
		if i.Upcoming() {
			continue
		}
		h.filed[i.day] = append(h.filed[i.day], i)
		if i.Filed.Before(first) {
			first = i.Filed
		}
	}
	known := map[[2]int]*Month{}
	for _, m := range last.Months {
		known[[2]int{m.Year, int(m.Month)}] = m
	}
	var list []*Month
	year, month, _ := h.Now.Date()
	firstYear, firstMonth, _ := first.Date()
	for year > firstYear || year == firstYear && month >= firstMonth {
		m := &Month{Year: year, Month: month, Days: h.calendar(year, month)}
		for day := DaysIn(year, month); day >= 1; day-- {
			m.Incidents = append(m.Incidents, h.filed[dayNumber(year, month, day)]...)
		}
		if k := known[[2]int{year, int(month)}]; k != nil && slices.Equal(k.Incidents, m.Incidents) && slices.Equal(k.Days, m.Days) {
			m = k
		}
		list = append(list, m)
		if month--; month == 0 {
			year, month = year-1, time.December
		}
	}
	return list
}

// Today is when the present day began.
func (h *History) Today() time.Time { return h.midnight(h.dayOf(h.Now)) }

// Filed lists the incidents that are filed under a day, newest first.
func (h *History) Filed(day time.Time) []*Incident { return h.filed[h.dayOf(day)] }

// Neighbours gives the incidents before and after one in time; either may be
// nil.
func (h *History) Neighbours(index int) (earlier, later *Incident) {
	if index+1 < len(h.Incidents) {
		earlier = h.Incidents[index+1]
	}
	if index > 0 {
		later = h.Incidents[index-1]
	}
	return earlier, later
}

// DaysIn is the number of days of a month.
func DaysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// dayNumber counts days from 1970-01-01.
func dayNumber(year int, month time.Month, day int) int {
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (h *History) dayOf(t time.Time) int {
	year, month, day := t.In(h.Zone).Date()
	return dayNumber(year, month, day)
}

// midnight is the moment at which a day begins. In a zone that sets its clocks
// forward at midnight that is 01:00.
func (h *History) midnight(day int) time.Time {
	return time.Date(1970, time.January, 1+day, 0, 0, 0, 0, h.Zone)
}
