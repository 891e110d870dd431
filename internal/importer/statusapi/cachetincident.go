package statusapi

import (
	"cmp"
	"slices"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// incident adds an incident. Its own text is the first update; its status is the newest one.
func (c *cachet) incident(item *cachetItem) {
	if c.hidden(item) {
		return
	}
	start := c.at(item.OccurredAt.or(item.Occurred).or(item.CreatedAt).or(item.Created))
	if t := c.at(item.CreatedAt.or(item.Created)); start.IsZero() {
		start = t
	}
	if when := c.at(item.ScheduledAt); !when.IsZero() && item.Status != nil { // Cachet 2.3 and older
		c.schedule(item)
		return
	}
	in := &exchange.Incident{ID: cmp.Or(string(item.GUID), string(item.ID)), Title: string(item.Name)}
	in.Source.File = item.place
	for _, id := range c.affected(item) {
		in.Components = append(in.Components, c.component(id))
	}
	updates := c.updates(item)
	first := incident.Update{At: start, Status: incident.Investigating, Message: c.message(item)}
	last, known := incident.NoStatus, false
	if item.Status != nil {
		last, known = cachetStatuses[item.Status.n]
	}
	if len(updates) == 0 && known {
		first.Status = last
		if last == incident.Resolved {
			c.r.Add(exchange.Guess, item.place, "a fixed incident without updates ends when it began: its end is not known", "%s", item.Name)
		}
	}
	in.Updates = append([]incident.Update{first}, updates...)
	if n := len(updates); n > 0 && known && last.Over() && !updates[n-1].Status.Over() {
		at := c.at(item.UpdatedAt.or(item.Updated))
		if at.Before(updates[n-1].At) {
			at = updates[n-1].At
		}
		in.Updates = append(in.Updates, incident.Update{At: at, Status: last})
		c.r.Add(exchange.Guess, item.place, "a fixed incident without a final update ends when it was last changed", "%s", item.Name)
	}
	c.currentStates(in, item)
	if t := c.at(item.UpdatedAt.or(item.Updated)); t.After(in.Updates[len(in.Updates)-1].At) {
		in.Updated = t
	}
	if start.IsZero() {
		in.Updates = in.Updates[1:]
	}
	c.add(in)
}

// currentStates sets the components of the newest update of an open incident to their present status.
func (c *cachet) currentStates(in *exchange.Incident, item *cachetItem) {
	last := &in.Updates[len(in.Updates)-1]
	if last.Status.Over() {
		return
	}
	for _, id := range c.affected(item) {
		comp := c.items["component "+id]
		if comp == nil || comp.Status == nil {
			continue
		}
		if s, ok := cachetComponents[comp.Status.n]; ok && s != incident.Operational {
			last.Components = append(last.Components, incident.ComponentState{ID: c.component(id), Status: s})
			c.r.Add(exchange.Guess, item.place, "a component of an open incident has its present status since the newest update", "%s", comp.Name)
		}
	}
}

func (c *cachet) message(item *cachetItem) string {
	if item.Message == nil {
		return ""
	}
	return c.markdown(*item.Message, item.place)
}

// affected returns the ids of the components of an incident or a schedule.
func (c *cachet) affected(item *cachetItem) (ids []string) {
	ids = append(ids, item.links["components"]...)
	for _, comp := range item.Components {
		ids = append(ids, string(cmp.Or(comp.ComponentID, comp.ID)))
	}
	if item.ComponentID != "" && item.ComponentID != "0" {
		ids = append(ids, string(item.ComponentID))
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}

// updates returns the updates of an incident or a schedule, oldest first.
func (c *cachet) updates(item *cachetItem) (list []incident.Update) {
	all := slices.Clone(item.Updates)
	for _, id := range item.links["updates"] {
		if u := c.items["update "+id]; u != nil {
			all = append(all, *u)
		}
	}
	for i := range all {
		u := incident.Update{At: c.at(all[i].CreatedAt.or(all[i].Created)), Status: incident.NoStatus, Message: c.message(&all[i])}
		if all[i].Status != nil {
			u.Status = cachetStatuses[all[i].Status.n]
		}
		list = append(list, u)
	}
	slices.SortStableFunc(list, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	status := incident.Investigating
	for i := range list {
		if list[i].Status == incident.NoStatus {
			list[i].Status = status
		}
		status = list[i].Status
	}
	return list
}

// scheduledIncident returns the status of a maintenance that Cachet 2.3 has among the incidents, as that of
// a schedule, and when it ended: with its last update, or else when it was last changed.
func (c *cachet) scheduledIncident(item *cachetItem, from time.Time) (status int, end time.Time) {
	if item.Status == nil || item.Status.n == 0 {
		return 0, time.Time{}
	}
	if item.Status.n < 4 {
		return 1, time.Time{}
	}
	for _, u := range c.updates(item) {
		if u.Status.Over() {
			end = u.At
		}
	}
	if changed := c.at(item.UpdatedAt.or(item.Updated)); end.IsZero() && changed.After(from) {
		end = changed
		c.r.Add(exchange.Guess, item.place, "a completed maintenance without an end ended when it was last changed", "%s", item.Name)
	}
	return 2, end
}

// schedule adds a maintenance.
func (c *cachet) schedule(item *cachetItem) {
	if c.hidden(item) {
		return
	}
	in := &exchange.Incident{ID: "schedule-" + string(item.ID), Title: string(item.Name), Type: incident.Maintenance, Aliases: []string{"/schedules/" + string(item.ID) + "/"}}
	in.Source.File = item.place
	if item.kind == "incident" {
		in.ID, in.Aliases = cmp.Or(string(item.GUID), string(item.ID)), nil
	}
	for _, id := range c.affected(item) {
		in.Components = append(in.Components, c.component(id))
	}
	from := c.at(item.ScheduledAt.or(item.Scheduled))
	announced := incident.Update{At: c.at(item.CreatedAt.or(item.Created)), Status: incident.Scheduled, Message: c.message(item)}
	if announced.At.IsZero() {
		announced.At = from
	}
	status := 0
	if item.Status != nil {
		status = item.Status.n
	}
	end := c.at(item.CompletedAt.or(item.Completed))
	if item.kind == "incident" {
		status, end = c.scheduledIncident(item, from)
	}
	in.Updates = []incident.Update{announced}
	if !from.IsZero() && announced.At.After(from) {
		in.Updates[0].At = from
		c.r.Add(exchange.Guess, item.place, "a maintenance that was announced after its beginning was announced when it began", "%s", item.Name)
	}
	c.window(in, from, end, status == 2 || item.kind == "schedule" && !end.IsZero() && status != 0, status == 1, nil)
	for _, u := range c.updates(item) {
		u.Status = incident.Scheduled
		switch {
		case !end.IsZero() && !u.At.Before(end) && status == 2:
			u.Status = incident.Completed
		case !from.IsZero() && !u.At.Before(from):
			u.Status = incident.InProgress
		}
		in.Updates = append(in.Updates, u)
	}
	slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	c.add(in)
}
