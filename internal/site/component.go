package site

import (
	"slices"
	"strconv"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/when"
)

// mostComponentRows is how many incidents the page of a component lists; older
// ones are counted by year.
const mostComponentRows = 50

func (p *plan) components(yield func(Page) bool) bool {
	for _, c := range p.Config.Components {
		k := p.componentKey(c)
		track := k.track
		page := p.page("components/"+c.ID+"/", "component.html", newestOf(track.Incidents), k, func() any { return p.componentView(c, track.Incidents) })
		if !yield(page) || !p.componentFeeds(c, yield) {
			return false
		}
	}
	return true
}

// componentKey is what the pages of a component depend on: what it went through,
// and the time that is shown of it.
type componentKey struct {
	*base
	id, what            string
	track               *history.Track
	first, known, today time.Time // of the first month, of what is known of the component, and the present day
}

func (p *plan) componentKey(c incident.Component) componentKey {
	return componentKey{
		base: p.base, id: c.ID, what: "page", track: p.History.Track(c.ID),
		first: p.History.Months[len(p.History.Months)-1].Days[0].Date, known: p.History.KnownFrom(c.ID), today: p.History.Today(),
	}
}

func (p *plan) componentView(c incident.Component, list []*history.Incident) ComponentView {
	v := ComponentView{
		Frame:        p.frame("", c.Name, p.words.F("Status, uptime and incidents of %s.", c.Name), "components/"+escape(c.ID)+"/"),
		ComponentRow: p.componentRow(c),
		Group:        c.Group,
		Retired:      c.Retired,
		Since:        c.Since,
		Calendar:     p.calendarOf(c),
		Years:        p.uptimeByYear(c),
		CSV:          p.componentLink(c.ID) + "uptime.csv",
		Days:         p.troubledDays(c),
		Total:        len(list),
		Atom:         p.componentLink(c.ID) + "history.atom",
		RSS:          p.componentLink(c.ID) + "history.rss",
	}
	if c.Description != "" {
		v.Frame.Description = c.Description
	}
	for n, i := range list {
		if n < mostComponentRows {
			v.Incidents = append(v.Incidents, p.row(i))
			continue
		}
		year := i.Filed.Year()
		if last := len(v.Older) - 1; last < 0 || v.Older[last].Name != strconv.Itoa(year) {
			l := p.yearLink(year)
			v.Older = append(v.Older, CountLink{Name: l.Name, URL: l.URL})
		}
		v.Older[len(v.Older)-1].Count++
	}
	return v
}

// uptimeByYear measures each year of which something is known, the newest first,
// with its quarters and months.
func (p *plan) uptimeByYear(c incident.Component) []YearUptime {
	var years []YearUptime
	for year := p.History.Now.Year(); year >= p.History.KnownFrom(c.ID).Year(); year-- {
		at := func(m time.Month) time.Time { return time.Date(year, m, 1, 0, 0, 0, 0, p.History.Zone) }
		whole := p.measured(c, at(time.January), at(time.December).AddDate(0, 1, -1))
		if !whole.Known {
			continue
		}
		y := YearUptime{Year: year, Percent: whole.Percent()}
		for m := time.January; m <= time.December; m += 3 {
			period := p.quarter(at(m))
			q := QuarterUptime{MonthUptime: uptimeCell(period.Name, p.measured(c, period.first, period.last))}
			for n := range time.Month(3) {
				first := at(m + n)
				q.Months = append(q.Months, uptimeCell(p.words.Month(first.Month()), p.measured(c, first, first.AddDate(0, 1, -1))))
			}
			y.Quarters = append(y.Quarters, q)
		}
		years = append(years, y)
	}
	return years
}

// calendarOf shows each day of the last months, the newest month first.
func (p *plan) calendarOf(c incident.Component) []CalendarMonth {
	if c.Retired {
		return nil
	}
	var list []CalendarMonth
	known, today := p.History.KnownFrom(c.ID), p.History.Today()
	for n := range statMonths {
		m := p.month(n)
		if m.last.Before(known) {
			break
		}
		v := CalendarMonth{
			MonthBlock: MonthBlock{Name: p.words.Format(m.first, when.Month), URL: m.URL, Weekdays: p.weekdays()},
			Uptime:     uptimeCell("", p.measured(c, m.first, m.last)),
		}
		cells := make([]CalendarCell, history.DaysIn(m.Year, m.first.Month()))
		for i := range cells {
			day := time.Date(m.Year, m.first.Month(), i+1, 12, 0, 0, 0, p.History.Zone)
			cells[i] = CalendarCell{Day: i + 1}
			d := p.History.Day(c.ID, day)
			switch {
			case day.Before(known):
				cells[i].Tone = "nodata"
			case day.After(noon(today)):
				cells[i].Tone = "future"
			case d != nil:
				cells[i].Tone, cells[i].Title = tones[d.Worst()], p.dayWords(*d)
				if cells[i].Title == "" {
					cells[i].Tone, cells[i].Title = "none", p.words.T("incident without impact")
				}
			}
		}
		v.Weeks = p.weeks(m.first, cells)
		list = append(list, v)
	}
	return list
}

// weeks cuts the days of a month into weeks.
func (b *base) weeks(first time.Time, days []CalendarCell) [][]CalendarCell {
	cells := append(make([]CalendarCell, b.column(first.Weekday())), days...)
	for len(cells)%7 > 0 {
		cells = append(cells, CalendarCell{})
	}
	return slices.Collect(slices.Chunk(cells, 7))
}

func (p *plan) troubledDays(c incident.Component) []TroubledDay {
	var list []TroubledDay
	for _, d := range p.History.Days(c.ID, barDays) {
		words := p.dayWords(d)
		if words == "" || d.NoData {
			continue
		}
		day := TroubledDay{Date: d.Date, Tone: tones[d.Worst()], Words: words}
		for _, i := range d.Incidents {
			day.Incidents = append(day.Incidents, Link{i.Title, p.incidentLink(i)})
		}
		list = append(list, day)
	}
	return reversed(list)
}
