package pages

import (
	"strconv"
	"strings"
	"time"

	"statuary/internal/csvtable"
	"statuary/internal/history"
	"statuary/internal/incident"
)

func seconds(d time.Duration) string {
	return strconv.FormatInt(int64(d.Round(time.Second)/time.Second), 10)
}

// monthsCSV returns the uptime of each component in each known month, oldest first. Ten
// years have thousands of lines.
func (s *stats) monthsCSV() string {
	var b strings.Builder
	b.WriteString("component,name,month,uptime_percent,partial_outage_seconds,major_outage_seconds\n")
	months := reversed(s.allMonths())
	for _, c := range s.config.Components {
		name := strings.TrimSpace(csvtable.Rows([]string{c.ID, c.Name}))
		for _, m := range months {
			if u := s.measured(c, m.first, m.last); u.Known {
				b.WriteString(name + "," + m.first.UTC().Format("2006-01") + "," + u.Percent() + "," + seconds(u.Partial) + "," + seconds(u.Major) + "\n")
			}
		}
	}
	return b.String()
}

// totalCSV returns the outage of all components together, by month.
func (s *stats) totalCSV() string {
	rows := [][]string{{"month", "days", "mean_uptime_percent", "any_outage_seconds", "any_major_outage_seconds", "any_outage_percent", "any_major_outage_percent"}}
	for _, m := range reversed(s.allMonths()) {
		t := s.history.Together(s.whole(), m.first, m.last)
		if t.Length == 0 {
			continue
		}
		days := 0
		first, last := max(m.first, s.history.FirstKnown()), min(m.last, s.history.Today())
		for day := range m.first.Month().Days(s.history.Zone) {
			if day >= first && day <= last {
				days++
			}
		}
		rows = append(rows, []string{
			m.first.UTC().Format("2006-01"), strconv.Itoa(days), s.mean(s.present(), m.first, m.last).Percent(),
			seconds(t.Outage), seconds(t.Major), t.Share(t.Outage), t.Share(t.Major),
		})
	}
	return csvtable.Rows(rows...)
}

// daysCSV returns the outages of a component on each known day, oldest first.
func (s *stats) daysCSV(c incident.Component) string {
	// Ten years are thousands of lines; dates and numbers need no quotes.
	var b strings.Builder
	b.WriteString("date,uptime_percent,partial_outage_seconds,major_outage_seconds,degraded_performance_seconds,under_maintenance_seconds\n")
	perfect := "," + history.Uptime{Share: 1, Known: true}.Percent() + ",0,0,0,0\n"
	until := s.history.Today()
	if last, ok := s.lastOf(c); c.Retired && ok {
		until = last
	} else if c.Retired {
		return b.String()
	}
	from := s.history.KnownFrom(c.ID)
	if from <= until {
		b.Grow(int(until-from+1) * len(time.DateOnly+perfect))
	}
	date := make([]byte, 0, len(time.DateOnly))
	for day := from; day <= until; day++ {
		if !day.Exists(s.history.Zone) {
			continue
		}
		b.Write(day.Append(date))
		d := s.history.Day(c.ID, day)
		if d == nil {
			b.WriteString(perfect)
			continue
		}
		b.WriteString("," + s.history.Uptime(c.ID, day, day).Percent())
		for _, status := range []incident.ComponentStatus{incident.PartialOutage, incident.MajorOutage, incident.DegradedPerformance, incident.UnderMaintenance} {
			b.WriteString("," + seconds(d.In[status]))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// allMonths returns all known months, newest first.
func (p *plan) allMonths() []period {
	return p.lastMonths(p.history.Today().Month().Sub(p.history.FirstKnown().Month()) + 1)
}
