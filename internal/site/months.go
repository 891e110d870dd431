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
		v := MonthView{
			Frame:      p.frame("history", m.Name(), "Incidents of "+m.Name()+".", "history/"+monthPath(m)),
			MonthBlock: p.monthBlock(m, "", true),
			Year:       p.yearLink(m.Year),
		}
		if n > 0 {
			v.Newer = &Link{list[n-1].Name(), p.monthLink(list[n-1])}
		}
		if n+1 < len(list) {
			v.Older = &Link{list[n+1].Name(), p.monthLink(list[n+1])}
		}
		if !yield(p.page("history/"+monthPath(m), "month.html", v, newestOf(m.Incidents), "")) {
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

func (p *plan) newest(list []history.Month) Page {
	v := HistoryView{Frame: p.frame("history", "Incident History", "All incidents and maintenances of "+p.Config.Title+".", "history/")}
	for n, m := range list {
		if n < newestMonths {
			v.Months = append(v.Months, p.monthBlock(m, p.monthLink(m), true))
		}
		v.Total += len(m.Incidents)
	}
	for _, months := range byYear(list) {
		v.Years = append(v.Years, p.yearLink(months[0].Year))
	}
	return p.page("history/", "history.html", v, p.changed(), "")
}

func (p *plan) year(years [][]history.Month, n int, months []history.Month) Page {
	year := months[0].Year
	v := YearView{
		Frame: p.frame("history", strconv.Itoa(year), "Incidents of "+strconv.Itoa(year)+".", "history/"+strconv.Itoa(year)+"/"),
		Year:  year,
	}
	var changed time.Time
	for _, m := range months {
		v.Total += len(m.Incidents)
		changed = later(changed, newestOf(m.Incidents))
	}
	v.Rows = v.Total <= mostYearRows
	for _, m := range months {
		v.Months = append(v.Months, p.monthBlock(m, p.monthLink(m), v.Rows))
	}
	if n > 0 {
		l := p.yearLink(years[n-1][0].Year)
		v.Newer = &l
	}
	if n+1 < len(years) {
		l := p.yearLink(years[n+1][0].Year)
		v.Older = &l
	}
	return p.page("history/"+strconv.Itoa(year)+"/", "year.html", v, changed, "")
}

func (p *plan) yearLink(year int) Link {
	return Link{strconv.Itoa(year), p.link("history/" + strconv.Itoa(year) + "/")}
}

// byYear cuts a list of months into years.
func byYear(list []history.Month) [][]history.Month {
	var years [][]history.Month
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

var weekdays = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

// monthBlock makes a month. Its days link to the rows in the page with the
// address given, or in the same page where that is empty.
func (p *plan) monthBlock(m history.Month, page string, rows bool) MonthBlock {
	b := MonthBlock{Name: m.Name(), URL: p.monthLink(m), Weekdays: weekdays, Count: len(m.Incidents)}
	days := p.History.Calendar(m.Year, m.Month)
	listed := make([]bool, len(days)+1)
	for _, i := range m.Incidents {
		day := p.filedOn(i).Day()
		if rows {
			r := p.row(i)
			if page == "" && !listed[day] {
				r.ID = "_" + strconv.Itoa(day)
			}
			b.Rows = append(b.Rows, r)
		}
		listed[day] = true
	}
	first := (int(days[0].Date.Weekday()) + 6) % 7 // weeks begin on Monday
	week := make([]CalendarCell, first, 7)
	for n, d := range days {
		cell := CalendarCell{Day: n + 1}
		switch {
		case d.Future:
			cell.Tone = "future"
		case d.Touched:
			cell.Tone, cell.Title = tones[d.Worst], lower(d.Worst.Label())
			if cell.Tone == "operational" {
				cell.Tone, cell.Title = "none", "incident without impact"
			}
		}
		if listed[n+1] {
			cell.Link = page + "#_" + strconv.Itoa(n+1)
		}
		if week = append(week, cell); len(week) == 7 {
			b.Weeks, week = append(b.Weeks, week), make([]CalendarCell, 0, 7)
		}
	}
	if len(week) > 0 {
		b.Weeks = append(b.Weeks, append(week, make([]CalendarCell, 7-len(week))...))
	}
	return b
}

// filedOn is the day under which an incident is listed.
func (p *plan) filedOn(i *history.Incident) time.Time {
	if i.Ended.IsZero() {
		return p.History.Now
	}
	return i.Ended
}

// changed is when the history last changed; zero if it is empty.
func (p *plan) changed() time.Time { return newestOf(p.History.Incidents) }

// newestOf is when the last of some incidents changed; zero if there is none.
func newestOf(list []*history.Incident) time.Time {
	var t time.Time
	for _, i := range list {
		t = later(t, i.UpdatedAt())
	}
	return t
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
