package pages

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/draw"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// narrowestPart is the smallest width of a bar, in thousandths of the chart. On a phone
// it is more than a pixel, so that an outage of a minute in a month is visible.
const narrowestPart = 6

// chart returns the chart of the statuses of an incident's components. It ends at the
// end of the incident or, while that is open, at the present.
func (b *base) chart(i *history.Incident) *view.Chart {
	if i.Cancelled {
		return nil
	}
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
	from, to, times := b.chartRange(i, from.In(b.config.Zone), to.In(b.config.Zone))
	c := &view.Chart{
		Open: i.Ended.IsZero(), Caption: b.words.T("The worse the status, the taller the bar."), Updates: b.words.T("Updates"),
		Table: b.words.T("View as table"), Now: b.words.T("now"), Marks: b.chartMarks(i, from, to),
	}
	var words []byte
	c.Rows = make([]view.ChartRow, 0, len(i.Affected))
	for _, component := range i.Affected {
		row := view.ChartRow{Name: component.Name}
		words = words[:0]
		for _, s := range i.Spans {
			if s.Component != component.ID {
				continue
			}
			part := chartPart(s, from, to)
			if part.Tone == "major" && part.W >= roomForLength && !s.Open {
				part.Label = b.words.Duration(s.To.Sub(s.From))
			}
			row.Parts = append(row.Parts, part)
			if len(words) > 0 {
				words = append(words, "; "...)
			}
			words = b.appendSpan(words, s)
		}
		slices.SortStableFunc(row.Parts, drawnBefore)
		if len(words) == 0 {
			words = append(words, draw.EscapeHTML(b.words.T("operational"))...)
		}
		row.Words = template.HTML(words)
		c.Rows = append(c.Rows, row)
	}
	c.Ticks = b.ticksAt(from, to, times)
	return c
}

// roomForLength is the width of a bar, in thousandths, that has room for the length of the outage.
const roomForLength = 220

// chartRange returns from when to when a chart is drawn, and the round times for its ticks. The range is
// widened to round times. While the incident is open, it ends at the present.
func (b *base) chartRange(i *history.Incident, from, to time.Time) (start, end time.Time, times []time.Time) {
	times = b.chartTimes(from, to)
	start, end = from, to
	if len(times) > 0 && times[0].Before(from) {
		start = times[0]
	}
	if last := len(times) - 1; last >= 0 && times[last].After(to) && !i.Ended.IsZero() {
		end = times[last]
	}
	return start, end, times
}

// closestMarks is the least distance of two marks of updates, in thousandths. Of two that are closer, the
// earlier is a dot.
const closestMarks = 60

// chartMarks returns the marks of updates, in the order of time.
func (b *base) chartMarks(i *history.Incident, from, to time.Time) []view.ChartMark {
	list := make([]view.ChartMark, 0, len(i.Updates))
	for n, u := range i.Updates {
		if u.At.Before(from) || u.At.After(to) || u.Status == incident.Postmortem {
			continue
		}
		badge := b.updateBadge(i, n)
		m := view.ChartMark{X: permille(u.At, from, to), URL: "#" + updateID(n), Badge: badge}
		m.Title = b.words.T(badge.Label) + b.words.T(", ") + b.words.Zoned(u.At, timefmt.DateTime)
		if last := len(list) - 1; last >= 0 && m.X-list[last].X < closestMarks {
			list[last].Dot = true
		}
		list = append(list, m)
	}
	return list
}

// chartPart returns the bar of a span in a chart that reaches from one time to
// another. It is never narrower than narrowestPart and never leaves the chart.
func chartPart(s history.Span, from, to time.Time) view.ChartPart {
	start, end := permille(s.From, from, to), permille(s.To, from, to)
	width := max(narrowestPart, end-start)
	return view.ChartPart{X: min(start, 1000-width), W: width, Tone: tones[s.Status]}
}

// drawnBefore compares two bars by the order in which they are drawn, so that none
// is hidden by another. Narrow bars, which may be wider than their length, come last, the
// tallest of them first.
func drawnBefore(a, b view.ChartPart) int {
	narrow := func(p view.ChartPart) int {
		if p.W < 2*narrowestPart {
			return 1
		}
		return 0
	}
	if n := narrow(a) - narrow(b); n != 0 || narrow(a) == 0 {
		return n
	}
	return draw.PartTop[a.Tone] - draw.PartTop[b.Tone]
}

// share returns a part of a length of time, in thousandths.
func share(part, all time.Duration) int { return int(1000 * part.Seconds() / all.Seconds()) }

// appendSpan appends a span in words, as HTML, with times that a script can show
// in another zone.
func (b *base) appendSpan(html []byte, s history.Span) []byte {
	html = append(html, draw.EscapeHTML(b.words.T(lower(s.Status.Label())))...)
	html = append(html, ' ')
	if s.Open {
		before, after, _ := strings.Cut(draw.EscapeHTML(b.words.T("since %s")), "%s")
		html = appendTime(append(html, before...), s.From, b.words.Zoned(s.From, timefmt.DateTime))
		return append(html, after...)
	}
	first, last := b.words.Range(s.From, s.To)
	html = appendTime(html, s.From, first)
	html = append(html, " – "...)
	return appendTime(html, s.To, last)
}

// appendTime appends a <time> element.
func appendTime(html []byte, t time.Time, text string) []byte {
	html = append(html, `<time datetime="`...)
	html = t.AppendFormat(html, time.RFC3339)
	html = append(html, `">`...)
	html = append(html, draw.EscapeHTML(text)...)
	return append(html, "</time>"...)
}
