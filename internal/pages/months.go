package pages

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/api"
	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/draw"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

const (
	newestMonths = 3   // on /history/
	mostYearRows = 150 // of a year's page; with more, it only counts them
)

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

func (p *plan) year(years [][]*history.Month, n int, months []*history.Month) Page {
	k := yearKey{base: p.base, year: months[0].Year, years: yearNames(slices.Concat(years...)), months: p.ofYear(months[0].Year)}
	if n > 0 {
		k.newer = years[n-1][0].Year
	}
	if n+1 < len(years) {
		k.older = years[n+1][0].Year
	}
	var changed time.Time
	for _, m := range months {
		k.pages[m.Month-1] = true
		changed = later(changed, newestOf(m.Incidents))
	}
	return p.page(route.YearFolder(k.year), "year.html", changed, k, func() any { return k.yearView(k) })
}

// yearKey is all that the page of a year depends on.
type yearKey struct {
	*base
	year, newer, older int                // 0: there is none
	months             [12]*history.Month // from January; nil for months that the history does not reach
	pages              [12]bool           // whether they have a page
	years              string             // see monthKey
}

// mostWorst is how many incidents a year's page lists as the worst, and fewestForWorst the number of incidents
// from which on it does.
const (
	mostWorst      = 5
	fewestForWorst = 10
)

func (b *base) yearView(k yearKey) view.YearView {
	name := strconv.Itoa(k.year)
	v := view.YearView{Frame: b.frame("history", name, b.words.F("Incidents of %s.", name), route.YearFolder(k.year)), Year: k.year, Years: b.yearTabs(k.years, k.year)}
	rows := 0
	others := map[*history.Incident]bool{}
	var all []*history.Incident
	for _, m := range k.months {
		if m == nil {
			continue
		}
		count := history.Impacts(m.Incidents)
		v.Total += unplanned(count)
		v.Planned += count[incident.Planned]
		rows += len(m.Incidents)
		all = append(all, m.Incidents...)
		for _, i := range m.Others {
			others[i] = true
		}
	}
	for _, i := range all {
		delete(others, i)
	}
	v.Others = len(others)
	v.Rows = rows <= mostYearRows
	for n, m := range k.months {
		block := view.MonthBlock{Name: b.words.Format(civil.Month{Year: k.year, Month: time.Month(n + 1)}.First().UTC(), timefmt.Month), Weekdays: b.weekdays()}
		if m != nil {
			block = b.monthBlock(m, b.monthLink(m.Civil()), v.Rows)
		}
		block.Short = b.words.Month(time.Month(n + 1))
		if !k.pages[n] {
			block.URL = ""
		}
		for len(block.Weeks) < 6 {
			block.Weeks = append(block.Weeks, make([]view.CalendarCell, 7))
		}
		v.Calendars = append(v.Calendars, block)
		if k.pages[n] {
			v.Months = append([]view.MonthBlock{block}, v.Months...)
		}
	}
	if v.Total >= fewestForWorst {
		v.Worst = b.worst(all)
	}
	if k.newer != 0 {
		l := b.yearLink(k.newer)
		v.Newer = &l
	}
	if k.older != 0 {
		l := b.yearLink(k.older)
		v.Older = &l
	}
	return v
}

// worst returns the incidents with the highest impact, those that took longest first.
func (b *base) worst(list []*history.Incident) []view.Row {
	list = slices.DeleteFunc(slices.Clone(list), func(i *history.Incident) bool {
		return i.Type == incident.Maintenance || i.Impact < incident.Major
	})
	slices.SortStableFunc(list, func(x, y *history.Incident) int {
		return cmp.Or(cmp.Compare(y.Impact, x.Impact), cmp.Compare(y.Duration(), x.Duration()))
	})
	var rows []view.Row
	for _, i := range list[:min(mostWorst, len(list))] {
		rows = append(rows, b.row(i))
	}
	return rows
}

// byYear splits a list of months into years.
func byYear(list []*history.Month) [][]*history.Month {
	var years [][]*history.Month
	for n := 0; n < len(list); {
		end := n
		for end < len(list) && list[end].Year == list[n].Year {
			end++
		}
		years = append(years, list[n:end])
		n = end
	}
	return years
}

