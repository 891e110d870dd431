package api

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// keys returns the keys that incidents and maintenances share, with the given
// components.
func (s *Site) keys(i *history.Incident, components []Component) incidentKeys {
	// The two documents of an incident are made one after the other.
	k, known := s.known.Get(i)
	if !known {
		k = s.newKeys(i)
		s.known.Add(i, k)
	}
	k.Components = components
	return k
}

// newKeys returns the keys without the components.
func (s *Site) newKeys(i *history.Incident) incidentKeys {
	k := incidentKeys{
		ID:         s.IncidentID(i),
		Name:       i.Title,
		Status:     statusWord(i.Status),
		CreatedAt:  s.time(i.Updates[0].At),
		UpdatedAt:  s.time(i.UpdatedAt),
		ResolvedAt: null(s.time(i.Ended)),
		Impact:     i.Impact.String(),
		Shortlink:  s.Link(i),
		StartedAt:  s.time(i.Started),
		PageID:     s.PageID,
	}
	watching := incident.Monitoring
	if i.Type == incident.Maintenance {
		k.StartedAt = k.CreatedAt // Statuspage's is the announcement, not the window
		watching = incident.Verifying
	}
	if n := slices.IndexFunc(i.Updates, func(u history.Update) bool { return u.Status == watching }); n >= 0 {
		k.MonitoringAt = null(s.time(i.Updates[n].At))
	}
	k.IncidentUpdates = s.updates(i, k.ID)
	return k
}

// updates returns the timeline, newest first. An incident has three documents, so its lists are
// allocated as a whole.
func (s *Site) updates(i *history.Incident, id string) []Update {
	effects, ids, times := i.Effects(), UpdateIDs(i), s.updateTimes(i)
	count := 0
	for _, e := range effects {
		count += len(e)
	}
	affected := make([]Affected, 0, count)
	list := make([]Update, len(i.Updates))
	for n, u := range i.Updates {
		from := len(affected)
		for _, e := range effects[n] {
			affected = append(affected, Affected{s.codes[e.Component.ID], s.fullNames[e.Component.ID], e.Old.String(), e.New.String()})
		}
		list[len(list)-1-n] = Update{
			ID: ids[n], Status: statusWord(u.Status), Body: body(i, u), IncidentID: id,
			CreatedAt: times[n], UpdatedAt: times[n], DisplayAt: times[n], DeliverNotifications: true,
		}
		if from < len(affected) {
			list[len(list)-1-n].AffectedComponents = affected[from:len(affected):len(affected)]
		}
	}
	return list
}

// updateTimes returns the times of an incident's updates.
func (s *Site) updateTimes(i *history.Incident) []string {
	all := newParts(len(i.Updates), timeLength)
	buf := make([]byte, 0, timeLength)
	for _, u := range i.Updates {
		all.add(s.appendTime(buf, u.At))
	}
	return all.list
}

// parts are strings that share one piece of memory.
type parts struct {
	list []string
	text strings.Builder
}

// newParts returns an empty list for a number of parts of some length.
func newParts(number, length int) *parts {
	p := &parts{list: make([]string, 0, number)}
	p.text.Grow(number * length)
	return p
}

func (p *parts) add(part []byte) {
	from := p.text.Len()
	p.text.Write(part)
	p.list = append(p.list, p.text.String()[from:])
}

// statusWord returns a status as Statuspage has it. It has no cancelled maintenance: its users delete
// it or complete it. An announcement, which only webhooks have, is over when it is published.
func statusWord(s incident.Status) string {
	switch s {
	case incident.Cancelled:
		s = incident.Completed
	case incident.Announced:
		s = incident.Resolved
	}
	return s.String()
}

// UpdateIDs returns the ids of an incident's updates. They come from times and statuses,
// so that an entry added between two others does not change theirs.
func UpdateIDs(i *history.Incident) []string {
	all := newParts(len(i.Updates), codeLength)
	name, code := make([]byte, 0, 128), make([]byte, 0, codeLength)
	for n, u := range i.Updates {
		name = append(append(name[:0], "update\x00"...), i.ID...)
		name = append(strconv.AppendInt(append(name, ' '), u.At.UnixMilli(), 10), ' ')
		name = append(name, u.Status.String()...)
		same := 1
		for _, before := range i.Updates[:n] {
			if before.Status == u.Status && before.At.Equal(u.At) {
				same++
			}
		}
		if same > 1 {
			name = strconv.AppendInt(append(name, ' '), int64(same), 10)
		}
		all.add(appendCode(code, sha256.Sum256(name)))
	}
	return all.list
}

