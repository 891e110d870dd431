package history

import (
	"slices"

	"statuary/internal/incident"
)

// Effect is what an update means for a component that the incident affects:
// the status that it was in, as far as the incident is concerned, and the one
// that it is in from then on. They may be the same.
type Effect struct {
	Component incident.Component
	Old, New  incident.ComponentStatus
}

// Effects gives those of each update, in the order of the updates and of the
// site's components. A component is affected from the first update on that
// names it, or from the beginning if the file lists it, and stays so: an update
// that does not name it leaves it as it was. Once the incident is over, it is
// operational until another update names it.
func (i *Incident) Effects() [][]Effect {
	states := i.implied()
	if states == nil {
		// One that the timeline names later is attached from then on.
		for _, id := range i.Components {
			if !i.names(id) {
				states = append(states, incident.ComponentState{ID: id})
			}
		}
	}
	before := map[string]incident.ComponentStatus{}
	list := make([][]Effect, len(i.Updates))
	active := false
	for n, u := range i.Updates {
		for _, c := range u.Components {
			states = put(states, c)
		}
		active, _ = i.step(n, active)
		for _, c := range i.Affected {
			at := slices.IndexFunc(states, func(s incident.ComponentState) bool { return s.ID == c.ID })
			if at < 0 {
				continue
			}
			now := states[at].Status
			named := slices.ContainsFunc(u.Components, func(s incident.ComponentState) bool { return s.ID == c.ID })
			if !active && (i.Type == incident.Maintenance || !named) {
				now = incident.Operational
			}
			list[n] = append(list[n], Effect{c, before[c.ID], now})
			before[c.ID] = now
		}
		if !active && u.Status.Over() {
			forget(states)
		}
	}
	return list
}

// names is true if an entry of the timeline names a component.
func (i *Incident) names(component string) bool {
	return slices.ContainsFunc(i.Updates, func(u Update) bool {
		return slices.ContainsFunc(u.Components, func(s incident.ComponentState) bool { return s.ID == component })
	})
}

// Now is the status that the incident has a component in; operational once it
// is over.
func (i *Incident) Now(component string) incident.ComponentStatus {
	for _, c := range i.now {
		if c.ID == component {
			return c.Status
		}
	}
	return incident.Operational
}
