package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/civil"
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

// monthCount is what the strip of months shows of a month. Other pages than the month's own depend on nothing
// else of it, so most changes of an incident leave them alone.
type monthCount struct {
	touched bool
	impacts [incident.Planned + 1]int
}

func countsOf(months [12]*history.Month) (counts [12]monthCount) {
	for n, m := range months {
		if m != nil {
			counts[n] = monthCount{m.Touched(), history.Impacts(m.Incidents)}
		}
	}
	return counts
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
// The current month is 0 on pages of several months.
func (b *base) monthTabs(counts [12]monthCount, year int, current time.Month) []view.Tab {
	most := 1
	for _, m := range counts {
		most = max(most, unplanned(m.impacts))
	}
	var tabs []view.Tab
	for n, m := range slices.Backward(counts[:]) {
		month := civil.Month{Year: year, Month: time.Month(n + 1)}
		if !m.touched && month.Month != current {
			continue
		}
		count := m.impacts
		tab := view.Tab{Name: b.words.Month(month.Month), Title: b.monthName(month), URL: b.monthLink(month), Count: unplanned(count), Current: month.Month == current, Counted: true}
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
