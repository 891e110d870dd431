package exchange

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// updates cleans the updates of an incident, drops those without a valid time, and
// sorts them, oldest first.
func (c *checker) updates(in *Incident, place string) {
	list := in.Updates[:0]
	for _, u := range in.Updates {
		var lost, cut bool
		u.Message, lost = htmltext.Clean(u.Message)
		u.Message, cut = htmltext.Cut(u.Message)
		if lost {
			c.Add(Loss, place, "control characters were removed from a text", "")
		}
		if cut {
			c.Add(Loss, place, "a text larger than 1 MB was cut", "the update of %s", u.At.Format(time.RFC3339))
		}
		if !valid(u.At) {
			c.Add(Loss, place, "an update without a known time was left out", "%s", shorten(htmltext.Line(u.Message)))
			continue
		}
		if u.Label = htmltext.Line(u.Label); strings.EqualFold(u.Label, u.Status.Label()) {
			u.Label = ""
		}
		if !u.NextUpdate.IsZero() && !valid(u.NextUpdate) {
			c.Add(Loss, place, "the time of a next update that is not known was left out", "%s", u.NextUpdate.Format(time.RFC3339))
			u.NextUpdate = time.Time{}
		}
		u.At, u.NextUpdate = u.At.Round(0), u.NextUpdate.Round(0)
		u.Components = c.states(u.Components, place)
		list = append(list, u)
	}
	slices.SortStableFunc(list, func(a, b incident.Update) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Status, b.Status)) })
	in.Updates = list
}

// states translates component ids. If a component has several states, the last one counts.
func (c *checker) states(states []incident.ComponentState, place string) []incident.ComponentState {
	var list []incident.ComponentState
	at := map[string]int{}
	for _, s := range states {
		s.ID = c.component(s.ID, place)
		if n, ok := at[s.ID]; ok {
			list[n].Status = s.Status
			continue
		}
		at[s.ID] = len(list)
		list = append(list, s)
	}
	return list
}

func (c *checker) componentIDs(components []string, place string) []string {
	var list []string
	seen := map[string]bool{}
	for _, raw := range components {
		if id := c.component(raw, place); !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}

// matchType sets the type of a scheduled incident, and replaces statuses that do not
// exist for the type by their counterparts.
func (c *checker) matchType(in *Incident, place string) {
	if !in.ScheduledFor.IsZero() {
		in.Type = incident.Maintenance
	}
	other := 0
	for i := range in.Updates {
		u := &in.Updates[i]
		if u.Status == incident.NoStatus {
			u.Status = incident.Investigating
			if in.Type == incident.Maintenance {
				u.Status = incident.Scheduled
			}
		}
		if u.Status.Of(in.Type) {
			continue
		}
		other++
		u.Label = cmp.Or(u.Label, u.Status.Label())
		u.Status = counterpart[u.Status]
	}
	if other > 0 {
		c.Add(Guess, place, "a status that does not exist for this type of incident was kept as a label", "%d update(s) of a %s", other, in.Type)
	}
}

// window drops scheduled times that are invalid.
func (c *checker) window(in *Incident, place string) {
	if !valid(in.ScheduledFor) {
		in.ScheduledFor = time.Time{}
	}
	if !valid(in.ScheduledUntil) {
		in.ScheduledUntil = time.Time{}
	}
	until := in.ScheduledUntil
	if until.IsZero() || !in.ScheduledFor.IsZero() && until.After(in.ScheduledFor) {
		return
	}
	in.ScheduledUntil = time.Time{}
	c.Add(Loss, place, "the end of a maintenance window that ends before it starts was left out", "%s", until.Format(time.RFC3339))
}

func (c *checker) downtime(in *Incident, place string) {
	list := in.Downtime[:0]
	for _, d := range in.Downtime {
		if !valid(d.From) || !d.To.IsZero() && (!valid(d.To) || !d.To.After(d.From)) {
			c.Add(Loss, place, "a downtime that ends before it starts was left out", "%s", d.From.Format(time.RFC3339))
			continue
		}
		d.Component = c.component(d.Component, place)
		list = append(list, d)
	}
	in.Downtime = list
}

// Oldest returns the time of the oldest update, or zero if there are none. The updates
// need not be sorted.
func Oldest(in *Incident) (t time.Time) {
	for _, u := range in.Updates {
		if t.IsZero() || u.At.Before(t) {
			t = u.At
		}
	}
	return t
}

// EndStatus returns the status that ends an incident of type t.
func EndStatus(t incident.Type) incident.Status {
	if t == incident.Maintenance {
		return incident.Completed
	}
	return incident.Resolved
}
