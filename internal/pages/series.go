package pages

import (
	"slices"

	"statuary/internal/calendar"
	"statuary/internal/history"
	"statuary/internal/incident"
)

// commonTo reports whether all occurrences of a series affect a component; an empty
// component is any.
func commonTo(s *incident.Incident, component string) bool {
	return component == "" || slices.Contains(s.Components, component) ||
		slices.ContainsFunc(s.Updates[0].Components, func(c incident.ComponentState) bool { return c.ID == component })
}

// series returns the event of a series from its known occurrences, newest first, and an
// event for each occurrence with entries of its own, up to as many as of other
// maintenances.
func (b *base) series(s *incident.Incident, known []*history.Incident) []calendar.Event {
	whole := &history.Incident{Incident: s}
	told := 0 // the newest entry of the file that readers have seen
	var own []*history.Incident
	for _, i := range known {
		n := newestOwn(s, i)
		if n > 0 {
			own = append(own, i)
		}
		told = max(told, n)
	}
	e := calendar.Event{
		UID: b.api.IncidentID(whole) + "@" + b.host(), Sequence: told + len(s.Repeat.Except),
		Summary: s.Title, Categories: names(known[0].Affected), URL: b.config.Origin + b.incidentLink(whole),
		From: s.ScheduledFor, Until: s.ScheduledUntil, Announced: s.Updates[0].At, Updated: s.Updates[told].At,
		Repeats: &calendar.Repeats{Rule: s.Repeat.Rule, Except: s.Repeat.Except},
	}
	if s.Updated.After(e.Updated) {
		e.Updated = s.Updated
	}
	if m := s.Updates[0].Message; m != "" {
		e.Description = b.markdown.Summary(m, describedLength) + "\n\n" + e.URL
	}
	events := []calendar.Event{e}
	for _, i := range own[:min(len(own), mostEvents)] {
		one := b.event(i)
		one.UID, one.Sequence, one.Instance = e.UID, e.Sequence, i.ScheduledFor
		events = append(events, one)
	}
	return events
}

// newestOwn returns the index in the file of the newest entry that only one occurrence
// has, or 0, the announcement of all.
func newestOwn(s *incident.Incident, i *history.Incident) int {
	if len(s.Updates) == 1 {
		return 0
	}
	for _, u := range slices.Backward(i.Updates) {
		n := slices.IndexFunc(s.Updates, func(o incident.Update) bool {
			return o.At.Equal(u.At) && o.Status == u.Status && o.Message == u.Message && o.Label == u.Label
		})
		if n > 0 && !u.Auto {
			return n
		}
	}
	return 0
}
