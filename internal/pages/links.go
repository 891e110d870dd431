package pages

import (
	"strconv"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// link returns the address, from the host's root, of a path below the site's root.
func (b *base) link(path string) string { return b.config.Root + path }

// linkIf returns the address of a path, or an empty string if the output that it
// belongs to is turned off.
func (b *base) linkIf(output, path string) string {
	if !b.on(output) {
		return ""
	}
	return b.link(path)
}

// urlIf returns the full address of a path, or an empty string if the output that it
// belongs to is turned off.
func (b *base) urlIf(output, path string) string {
	if !b.on(output) {
		return ""
	}
	return b.config.URL() + path
}

func (b *base) incidentLink(i *history.Incident) string { return b.linkOfID(i.ID) }

// linkOfID returns the address of the page of an incident.
func (b *base) linkOfID(id string) string {
	return b.link(route.EscapePath(route.IncidentFolder(id)))
}

func (b *base) componentLink(id string) string {
	return b.link(route.EscapePath(route.ComponentFolder(id)))
}

func (b *base) monthLink(m civil.Month) string { return b.link(route.MonthFolder(m.Year, m.Month)) }

func (b *base) yearLink(year int) view.Link {
	return view.Link{Name: strconv.Itoa(year), URL: b.link(route.YearFolder(year))}
}

// componentRSS returns the address of a component's RSS feed, if it has one.
func (b *base) componentRSS(id string) string {
	if !b.on(RSS) {
		return ""
	}
	return b.linkIf(PerComponentFeeds, route.EscapePath(route.ComponentFolder(id))+route.RSSFile)
}
