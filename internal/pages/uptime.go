package pages

import (
	"sync"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

const (
	statMonths = 12 // that the pages of numbers look back, the present one included
)

// statsKey is all that a page of numbers depends on. An open incident is a different
// value in every build.
type statsKey struct {
	setKey
	what  string
	today civil.Day
}

// statsKey returns the key of a page of numbers.
func (p *plan) statsKey(what string) statsKey {
	return statsKey{setKey{p.base, p.incidentSet("stats", 0, p.history.Entries)}, what, p.history.Today()}
}

func (p *plan) stats() *stats {
	return &stats{plan: p, whole: sync.OnceValue(p.history.Whole)}
}

// stats returns the views of the pages of numbers.
type stats struct {
	*plan
	whole func() *history.Whole // computed once, when a page needs it
}

// period is a period that is measured as a whole.
type period struct {
	view.Period
	first, last civil.Day
}

// fullName returns the name of a quarter with its year.
func (b *base) fullName(q period) string {
	return b.words.F("Q%d %d", (int(q.first.Month().Month)+2)/3, q.Year)
}

// month returns the month n months ago.
func (p *plan) month(back int) period {
	month := p.history.Today().Month().Add(-back)
	m := period{Period: view.Period{Name: p.words.Month(month.Month), Year: month.Year}, first: month.First(), last: month.Last()}
	if p.hasPage(back) {
		m.URL = p.monthLink(p.history.Months[back].Civil())
	}
	return m
}

// lastMonths returns the newest months, back to the first known one.
func (p *plan) lastMonths(most int) []period {
	var list []period
	for n := range most {
		m := p.month(n)
		if m.last < p.history.FirstKnown() {
			break
		}
		list = append(list, m)
	}
	return list
}

// quarters splits a list of months into calendar quarters.
func (b *base) quarters(months []period) []period {
	var list []period
	for _, m := range months {
		q := b.quarter(m.first.Month())
		if n := len(list); n == 0 || list[n-1].Period != q.Period {
			list = append(list, q)
		}
	}
	return list
}

// quarter returns the quarter of a month.
func (b *base) quarter(m civil.Month) period {
	first := m.Quarter()
	name := b.words.F("Q%d", (int(first.Month)+2)/3)
	return period{Period: view.Period{Name: name, Year: m.Year}, first: first.First(), last: first.Add(2).Last()}
}

// lastYear returns the first day of the 12 months up to today.
func (p *plan) lastYear() civil.Day { return yearBefore(p.history.Today()) + 1 }

// yearBefore returns the same date a year before a day.
func yearBefore(d civil.Day) civil.Day {
	year, month, day := d.Date()
	before := civil.Month{Year: year - 1, Month: month}
	return min(civil.Date(year-1, month, day), before.Last()) // February 29
}

// measured returns the uptime of a component, as far as it is known. When a component
// was retired is unknown: its known days end with its last incident.
func (p *plan) measured(c incident.Component, first, last civil.Day) history.Uptime {
	if until, ok := p.lastOf(c); c.Retired && (!ok || until < first) {
		return history.Uptime{}
	}
	return p.history.Measured(c.ID, first, last)
}

// lastOf returns the day on which the last incident of a component was over, if it had
// any.
func (p *plan) lastOf(c incident.Component) (day civil.Day, ok bool) {
	if list := p.history.Track(c.ID).Incidents; len(list) > 0 {
		return list[0].FiledDay(), true
	}
	return 0, false
}

// uptimeCell returns an uptime with its colour in tables.
func uptimeCell(name string, u history.Uptime) view.MonthUptime {
	m := view.MonthUptime{Name: name, Percent: u.Percent()}
	switch {
	case !u.Known:
		m.Tone = "nodata"
	case u.Share >= 1:
		m.Tone = "operational"
	case u.Share >= 0.999:
		m.Tone = "degraded"
	case u.Share >= 0.99:
		m.Tone = "partial"
	default:
		m.Tone = "major"
	}
	return m
}

func (s *stats) uptimeView() view.UptimeView {
	months := s.lastMonths(statMonths)
	var named incidentIndex
	v := view.UptimeView{
		Frame:    s.frame("uptime", s.words.T("Uptime"), s.words.F("Uptime of the components of %s by quarter and month.", s.config.Title), route.UptimeFolder),
		Known:    s.history.FirstKnown().Start(s.history.Zone),
		States:   componentBadges(),
		Bars:     s.bars(s.words.T("All components"), s.history.WholeDays(barDays), &named),
		Quarters: s.table(s.quarters(months)),
		Months:   s.table(months),
		CSV:      s.linkIf(CSV, route.UptimeFolder+"uptime.csv"),
		TotalCSV: s.linkIf(CSV, route.UptimeFolder+"total.csv"),
	}
	v.Named = named.links
	today, known := s.history.Today(), s.history.FirstKnown()
	if first := s.history.LastDay(barDays - 1); first > known {
		v.Total = append(v.Total, s.total(s.words.T("Last 90 days"), first, today))
	}
	if first := s.lastYear(); first >= known {
		v.Total = append(v.Total, s.total(s.words.T("Last 12 months"), first, today))
	}
	v.Total = append(v.Total, s.total(s.words.F("Since %s", s.words.Format(known.UTC(), timefmt.Month)), known, today))
	for _, c := range s.config.Components {
		if c.Retired {
			v.Former = append(v.Former, view.Link{Name: c.Name, URL: s.componentLink(c.ID)})
		}
	}
	return v
}

// total returns the outage of all components together.
func (s *stats) total(name string, first, last civil.Day) view.TotalRow {
	t := s.history.Together(s.whole(), first, last)
	return view.TotalRow{
		Name: name, Mean: uptimeCell("", s.mean(s.present(), first, last)),
		Major: t.Major, Outage: t.Outage, MajorShare: t.Share(t.Major), OutageShare: t.Share(t.Outage),
	}
}

// present returns the components that are not retired.
func (p *plan) present() []incident.Component {
	var list []incident.Component
	for _, c := range p.config.Components {
		if !c.Retired {
			list = append(list, c)
		}
	}
	return list
}

func (p *plan) mean(list []incident.Component, first, last civil.Day) history.Uptime {
	all := make([]history.Uptime, len(list))
	for n, c := range list {
		all[n] = p.measured(c, first, last)
	}
	return history.Mean(all)
}

// table returns the uptime of each component in each period. A group is in the place of
// its first member.
func (s *stats) table(columns []period) view.UptimeTable {
	var t view.UptimeTable
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Period)
		t.Total = append(t.Total, s.total("", c.first, c.last))
	}
	members := map[string][]incident.Component{}
	var order []string
	for _, c := range s.present() {
		if members[c.Group] == nil {
			order = append(order, c.Group)
		}
		members[c.Group] = append(members[c.Group], c)
	}
	for _, name := range order {
		g := view.UptimeGroup{Name: name}
		for _, c := range columns {
			g.Mean = append(g.Mean, uptimeCell("", s.mean(members[name], c.first, c.last)))
		}
		for _, c := range members[name] {
			row := view.UptimeRow{Name: c.Name, URL: s.componentLink(c.ID)}
			for _, column := range columns {
				row.Cells = append(row.Cells, uptimeCell("", s.measured(c, column.first, column.last)))
			}
			g.Rows = append(g.Rows, row)
		}
		t.Groups = append(t.Groups, g)
	}
	return t
}
