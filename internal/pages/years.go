package pages

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// mostYearRows is how many incidents a year's page lists. With more, it only counts them.
const mostYearRows = 150

// mostWorst is how many incidents a year's page lists as the worst, and fewestForWorst the number of incidents
// from which on it does.
const (
	mostWorst      = 5
	fewestForWorst = 10
)

// yearKey is all that the page of a year depends on.
type yearKey struct {
	*base
	year, newer, older int                // 0: there is none
	months             [12]*history.Month // from January; nil for months that the history does not reach
	pages              [12]bool           // whether they have a page
	years              string             // see monthKey
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
