package history

import (
	"slices"

	"statuary/internal/incident"
)

// Effect is what an update does to a component that the incident affects: its status
// within the incident before and after the update. The two may be the same.
type Effect struct {
	Component *incident.Component // of Affected
	Old, New  incident.ComponentStatus
}

// Effects returns the effects of each update, in the order of the updates and of the
// site's components. A component is affected from the first update that names it, or
// from the beginning if the file lists it. An update that does not name it changes
// nothing. Once the incident is over, the component is operational until another update
// names it.
func (i *Incident) Effects() [][]Effect {
	states := i.impliedStates()
	if states == nil {
		// A component that the timeline names later is affected from then on.
		for _, id := range i.Components {
			if !i.names(id) {
				states = append(states, incident.ComponentState{ID: id})
			}
		}
	}
	before := make([]incident.ComponentStatus, len(i.Affected))
	list, all := make([][]Effect, len(i.Updates)), make([]Effect, 0, len(i.Updates)*len(i.Affected))
	active := false
	for n, u := range i.Updates {
		for _, c := range u.Components {
			states = setState(states, c)
		}
		active, _ = i.openAfter(n, active)
		from := len(all)
		for k := range i.Affected {
			c := &i.Affected[k]
			at := slices.IndexFunc(states, func(s incident.ComponentState) bool { return s.ID == c.ID })
			if at < 0 {
				continue
			}
			now := states[at].Status
			named := slices.ContainsFunc(u.Components, func(s incident.ComponentState) bool { return s.ID == c.ID })
			if !active && (i.Type == incident.Maintenance || !named) {
				now = incident.Operational
			}
			all = append(all, Effect{c, before[k], now})
			before[k] = now
		}
		if from < len(all) {
			list[n] = all[from:len(all):len(all)]
		}
		if !active && u.Status.Over() {
			setOperational(states)
		}
	}
	return list
}

// names reports whether an entry of the timeline names a component.
func (i *Incident) names(component string) bool {
	return slices.ContainsFunc(i.Updates, func(u Update) bool {
		return slices.ContainsFunc(u.Components, func(s incident.ComponentState) bool { return s.ID == component })
	})
}

// Now returns the status in which the incident has put a component; it is operational
// once the incident is over.
func (i *Incident) Now(component string) incident.ComponentStatus {
	for _, c := range i.now {
		if c.ID == component {
			return c.Status
		}
	}
	return incident.Operational
}
