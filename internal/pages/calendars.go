package pages

import (
	"io"

	"statuary/internal/calendar"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
)

// calendarRenderer writes a view that is a calendar.
type calendarRenderer struct{}

// Render implements Renderer.
func (calendarRenderer) Render(w io.Writer, view any) error {
	return calendar.Write(w, view.(calendar.Calendar))
}

// calendars plans /maintenance.ics and a calendar for each component.
func (p *plan) calendars(yield func(Page) bool) bool {
	all := p.incidentSet("maintenances", 0, maintenances(p.history.Announced))
	pages := []Page{{
		Path: route.CalendarFile, Key: setKey{p.base, all}, Renderer: calendarRenderer{},
		View: func() any { return p.calendar(p.site.Name, "", "", all.incidents) },
	}}
	for _, c := range p.config.Components {
		folder := route.ComponentFolder(c.ID)
		// Most changes of a component are none of its maintenances.
		b, own := p.base, p.incidentSet("maintenances of "+c.ID, 0, maintenances(p.history.Track(c.ID).Incidents))
		view := func() any { return b.calendar(b.site.Name+": "+c.Name, route.EscapePath(folder), c.ID, own.incidents) }
		pages = append(pages, Page{Path: folder + route.CalendarFile, Key: setKey{b, own}, View: view, Renderer: calendarRenderer{}})
	}
	return yieldAll(pages, yield)
}

func maintenances(list []*history.Incident) (planned []*history.Incident) {
	for _, i := range list {
		if i.Type == incident.Maintenance {
			planned = append(planned, i)
		}
	}
	return planned
}

// calendar returns the calendar of the maintenances in a list, newest first. A series is
// one event. A component restricts it to series that affect it.
func (b *base) calendar(name, home, component string, list []*history.Incident) calendar.Calendar {
	c := b.newCalendar(name, home)
	over := 0
	series := map[*incident.Incident][]*history.Incident{}
	for _, i := range list {
		if i.Series != nil && commonTo(i.Series, component) {
			series[i.Series] = append(series[i.Series], i)
		}
	}
	for _, i := range list {
		known, ok := series[i.Series]
		switch {
		case i.Type != incident.Maintenance:
		case i.Series == nil || !ok:
			if !i.Ended.IsZero() {
				if over++; over > mostEvents {
					continue
				}
			}
			c.Events = append(c.Events, b.event(i))
		case known[0] == i: // the other occurrences are added with the first
			c.Events = append(c.Events, b.series(i.Series, known)...)
		}
	}
	return c
}

func (b *base) newCalendar(name, home string) calendar.Calendar {
	return calendar.Calendar{Name: name + " maintenance", URL: b.config.URL() + home}
}

// eventKey is all that the calendar of a maintenance depends on.
type eventKey struct {
	*base
	incident *history.Incident
}

// eventPage returns the calendar of one maintenance, or of one occurrence of a series,
// which visitors add to theirs.
func (b *base) eventPage(i *history.Incident) []Page {
	if i.Type != incident.Maintenance {
		return nil
	}
	return []Page{{
		Path: route.IncidentFolder(i.ID) + route.CalendarFile, Key: eventKey{b, i}, Renderer: calendarRenderer{}, Source: i.Source.File,
		View: func() any {
			c := b.newCalendar(b.site.Name, "")
			c.Events = []calendar.Event{b.event(i)}
			return c
		},
	}}
}
