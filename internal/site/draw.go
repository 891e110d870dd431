package site

import (
	"html/template"
	"strconv"
	"strings"
)

// Funcs are the functions that draw: a picture of hundreds of elements is no
// work for a template. All they draw is coloured by classes.
func Funcs() template.FuncMap {
	return template.FuncMap{"bars": drawBars, "chart": drawChart}
}

// drawBars draws the last days of a component.
func drawBars(b Bars) template.HTML {
	var s strings.Builder
	s.WriteString(`<svg class="bars" viewBox="0 0 448 34" preserveAspectRatio="none" role="img" aria-label="` + escapeHTML(b.Words) + `">`)
	for _, l := range b.Lines {
		s.WriteString(`<path class="bar-` + l.Tone + `" d="` + l.Path + `"/>`)
	}
	for _, m := range b.Marks {
		x := strconv.Itoa(m.X)
		if m.Foot != "" {
			s.WriteString(`<rect class="foot-` + m.Foot + `" x="` + x + `" y="24" width="3" height="10"/>`)
		}
		s.WriteString(`<rect class="hit" x="` + x + `" width="5" height="34"><title>` + escapeHTML(m.Title) + `</title></rect>`)
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

// drawChart draws what components went through during an incident: a row for
// each, with its name and a picture that is named in words.
func drawChart(c *Chart) template.HTML {
	var s strings.Builder
	s.WriteString(`<figure class="chart card">`)
	for _, r := range c.Rows {
		s.WriteString(`<div class="chart-row"><span>` + escapeHTML(r.Name) + `</span><svg viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-label="` +
			escapeHTML(r.Name+": "+r.Words) + `"><rect class="track" width="1000" height="16"/>`)
		for _, p := range r.Parts {
			s.WriteString(`<rect class="part-` + p.Tone + `" x="` + strconv.Itoa(p.X) + `" width="` + strconv.Itoa(p.W) + `" height="16"/>`)
		}
		s.WriteString("</svg></div>\n")
	}
	s.WriteString(`<div class="chart-ticks" aria-hidden="true">`)
	for _, t := range c.Ticks {
		s.WriteString("<span>" + escapeHTML(t) + "</span>")
	}
	s.WriteString("</div></figure>")
	return template.HTML(s.String())
}

// escapeHTML makes a text fit for an element or a quoted attribute.
func escapeHTML(s string) string { return htmlEscaper.Replace(s) }

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")
