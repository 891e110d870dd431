package pages

import (
	"strconv"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// mostComponentRows is how many incidents the page of a component or of a tag lists. Older ones are
// counted by year.
const mostComponentRows = 50

func (p *plan) components(yield func(Page) bool) bool {
	for _, c := range p.config.Components {
		k := p.componentKey(c)
		track := k.track
		page := p.page(route.ComponentFolder(c.ID), "component.html", newestOf(track.Incidents), k, func() any { return p.componentView(c, track.Incidents) })
		if !yield(page) {
			return false
		}
	}
	return true
}

// componentKey is all that the pages of a component depend on: its track, and the days
// that are shown.
type componentKey struct {
	*base
	id, what     string
	track        *history.Track
	known, today civil.Day // the first of which something is known of the component, and the present one
	months       int       // in the history
	pages        uint      // which of the months of its calendar have a page, as bits
}

func (p *plan) componentKey(c incident.Component) componentKey {
	k := componentKey{
		base: p.base, id: c.ID, what: "page", track: p.history.Track(c.ID),
		known: p.history.KnownFrom(c.ID), today: p.history.Today(), months: len(p.history.Months),
	}
	for n := range statMonths {
		if p.hasPage(n) {
			k.pages |= 1 << n
		}
	}
	return k
}

func (p *plan) componentView(c incident.Component, list []*history.Incident) view.ComponentView {
	var named incidentIndex
	v := view.ComponentView{
		Frame:        p.frame("", c.Name, p.words.F("Status, uptime and incidents of %s.", c.Name), route.EscapePath(route.ComponentFolder(c.ID))),
		ComponentRow: p.componentRow(c, &named),
		States:       componentBadges(),
		Group:        c.Group,
		Retired:      c.Retired,
		Since:        c.Since,
		Facts:        p.componentFacts(c, list),
		Years:        p.uptimeByYear(c),
		CSV:          p.linkIf(CSV, route.EscapePath(route.ComponentFolder(c.ID))+"uptime.csv"),
		Total:        len(list),
		Atom:         p.linkIf(PerComponentFeeds, route.EscapePath(route.ComponentFolder(c.ID))+route.AtomFile),
		RSS:          p.componentRSS(c.ID),
	}
	v.Named = named.links
	if !c.Retired {
		v.Heat = p.componentHeat(c)
	}
	if c.Description != "" {
		v.Frame.Description = c.Description
	}
	_, v.Older = p.newestRows(list)
	for _, i := range list[:min(len(list), mostComponentRows)] {
		v.Incidents = append(v.Incidents, p.componentIncident(c, i))
	}
	return v
}

// newestRows returns the rows of the newest incidents of a list, and how many others there are in
// each year.
func (b *base) newestRows(list []*history.Incident) (rows []view.Row, older []view.CountLink) {
	for n, i := range list {
		if n < mostComponentRows {
			rows = append(rows, b.row(i))
			continue
		}
		year := i.FiledDay().Month().Year
		if last := len(older) - 1; last < 0 || older[last].Name != strconv.Itoa(year) {
			l := b.yearLink(year)
			older = append(older, view.CountLink{Name: l.Name, URL: l.URL})
		}
		older[len(older)-1].Count++
	}
	return rows, older
}

// uptimeByYear returns the uptime of each known year, newest first, with its quarters
// and months.
func (p *plan) uptimeByYear(c incident.Component) []view.YearUptime {
	var years []view.YearUptime
	for year := p.history.Today().Month().Year; year >= p.history.KnownFrom(c.ID).Month().Year; year-- {
		whole := p.measured(c, civil.Date(year, time.January, 1), civil.Date(year, time.December, 31))
		if !whole.Known {
			continue
		}
		y := view.YearUptime{Year: year, Percent: whole.Percent()}
		for m := time.January; m <= time.December; m += 3 {
			period := p.quarter(civil.Month{Year: year, Month: m})
			q := view.QuarterUptime{MonthUptime: uptimeCell(period.Name, p.measured(c, period.first, period.last))}
			for n := range 3 {
				month := period.first.Month().Add(n)
				q.Months = append(q.Months, uptimeCell(p.words.Month(month.Month), p.measured(c, month.First(), month.Last())))
			}
			y.Quarters = append(y.Quarters, q)
		}
		years = append(years, y)
	}
	return years
}
