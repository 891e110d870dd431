package pages

import (
	"slices"
	"strconv"
	"strings"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/view"
)

// mostMonthRows is the number of incidents of a month that /history/ lists.
const mostMonthRows = 10

// firstRows returns a month with its first rows.
func firstRows(m view.MonthBlock) view.MonthBlock {
	if len(m.Rows) > mostMonthRows+1 { // a link to a single one would take its place
		m.All = len(m.Rows)
		m.Rows = m.Rows[:mostMonthRows]
	}
	return m
}

// ofYear returns the months of a year, from January; nil for those that the history does not reach.
func (p *plan) ofYear(year int) (months [12]*history.Month) {
	for _, m := range p.history.Months {
		if m.Year == year {
			months[m.Month-1] = m
		}
	}
	return months
}

// yearNames returns the years of a list of months, the newest first, with spaces between them.
func yearNames(list []*history.Month) string {
	var names []string
	for _, m := range list {
		names = append(names, strconv.Itoa(m.Year))
	}
	return strings.Join(slices.Compact(names), " ")
}

// yearTabs returns the strip of years.
func (b *base) yearTabs(years string, current int) []view.Tab {
	var tabs []view.Tab
	for name := range strings.FieldsSeq(years) {
		year, _ := strconv.Atoi(name) // yearNames wrote it
		tabs = append(tabs, view.Tab{Name: name, URL: b.yearLink(year).URL, Current: year == current})
	}
	return tabs
}

// tabHeight is the height of the highest stack of a strip of months, in pixels.
const tabHeight = 34

// monthTabs returns the strip of the months of a year, the newest first, without those that nothing touched.
func (b *base) monthTabs(months [12]*history.Month, current *history.Month) []view.Tab {
	most := 1
	for _, m := range months {
		if m != nil {
			most = max(most, unplanned(history.Impacts(m.Incidents)))
		}
	}
	var tabs []view.Tab
	for _, m := range slices.Backward(months[:]) {
		if m == nil || !m.Touched() && m != current {
			continue
		}
		count := history.Impacts(m.Incidents)
		tab := view.Tab{Name: b.words.Month(m.Month), Title: b.monthName(m), URL: b.monthLink(m), Count: unplanned(count), Current: m == current, Counted: true}
		y := tabHeight
		for _, part := range []struct {
			count int
			tone  string
		}{{count[incident.None] + count[incident.Minor], "degraded"}, {count[incident.Major], "partial"}, {count[incident.Critical], "major"}} {
			if part.count > 0 {
				height := max(1, tabHeight*part.count/most)
				y -= height
				tab.Stack = append(tab.Stack, view.StackPart{Y: max(0, y), H: height, Tone: part.tone})
			}
		}
		tabs = append(tabs, tab)
	}
	return tabs
}

// unplanned returns the sum of counts without maintenances.
func unplanned(count [incident.Planned + 1]int) int {
	n := 0
	for i := incident.None; i < incident.Planned; i++ {
		n += count[i]
	}
	return n
}
