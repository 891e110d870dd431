package pages

import "statuary/internal/pages/route"

// statistics plans the pages of numbers: uptime if the site has components, and
// insights if it has incidents.
func (p *plan) statistics(yield func(Page) bool) bool {
	s := p.stats()
	if len(p.config.Components) > 0 &&
		!yield(p.page(route.UptimeFolder, "uptime.html", p.changed, p.statsKey("uptime"), func() any { return s.uptimeView() })) {
		return false
	}
	return len(p.history.Incidents) == 0 ||
		yield(p.page(route.InsightsFolder, "insights.html", p.changed, p.statsKey("insights"), func() any { return s.insightsView() }))
}

// csv plans the tables of the uptime of all components and of each.
func (p *plan) csv(yield func(Page) bool) bool {
	s := p.stats()
	if len(p.config.Components) == 0 {
		return true
	}
	list := []Page{
		{Path: route.UptimeFolder + "uptime.csv", Key: p.statsKey("csv"), Renderer: verbatim{}, View: func() any { return s.monthsCSV() }},
		{Path: route.UptimeFolder + "total.csv", Key: p.statsKey("total"), Renderer: verbatim{}, View: func() any { return s.totalCSV() }},
	}
	for _, c := range p.config.Components {
		k := p.componentKey(c)
		k.what = "csv"
		list = append(list, Page{Path: route.ComponentFolder(c.ID) + "uptime.csv", Key: k, Renderer: verbatim{}, View: func() any { return s.daysCSV(c) }})
	}
	return yieldAll(list, yield)
}
