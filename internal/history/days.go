package history

import (
	"cmp"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"statuary/internal/civil"
	"statuary/internal/incident"
)

// Track is the history of a component. It does not change.
type Track struct {
	Incidents []*Incident // that affected the component, newest first

	now     incident.ComponentStatus
	changed time.Time
	days    map[civil.Day]*Day // only days on which something happened
	downs   tally
}

// Track returns the track of a component, or nil if the component is unknown.
func (h *History) Track(component string) *Track {
	if n, ok := h.order[component]; ok {
		return h.tracks[n]
	}
	return nil
}

// Changed returns when the component's status last changed, or zero if it never did.
func (t *Track) Changed() time.Time { return t.changed }

// Day is a day of a component.
type Day struct {
	Date      time.Time                               // when it began
	In        [incident.MajorOutage + 1]time.Duration // time spent in each status but operational
	Incidents []*Incident                             // that touched the component on it
	NoData    bool                                    // it is before the component's start
}

// Worst returns the worst status of the component on the day.
func (d *Day) Worst() incident.ComponentStatus {
	for s := incident.MajorOutage; s > incident.Operational; s-- {
		if d.In[s] > 0 {
			return s
		}
	}
	return incident.Operational
}

// Down returns the day's downtime as Statuspage weighs it: the time in a major outage,
// plus 0.3 of the time in a partial one. Degraded performance and maintenance do not
// count.
func (d *Day) Down() time.Duration {
	return time.Duration(weigh(d.In[incident.PartialOutage], d.In[incident.MajorOutage]) * float64(time.Second))
}

// partialWeight is the weight of a partial outage at Statuspage, exact on 145 published
// months.
const partialWeight = 0.3

// weigh returns weighted downtime in seconds.
func weigh(partial, major time.Duration) float64 {
	return major.Seconds() + partialWeight*partial.Seconds()
}

// measureDays computes the days of the whole site and of every component.
func (h *History) measureDays(last *History) {
	affecting := make([][]*Incident, len(h.Components))
	h.began = h.Today()
	for _, i := range h.Incidents {
		for _, n := range i.places {
			affecting[n] = append(affecting[n], i)
		}
		for _, m := range i.marks {
			h.worst[m.day] = max(h.worst[m.day], m.worst)
			h.began = min(h.began, m.day)
		}
	}
	h.tracks = make([]*Track, len(h.Components))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for n, list := range affecting {
		if last.tracks != nil && slices.Equal(last.tracks[n].Incidents, list) {
			h.tracks[n] = last.tracks[n]
			continue
		}
		g.Go(func() error {
			h.tracks[n] = h.newTrack(h.Components[n].ID, list)
			return nil
		})
	}
	_ = g.Wait() // no function returns an error
}

// newTrack merges the spans of all incidents of a component, and splits them into days.
func (h *History) newTrack(component string, list []*Incident) *Track {
	t := &Track{Incidents: list, days: map[civil.Day]*Day{}}
	day := func(n civil.Day) *Day {
		d := t.days[n]
		if d == nil {
			d = &Day{Date: n.Start(h.Zone)}
			t.days[n] = d
		}
		return d
	}
	// The status changes with the timeline, also if the file corrects the outage.
	count, corrected := 0, false
	for _, i := range list {
		count += len(i.spansOf(component))
		corrected = corrected || i.timeline != nil
	}
	spans := make([]Span, 0, count)
	var timeline []Span // if corrected
	for _, i := range list {
		for _, c := range i.now {
			if c.ID == component {
				t.now = max(t.now, c.Status)
			}
		}
		own := i.spansOf(component)
		spans = append(spans, own...)
		switch {
		case i.timeline != nil:
			timeline = append(timeline, spansOf(i.timeline, component)...)
		case corrected:
			timeline = append(timeline, own...)
		}
		if i.Upcoming() || i.Cancelled {
			continue
		}
		if len(own) == 0 {
			// A component without a status in this incident was affected as long as the
			// incident was open.
			own = i.Periods
		}
		for _, s := range own {
			h.eachDay(s.From, s.To, func(n civil.Day, _ time.Duration) { day(n).add(i) })
		}
	}
	flat := flatten(spans)
	t.changed = lastChange(flat, t.now)
	if corrected {
		t.changed = lastChange(flatten(timeline), t.now)
	}
	for _, s := range flat {
		h.eachDay(s.From, s.To, func(n civil.Day, length time.Duration) { day(n).In[s.Status] += length })
	}
	t.downs = tallyOf(t.days)
	return t
}

