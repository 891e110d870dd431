package pages

import (
	"slices"
	"strconv"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// heatDays is the number of days of a heat map.
const heatDays = 365

// heat returns the heat map of the days up to today, with the cells that cell returns: a class, and
// a text for its title, which may be empty.
func (p *plan) heat(cell func(civil.Day) (class, title string)) view.Heat {
	today := p.history.Today()
	first := today - heatDays + 1
	start := first - civil.Day(p.column(first.Weekday())) // of the first week
	h := view.Heat{Weeks: int(today-start)/7 + 1, Cells: make([]view.HeatCell, 0, heatDays)}
	for n, d := range p.weekdays() {
		if n%2 == 0 && n < 6 {
			h.Rows = append(h.Rows, view.HeatLabel{At: n, Text: d.Name})
		}
	}
	for day := first; day <= today; day++ {
		if !day.Exists(p.history.Zone) {
			continue
		}
		week := int(day-start) / 7
		if _, month, date := day.Date(); date == 1 && week < h.Weeks-1 {
			h.Columns = append(h.Columns, view.HeatLabel{At: week, Text: p.words.Month(month)})
		}
		class, title := cell(day)
		if title != "" {
			title = p.words.Format(day.UTC(), timefmt.Day) + p.words.T(": ") + title
		}
		h.Cells = append(h.Cells, view.HeatCell{Week: week, Row: p.column(day.Weekday()), Class: class, Title: title})
	}
	return h
}

// componentHeat returns the statuses of a component on the days of a year.
func (p *plan) componentHeat(c incident.Component) view.Heat {
	known := p.history.KnownFrom(c.ID)
	h := p.heat(func(day civil.Day) (string, string) {
		d := p.history.Day(c.ID, day)
		switch {
		case day < known:
			return "nodata", ""
		case d == nil:
			return "operational", ""
		}
		words := p.dayWords(*d)
		if words == "" {
			return "operational", p.quietWords(d.Incidents)
		}
		return tones[d.Worst()], words
	})
	var troubled []string
	for _, cell := range h.Cells {
		if cell.Title != "" && cell.Class != "operational" {
			troubled = append(troubled, cell.Title)
		}
	}
	h.Words = p.words.F("Last %d days: %s", heatDays, p.troubleWords(troubled, 5))
	return h
}

// incidentHeat returns the number of incidents that began on the days of a year.
func (p *plan) incidentHeat() view.Heat {
	began := map[civil.Day]int{}
	for _, i := range p.history.Incidents {
		if i.Type != incident.Maintenance {
			began[civil.Of(i.Started, p.history.Zone)]++
		}
	}
	quiet, days := 0, 0
	h := p.heat(func(day civil.Day) (string, string) {
		n := began[day]
		days++
		if n == 0 {
			quiet++
			return "0", ""
		}
		return strconv.Itoa(min(n, 4)), p.words.N(n, "%d incident", "%d incidents")
	})
	h.Words = p.words.F("%d of the last %d days had no incidents.", quiet, days)
	return h
}

// firstUpdates returns the median and the 90th percentile of the time between the first entry of
// incidents and the next one. They are zero if there are none or too few.
func firstUpdates(list []*history.Incident) (median, ninety time.Duration) {
	var lengths []time.Duration
	for _, i := range list {
		if i.Type != incident.Maintenance && len(i.Updates) > 1 {
			lengths = append(lengths, i.Updates[1].At.Sub(i.Updates[0].At))
		}
	}
	return history.Quantiles(lengths)
}

// componentFacts returns the numbers of a component.
func (p *plan) componentFacts(c incident.Component, list []*history.Incident) []view.Fact {
	var facts []view.Fact
	uptime := func(name string, u history.Uptime, text string) {
		if text == "" {
			return
		}
		f := view.Fact{Name: name, Value: p.words.Percent(text)}
		if down := u.Partial + u.Major; down > 0 {
			f.Note = p.words.F("%s down", p.words.Duration(down))
		}
		facts = append(facts, f)
	}
	year := p.history.Recent(c.ID, heatDays)
	uptime(p.words.T("Uptime, 90 days"), p.history.Recent(c.ID, barDays), p.uptimeText(barDays, c.ID))
	uptime(p.words.T("Uptime, 365 days"), year, p.uptimeText(heatDays, c.ID))
	for n, d := range slices.Backward(p.history.Days(c.ID, heatDays)) {
		if d.NoData {
			break
		}
		if d.Down() > 0 {
			facts = append(facts, view.Fact{Name: p.words.T("Days without an outage"), Value: strconv.Itoa(heatDays - 1 - n)})
			break
		}
	}
	first := p.history.Today() - heatDays + 1
	recent := slices.DeleteFunc(slices.Clone(list), func(i *history.Incident) bool { return i.FiledDay() < first })
	if r := history.Resolving(recent); r.Count > 0 {
		facts = append(facts, view.Fact{Name: p.words.T("Median time to resolve"), Value: p.words.Duration(r.Median), Note: p.words.N(r.Count, "%d incident", "%d incidents")})
	}
	return facts
}

// componentIncident returns the line of an incident on the page of a component: when, the worst
// status of the component with its length, and the title.
func (p *plan) componentIncident(c incident.Component, i *history.Incident) view.ComponentIncident {
	v := view.ComponentIncident{Link: view.Link{Name: i.Title, URL: p.incidentLink(i)}, Language: p.foreign(i.Language)}
	from, to := i.OpenSince(), i.Ended
	if to.IsZero() {
		to = p.history.Now
	}
	if i.Upcoming() || i.Cancelled {
		from, to = i.ScheduledFor, i.ScheduledUntil
	} else if !i.Ended.IsZero() {
		from = i.Started
	}
	in := [incident.MajorOutage + 1]time.Duration{}
	worst := incident.Operational
	for _, s := range i.Spans {
		if s.Component == c.ID {
			in[s.Status] += s.To.Sub(s.From)
			worst = max(worst, s.Status)
		}
	}
	v.Badge = impactBadge(i.Impact)
	length := i.Duration()
	if worst > incident.Operational {
		v.Badge, length = componentBadge(worst), in[worst]
	}
	switch {
	case i.Upcoming(), i.Cancelled:
		v.Badge = progress(i)
	case length >= time.Minute:
		v.Length = p.words.Duration(length)
	}
	first, last := from.In(p.history.Zone), to.In(p.history.Zone)
	switch {
	case to.IsZero() || civil.Of(from, p.history.Zone) == civil.Of(to, p.history.Zone):
		v.When = p.words.Format(first, timefmt.Day)
	case first.Year() == last.Year():
		v.When = p.words.DayRange(first, last)
	default:
		v.When = p.words.Format(first, timefmt.Date) + " – " + p.words.Format(last, timefmt.Date)
		return v
	}
	if first.Year() != p.history.Now.Year() {
		v.Year = strconv.Itoa(first.Year())
	}
	return v
}
