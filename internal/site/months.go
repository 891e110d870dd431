package site

import (
	"strconv"
	"time"

	"statuary/internal/history"
)

const (
	newestMonths = 3   // on /history/
	mostYearRows = 150 // of a year's page; with more, it only counts them
)

// months makes /history/ and the pages of months and years.
func (p *plan) months(yield func(Page) bool) bool {
	list := p.History.Months
	if !yield(p.newest(list)) {
		return false
	}
	for n, m := range list {
		k := monthKey{base: p.base, month: m}
		if n > 0 {
			k.newer = list[n-1]
		}
		if n+1 < len(list) {
			k.older = list[n+1]
		}
		if !yield(p.page("history/"+monthPath(m), "month.html", newestOf(m.Incidents), k, func() any { return k.monthView(k) })) {
			return false
		}
	}
	years := byYear(list)
	for n, months := range years {
		if !yield(p.year(years, n, months)) {
			return false
		}
	}
	return true
}

// monthKey is all that the page of a month depends on.
type monthKey struct {
	*base
	month, newer, older *history.Month
}

func (b *base) monthView(k monthKey) MonthView {
	m := k.month
	v := MonthView{
		Frame:      b.frame("history", b.monthName(m), b.words.F("Incidents of %s.", b.monthName(m)), "history/"+monthPath(m)),
		MonthBlock: b.monthBlock(m, "", true),
		Year:       b.yearLink(m.Year),
	}
	if k.newer != nil {
		v.Newer = &Link{b.monthName(k.newer), b.monthLink(k.newer)}
	}
	if k.older != nil {
		v.Older = &Link{b.monthName(k.older), b.monthLink(k.older)}
	}
	return v
}

func (p *plan) newest(list []*history.Month) Page {
	v := HistoryView{Frame: p.frame("history", p.words.T("Incident History"), p.words.F("All incidents and maintenances of %s.", p.Config.Title), "history/")}
	for n, m := range list {
		if n < newestMonths {
			v.Months = append(v.Months, p.monthBlock(m, p.monthLink(m), true))
		}
		v.Total += len(m.Incidents)
	}
	v.Search = p.search()
	v.Props = props(p.api.FirstHistory(p.History))
	for _, months := range byYear(list) {
		v.Years = append(v.Years, p.yearLink(months[0].Year))
	}
	return p.page("history/", "history.html", p.changed, nil, made(v))
}

func (p *plan) year(years [][]*history.Month, n int, months []*history.Month) Page {
	k := yearKey{base: p.base, year: months[0].Year}
	copy(k.months[:], months)
	if n > 0 {
		k.newer = years[n-1][0].Year
	}
	if n+1 < len(years) {
		k.older = years[n+1][0].Year
	}
	var changed time.Time
	for _, m := range months {
		changed = later(changed, newestOf(m.Incidents))
	}
	return p.page("history/"+strconv.Itoa(k.year)+"/", "year.html", changed, k, func() any { return k.yearView(k) })
}

// yearKey is all that the page of a year depends on.
type yearKey struct {
	*base
	year, newer, older int                // 0: there is none
	months             [12]*history.Month // the newest first; then nil
}

func (b *base) yearView(k yearKey) YearView {
	name := strconv.Itoa(k.year)
	v := YearView{Frame: b.frame("history", name, b.words.F("Incidents of %s.", name), "history/"+name+"/"), Year: k.year}
	months := k.months[:]
	for len(months) > 0 && months[len(months)-1] == nil {
		months = months[:len(months)-1]
	}
	for _, m := range months {
		v.Total += len(m.Incidents)
	}
	v.Rows = v.Total <= mostYearRows
	for _, m := range months {
		v.Months = append(v.Months, b.monthBlock(m, b.monthLink(m), v.Rows))
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

func (b *base) yearLink(year int) Link {
	return Link{strconv.Itoa(year), b.link("history/" + strconv.Itoa(year) + "/")}
}

// byYear cuts a list of months into years.
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

// monthBlock makes a month. Its days link to the rows in the page with the
// address given, or in the same page where that is empty.
func (b *base) monthBlock(m *history.Month, page string, rows bool) MonthBlock {
	v := MonthBlock{Name: b.monthName(m), URL: b.monthLink(m), Weekdays: b.weekdays(), Count: len(m.Incidents)}
	listed := make([]bool, len(m.Days)+1)
	for _, i := range m.Incidents {
		day := i.Filed.Day()
		if rows {
			r := b.row(i)
			if page == "" && !listed[day] {
				r.ID = "_" + strconv.Itoa(day)
			}
			v.Rows = append(v.Rows, r)
		}
		listed[day] = true
	}
	week := make([]CalendarCell, b.column(m.Days[0].Date.Weekday()), 7)
	for n, d := range m.Days {
		cell := CalendarCell{Day: n + 1}
		switch {
		case d.Future:
			cell.Tone = "future"
		case d.Touched:
			cell.Tone, cell.Title = tones[d.Worst], b.words.T(lower(d.Worst.Label()))
			if cell.Tone == "operational" {
				cell.Tone, cell.Title = "none", b.words.T("incident without impact")
			}
		}
		if listed[n+1] {
			cell.Link = page + "#_" + strconv.Itoa(n+1)
		}
		if week = append(week, cell); len(week) == 7 {
			v.Weeks, week = append(v.Weeks, week), make([]CalendarCell, 0, 7)
		}
	}
	if len(week) > 0 {
		v.Weeks = append(v.Weeks, append(week, make([]CalendarCell, 7-len(week))...))
	}
	return v
}

// weekdays are the heads of calendars.
func (b *base) weekdays() []Weekday {
	list := make([]Weekday, 7)
	for n, d := range b.words.Weekdays() {
		list[b.column(time.Weekday((n+1)%7))] = Weekday(d)
	}
	return list
}

// column is that of a day in the weeks of calendars, from 0 on.
func (b *base) column(day time.Weekday) int { return (int(day-b.config.WeekStart) + 7) % 7 }

// newestOf is when the last of some incidents changed; zero if there is none.
func newestOf(list []*history.Incident) time.Time {
	var t time.Time
	for _, i := range list {
		t = later(t, i.UpdatedAt)
	}
	return t
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
