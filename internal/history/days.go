package history

import (
	"cmp"
	"slices"
	"time"

	"statuary/internal/incident"
)

// track is what one component went through.
type track struct {
	now  incident.ComponentStatus
	days map[int]*Day // those on which something happened
}

// Day is a day of a component.
type Day struct {
	Date      time.Time                               // its midnight
	In        [incident.MajorOutage + 1]time.Duration // time spent in each status but operational
	Incidents []*Incident                             // that touched the component on it
	NoData    bool                                    // it is before the component's start
}

// Worst is the worst status that the component was in on the day.
func (d *Day) Worst() incident.ComponentStatus {
	for s := incident.MajorOutage; s > incident.Operational; s-- {
		if d.In[s] > 0 {
			return s
		}
	}
	return incident.Operational
}

// Down is the day's downtime as Statuspage weighs it: the time in a major
// outage, and 0.3 of that in a partial one. Degraded performance and
// maintenance do not count.
func (d *Day) Down() time.Duration {
	return time.Duration(weigh(d.In[incident.PartialOutage], d.In[incident.MajorOutage]) * float64(time.Second))
}

// partialWeight is Statuspage's, exact on 145 published months.
const partialWeight = 0.3

// weigh gives seconds.
func weigh(partial, major time.Duration) float64 {
	return major.Seconds() + partialWeight*partial.Seconds()
}

// measure fills the tracks: it lays the spans of all incidents over each
// other, and cuts them into days.
func (h *History) measure() {
	h.tracks = make([]track, len(h.Components))
	for n := range h.tracks {
		h.tracks[n].days = map[int]*Day{}
	}
	spans := make([][]Span, len(h.Components))
	for _, i := range h.Incidents {
		for _, c := range i.now {
			t := &h.tracks[h.order[c.ID]]
			t.now = max(t.now, c.Status)
		}
		for _, s := range i.Spans {
			n := h.order[s.Component]
			spans[n] = append(spans[n], s)
		}
		h.touch(i)
	}
	for n := range spans {
		for _, s := range flatten(spans[n]) {
			h.eachDay(s.From, s.To, func(day int, length time.Duration) {
				h.day(n, day).In[s.Status] += length
			})
		}
	}
}

// touch notes which days the incident is one of. A component that it gave no
// status to was affected for as long as it lasted.
func (h *History) touch(i *Incident) {
	if i.Upcoming() {
		return
	}
	end := i.filedAt(h.Now)
	noted := false
	mark := func(day int, s incident.ComponentStatus) {
		h.worst[day] = max(h.worst[day], s)
		noted = true
	}
	for _, c := range i.Affected {
		n := h.order[c.ID]
		any := false
		for _, s := range i.Spans {
			if s.Component != c.ID {
				continue
			}
			any = true
			h.eachDay(s.From, s.To, func(day int, _ time.Duration) {
				h.day(n, day).add(i)
				mark(day, s.Status)
			})
		}
		if !any {
			h.eachDay(i.Started, end, func(day int, _ time.Duration) { h.day(n, day).add(i) })
		}
	}
	if !noted {
		h.eachDay(i.Started, end, func(day int, _ time.Duration) { mark(day, i.Impact.Implies()) })
	}
}

func (d *Day) add(i *Incident) {
	if !slices.Contains(d.Incidents, i) {
		d.Incidents = append(d.Incidents, i)
	}
}

// day finds or makes a day of a component's track.
func (h *History) day(component, day int) *Day {
	days := h.tracks[component].days
	d := days[day]
	if d == nil {
		d = &Day{Date: h.midnight(day)}
		days[day] = d
	}
	return d
}

// eachDay cuts a time into days. One of no length is on one day.
func (h *History) eachDay(from, to time.Time, visit func(day int, length time.Duration)) {
	for day := h.dayOf(from); ; day++ {
		next := h.midnight(day + 1)
		if !to.After(next) {
			visit(day, max(0, to.Sub(from)))
			return
		}
		visit(day, next.Sub(from))
		from = next
	}
}

// flatten lays spans of one component over each other: the worst counts. The
// result is in order of time and does not overlap.
func flatten(spans []Span) []Span {
	type edge struct {
		at     time.Time
		status incident.ComponentStatus
		step   int
	}
	edges := make([]edge, 0, 2*len(spans))
	for _, s := range spans {
		edges = append(edges, edge{s.From, s.Status, 1}, edge{s.To, s.Status, -1})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(b.step, a.step)) })
	var count [incident.MajorOutage + 1]int
	worst := incident.Operational
	var since time.Time
	var flat []Span
	for _, e := range edges {
		count[e.status] += e.step
		now := incident.MajorOutage
		for now > incident.Operational && count[now] == 0 {
			now--
		}
		if now == worst {
			continue
		}
		if worst != incident.Operational && e.at.After(since) {
			flat = append(flat, Span{Status: worst, From: since, To: e.at})
		}
		worst, since = now, e.at
	}
	return flat
}

// Days gives the last n days of a component, today included, oldest first.
func (h *History) Days(component string, n int) []Day {
	c, ok := h.order[component]
	if !ok {
		return nil
	}
	today := h.dayOf(h.Now)
	list := make([]Day, n)
	for i := range list {
		day := today - n + 1 + i
		list[i] = Day{Date: h.midnight(day)}
		if d := h.tracks[c].days[day]; d != nil {
			list[i] = *d
		}
		list[i].NoData = !h.Components[c].Since.IsZero() && list[i].Date.Before(h.Components[c].Since)
	}
	return list
}

// CalendarDay is a day of the whole site.
type CalendarDay struct {
	Date    time.Time
	Worst   incident.ComponentStatus // of any component
	Touched bool                     // something was going on, if only an incident without impact
	Future  bool
}

// Calendar gives the days of a month.
func (h *History) Calendar(year int, month time.Month) []CalendarDay {
	list := make([]CalendarDay, DaysIn(year, month))
	today := h.dayOf(h.Now)
	for i := range list {
		day := dayNumber(year, month, i+1)
		worst, touched := h.worst[day]
		list[i] = CalendarDay{Date: h.midnight(day), Worst: worst, Touched: touched, Future: day > today}
	}
	return list
}
