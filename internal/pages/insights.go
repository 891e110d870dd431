package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// plotMonths is how many months the picture of counts shows.
const plotMonths = 24

// countOrder is the order of the columns in which incidents are counted.
var countOrder = []incident.Impact{incident.Critical, incident.Major, incident.Minor, incident.None, incident.Planned}

func (s *stats) insightsView() view.InsightsView {
	v := view.InsightsView{
		Frame: s.frame("insights", s.words.T("Insights"), s.words.F("Incident statistics of %s: how many, how long, and which components were affected.", s.config.Title), route.InsightsFolder),
	}
	for _, i := range countOrder {
		v.Impacts = append(v.Impacts, impactBadge(i))
	}
	v.Heat = s.incidentHeat()
	s.counts(&v)
	s.resolving(&v)
	if len(s.config.Components) > 0 {
		s.uptimeByQuarter(&v)
		s.busiest(&v)
	}
	v.Facts = s.facts()
	return v
}

// facts returns the numbers of the 12 months up to today, or of as many as there are.
func (s *stats) facts() []view.Fact {
	today, first := s.history.Today(), s.lastYear()
	name := s.words.T("Incidents, last 12 months")
	oldest := s.history.Months[len(s.history.Months)-1]
	if began := oldest.Civil().First(); began > first {
		name = s.words.F("Incidents since %s", s.monthName(oldest.Civil()))
		first = began
	}
	list := s.filedBetween(first, today)
	before := "" // only where the history goes as far back
	if start := yearBefore(first-1) + 1; oldest.Civil().First() <= start {
		n := unplanned(history.Impacts(s.filedBetween(start, first-1)))
		before = s.words.N(n, "%d in the previous 12 months", "%d in the previous 12 months")
	}
	facts := []view.Fact{{Name: name, Value: strconv.Itoa(unplanned(history.Impacts(list))), Note: before}}
	if median, ninety := firstUpdates(list); median > 0 {
		f := view.Fact{Name: s.words.T("Median time to first update"), Value: s.words.Duration(median)}
		if ninety > 0 {
			f.Note = s.words.F("90th percentile: %s", s.words.Duration(ninety))
		}
		facts = append(facts, f)
	}
	if r := history.Resolving(list); r.Count > 0 {
		f := view.Fact{Name: s.words.T("Median time to resolve"), Value: s.words.Duration(r.Median)}
		if r.Ninety > 0 {
			f.Note = s.words.F("90th percentile: %s", s.words.Duration(r.Ninety))
		}
		facts = append(facts, f)
	}
	if len(s.config.Components) == 0 {
		return facts
	}
	if mean := s.mean(s.present(), first, today); mean.Known {
		f := view.Fact{Name: s.words.T("Average uptime"), Value: s.words.Percent(mean.Percent())}
		if lowest, _, _ := s.extremes(first, today); lowest.Name != "" && lowest.Tone != "operational" {
			f.Note = s.words.F("lowest: %s, %s", s.words.Apart(lowest.Name), s.words.Percent(lowest.Percent))
		}
		facts = append(facts, f)
	}
	if t := s.history.Together(s.whole(), first, today); t.Length > 0 {
		f := view.Fact{Name: s.words.T("At least one component down"), Value: s.words.Percent(t.Share(t.Outage))}
		if t.Outage > 0 {
			f.Note = s.words.Duration(t.Outage)
		}
		facts = append(facts, f)
	}
	return facts
}

// filedBetween returns the incidents that are filed under the days from first to last,
// both included.
func (p *plan) filedBetween(first, last civil.Day) []*history.Incident {
	var list []*history.Incident
	for _, i := range p.history.Incidents {
		if day := i.FiledDay(); !i.Upcoming() && day >= first && day <= last {
			list = append(list, i)
		}
	}
	return list
}

func incidentsOf(months []*history.Month) []*history.Incident {
	n := 0
	for _, m := range months {
		n += len(m.Incidents)
	}
	list := make([]*history.Incident, 0, n)
	for _, m := range months {
		list = append(list, m.Incidents...)
	}
	return list
}

func countRow(l view.Link, count [incident.Planned + 1]int) view.CountRow {
	r := view.CountRow{Name: l.Name, URL: l.URL, Total: unplanned(count)}
	for _, i := range countOrder {
		r.Counts = append(r.Counts, count[i])
	}
	return r
}

