package site

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/when"
)

// narrowestPart is the least width of a bar, in thousandths of the chart. On a
// phone it is more than a pixel, so that an outage of a minute in a month is
// still seen.
const narrowestPart = 6

// chart draws what an incident's components went through. It ends where the
// incident does, and while that is open with the present.
func (b *base) chart(i *history.Incident) *Chart {
	from, to := i.Started, i.Filed
	for _, s := range i.Spans {
		if s.From.Before(from) {
			from = s.From
		}
		if s.To.After(to) {
			to = s.To
		}
	}
	if len(i.Spans) == 0 || to.Sub(from) < time.Minute {
		return nil
	}
	c := &Chart{}
	for _, component := range i.Affected {
		row := ChartRow{Name: component.Name}
		var words []string
		for _, s := range i.Spans {
			if s.Component != component.ID {
				continue
			}
			row.Parts = append(row.Parts, chartPart(s, from, to))
			words = append(words, b.spanWords(s))
		}
		slices.SortStableFunc(row.Parts, drawnBefore)
		if len(words) == 0 {
			words = []string{escapeHTML(b.words.T("operational"))}
		}
		row.Words = template.HTML(strings.Join(words, "; "))
		c.Rows = append(c.Rows, row)
	}
	c.Ticks = b.chartTicks(from.In(b.config.Zone), to.In(b.config.Zone))
	return c
}

// chartPart returns the bar of a span in a chart that reaches from one time to
// another. It is never narrower than narrowestPart and never leaves the chart.
func chartPart(s history.Span, from, to time.Time) ChartPart {
	start, end := permille(s.From, from, to), permille(s.To, from, to)
	width := max(narrowestPart, end-start)
	return ChartPart{X: min(start, 1000-width), W: width, Tone: tones[s.Status]}
}

// drawnBefore compares two bars by the order in which they are drawn, so that none
// is hidden by another: those that are wider than they would be by their length
// come last, and of them the tallest first.
func drawnBefore(a, b ChartPart) int {
	narrow := func(p ChartPart) int {
		if p.W < 2*narrowestPart {
			return 1
		}
		return 0
	}
	if n := narrow(a) - narrow(b); n != 0 || narrow(a) == 0 {
		return n
	}
	return partTop[a.Tone] - partTop[b.Tone]
}

// permille returns where a time is between two others, in thousandths. It counts
// in seconds: a thousand times the nanoseconds of 107 days is more than an int64
// can hold.
func permille(t, from, to time.Time) int {
	all := float64(to.Unix() - from.Unix())
	if all <= 0 {
		return 0
	}
	return min(1000, max(0, int(1000*float64(t.Unix()-from.Unix())/all)))
}

// share returns a part of a length of time, in thousandths.
func share(part, all time.Duration) int { return int(1000 * part.Seconds() / all.Seconds()) }

// spanWords returns a span in words, as HTML, with times that a script can show
// in another zone.
func (b *base) spanWords(s history.Span) string {
	status := escapeHTML(b.words.T(lower(s.Status.Label()))) + " "
	if s.Open {
		since := timeElement(s.From, b.words.Zoned(s.From, when.DateTime))
		return status + strings.Replace(escapeHTML(b.words.T("since %s")), "%s", since, 1)
	}
	first, last := b.words.Range(s.From, s.To)
	return status + timeElement(s.From, first) + " – " + timeElement(s.To, last)
}

func timeElement(t time.Time, text string) string {
	return `<time datetime="` + t.Format(time.RFC3339) + `">` + escapeHTML(text) + "</time>"
}

// mostTicks is how many times have room below a chart.
const mostTicks = 6

// Distances between two ticks of a chart: the first is taken that needs no more
// than mostTicks. Steps shorter than a day divide one.
var (
	timeSteps = []time.Duration{
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	}
	daySteps   = []int{1, 2, 3, 7, 14}
	monthSteps = []int{1, 2, 3, 6, 12}
)

// chartTicks returns the round times between two others, which are in the site's
// zone: minutes or hours of the clock, beginnings of days, months or years.
func (b *base) chartTicks(from, to time.Time) []ChartTick {
	for _, step := range timeSteps {
		if to.Sub(from)/step < mostTicks {
			return b.ticksAt(from, to, clockTimes(from, to, step))
		}
	}
	zone := b.config.Zone
	first, last := civil.Of(from, zone), civil.Of(to, zone)
	var list []time.Time
	for _, step := range daySteps {
		if int(last-first)/step < mostTicks {
			for d := first; d <= last; d += civil.Day(step) {
				list = append(list, d.Start(zone))
			}
			return b.ticksAt(from, to, list)
		}
	}
	months := last.Month().Sub(first.Month())
	step := monthSteps[len(monthSteps)-1]
	for _, s := range monthSteps {
		if months/s < mostTicks {
			step = s
			break
		}
	}
	for months/step >= mostTicks {
		step += 12
	}
	for m := first.Month(); m.First() <= last; m = m.Add(step) {
		list = append(list, m.First().Start(zone))
	}
	return b.ticksAt(from, to, list)
}

// clockTimes returns the times between two others at which the clock shows a
// multiple of a step since midnight. Where the clocks are changed, that is not a
// multiple of the time that has passed, so each time between two changes is
// counted alone.
func clockTimes(from, to time.Time, step time.Duration) (list []time.Time) {
	for t, every := from, int64(step/time.Second); !t.After(to); {
		_, offset := t.Zone()
		_, change := t.ZoneBounds()
		if change.IsZero() || change.After(to) {
			change = to.Add(time.Second)
		}
		wall := t.Unix() + int64(offset)
		for wall += (every - wall%every) % every; wall-int64(offset) < change.Unix(); wall += every {
			at := time.Unix(wall-int64(offset), 0).In(from.Location())
			// An hour that the clock shows twice leaves no room for two labels.
			if n := len(list); n == 0 || at.Sub(list[n-1]) >= step/2 {
				list = append(list, at)
			}
		}
		if !change.After(t) {
			change = t.Add(time.Hour) // see civil.Day.Start: Go's bounds may be in the past
		}
		t = change
	}
	return list
}

// ticksAt places ticks in a chart, and writes of each what is not known from the
// one before: the year, the day, the time.
func (b *base) ticksAt(from, to time.Time, times []time.Time) []ChartTick {
	zone := b.config.Zone
	var list []ChartTick
	shown := time.Time{}
	for _, t := range times {
		if t.Before(from) || t.After(to) || t.Equal(shown) { // a day that a zone skipped begins with the next
			continue
		}
		day := civil.Of(t, zone)
		layout := when.Clock
		switch sameDay := !shown.IsZero() && civil.Of(shown, zone) == day; {
		case t.Equal(day.Start(zone)) && (shown.IsZero() || shown.Year() != t.Year()):
			layout = when.Date
		case t.Equal(day.Start(zone)):
			layout = when.Day
		case !sameDay && civil.Of(from, zone) != civil.Of(to, zone):
			layout = when.DayTime
		}
		shown = t
		list = append(list, ChartTick{At: t, X: permille(t, from, to), Label: b.words.Format(t, layout)})
	}
	return list
}