// spansOf returns the spans of one component.
func (i *Incident) spansOf(component string) []Span { return spansOf(i.Spans, component) }

// lastChange returns when the last status in a list of spans began or, if the component
// is operational, ended.
func lastChange(flat []Span, now incident.ComponentStatus) time.Time {
	if len(flat) == 0 {
		return time.Time{}
	}
	last := flat[len(flat)-1]
	if now != incident.Operational {
		return last.From
	}
	return last.To
}

// spansOf returns the spans of one component in a list that is sorted by component.
func spansOf(list []Span, component string) []Span {
	first := slices.IndexFunc(list, func(s Span) bool { return s.Component == component })
	if first < 0 {
		return nil
	}
	end := first
	for end < len(list) && list[end].Component == component {
		end++
	}
	return list[first:end]
}

// touched returns the days on which an incident was open or affected a component, in
// order.
func (h *History) touched(i *Incident) []touchedDay {
	if i.Upcoming() {
		return nil
	}
	if i.Cancelled { // nothing happened but its end
		return []touchedDay{{i.day, incident.Operational}}
	}
	var list []touchedDay
	note := func(spans []Span, status func(Span) incident.ComponentStatus) {
		for _, s := range spans {
			h.eachDay(s.From, s.To, func(day civil.Day, _ time.Duration) {
				n, known := slices.BinarySearchFunc(list, day, func(t touchedDay, day civil.Day) int { return cmp.Compare(t.day, day) })
				if !known {
					list = slices.Insert(list, n, touchedDay{day: day})
				}
				list[n].worst = max(list[n].worst, status(s))
			})
		}
	}
	note(i.Spans, func(s Span) incident.ComponentStatus { return s.Status })
	open := incident.Operational
	if len(i.Spans) == 0 {
		open = i.Impact.Implies()
	}
	note(i.Periods, func(Span) incident.ComponentStatus { return open })
	return list
}

// TouchedIn returns the days of a month that the incident touched, in order.
func (i *Incident) TouchedIn(m *Month) []civil.Day {
	var list []civil.Day
	first, last := m.Civil().First(), m.Civil().Last()
	for _, mark := range i.marks {
		if mark.day >= first && mark.day <= last {
			list = append(list, mark.day)
		}
	}
	return list
}

func (d *Day) add(i *Incident) {
	if !slices.Contains(d.Incidents, i) {
		d.Incidents = append(d.Incidents, i)
	}
}

// eachDay splits a period into days. A period of no length is on one day.
func (h *History) eachDay(from, to time.Time, visit func(day civil.Day, length time.Duration)) {
	for day := civil.Of(from, h.Zone); ; day++ {
		end := day.End(h.Zone)
		if !to.After(end) {
			visit(day, max(0, to.Sub(from)))
			return
		}
		if end.After(from) { // the zone has the day
			visit(day, end.Sub(from))
			from = end
		}
	}
}

// flatten merges spans of one component: the worst status counts. The result is sorted
// by time and does not overlap.
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

// Days returns the last n days of a component, including today, oldest first.
func (h *History) Days(component string, n int) []Day {
	c, ok := h.order[component]
	if !ok {
		return nil
	}
	list := make([]Day, n)
	for i := range list {
		day := h.LastDay(n - 1 - i)
		list[i] = Day{Date: h.start(day, n-1-i)}
		if d := h.tracks[c].days[day]; d != nil {
			list[i] = *d
		}
		list[i].NoData = !h.Components[c].Since.IsZero() && list[i].Date.Before(h.Components[c].Since)
	}
	return list
}

// Day returns a day of a component, or nil if nothing happened on it.
func (h *History) Day(component string, day civil.Day) *Day {
	return h.Track(component).days[day]
}

// CalendarDay is a day of the whole site.
type CalendarDay struct {
	Day     civil.Day
	Worst   incident.ComponentStatus // of any component
	Touched bool                     // something was going on, if only an incident without impact
	Future  bool
}

// calendar returns the days of a month that exist in the zone.
func (h *History) calendar(month civil.Month) []CalendarDay {
	list := make([]CalendarDay, 0, month.Len())
	today := h.Today()
	for day := range month.Days(h.Zone) {
		worst, touched := h.worst[day]
		list = append(list, CalendarDay{Day: day, Worst: worst, Touched: touched, Future: day > today})
	}
	return list
}
