package site

import (
	"strings"
	"time"

	"statuary/internal/history"
	"statuary/internal/when"
)

// ticks is how many times stand below a chart.
const ticks = 5

// chart draws what an incident's components went through. It ends where the
// incident does; while that goes on, with the newest update, so that the page
// changes when there is something to say and not with every build.
func (b *base) chart(i *history.Incident) *Chart {
	from, to := i.Started, i.Ended
	if to.IsZero() {
		to = i.Updates[len(i.Updates)-1].At
	}
	for _, s := range i.Spans {
		if s.From.Before(from) {
			from = s.From
		}
		if !s.Open && s.To.After(to) {
			to = s.To
		}
	}
	length := to.Sub(from)
	if len(i.Spans) == 0 || length < time.Minute {
		return nil
	}
	at := func(t time.Time) int { return int(1000 * t.Sub(from) / length) }
	c := &Chart{}
	for _, component := range i.Affected {
		row := ChartRow{Name: component.Name}
		var words []string
		for _, s := range i.Spans {
			if s.Component != component.ID {
				continue
			}
			end := s.To
			if s.Open {
				end = to
			}
			x := min(at(s.From), 996)
			row.Parts = append(row.Parts, ChartPart{X: x, W: max(4, at(end)-x), Tone: tones[s.Status]})
			words = append(words, b.spanWords(s))
		}
		if len(words) == 0 {
			words = []string{b.words.T("operational")}
		}
		row.Words = strings.Join(words, "; ")
		c.Rows = append(c.Rows, row)
	}
	c.Ticks = b.tickLabels(from, length)
	return c
}

func (b *base) spanWords(s history.Span) string {
	if s.Open {
		return b.words.T(lower(s.Status.Label())) + " " + b.words.F("since %s", b.words.Zoned(s.From, when.DateTime))
	}
	first, last := b.words.Range(s.From, s.To)
	return b.words.T(lower(s.Status.Label())) + " " + first + " – " + last
}

// tickLabels gives the times at even distances, as exact as they need to be.
func (b *base) tickLabels(from time.Time, length time.Duration) []string {
	layout := when.Clock
	switch {
	case length > 4*24*time.Hour:
		layout = when.Day
	case length > 20*time.Hour:
		layout = when.DayTime
	case length < 20*time.Minute:
		layout = "15:04:05"
	}
	list := make([]string, ticks)
	for n := range list {
		list[n] = b.words.Format(from.Add(length*time.Duration(n)/(ticks-1)), layout)
	}
	return list
}
