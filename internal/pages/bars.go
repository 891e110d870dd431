package pages

import (
	"math"
	"strconv"
	"strings"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// barDays is how many days the bars of a component show.
const barDays = 90

// mostNamed is the number of components up to which their bars name the incidents of
// each day. With more, the names would make the page large; they are on the components'
// own pages.
const mostNamed = 20

// bars returns the bars of days. The colours are those of Statuspage's scale, in
// quarters of its steps from green over yellow and orange to red.
func (b *base) bars(days []history.Day) view.Bars {
	var v view.Bars
	var lines []string // tones in the order of their first day
	paths := map[string]*strings.Builder{}
	var troubled []string
	for i := 0; i < len(days); {
		tone := barTone(days[i])
		n := 1
		for i+n < len(days) && barTone(days[i+n]) == tone {
			n++
		}
		if paths[tone] == nil {
			paths[tone] = new(strings.Builder)
			lines = append(lines, tone)
		}
		paths[tone].WriteString("M" + strconv.Itoa(5*i) + " 17h" + strconv.Itoa(5*n-2))
		i += n
	}
	for _, tone := range lines {
		v.Lines = append(v.Lines, view.BarLine{Tone: tone, Path: paths[tone].String()})
	}
	for i, d := range days {
		if len(d.Incidents) == 0 || d.NoData {
			continue
		}
		m := view.BarMark{X: 5 * i, Title: b.words.Format(d.Date, timefmt.Day)}
		words := b.dayWords(d)
		if words != "" {
			m.Title += b.words.T(": ") + words
			troubled = append(troubled, m.Title)
		}
		if w := d.Worst(); w != incident.Operational && d.Down() == 0 {
			m.Foot = tones[w]
		}
		if words == "" || len(b.config.Components) <= mostNamed {
			for _, in := range d.Incidents {
				m.Title += "\n" + b.words.Apart(in.Title)
			}
		}
		v.Marks = append(v.Marks, m)
	}
	v.Words = b.words.F("Last %d days: %s", len(days), b.troubleWords(troubled))
	return v
}

// troubleWords returns a text with the newest days that had incidents, and the number of
// the others.
func (b *base) troubleWords(days []string) string {
	if len(days) == 0 {
		return b.words.T("no incidents reported.")
	}
	const most = 5
	return b.words.N(len(days), "incidents on %d day", "incidents on %d days") + b.words.T(".") + " " + b.shortList(reversed(days), most) + b.words.T(".")
}

func barTone(d history.Day) string {
	switch s := history.Severity(d.Down()); {
	case d.NoData:
		return "nodata"
	case s == 0:
		return "operational"
	default:
		return "down-" + strconv.Itoa(int(math.Round(4*s)))
	}
}

// dayWords returns the statuses of a component on a day and how long each lasted, in
// words.
func (b *base) dayWords(d history.Day) string {
	var words []string
	for s := incident.MajorOutage; s > incident.Operational; s-- {
		if d.In[s] > 0 {
			words = append(words, b.words.T(lower(s.Label()))+" "+b.words.Duration(d.In[s]))
		}
	}
	return strings.Join(words, b.words.T(", "))
}
