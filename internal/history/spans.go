package history

import (
	"cmp"
	"slices"
	"time"

	"statuary/internal/incident"
)

// spans computes the statuses of each component from the timeline.
//
// A status that an update sets for a component holds until another update changes
// it, or the incident is over. Once it is over, its components are operational
// until an update sets another status, even if the incident is reopened. A
// maintenance changes nothing before it is in progress, whatever its announcement
// names. Where no update names a status, the impact implies one for the components
// that the file lists.
func (h *History) spans(i *Incident) {
	states := i.implied()
	var open []Span // one a component at the most
	set := func(id string, s incident.ComponentStatus, at time.Time) {
		n := slices.IndexFunc(open, func(o Span) bool { return o.Component == id })
		if n >= 0 && open[n].Status == s {
			return
		}
		if n >= 0 {
			open[n].To = at
			if at.After(open[n].From) {
				i.Spans = append(i.Spans, open[n])
			}
			open = slices.Delete(open, n, n+1)
		}
		if s != incident.Operational {
			open = append(open, Span{Component: id, Status: s, From: at})
		}
	}
	active := false
	for n, u := range i.Updates {
		for _, c := range u.Components {
			states = put(states, c)
		}
		var at time.Time
		active, at = i.step(n, active)
		for _, c := range states {
			s := c.Status
			if !active {
				s = incident.Operational
			}
			set(c.ID, s, at)
		}
		if !active && u.Status.Over() {
			forget(states)
		}
	}
	for _, o := range open {
		i.now = append(i.now, incident.ComponentState{ID: o.Component, Status: o.Status})
		o.To, o.Open = h.measuredUntil(o.From), true
		h.followProgress(i)
		i.Spans = append(i.Spans, o)
	}
	if len(i.Downtime) > 0 {
		i.timeline = slices.Clone(i.Spans)
	}
	h.correct(i)
	slices.SortStableFunc(i.Spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(h.order[a.Component], h.order[b.Component]), a.From.Compare(b.From))
	})
}

// step reports whether the incident is open, or the maintenance in progress, after its
// nth update, and since when. A postmortem changes nothing, unless no other update
// follows: then the incident was over at its end, and not when the postmortem was
// published weeks later.
func (i *Incident) step(n int, open bool) (openNow bool, at time.Time) {
	u := i.Updates[n]
	switch {
	case u.Status == incident.Postmortem:
		last := !slices.ContainsFunc(i.Updates[n:], func(u Update) bool { return u.Status != incident.Postmortem })
		if open && last && i.Status.Over() {
			return false, i.Ended
		}
		return open, u.At
	case i.Type == incident.Maintenance:
		return u.Status == incident.InProgress || u.Status == incident.Verifying, u.At
	}
	return !u.Status.Over(), u.At
}

// periods returns when the incident was open, in order. There is always one, of
// no length if the file has no beginning, but none of an upcoming maintenance.
func (i *Incident) periods() []Span {
	if i.Upcoming() || i.Cancelled {
		return nil
	}
	var list []Span
	open := false
	var from time.Time
	for n := range i.Updates {
		now, at := i.step(n, open)
		switch {
		case now && !open:
			from = at
		case open && !now:
			list = append(list, Span{From: from, To: at})
		}
		open = now
	}
	if open {
		list = append(list, Span{From: from, To: i.Filed, Open: true})
	}
	switch {
	case len(list) == 0:
		return []Span{{From: i.Started, To: i.Filed}}
	case i.Updates[0].Status.Over(): // written down afterwards, and then reopened
		return slices.Insert(list, 0, Span{From: i.Started, To: i.Updates[0].At})
	}
	list[0].From = i.Started // which a downtime may have moved
	return list
}

// forget sets all components back to operational.
func forget(states []incident.ComponentState) {
	for n := range states {
		states[n].Status = incident.Operational
	}
}

// implied returns the statuses of the listed components that the impact implies, if the
// timeline sets none.
func (i *Incident) implied() []incident.ComponentState {
	for _, u := range i.Updates {
		if len(u.Components) > 0 && (i.Type == incident.Unplanned || u.Status != incident.Scheduled) {
			return nil
		}
	}
	var list []incident.ComponentState
	for _, id := range i.Components {
		list = append(list, incident.ComponentState{ID: id, Status: i.Impact.Implies()})
	}
	return list
}

func put(states []incident.ComponentState, c incident.ComponentState) []incident.ComponentState {
	for n := range states {
		if states[n].ID == c.ID {
			states[n].Status = c.Status
			return states
		}
	}
	return append(states, c)
}

// correct puts the downtimes that the file names in place of what the timeline
// implies for their components.
func (h *History) correct(i *Incident) {
	if len(i.Downtime) == 0 {
		return
	}
	i.Spans = slices.DeleteFunc(i.Spans, func(s Span) bool {
		return slices.ContainsFunc(i.Downtime, func(d incident.Downtime) bool { return d.Component == s.Component })
	})
	for _, d := range i.Downtime {
		s := Span{Component: d.Component, Status: d.Status, From: d.From, To: d.To}
		if s.To.IsZero() {
			s.To, s.Open = i.Ended, i.Ended.IsZero()
		}
		h.later(i, s.From)
		if s.From.After(h.Now) {
			continue
		}
		if s.Open || s.To.After(h.Now) {
			h.later(i, s.To)
			h.followProgress(i)
			s.To, s.Open = h.measuredUntil(s.From), true
		}
		if s.Status != incident.Operational && s.To.After(s.From) {
			i.Spans = append(i.Spans, s)
		}
	}
}
