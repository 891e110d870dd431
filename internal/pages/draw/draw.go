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
	return template.FuncMap{"bars": drawBars, "chart": drawChart, "calendar": drawCalendar, "metadata": drawMetadata, "plot": drawPlot, "meter": drawMeter, "heat": drawHeat, "stack": drawStack, "metric": drawMetric}
}

// drawBars draws the last days of a component. The days on which something happened are in an
// attribute, as JSON for the script: the number of the day, its statuses with their lengths, and
// the indexes of its incidents in the field Named of the page.
func drawBars(b view.Bars) template.HTML {
	s := begin()
	s.WriteString(`<div class="bars"`)
	if b.Name != "" {
		s.write(` data-name="`, EscapeHTML(b.Name), `" data-last="`, b.Last.Format(time.DateOnly), `"`)
	}
	if len(b.Days) > 0 {
		s.write(` data-days='`, singleQuoted.Replace(barDays(b.Days)), `'`)
	}
	s.write(`><svg viewBox="0 0 450 40" preserveAspectRatio="none" role="img" aria-label="`, EscapeHTML(b.Words), `">`)
	for _, l := range b.Lines {
		s.write(`<path class="bar-`, l.Tone, `" d="`, l.Path, `"/>`)
	}
	s.WriteString("</svg></div>")
	return s.end()
}

// barDays returns days as JSON.
func barDays(days []view.BarDay) string {
	var b markup
	separator := "["
	for _, d := range days {
		b.write(separator, "[", strconv.Itoa(d.Day), ",[")
		for n, s := range d.In {
			if n > 0 {
				b.WriteByte(',')
			}
			b.write(`"`, s.Status, `","`, jsonText.Replace(s.Duration), `"`)
		}
		b.WriteString("],[")
		for n, i := range d.Incidents {
			if n > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Itoa(i))
		}
		b.WriteString("]]")
		separator = ","
	}
	b.WriteByte(']')
	return b.String()
}

// drawCalendar draws a month: a table of its weeks, in which days with
// incidents have a class, and words for readers who can't see it.
func drawCalendar(m view.MonthBlock) template.HTML {
	s := begin()
	s.write(`<table class="calendar"><caption class="vh">`, EscapeHTML(m.Name), "</caption>\n<thead><tr>")
	for _, d := range m.Weekdays {
		s.write(`<th scope="col"><abbr title="`, EscapeHTML(d.Name), `">`, EscapeHTML(d.Letter), "</abbr></th>")
	}
	s.WriteString("</tr></thead>\n<tbody>\n")
	for _, week := range m.Weeks {
		s.WriteString("<tr>")
		for _, d := range week {
			drawDay(s, d)
		}
		s.WriteString("</tr>\n")
	}
	s.WriteString("</tbody></table>")
	return s.end()
}

func drawDay(s *markup, d view.CalendarCell) {
	s.WriteString("<td")
	if d.Tone != "" {
		s.write(` class="day-`, d.Tone, `"`)
	}
	if d.Title != "" {
		s.write(` title="`, EscapeHTML(d.Title), `"`)
	}
	s.WriteString(">")
	if d.Link != "" {
		s.write(`<a href="`, EscapeHTML(d.Link), `">`)
	}
	if d.Day > 0 {
		s.WriteString(strconv.Itoa(d.Day))
	}
	if d.Title != "" {
		s.write(`<span class="vh"> `, EscapeHTML(d.Title), "</span>")
	}
	if d.Link != "" {
		s.WriteString("</a>")
	}
	s.WriteString("</td>")
}

// EscapeHTML escapes a text for an element or a quoted attribute.
func EscapeHTML(s string) string { return htmlEscaper.Replace(s) }

// jsonText escapes a text for a string of JSON.
var jsonText = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// singleQuoted escapes a text for an attribute in single quotes.
var singleQuoted = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "'", "&#39;", "\x00", "\ufffd")

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "\x00", "\ufffd")
