package history

import (
	"cmp"
	"slices"
	"time"

	"statuary/internal/incident"
)

// spans follows the timeline and notes what each component goes through.
//
// A status that an update gives a component holds until another update changes
// it, or the incident is over. A maintenance changes nothing before it is in
// progress, whatever its announcement names. Where no update names a status,
// the impact implies one for the components that the file lists.
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
	for _, u := range i.Updates {
		for _, c := range u.Components {
			states = put(states, c)
		}
		at := u.At
		if u.Status == incident.Postmortem && active && i.Status.Over() {
			at = i.Ended // which nobody wrote down, but it was not two weeks later
		}
		active = i.active(u.Status, active)
		for _, c := range states {
			s := c.Status
			if !active {
				s = incident.Operational
			}
			set(c.ID, s, at)
		}
	}
	for _, o := range open {
		i.now = append(i.now, incident.ComponentState{ID: o.Component, Status: o.Status})
		o.To, o.Open = h.Now, true
		i.Spans = append(i.Spans, o)
	}
	h.correct(i)
	slices.SortStableFunc(i.Spans, func(a, b Span) int {
		return cmp.Or(cmp.Compare(h.order[a.Component], h.order[b.Component]), a.From.Compare(b.From))
	})
}

// active says if components are affected in a status. A postmortem changes
// nothing.
func (i *Incident) active(s incident.Status, before bool) bool {
	switch {
	case s == incident.Postmortem:
		return before && !i.Status.Over()
	case i.Type == incident.Maintenance:
		return s == incident.InProgress || s == incident.Verifying
	}
	return !s.Over()
}

// implied is what the impact says of the components, where the timeline says
// nothing of any.
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
		if s.Open || s.To.After(h.Now) {
			h.later(i, s.To)
			s.To = h.Now
		}
		h.later(i, s.From)
		if s.Status != incident.Operational && s.To.After(s.From) {
			i.Spans = append(i.Spans, s)
		}
	}
}
