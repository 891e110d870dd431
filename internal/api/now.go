package api

import (
	"slices"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// most is the number of incidents in the documents about the newest ones.
const most = 50

// Page returns the page as updated at a time; zero means never.
func (s *Site) Page(updated time.Time) Page {
	if updated.IsZero() {
		updated = noTime
	}
	return Page{ID: s.PageID, Name: s.Title, URL: s.URL, TimeZone: s.zoneName(), UpdatedAt: s.time(updated)}
}

// pageNow returns the page as updated when the history last changed.
func (s *Site) pageNow(h *history.History) Page {
	return s.Page(newest(h))
}

// newest returns when the history last changed, or zero if it is empty.
func newest(h *history.History) time.Time {
	var t time.Time
	for _, i := range h.Incidents {
		if i.UpdatedAt.After(t) {
			t = i.UpdatedAt
		}
	}
	return t
}

// now returns a component with its present status, by its index among the site's.
func (s *Site) now(n int, h *history.History) Component {
	c := s.leaves[n]
	id := s.Components[n].ID
	c.Status = h.ComponentNow(id).String()
	c.UpdatedAt = s.time(s.changed(n, h))
	return c
}

// changed returns when a component's status last changed: at its start, if it never did.
func (s *Site) changed(n int, h *history.History) time.Time {
	c := s.Components[n]
	switch t := h.Track(c.ID).Changed(); {
	case !t.IsZero():
		return t
	case !c.Since.IsZero():
		return c.Since
	}
	return noTime
}

// components returns the components that are shown, with their present statuses. A group
// comes before its members, in the place of the first of them.
func (s *Site) components(h *history.History) []Component {
	list := []Component{}
	done := map[string]bool{}
	for n, c := range s.Components {
		switch {
		case c.Retired || done[c.Group]:
		case c.Group == "":
			list = append(list, s.now(n, h))
		default:
			done[c.Group] = true
			list = append(list, s.group(c.Group, h)...)
		}
	}
	return list
}

// group returns a group, with the worst status of its members, followed by them.
func (s *Site) group(name string, h *history.History) []Component {
	n := slices.IndexFunc(s.groups, func(g Component) bool { return g.Name == name })
	list := []Component{s.groups[n]}
	g := &list[0]
	g.Components = nil
	worst, changed := incident.Operational, noTime
	for n, c := range s.Components {
		if c.Group != name || c.Retired {
			continue
		}
		d := s.now(n, h)
		list = append(list, d)
		g = &list[0]
		g.Components = append(g.Components, d.ID)
		worst = max(worst, h.ComponentNow(c.ID))
		if t := s.changed(n, h); t.After(changed) {
			changed = t // compared as moments: in the hour that comes twice, texts mislead
		}
	}
	g.Status, g.UpdatedAt = worst.String(), s.time(changed)
	return list
}

func (s *Site) status(h *history.History) Status {
	return Status{h.State.Indicator, h.State.Description}
}

// some returns the documents of the newest incidents or maintenances that are wanted, in
// the order of their announcement.
func (s *Site) some(h *history.History, limit int, want func(*history.Incident) bool) (incidents []Incident, maintenances []Maintenance) {
	incidents, maintenances = []Incident{}, []Maintenance{}
	for _, i := range h.Announced {
		if len(incidents)+len(maintenances) == limit {
			break
		}
		if i.Type == incident.Announcement || !want(i) {
			continue
		}
		if k := s.keys(i, s.current(i, h)); i.Type == incident.Maintenance {
			maintenances = append(maintenances, s.maintenance(i, k))
		} else {
			incidents = append(incidents, Incident{incidentKeys: k})
		}
	}
	return incidents, maintenances
}

// ThirdParty is a component of another service, with its status as known at present.
type ThirdParty struct {
	ID, Name, Description string
	Status                string
	Changed               time.Time
}

// thirdParty returns the components of other services as documents, at the end of the page.
func (s *Site) thirdParty(list []ThirdParty) []Component {
	var out []Component
	top := len(s.groups)
	for _, c := range s.Components {
		if c.Group == "" {
			top++
		}
	}
	for n, t := range list {
		out = append(out, Component{
			ID: s.code("component", t.ID), Name: t.Name, Status: t.Status, Description: null(t.Description), PageID: s.PageID,
			CreatedAt: s.time(noTime), UpdatedAt: s.time(t.Changed), Position: top + n + 1,
		})
	}
	return out
}

// Now returns the documents about the present, by path below /api/v2/. Components of other services
// are listed at the end, and do not count for the status.
func (s *Site) Now(h *history.History, others ...ThirdParty) map[string]any {
	page, components, status := s.pageNow(h), append(s.components(h), s.thirdParty(others)...), s.status(h)
	planned := func(i *history.Incident) bool { return i.Type == incident.Maintenance }
	newest, _ := s.some(h, most, func(i *history.Incident) bool { return !planned(i) })
	unresolved, _ := s.some(h, len(h.Incidents), func(i *history.Incident) bool { return !planned(i) && i.Open() })
	_, maintenances := s.some(h, most, planned)
	_, upcoming := s.some(h, len(h.Incidents), func(i *history.Incident) bool { return planned(i) && i.Upcoming() })
	_, active := s.some(h, len(h.Incidents), func(i *history.Incident) bool { return planned(i) && i.Open() })
	_, coming := s.some(h, len(h.Incidents), func(i *history.Incident) bool { return planned(i) && i.Ended.IsZero() })
	return map[string]any{
		"summary.json":                         Summary{page, components, unresolved, coming, status},
		"status.json":                          StatusDocument{page, status},
		"components.json":                      Components{page, components},
		"incidents.json":                       Incidents{page, newest},
		"incidents/unresolved.json":            Incidents{page, unresolved},
		"scheduled-maintenances.json":          Maintenances{page, maintenances},
		"scheduled-maintenances/upcoming.json": Maintenances{page, upcoming},
		"scheduled-maintenances/active.json":   Maintenances{page, active},
	}
}
