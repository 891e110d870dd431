package draw

import (
	"html/template"
	"strconv"

	"statuary/internal/pages/view"
)

// drawPlot draws a picture with columns. It is as wide as its place and has
// letters of the page's size: across, everything is placed in percent.
func drawPlot(p view.Plot) template.HTML {
	s := begin()
	height := strconv.Itoa(p.Height)
	s.write(`<div class="plot" role="img" aria-label="`, EscapeHTML(p.Words), `"><svg class="plot-scale" height="`, height, `" aria-hidden="true">`)
	for _, l := range p.Lines {
		s.write(`<text x="100%" y="`, strconv.Itoa(l.Y+4), `" text-anchor="end">`, EscapeHTML(l.Label), `</text>`)
	}
	s.write(`</svg><svg class="plot-field" height="`, strconv.Itoa(p.Height+36), `" aria-hidden="true">`)
	s.write(`<defs><pattern id="_`, p.ID, `-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><rect class="hatch" width="3" height="6"/></pattern></defs>`)
	for _, l := range p.Lines {
		y := strconv.Itoa(l.Y)
		s.write(`<line class="plot-line" x2="100%" y1="`, y, `" y2="`, y, `"/>`)
	}
	for _, c := range p.Columns {
		s.write("<g><title>", EscapeHTML(c.Title), "</title>")
		s.write(`<rect class="hit" x="`, percent(c.X), `" width="`, percent(c.W), `" height="`, height, `"/>`)
		for _, part := range c.Parts {
			drawPart(s, p.ID, c, part)
		}
		s.WriteString("</g>")
	}
	for _, t := range p.Ticks {
		class := "plot-tick"
		if t.Minor {
			class += " minor"
		}
		x := percent(t.X)
		s.write(`<text class="`, class, `" x="`, x, `" y="`, strconv.Itoa(p.Height+16), `" text-anchor="middle">`, EscapeHTML(t.Label), `</text>`)
		if t.Note != "" {
			s.write(`<text class="plot-note" x="`, x, `" y="`, strconv.Itoa(p.Height+32), `" text-anchor="middle">`, EscapeHTML(t.Note), `</text>`)
		}
	}
	s.WriteString("</svg></div>")
	if len(p.Legend) > 0 {
		s.WriteString(`<ul class="plot-legend">`)
		for _, l := range p.Legend {
			s.WriteString(`<li><svg class="swatch" width="14" height="14" aria-hidden="true">`)
			drawBar(s, p.ID, l.Tone, `x="1" y="1" width="12" height="12"`)
			s.write("</svg>", EscapeHTML(l.Label), "</li>")
		}
		s.WriteString("</ul>")
	}
	return s.end()
}

func drawPart(s *markup, id string, c view.PlotColumn, p view.PlotPart) {
	middle := percent(c.X + c.W/2)
	y := strconv.Itoa(p.Y)
	switch p.Shape {
	case "dot":
		s.write(`<circle class="plot-dot" cx="`, middle, `" cy="`, y, `" r="5"/>`)
	case "range":
		s.write(`<line class="plot-range" x1="`, middle, `" x2="`, middle, `" y1="`, y, `" y2="`, strconv.Itoa(p.Y+p.H), `"/>`)
	default:
		drawBar(s, id, p.Tone, `x="`+percent(c.X)+`" y="`+y+`" width="`+percent(c.W)+`" height="`+strconv.Itoa(p.H)+`"`)
	}
}

// drawBar draws a bar. Tones differ in more than their colour, for greyscale and
// for who sees colours otherwise: full, hatched, or an outline.
func drawBar(s *markup, id, tone, place string) {
	fill := ""
	if tone == "partial" {
		fill = ` fill="url(#_` + id + `-hatch)"`
	}
	s.write(`<rect class="plot-bar bar-of-`, tone, `"`, fill, ` `, place, `/>`)
}

// percent returns thousandths as a percentage.
func percent(n int) string {
	if n < 0 {
		return "-" + percent(-n)
	}
	return strconv.Itoa(n/10) + tenths[n%10]
}

var tenths = [10]string{"%", ".1%", ".2%", ".3%", ".4%", ".5%", ".6%", ".7%", ".8%", ".9%"}

// drawMeter draws a bar in a row of a table. The cell beside it has its value as text.
func drawMeter(parts []view.ChartPart) template.HTML {
	s := begin()
	s.WriteString(`<svg class="meter" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">`)
	for _, p := range parts {
		s.write(`<rect class="meter-`, p.Tone, `" x="`, strconv.Itoa(p.X), `" width="`, strconv.Itoa(p.W), `" height="8"/>`)
	}
	s.WriteString("</svg>")
	return s.end()
}

// drawStack draws the incidents of a month by impact. The count beside it is the text of it.
func drawStack(parts []view.StackPart) template.HTML {
	s := begin()
	s.WriteString(`<svg class="stack" width="20" height="34" aria-hidden="true">`)
	for _, p := range parts {
		s.write(`<rect class="part-`, p.Tone, `" y="`, strconv.Itoa(p.Y), `" width="20" height="`, strconv.Itoa(p.H), `"/>`)
	}
	s.WriteString("</svg>")
	return s.end()
}

// drawMetric draws the lines of a metric. Its summary is the text of it.
func drawMetric(p view.MetricPlot) template.HTML {
	s := begin()
	s.WriteString(`<svg class="metric-lines" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">`)
	for _, line := range p.Lines {
		s.write(`<path vector-effect="non-scaling-stroke" d="`, line, `"/>`)
	}
	s.WriteString("</svg>")
	return s.end()
}
