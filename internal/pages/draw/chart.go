package draw

import (
	"html/template"
	"strconv"
	"time"

	"statuary/internal/pages/view"
)

// PartTop is the distance of a bar from the top of its track, by tone; 0 for other tones. A worse status
// has a taller bar, so that statuses differ without their colours too.
var PartTop = map[string]int{"degraded": 11, "partial": 5, "maintenance": 3}

// Heights of a row of a chart, in pixels: of the whole row, of the track in its middle, and above that.
const (
	rowHeight   = 40
	trackHeight = 22
	trackTop    = 9
)

// mostMarkLines is the number of updates up to which dotted lines lead from marks to bars.
const mostMarkLines = 10

// drawChart draws what components went through during an incident: a lane with a linked mark for each
// update, a row for each component, the times below, and the same as a table.
func drawChart(c *view.Chart) template.HTML {
	s := begin()
	s.WriteString(`<figure class="chart"><div class="card">`)
	if len(c.Marks) > 0 {
		s.write(`<div class="chart-row chart-lane"><span aria-hidden="true">`, EscapeHTML(c.Updates), `</span><svg height="24" role="group" aria-label="`, EscapeHTML(c.Updates),
			`"><line class="lane" x2="100%" y1="12" y2="12"/>`)
		for _, m := range c.Marks {
			drawMark(s, m)
		}
		s.WriteString("</svg></div>\n")
	}
	for n, r := range c.Rows {
		s.write(`<div class="chart-row" aria-hidden="true"><span dir="auto">`, EscapeHTML(r.Name), `</span><svg height="`, strconv.Itoa(rowHeight), `">`)
		drawTrack(s, c, r, n == 0)
		s.WriteString("</svg></div>\n")
	}
	s.WriteString(`<div class="chart-row" aria-hidden="true"><span></span><svg class="chart-ticks" height="20">`)
	for _, t := range c.Ticks {
		x := percent(t.X)
		if t.Anchor != "hidden" || t.Narrow != "hidden" {
			s.write(`<text class="wide-`, t.Anchor, ` narrow-`, t.Narrow, `" x="`, x, `" y="15" data-at="`, t.At.Format(time.RFC3339), `">`, EscapeHTML(t.Label), "</text>")
		}
	}
	s.write("</svg></div></div>\n<figcaption>", EscapeHTML(c.Caption))
	if c.Open {
		s.write(` <span class="chart-now">`, EscapeHTML(c.Now), "</span>")
	}
	s.write("<details><summary>", EscapeHTML(c.Table), `</summary><div class="scroll" tabindex="0"><table>`)
	for _, r := range c.Rows {
		s.write(`<tr><th scope="row" dir="auto">`, EscapeHTML(r.Name), "</th><td>", string(r.Words), "</td></tr>\n")
	}
	s.WriteString("</table></div></details></figcaption></figure>")
	return s.end()
}

// drawTrack draws the row of a component: its track, hairlines, bars, and dotted lines below the marks. In
// narrow charts, lines reach up over the name, which is above the row there.
func drawTrack(s *markup, c *view.Chart, r view.ChartRow, first bool) {
	line := func(class string, x, top int) {
		at := percent(x)
		s.write(`<line class="`, class, `" x1="`, at, `" x2="`, at, `" y1="`, strconv.Itoa(top), `" y2="`, strconv.Itoa(rowHeight), `"/>`)
	}
	top := -17
	if first {
		top = 0
	}
	s.write(`<rect class="track" width="100%" y="`, strconv.Itoa(trackTop), `" height="`, strconv.Itoa(trackHeight), `" rx="2"/>`)
	for _, t := range c.Ticks {
		if t.Narrow == "hidden" {
			line("half", t.X, top)
		} else {
			line("hour", t.X, top)
		}
	}
	for _, p := range r.Parts {
		y := PartTop[p.Tone]
		s.write(`<rect class="part-`, p.Tone, `" x="`, percent(p.X), `" y="`, strconv.Itoa(trackTop+y), `" width="`, percent(p.W), `" height="`, strconv.Itoa(trackHeight-y), `"/>`)
		if p.Label != "" {
			s.write(`<text class="part-length" x="`, percent(p.X+p.W/2), `" y="`, strconv.Itoa(trackTop+15), `" text-anchor="middle">`, EscapeHTML(p.Label), "</text>")
		}
	}
	if len(c.Marks) <= mostMarkLines {
		for _, m := range c.Marks {
			line("mark", m.X, top)
		}
	}
	if c.Open {
		line("now", 1000, top)
	}
}

// drawMark draws an update as a link to it.
func drawMark(s *markup, m view.ChartMark) {
	x := percent(m.X)
	s.write(`<a href="`, EscapeHTML(m.URL), `" aria-label="`, EscapeHTML(m.Title), `"><title>`, EscapeHTML(m.Title), "</title>")
	if m.Dot {
		s.write(`<circle class="dot" cx="`, x, `" cy="12" r="4"/></a>`)
		return
	}
	class := "mark-open"
	if m.Badge.Tone == "operational" {
		class = "mark-done"
	}
	s.write(`<circle class="disc" cx="`, x, `" cy="12" r="11.5"/><svg class="`, class, `" x="`, x, `" overflow="visible"><path transform="translate(-8 4)" fill-rule="evenodd" d="`, markShapes[m.Badge.Icon], `"/></svg></a>`)
}

// markShapes are the icons of statuses, as partials/icons.html has them.
var markShapes = map[string]string{
	"none":        ring,
	"half":        ring + "M8 4.2a3.8 3.8 0 0 1 0 7.6z",
	"most":        ring + "M8 4.2A3.8 3.8 0 1 1 4.2 8H8z",
	"operational": "M8 0a8 8 0 1 1 0 16A8 8 0 0 1 8 0m3.7 4.6L7 9.7 4.5 7.3 3.2 8.7 7.1 12.4l6-6.5z",
	"scheduled":   ring + "M7.1 4.5h1.8v3.3l2.4 2.3-1.2 1.2-3-2.9z",
}

const ring = "M8 .5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15m0 2a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z"