// monthBlock returns a month. Its days link to rows on the page with the given address,
// or on the same page if that is empty: to the first incident that is filed under the
// day, or else to the first that touched it.
func (b *base) monthBlock(m *history.Month, page string, rows bool) view.MonthBlock {
	count := history.Impacts(m.Incidents)
	v := view.MonthBlock{Name: b.monthName(m.Civil()), URL: b.monthLink(m.Civil()), Weekdays: b.weekdays(), Count: unplanned(count), Planned: count[incident.Planned]}
	list := m.Incidents
	if len(m.Announced) > 0 {
		list = slices.Concat(list, m.Announced)
		slices.SortStableFunc(list, func(a, b *history.Incident) int { return cmp.Compare(b.FiledDay(), a.FiledDay()) })
	}
	anchors := map[civil.Day]string{} // of the days under which incidents are filed
	touched := map[civil.Day]string{}
	onDay := map[civil.Day][]*history.Incident{}
	touch := func(i *history.Incident, anchor string) {
		for _, day := range i.TouchedIn(m) {
			onDay[day] = append(onDay[day], i)
			if touched[day] == "" {
				touched[day] = anchor
			}
		}
	}
	for n, i := range m.Others {
		r := b.reference(i)
		if n == 0 && page == "" {
			r.ID = othersID
		}
		v.Others = append(v.Others, r)
	}
	for _, i := range list {
		day := i.FiledDay()
		_, _, number := day.Date()
		anchor := "_" + strconv.Itoa(number)
		if rows {
			r := b.row(i)
			if page == "" && anchors[day] == "" {
				r.ID = anchor
			}
			v.Rows = append(v.Rows, r)
		}
		anchors[day] = anchor
		if i.Type != incident.Announcement {
			touch(i, anchor)
		}
	}
	for _, i := range m.Others {
		touch(i, othersID)
	}
	cells := make([]view.CalendarCell, m.Civil().Len()) // a day that the zone skipped stays empty
	for _, d := range m.Days {
		_, _, number := d.Day.Date()
		cell := view.CalendarCell{Day: number}
		switch {
		case d.Future:
			cell.Tone = "future"
		case d.Touched:
			cell.Tone, cell.Title = tones[d.Worst], b.words.T(lower(d.Worst.Label()))
			if cell.Tone == "operational" {
				cell.Tone, cell.Title = "none", b.quietWords(onDay[d.Day])
			}
		}
		if anchor := cmp.Or(anchors[d.Day], touched[d.Day]); anchor != "" {
			cell.Link = page + "#" + anchor
		}
		cells[number-1] = cell
	}
	v.Weeks = b.weeks(m.Civil(), cells)
	return v
}

// othersID is the id of the first incident on a month's page that is filed under another
// month.
const othersID = "_others"

// weekdays returns the heads of calendars.
func (b *base) weekdays() []view.Weekday {
	list := make([]view.Weekday, 7)
	for n, d := range b.words.Weekdays() {
		list[b.column(time.Weekday((n+1)%7))] = view.Weekday(d)
	}
	return list
}

// column returns the column of a day in calendars, from 0.
func (b *base) column(day time.Weekday) int { return (int(day-b.config.WeekStart) + 7) % 7 }

// props returns a history as the attribute in which Statuspage's page has it, on one
// line and with &quot;, because programs search for it in this form.
func props(h api.History) template.HTMLAttr {
	var b strings.Builder
	if err := api.Encode(&b, h); err != nil {
		panic("pages: " + err.Error()) // it holds nothing that can't be encoded
	}
	return template.HTMLAttr(`data-react-props="` + strings.ReplaceAll(draw.EscapeHTML(strings.TrimSpace(b.String())), "&#34;", "&quot;") + `"`)
}

// weeks splits the days of a month into weeks.
func (b *base) weeks(m civil.Month, days []view.CalendarCell) [][]view.CalendarCell {
	cells := append(make([]view.CalendarCell, b.column(m.First().Weekday())), days...)
	for len(cells)%7 > 0 {
		cells = append(cells, view.CalendarCell{})
	}
	return slices.Collect(slices.Chunk(cells, 7))
}
