package pages

import (
	"strconv"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

const newestMonths = 3 // on /history/

// months plans /history/ and the pages of years.
func (p *plan) months(yield func(Page) bool) bool {
	list := p.listed()
	if !yield(p.newest(list)) {
		return false
	}
	p.mapped = append(p.mapped, p.monthPages...)
	for n, months := range byYear(list) {
		if !yield(p.year(byYear(list), n, months)) {
			return false
		}
	}
	return true
}

// monthBatches plans the page of each month as soon as the incidents that it lists have been, because it
// sums up their texts. In the sitemap it is among the other pages of the history.
func (p *plan) monthBatches() batchFunc {
	list := p.listed()
	years := yearNames(list)
	n, due := 0, 0
	return func(planned int, yield func(Page) bool) bool {
		for ; n < len(list) && due+len(list[n].Incidents) <= planned; n++ {
			m := list[n]
			due += len(m.Incidents)
			k := monthKey{base: p.base, month: m, counts: countsOf(p.ofYear(m.Year)), years: years}
			if n > 0 {
				k.newer = list[n-1].Civil()
			}
			if n+1 < len(list) {
				k.older = list[n+1].Civil()
			}
			page := p.page(route.MonthFolder(m.Year, m.Month), "month.html", newestOf(m.Incidents), k, func() any { return k.monthView(k) })
			p.monthPages = append(p.monthPages, page.mapped())
			page.listed = false
			if !yield(page) {
				return false
			}
		}
		return true
	}
}

// listed returns the months that have a page: those on /history/, and those that an
// incident touched.
func (p *plan) listed() []*history.Month {
	var list []*history.Month
	for n, m := range p.history.Months {
		if p.hasPage(n) {
			list = append(list, m)
		}
	}
	return list
}

// hasPage reports whether the month n months ago has a page.
func (p *plan) hasPage(n int) bool {
	months := p.history.Months
	return n < len(months) && (n < newestMonths || months[n].Touched())
}

// monthKey is all that the page of a month depends on.
type monthKey struct {
	*base
	month        *history.Month
	newer, older civil.Month // zero: there is none
	counts       [12]monthCount
	years        string // that have a page, the newest first, with spaces between them
}

func (b *base) monthView(k monthKey) view.MonthView {
	m := k.month
	v := view.MonthView{
		Frame:      b.frame("history", b.monthName(m.Civil()), b.words.F("Incidents of %s.", b.monthName(m.Civil())), route.MonthFolder(m.Year, m.Month)),
		MonthBlock: b.monthBlock(m, "", true),
		Year:       b.yearLink(m.Year),
		Years:      b.yearTabs(k.years, m.Year),
		Tabs:       b.monthTabs(k.counts, m.Year, m.Month),
	}
	if k.newer != (civil.Month{}) {
		v.Newer = &view.Link{Name: b.monthName(k.newer), URL: b.monthLink(k.newer)}
	}
	if k.older != (civil.Month{}) {
		v.Older = &view.Link{Name: b.monthName(k.older), URL: b.monthLink(k.older)}
	}
	return v
}

func (p *plan) newest(list []*history.Month) Page {
	v := view.HistoryView{Frame: p.frame("history", p.words.T("Incident History"), p.words.F("All incidents and scheduled maintenance of %s.", p.config.Title), route.HistoryFolder)}
	for n, m := range list {
		if n < newestMonths {
			v.Months = append(v.Months, firstRows(p.monthBlock(m, p.monthLink(m.Civil()), true)))
		} else if n == newestMonths {
			v.Older = &view.Link{Name: p.monthName(m.Civil()), URL: p.monthLink(m.Civil())}
		}
	}
	for _, m := range p.history.Months {
		v.Total += len(m.Incidents)
		v.Planned += history.Impacts(m.Incidents)[incident.Planned]
	}
	v.Count = v.Total - v.Planned
	v.Search = p.search()
	v.Tags, v.AllTags = p.mostUsedTags(), p.allTags()
	if p.on(API) {
		v.Props = props(p.api.FirstHistory(p.history))
	}
	if len(list) > 0 {
		v.Years = p.yearTabs(yearNames(list), list[0].Year)
		v.Tabs = p.monthTabs(countsOf(p.ofYear(list[0].Year)), list[0].Year, 0)
	}
	if last := len(p.history.Months) - 1; last >= 0 {
		v.Since = strconv.Itoa(p.history.Months[last].Year)
	}
	return p.page(route.HistoryFolder, "history.html", p.changed, nil, constView(v))
}
