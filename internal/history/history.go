// Package history answers questions about all incidents together at one
// moment: what is broken now, what happened on a day, how much of a quarter a
// component was up.
//
// The present time enters here and nowhere else: everything in a [History] follows from
// the incidents, the components and the time passed to [New]. The rules are Atlassian
// Statuspage's, with numbers that were measured on its pages.
//
// Days are days of the site's time zone, as package civil has them: two of them
// in a year may have 23 and 25 hours.
package history

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"time"

	"statuary/internal/civil"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// Options of a history.
type Options struct {
	Now        time.Time
	Zone       *time.Location
	Components []incident.Component // in the order in which they are listed
	Auto       bool                 // the clock begins and completes maintenances

	// Last is an earlier history, or nil. Values that are equal to those in it are taken
	// from it: the same pointer means that nothing has changed.
	Last *History
}

// History is all incidents as they are at one moment. It does not change.
type History struct {
	Options
	Incidents []*Incident // incidents and maintenances that are visible to readers, newest first
	Entries   []*Incident // the same and announcements, newest first: all that has a page
	Announced []*Incident // Entries sorted by their first update, newest first
	Months    []*Month    // from that of Now back to the first that an incident touched, without gaps
	State     PageStatus
	Series    []*Series // recurring maintenances, in the order of their files
	Next      time.Time // at which the clock next changes something: a window begins, a day ends

	order  map[string]int // index in Components, by id
	tracks []*Track       // for each component, in the same order
	worst  map[civil.Day]incident.ComponentStatus
	recent []recentDay               // the last days that exist in the zone, today first
	began  civil.Day                 // the first day on which something happened, or else today
	filed  map[civil.Day][]*Incident // incidents by the day that they are filed under
	known  map[*incident.Incident]*Incident
}

// New returns the history of incidents.
func New(all []*incident.Incident, o Options) *History {
	o.Now = o.Now.In(o.Zone)
	last := o.reusable()
	o.Last = nil // else all earlier histories would stay in memory
	h := &History{
		Options: o, order: map[string]int{}, worst: map[civil.Day]incident.ComponentStatus{}, filed: map[civil.Day][]*Incident{},
		known: make(map[*incident.Incident]*Incident, len(all)),
	}
	for i, c := range o.Components {
		h.order[c.ID] = i
	}
	h.Next = h.Today().End(h.Zone)
	for day := h.Today(); len(h.recent) < recentDays; day = day.Back(1, h.Zone) {
		h.recent = append(h.recent, recentDay{day, day.Start(h.Zone)})
	}
	for _, in := range all {
		if in.Repeat != nil {
			h.addSeries(in, last)
		} else if i := h.takeIncident(in, last); i != nil {
			h.Entries = append(h.Entries, i)
		}
	}
	h.Announced = inOrder(h.Entries, last.Announced, func(a, b *Incident) int {
		return cmp.Or(b.Updates[0].At.Compare(a.Updates[0].At), strings.Compare(a.ID, b.ID))
	})
	h.Entries = inOrder(h.Entries, last.Entries, func(a, b *Incident) int {
		return cmp.Or(b.sortedBy().Compare(a.sortedBy()), strings.Compare(a.ID, b.ID))
	})
	h.Incidents = h.Entries
	if slices.ContainsFunc(h.Entries, (*Incident).announcement) {
		h.Incidents = slices.DeleteFunc(slices.Clone(h.Entries), (*Incident).announcement)
	}
	h.measureDays(last)
	h.State = h.pageStatus()
	h.Months = h.months(last)
	return h
}

// inOrder sorts a list. Most of it is in last, which is sorted already, so only the rest is sorted and
// both are merged.
func inOrder(list, last []*Incident, compare func(a, b *Incident) int) []*Incident {
	isNew := make(map[*Incident]bool, len(list))
	for _, i := range list {
		isNew[i] = true
	}
	all := make([]*Incident, 0, len(list))
	for _, i := range last {
		if isNew[i] {
			isNew[i] = false
			all = append(all, i)
		}
	}
	var rest []*Incident
	for _, i := range list {
		if isNew[i] {
			rest = append(rest, i)
		}
	}
	slices.SortStableFunc(rest, compare)
	if len(all) == 0 {
		return rest
	}
	// From the end, so that no incident is overwritten before it is moved.
	from := len(all) - 1
	all = all[:len(list)]
	for to := len(list) - 1; len(rest) > 0; to-- {
		next := rest[len(rest)-1]
		if from >= 0 && compare(all[from], next) > 0 {
			all[to] = all[from]
			from--
			continue
		}
		all[to], rest = next, rest[:len(rest)-1]
	}
	return all
}

// takeIncident returns an incident as it is now: that of the last history if nothing about it has
// changed since then. It returns nil if readers may not see it yet.
func (h *History) takeIncident(in *incident.Incident, last *History) *Incident {
	i := last.known[in]
	if i == nil || !i.settled {
		now := h.incidentNow(in)
		if now == nil {
			return nil
		}
		if i == nil || !reflect.DeepEqual(i, now) {
			i = now
		}
	}
	h.known[in] = i
	return i
}

// reusable returns the last history if this one can take values from it, and an empty one
// otherwise. Time never runs backwards, so an incident that was settled stays settled.
func (o Options) reusable() *History {
	l := o.Last
	if l == nil || l.Zone != o.Zone || l.Auto != o.Auto || !slices.Equal(l.Components, o.Components) || o.Now.Before(l.Now) {
		return &History{}
	}
	return l
}

