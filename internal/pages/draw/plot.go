package draw

import (
	"html/template"
	"strconv"
	"strings"

	"statuary/internal/pages/view"
)

// drawPlot draws a picture with columns. It is as wide as its place and has
// letters of the page's size: across, everything is placed in percent.
func drawPlot(p view.Plot) template.HTML {
	var s strings.Builder
	height := strconv.Itoa(p.Height)
	s.WriteString(`<div class="plot" role="img" aria-label="` + EscapeHTML(p.Words) + `"><svg class="plot-scale" height="` + height + `" aria-hidden="true">`)
	for _, l := range p.Lines {
		s.WriteString(`<text x="100%" y="` + strconv.Itoa(l.Y+4) + `" text-anchor="end">` + EscapeHTML(l.Label) + `</text>`)
	}
	s.WriteString(`</svg><svg class="plot-field" height="` + strconv.Itoa(p.Height+36) + `" aria-hidden="true">`)
	s.WriteString(`<defs><pattern id="_` + p.ID + `-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch" width="3" height="6"/></pattern></defs>`)
	for _, l := range p.Lines {
		y := strconv.Itoa(l.Y)
		s.WriteString(`<line class="plot-line" x2="100%" y1="` + y + `" y2="` + y + `"/>`)
	}
	for _, c := range p.Columns {
		s.WriteString("<g><title>" + EscapeHTML(c.Title) + "</title>")
		s.WriteString(`<rect class="hit" x="` + percent(c.X) + `" width="` + percent(c.W) + `" height="` + height + `"/>`)
		for _, part := range c.Parts {
			drawPart(&s, p.ID, c, part)
		}
		s.WriteString("</g>")
	}
	for _, t := range p.Ticks {
		class := "plot-tick"
		if t.Minor {
			class += " minor"
		}
		x := percent(t.X)
		s.WriteString(`<text class="` + class + `" x="` + x + `" y="` + strconv.Itoa(p.Height+16) + `" text-anchor="middle">` + EscapeHTML(t.Label) + `</text>`)
		if t.Note != "" {
			s.WriteString(`<text class="plot-note" x="` + x + `" y="` + strconv.Itoa(p.Height+32) + `" text-anchor="middle">` + EscapeHTML(t.Note) + `</text>`)
		}
	}
	s.WriteString("</svg></div>")
	if len(p.Legend) > 0 {
		s.WriteString(`<ul class="plot-legend">`)
		for _, l := range p.Legend {
			s.WriteString(`<li><svg class="swatch" width="14" height="14" aria-hidden="true">`)
			drawBar(&s, p.ID, l.Tone, `x="1" y="1" width="12" height="12"`)
			s.WriteString("</svg>" + EscapeHTML(l.Label) + "</li>")
		}
		s.WriteString("</ul>")
	}
	return template.HTML(s.String())
}

func drawPart(s *strings.Builder, id string, c view.PlotColumn, p view.PlotPart) {
	middle := percent(c.X + c.W/2)
	y := strconv.Itoa(p.Y)
	switch p.Shape {
	case "dot":
		s.WriteString(`<circle class="plot-dot" cx="` + middle + `" cy="` + y + `" r="5"/>`)
	case "range":
		s.WriteString(`<line class="plot-range" x1="` + middle + `" x2="` + middle + `" y1="` + y + `" y2="` + strconv.Itoa(p.Y+p.H) + `"/>`)
	default:
		drawBar(s, id, p.Tone, `x="`+percent(c.X)+`" y="`+y+`" width="`+percent(c.W)+`" height="`+strconv.Itoa(p.H)+`"`)
	}
}

// drawBar draws a bar. Tones differ in more than their colour, for greyscale and
// for who sees colours otherwise: full, hatched, or an outline.
func drawBar(s *strings.Builder, id, tone, place string) {
	fill := ""
	if tone == "partial" {
		fill = ` fill="url(#_` + id + `-hatch)"`
	}
	s.WriteString(`<rect class="plot-bar bar-of-` + tone + `"` + fill + ` ` + place + `/>`)
}

// percent writes thousandths.
func percent(n int) string {
	return strconv.FormatFloat(float64(n)/10, 'f', -1, 64) + "%"
}

// drawMeter draws a bar in a row of a table. The cell beside it has its value as text.
func drawMeter(parts []view.ChartPart) template.HTML {
	var s strings.Builder
	s.WriteString(`<svg class="meter" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">`)
	for _, p := range parts {
		s.WriteString(`<rect class="meter-` + p.Tone + `" x="` + strconv.Itoa(p.X) + `" width="` + strconv.Itoa(p.W) + `" height="8"/>`)
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

// drawStack draws the incidents of a month by impact. The count beside it is the text of it.
func drawStack(parts []view.StackPart) template.HTML {
	var s strings.Builder
	s.WriteString(`<svg class="stack" width="20" height="34" aria-hidden="true">`)
	for _, p := range parts {
		s.WriteString(`<rect class="part-` + p.Tone + `" y="` + strconv.Itoa(p.Y) + `" width="20" height="` + strconv.Itoa(p.H) + `"/>`)
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

// drawMetric draws the lines of a metric. Its summary is the text of it.
func drawMetric(p view.MetricPlot) template.HTML {
	var s strings.Builder
	s.WriteString(`<svg class="metric-lines" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">`)
	for _, line := range p.Lines {
		s.WriteString(`<path vector-effect="non-scaling-stroke" d="` + line + `"/>`)
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}