// counts adds the numbers of incidents to a view. An incident counts in the month in
// which it ended, as on the pages of months.
func (s *stats) counts(v *view.InsightsView) {
	months := s.history.Months
	for n, m := range months[:min(len(months), plotMonths)] {
		l := view.Link{Name: s.monthName(m.Civil())}
		if s.hasPage(n) {
			l.URL = s.monthLink(m.Civil())
		}
		v.Months = append(v.Months, countRow(l, history.Impacts(m.Incidents)))
	}
	total, most, ties := 0, view.CountRow{}, 0
	for _, year := range byYear(s.listed()) {
		row := countRow(s.yearLink(year[0].Year), history.Impacts(incidentsOf(year)))
		// Years without incidents in a row are one line.
		if last := len(v.Years) - 1; last >= 0 && empty(row) && empty(v.Years[last]) {
			newest := v.Years[last].Name[strings.LastIndex(v.Years[last].Name, " ")+1:]
			v.Years[last] = view.CountRow{Name: row.Name + " – " + newest, Counts: row.Counts}
		} else {
			v.Years = append(v.Years, row)
		}
		for _, m := range year {
			row := countRow(view.Link{Name: s.monthName(m.Civil())}, history.Impacts(m.Incidents))
			total += row.Total
			switch {
			case row.Total > most.Total:
				most, ties = row, 0
			case row.Total == most.Total:
				ties++
			}
		}
	}
	many, since := s.words.N(total, "%d incident", "%d incidents"), s.monthName(months[len(months)-1].Civil())
	switch {
	case len(months) > 1 && total > 1 && 2*most.Total > total:
		v.CountNote = s.words.F("%s since %s, most of them in %s: %d.", many, since, most.Name, most.Total)
	case most.Total > 1 && ties == 0:
		v.CountNote = s.words.F("%s since %s. The month with the most is %s: %d.", many, since, most.Name, most.Total)
	default:
		v.CountNote = s.words.F("%s since %s.", many, since)
	}
	v.Counts = s.countPlot(months[:min(len(months), plotMonths)], v.Months)
}

// empty reports whether nothing was counted, maintenances included.
func empty(r view.CountRow) bool {
	return !slices.ContainsFunc(r.Counts, func(n int) bool { return n > 0 })
}

// countPlot returns the plot of incidents by month, without maintenances.
func (b *base) countPlot(months []*history.Month, rows []view.CountRow) view.Plot {
	p := view.Plot{ID: "counts", Height: plotHeight}
	highest := 0
	for _, r := range rows {
		highest = max(highest, r.Total)
	}
	step := countStep(highest)
	top := max(step, (highest+step-1)/step*step)
	for n := 0; n <= top; n += step {
		p.Lines = append(p.Lines, view.PlotLine{Y: plotHeight - plotHeight*n/top, Label: strconv.Itoa(n)})
	}
	var words []string
	for n := range rows {
		m, r := months[len(rows)-1-n], rows[len(rows)-1-n]
		column := plotColumn(n, len(rows))
		below := 0
		var parts []string
		for i, count := range r.Counts[:len(r.Counts)-1] {
			if count == 0 {
				continue
			}
			y := plotHeight - plotHeight*(below+count)/top
			column.Parts = append(column.Parts, view.PlotPart{Shape: "bar", Y: y, H: plotHeight - plotHeight*below/top - y, Tone: impactTone(countOrder[i])})
			parts = append(parts, b.words.N(count, impactWords[countOrder[i]], impactWords[countOrder[i]]))
			below += count
		}
		column.Title = r.Name + b.words.T(": ")
		if len(parts) == 0 {
			column.Title += b.words.T("no incidents")
		} else {
			column.Title += strings.Join(parts, b.words.T(", "))
		}
		words = append(words, r.Name+" "+strconv.Itoa(r.Total))
		p.Columns = append(p.Columns, column)
		tick := view.PlotTick{X: column.X + column.W/2, Label: b.words.Month(m.Month), Minor: int(m.Month)%3 != 1}
		if len(rows) <= 6 {
			tick.Minor = false
		}
		if m.Month == time.January || n == 0 && (m.Month < time.October || len(rows) < 4) {
			tick.Note = strconv.Itoa(m.Year)
		}
		p.Ticks = append(p.Ticks, tick)
	}
	for _, i := range countOrder[:len(countOrder)-1] {
		l := impactBadge(i)
		l.Label = b.words.T(l.Label)
		p.Legend = append(p.Legend, l)
	}
	p.Ticks = thin(p.Ticks)
	p.Words = b.words.F("Incidents by month: %s.", strings.Join(words, b.words.T(", ")))
	return p
}

// impactWords returns the number of incidents of each impact, in words.
var impactWords = [...]string{
	incident.None: i18n.Mark("%d with no impact"), incident.Minor: i18n.Mark("%d minor"),
	incident.Major: i18n.Mark("%d major"), incident.Critical: i18n.Mark("%d critical"),
}

// resolving adds to a view how long it took to resolve incidents, by year.
func (s *stats) resolving(v *view.InsightsView) {
	var longest time.Duration
	for _, months := range byYear(s.history.Months) {
		r := history.Resolving(incidentsOf(months))
		v.Unknown += r.Unknown
		if r.Count == 0 {
			continue
		}
		l := s.yearLink(months[0].Year)
		v.Resolving = append(v.Resolving, view.ResolveRow{Name: l.Name, URL: l.URL, Count: r.Count, Median: r.Median, Ninety: r.Ninety})
		longest = max(longest, r.Median, r.Ninety)
	}
	for n := range v.Resolving {
		r := &v.Resolving[n]
		r.Parts = []view.ChartPart{{X: 0, W: max(4, share(r.Median, longest)), Tone: "strong"}}
		if r.Ninety > r.Median {
			x := r.Parts[0].W
			r.Parts = append(r.Parts, view.ChartPart{X: x, W: max(4, share(r.Ninety, longest)-x), Tone: "weak"})
		}
	}
}
