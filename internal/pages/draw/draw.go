// Package draw writes the parts of pages that have hundreds of elements as HTML and SVG:
// bars, charts, calendars, plots and metadata. A template takes a microsecond for each
// value. Colours come from classes, so that themes can change them.
package draw

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"statuary/internal/pages/view"
)

// Funcs returns the template functions that draw.
func Funcs() template.FuncMap {
	return template.FuncMap{"bars": drawBars, "chart": drawChart, "calendar": drawCalendar, "metadata": drawMetadata, "plot": drawPlot, "meter": drawMeter}
}

// drawBars draws the last days of a component.
func drawBars(b view.Bars) template.HTML {
	var s strings.Builder
	s.WriteString(`<svg class="bars" viewBox="0 0 448 34" preserveAspectRatio="none" role="img" aria-label="` + EscapeHTML(b.Words) + `">`)
	for _, l := range b.Lines {
		s.WriteString(`<path class="bar-` + l.Tone + `" d="` + l.Path + `"/>`)
	}
	for _, m := range b.Marks {
		x := strconv.Itoa(m.X)
		if m.Foot != "" {
			s.WriteString(`<rect class="foot-` + m.Foot + `" x="` + x + `" y="24" width="3" height="10"/>`)
		}
		s.WriteString(`<rect class="hit" x="` + x + `" width="5" height="34"><title>` + EscapeHTML(m.Title) + `</title></rect>`)
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

// PartTop is the distance of a bar from the top of its row, by tone; 0 for other tones. A worse status
// has a taller bar, so that statuses differ without their colours too.
var PartTop = map[string]int{"degraded": 11, "partial": 6, "maintenance": 6}

// drawChart draws what components went through during an incident: a row for
// each, with its name, a picture, and the same in words for those who can't see
// it.
func drawChart(c *view.Chart) template.HTML {
	var s strings.Builder
	s.WriteString(`<figure class="chart card">`)
	for _, r := range c.Rows {
		s.WriteString(`<div class="chart-row"><span><span dir="auto">` + EscapeHTML(r.Name) + `</span><span class="vh">: ` + string(r.Words) +
			`</span></span><svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="1000" height="20"/>`)
		for _, p := range r.Parts {
			y := PartTop[p.Tone]
			s.WriteString(`<rect class="part-` + p.Tone + `" x="` + strconv.Itoa(p.X) + `" y="` + strconv.Itoa(y) + `" width="` + strconv.Itoa(p.W) + `" height="` + strconv.Itoa(20-y) + `"/>`)
		}
		s.WriteString("</svg></div>\n")
	}
	s.WriteString(`<div class="chart-row" aria-hidden="true"><span></span><svg class="chart-ticks">`)
	for _, t := range c.Ticks {
		x := percent(t.X)
		s.WriteString(`<rect x="` + x + `" width="1" height="3"/>`)
		if t.Anchor != "hidden" || t.Narrow != "hidden" {
			s.WriteString(`<text class="wide-` + t.Anchor + ` narrow-` + t.Narrow + `" x="` + x + `" y="15" data-at="` + t.At.Format(time.RFC3339) + `">` + EscapeHTML(t.Label) + "</text>")
		}
	}
	s.WriteString("</svg></div></figure>")
	return template.HTML(s.String())
}

// drawCalendar draws a month: a table of its weeks, in which days with
// incidents have a class, and words for readers who can't see it.
func drawCalendar(m view.MonthBlock) template.HTML {
	var s strings.Builder
	s.WriteString(`<table class="calendar"><caption class="vh">` + EscapeHTML(m.Name) + "</caption>\n<thead><tr>")
	for _, d := range m.Weekdays {
		s.WriteString(`<th scope="col"><abbr title="` + EscapeHTML(d.Name) + `">` + EscapeHTML(d.Letter) + "</abbr></th>")
	}
	s.WriteString("</tr></thead>\n<tbody>\n")
	for _, week := range m.Weeks {
		s.WriteString("<tr>")
		for _, d := range week {
			drawDay(&s, d)
		}
		s.WriteString("</tr>\n")
	}
	s.WriteString("</tbody></table>")
	return template.HTML(s.String())
}

func drawDay(s *strings.Builder, d view.CalendarCell) {
	s.WriteString("<td")
	if d.Tone != "" {
		s.WriteString(` class="day-` + d.Tone + `"`)
	}
	if d.Title != "" {
		s.WriteString(` title="` + EscapeHTML(d.Title) + `"`)
	}
	s.WriteString(">")
	if d.Link != "" {
		s.WriteString(`<a href="` + EscapeHTML(d.Link) + `">`)
	}
	if d.Day > 0 {
		s.WriteString(strconv.Itoa(d.Day))
	}
	if d.Title != "" {
		s.WriteString(`<span class="vh"> ` + EscapeHTML(d.Title) + "</span>")
	}
	if d.Link != "" {
		s.WriteString("</a>")
	}
	s.WriteString("</td>")
}

// EscapeHTML escapes a text for an element or a quoted attribute.
func EscapeHTML(s string) string { return htmlEscaper.Replace(s) }

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "\x00", "\ufffd")