// noteChange records a time at which the clock changes something about an incident.
func (h *History) noteChange(i *Incident, t time.Time) {
	if !t.After(h.Now) {
		return
	}
	i.settled = false
	if t.Before(h.Next) {
		h.Next = t
	}
}

// Open returns the incidents and maintenances that are open, newest first.
func (h *History) Open() []*Incident {
	return h.filter(func(i *Incident) bool { return i.Open() })
}

// Upcoming returns the maintenances that have not begun, the next one first.
func (h *History) Upcoming() []*Incident {
	list := h.filter(func(i *Incident) bool { return i.Upcoming() })
	slices.SortStableFunc(list, func(a, b *Incident) int { return a.ScheduledFor.Compare(b.ScheduledFor) })
	return list
}

// Pinned returns the announcements that are pinned to the home page, newest first.
func (h *History) Pinned() []*Incident {
	var list []*Incident
	for _, i := range h.Entries {
		if i.Pinned {
			list = append(list, i)
		}
	}
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

// Month is a month in the site's time zone. It is immutable.
type Month struct {
	Year      int
	Month     time.Month
	Incidents []*Incident // that are filed under one of its days, newest first
	Announced []*Incident // announcements that were published in it, newest first
	Others    []*Incident // that touched one of its days, and are filed under another month; newest first
	Days      []CalendarDay
}

// Civil returns the month as a civil.Month.
func (m *Month) Civil() civil.Month { return civil.Month{Year: m.Year, Month: m.Month} }

// Touched reports whether anything happened in the month.
func (m *Month) Touched() bool { return len(m.Incidents)+len(m.Others)+len(m.Announced) > 0 }

// Name returns the month and the year in English: "January 2018".
func (m *Month) Name() string { return m.Civil().First().UTC().Format(timefmt.Month) }

// months returns the months without gaps. An incident is filed under the day on which it
// ended, as on Statuspage; an open one, under the present day. It also belongs to each
// other month that it touched.
func (h *History) months(last *History) []*Month {
	first := h.Today().Month()
	others := map[civil.Month][]*Incident{}
	for _, i := range h.Incidents {
		if i.Upcoming() {
			continue
		}
		h.filed[i.day] = append(h.filed[i.day], i)
		if filed := i.day.Month(); filed.Sub(first) < 0 {
			first = filed
		}
		for _, m := range i.otherMonths() {
			others[m] = append(others[m], i)
			if m.Sub(first) < 0 {
				first = m
			}
		}
	}
	announced := map[civil.Month][]*Incident{}
	for _, i := range h.Entries {
		if month := i.day.Month(); i.announcement() {
			announced[month] = append(announced[month], i)
			if month.Sub(first) < 0 {
				first = month
			}
		}
	}
	known := map[civil.Month]*Month{}
	for _, m := range last.Months {
		known[m.Civil()] = m
	}
	var list []*Month
	for month := h.Today().Month(); month.Sub(first) >= 0; month = month.Add(-1) {
		m := &Month{Year: month.Year, Month: month.Month, Others: others[month], Announced: announced[month], Days: h.calendar(month)}
		for day := month.Last(); day >= month.First(); day-- {
			m.Incidents = append(m.Incidents, h.filed[day]...)
		}
		if k := known[month]; k != nil && slices.Equal(k.Incidents, m.Incidents) && slices.Equal(k.Others, m.Others) && slices.Equal(k.Announced, m.Announced) && slices.Equal(k.Days, m.Days) {
			m = k
		}
		list = append(list, m)
	}
	return list
}

// otherMonths returns the months that an incident touched, except the one that it is
// filed under.
func (i *Incident) otherMonths() []civil.Month {
	var list []civil.Month
	for _, m := range i.marks { // in order
		month := m.day.Month()
		if month != i.day.Month() && (len(list) == 0 || list[len(list)-1] != month) {
			list = append(list, month)
		}
	}
	return list
}

// Today returns the current day.
func (h *History) Today() civil.Day { return civil.Of(h.Now, h.Zone) }

// Filed returns the incidents that are filed under a day, newest first.
func (h *History) Filed(day civil.Day) []*Incident { return h.filed[day] }

// Others returns, for each of the last n days, the incidents that touched it but are
// filed under another day, newest first. Days without any are omitted.
func (h *History) Others(n int) map[civil.Day][]*Incident {
	first := h.LastDay(n - 1)
	others := map[civil.Day][]*Incident{}
	for _, i := range h.Incidents {
		for _, m := range slices.Backward(i.marks) {
			if m.day < first {
				break
			}
			if m.day != i.day {
				others[m.day] = append(others[m.day], i)
			}
		}
	}
	return others
}

// recentDays is how many days are computed in advance: the most that pages show.
const recentDays = 371

type recentDay struct {
	day   civil.Day
	start time.Time
}

// LastDay returns the day n days ago, counting only days that exist in the zone.
func (h *History) LastDay(n int) civil.Day {
	if n < len(h.recent) {
		return h.recent[n].day
	}
	return h.Today().Back(n, h.Zone)
}

// start returns the beginning of the day n days ago.
func (h *History) start(day civil.Day, n int) time.Time {
	if n < len(h.recent) {
		return h.recent[n].start
	}
	return day.Start(h.Zone)
}

// Neighbours returns the entries before and after the nth one in time; either may be
// nil.
func (h *History) Neighbours(index int) (earlier, later *Incident) {
	if index+1 < len(h.Entries) {
		earlier = h.Entries[index+1]
	}
	if index > 0 {
		later = h.Entries[index-1]
	}
	return earlier, later
}
