package pages

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/view"
)

const (
	plotQuarters = 20 // that the picture of uptime shows at the most
	mostBusy     = 10 // components in the list of the most affected ones
)

// extremes returns the lowest and the highest uptime of the components. The cell is the
// lowest; it has no name if there are fewer than two.
func (s *stats) extremes(first, last civil.Day) (cell view.MonthUptime, low, high history.Uptime) {
	n := 0
	for _, c := range s.present() {
		u := s.measured(c, first, last)
		if !u.Known {
			continue
		}
		if n++; n == 1 || u.Share < low.Share {
			low, cell = u, uptimeCell(c.Name, u)
		}
		if n == 1 || u.Share > high.Share {
			high = u
		}
	}
	if n < 2 {
		cell.Name = ""
	}
	return cell, low, high
}

// uptimeByQuarter adds the uptime of all quarters to a view, and the plot of the newest.
func (s *stats) uptimeByQuarter(v *view.InsightsView) {
	list := s.quarters(s.allMonths())
	type spread struct {
		period
		mean, low, high history.Uptime
	}
	var drawn []spread
	for _, q := range list {
		d := spread{period: q, mean: s.mean(s.present(), q.first, q.last)}
		row := view.QuarterRow{Name: s.fullName(q), Mean: uptimeCell("", d.mean), Total: s.total("", q.first, q.last)}
		row.Lowest, d.low, d.high = s.extremes(q.first, q.last)
		v.Quarters = append(v.Quarters, row)
		if d.mean.Known && len(drawn) < plotQuarters {
			drawn = append(drawn, d)
		}
	}
	if len(drawn) == 0 {
		return
	}
	slices.Reverse(drawn)
	lowest := 1.0
	for _, d := range drawn {
		lowest = min(lowest, d.low.Share)
	}
	step, lines := shareStep(100 * (1 - lowest))
	y := func(share float64) int { return int(float64(plotHeight) * 100 * (1 - share) / (step * float64(lines))) }
	p := view.Plot{ID: "quarters", Height: plotHeight}
	for n := range lines + 1 {
		p.Lines = append(p.Lines, view.PlotLine{Y: plotHeight * n / lines, Label: s.words.Percent(strconv.FormatFloat(100-step*float64(n), 'f', -1, 64))})
	}
	var words []string
	for n, d := range drawn {
		column := plotColumn(n, len(drawn))
		name := s.fullName(d.period)
		column.Title = name + s.words.T(": ") + s.words.Percent(d.mean.Percent())
		if d.low.Share < d.high.Share {
			top := y(d.high.Share)
			column.Parts = append(column.Parts, view.PlotPart{Shape: "range", Y: top, H: max(1, y(d.low.Share)-top), Tone: ""})
			column.Title += s.words.F(", from %s to %s", s.words.Percent(d.low.Percent()), s.words.Percent(d.high.Percent()))
		}
		column.Parts = append(column.Parts, view.PlotPart{Shape: "dot", Y: y(d.mean.Share), H: 0, Tone: ""})
		p.Columns = append(p.Columns, column)
		words = append(words, name+" "+s.words.Percent(d.mean.Percent()))
		month := d.first.Month().Month
		tick := view.PlotTick{X: column.X + column.W/2, Label: d.Name, Minor: len(drawn) > 8 && int(month)%6 != 1}
		if month == time.January || n == 0 && (month != time.October || len(drawn) == 1) {
			tick.Note = strconv.Itoa(d.Year)
		}
		p.Ticks = append(p.Ticks, tick)
	}
	p.Ticks = thin(p.Ticks)
	p.Words = s.words.F("Uptime by quarter, average of all components: %s.", strings.Join(words, s.words.T(", ")))
	v.Uptime = p
}

// busiest adds the components that most incidents affected lately to a view.
func (s *stats) busiest(v *view.InsightsView) {
	first := s.month(min(len(s.history.Months), statMonths) - 1).first
	v.Since = first.Start(s.history.Zone)
	for _, c := range s.config.Components {
		row := view.BusyRow{Name: c.Name, URL: s.componentLink(c.ID)}
		for _, i := range s.history.Track(c.ID).Incidents {
			if i.Type == incident.Unplanned && i.FiledDay() >= first {
				row.Count++
			}
		}
		if row.Count == 0 {
			continue
		}
		u := s.history.Uptime(c.ID, first, s.history.Today())
		row.Partial, row.Major = u.Partial, u.Major
		v.Busiest = append(v.Busiest, row)
	}
	slices.SortStableFunc(v.Busiest, func(a, b view.BusyRow) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(b.Partial+b.Major, a.Partial+a.Major))
	})
	v.Busiest = v.Busiest[:min(len(v.Busiest), mostBusy)]
	for n := range v.Busiest {
		r := &v.Busiest[n]
		r.Parts = []view.ChartPart{{W: max(4, 1000*r.Count/v.Busiest[0].Count), Tone: "strong"}}
	}
}
