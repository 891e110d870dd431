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

// bars returns the bars of days. The tones are those of Statuspage's scale, in quarters of its
// steps from yellow over orange to red.
func (b *base) bars(name string, days []history.Day, index *incidentIndex) view.Bars {
	v := view.Bars{Name: name}
	var lines []string // tones in the order of their first day
	paths := map[string]*strings.Builder{}
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
		for _, middle := range barMiddles(tone) {
			paths[tone].WriteString("M" + strconv.Itoa(5*i) + " " + middle + "h" + strconv.Itoa(5*n))
		}
		i += n
	}
	for _, tone := range lines {
		v.Lines = append(v.Lines, view.BarLine{Tone: tone, Path: paths[tone].String()})
	}
	var troubled []history.Day
	for i, d := range days {
		v.Last = d.Date
		if len(d.Incidents) == 0 || d.NoData {
			continue
		}
		day := view.BarDay{Day: i}
		for s := incident.MajorOutage; s > incident.Operational; s-- {
			if d.In[s] > 0 {
				day.In = append(day.In, view.BarStatus{Status: s.String(), Duration: b.words.Duration(d.In[s])})
			}
		}
		for _, in := range d.Incidents {
			day.Incidents = append(day.Incidents, index.of(b, in))
		}
		v.Days = append(v.Days, day)
		if len(day.In) > 0 {
			troubled = append(troubled, d)
		}
	}
	v.Words = b.words.F("Last %d days: %s", len(days), b.barWords(troubled))
	return v
}

// barWords returns a text with the number of days that had incidents, and the newest of them. The
// others are a link away.
func (b *base) barWords(days []history.Day) string {
	words := make([]string, len(days))
	for n, d := range days {
		if len(days) <= 2 || n == len(days)-1 { // the text names this day
			words[n] = b.words.Format(d.Date, timefmt.Day) + b.words.T(": ") + b.dayWords(d)
		}
	}
	return b.troubleWords(words, 1)
}

// incidentIndex lists the incidents that bars of a page refer to, so that each is named once.
type incidentIndex struct {
	at    map[*history.Incident]int
	links []view.Link
}

// of returns the index of an incident, which is added if it is new.
func (x *incidentIndex) of(b *base, i *history.Incident) int {
	n, ok := x.at[i]
	if !ok {
		if n = len(x.links); n == 0 {
			x.at = map[*history.Incident]int{}
		}
		x.at[i] = n
		x.links = append(x.links, view.Link{Name: i.Title, URL: b.incidentLink(i)})
	}
	return n
}

// barFoot is the line on which bars stand.
const barFoot = 36

// barHeights are the heights of bars by tone. The style sheet has the same as widths of lines.
var barHeights = map[string]float64{"nodata": 5, "operational": 24, "degraded": 28}

// barMiddles returns the middles of the lines that draw a bar: of a maintenance, there are two
// blocks of 11.
func barMiddles(tone string) []string {
	if tone == "maintenance" {
		return []string{"30.5", "17.5"}
	}
	height, ok := barHeights[tone]
	if !ok {
		level, _ := strconv.Atoi(strings.TrimPrefix(tone, "down-"))
		height = max(27, 24+float64(level))
	}
	return []string{strconv.FormatFloat(barFoot-height/2, 'f', -1, 64)}
}

// troubleWords returns a text with the newest days that had incidents, at most one more than most, and
// the number of the others.
func (b *base) troubleWords(days []string, most int) string {
	if len(days) == 0 {
		return b.words.T("no incidents reported.")
	}
	return b.words.N(len(days), "incidents on %d day", "incidents on %d days") + b.words.T(".") + " " + b.shortList(reversed(days), most) + b.words.T(".")
}

func barTone(d history.Day) string {
	switch s := history.Severity(d.Down()); {
	case d.NoData:
		return "nodata"
	case s > 0:
		return "down-" + strconv.Itoa(int(math.Round(4*s)))
	}
	return tones[d.Worst()]
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