// body returns the text of an update. Updates that the clock made have Statuspage's
// text.
func body(i *history.Incident, u history.Update) string {
	switch {
	case u.Status == incident.Postmortem && u.Message == "":
		return i.Postmortem
	case u.Auto && u.Status == incident.InProgress:
		return "Scheduled maintenance is currently in progress. We will provide updates as necessary."
	case u.Auto:
		return "The scheduled maintenance has been completed."
	}
	return u.Message
}

// left returns the components of an incident with the statuses in which it left them or,
// while it is open, has them now.
func (s *Site) left(i *history.Incident) []Component {
	list := make([]Component, len(i.Affected)) // in page order as well
	updated := s.time(i.UpdatedAt)
	for n, c := range i.Affected {
		list[n] = s.leaves[s.order[c.ID]]
		list[n].Status, list[n].UpdatedAt = i.Now(c.ID).String(), updated
	}
	return list
}

// current returns the components of an incident with their present statuses.
func (s *Site) current(i *history.Incident, h *history.History) []Component {
	list := []Component{}
	for n, c := range s.Components {
		if slices.ContainsFunc(i.Affected, func(a incident.Component) bool { return a.ID == c.ID }) {
			list = append(list, s.now(n, h))
		}
	}
	return list
}

// Incident returns the document of one incident or maintenance. It depends on the
// incident alone: the page's updated_at is the incident's.
func (s *Site) Incident(i *history.Incident) IncidentDocument {
	d := IncidentDocument{Page: s.Page(i.UpdatedAt)}
	if k := s.keys(i, s.left(i)); i.Type == incident.Maintenance {
		d.Incident = s.maintenance(i, k)
	} else {
		d.Incident = Incident{incidentKeys: k}
	}
	return d
}

func (s *Site) maintenance(i *history.Incident, k incidentKeys) Maintenance {
	return Maintenance{k, null(s.time(i.ScheduledFor)), null(s.time(i.ScheduledUntil))}
}

// Record returns the document of one incident that Statuspage serves, but does not
// document.
func (s *Site) Record(i *history.Incident) Record {
	k := s.keys(i, nil)
	r := Record{
		Name: k.Name, Status: k.Status, CreatedAt: k.CreatedAt, UpdatedAt: k.UpdatedAt, MonitoringAt: k.MonitoringAt,
		ResolvedAt: k.ResolvedAt, Impact: k.Impact, Shortlink: k.Shortlink, StartedAt: k.StartedAt, ID: k.ID, PageID: k.PageID,
		ScheduledFor: null(s.time(i.ScheduledFor)), ScheduledUntil: null(s.time(i.ScheduledUntil)),
		Metadata: map[string]string{}, IncidentUpdates: make([]RecordUpdate, 0, len(k.IncidentUpdates)), Components: make([]RecordComponent, 0, len(i.Affected)),
	}
	for _, u := range k.IncidentUpdates {
		r.IncidentUpdates = append(r.IncidentUpdates, RecordUpdate{
			Status: u.Status, Body: u.Body, CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt, DisplayAt: u.DisplayAt,
			DeliverNotifications: u.DeliverNotifications, ID: u.ID, IncidentID: u.IncidentID, AffectedComponents: u.AffectedComponents,
		})
	}
	for _, u := range i.Updates {
		r.AutoInProgress = r.AutoInProgress || u.Auto && u.Status == incident.InProgress
		r.AutoCompleted = r.AutoCompleted || u.Auto && u.Status == incident.Completed
	}
	if at := i.PostmortemAt(); !at.IsZero() && i.Postmortem != "" {
		r.PostmortemBody, r.PostmortemPublishedAt, r.PostmortemUpdatedAt = null(i.Postmortem), null(s.time(at)), null(s.time(i.UpdatedAt))
	}
	for _, c := range s.left(i) {
		r.Components = append(r.Components, record(c))
	}
	if i.Impact != computedImpact(i) {
		r.ImpactOverride = &r.Impact
	}
	return r
}

// computedImpact returns the impact that follows from the timeline if the file does not
// set another.
func computedImpact(i *history.Incident) incident.Impact {
	if i.Type == incident.Maintenance {
		return incident.Planned
	}
	worst := incident.Operational
	for _, u := range i.Incident.Updates { // also those to come: they count for Impact
		for _, c := range u.Components {
			worst = max(worst, c.Status)
		}
	}
	return incident.ImpactOf(worst)
}

// record converts a component to the form in records.
func record(c Component) RecordComponent {
	return RecordComponent{
		Status: c.Status, Name: c.Name, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Position: c.Position, Description: c.Description,
		Showcase: c.Showcase, StartDate: startTime(c), ID: c.ID, PageID: c.PageID, GroupID: c.GroupID,
	}
}

// startTime returns the start date as in records and histories: the midnight with which
// the day begins.
func startTime(c Component) *string {
	if c.StartDate == nil {
		return nil
	}
	return &c.CreatedAt
}
