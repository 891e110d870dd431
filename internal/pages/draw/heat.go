package draw

import (
	"html/template"
	"strconv"

	"statuary/internal/pages/view"
)

// heatShapes are drawn in the cells of tones, so that these differ without their colours.
var heatShapes = map[string]string{
	"major": "M4 4l5 5M9 4l-5 5", "partial": "M6.5 3.5l3 3-3 3-3-3z", "degraded": "M6.5 3.5l3 5.5h-6z", "maintenance": "M6.5 3.5v3.5h3",
}

// drawHeat draws a map of days: a cell is 13 wide, and the next one begins 16 further on.
func drawHeat(h view.Heat) template.HTML {
	const pitch, left, top = 16, 40, 22
	s := begin()
	s.write(`<div class="heat"><svg viewBox="0 0 `, strconv.Itoa(left+pitch*h.Weeks-3), ` `, strconv.Itoa(top+7*pitch-3), `" role="img" aria-label="`, EscapeHTML(h.Words), `">`)
	for _, l := range h.Columns {
		s.write(`<text x="`, strconv.Itoa(left+pitch*l.At), `" y="12">`, EscapeHTML(l.Text), `</text>`)
	}
	for _, l := range h.Rows {
		s.write(`<text x="0" y="`, strconv.Itoa(top+pitch*l.At+11), `">`, EscapeHTML(l.Text), `</text>`)
	}
	for _, c := range h.Cells {
		x, y := strconv.Itoa(left+pitch*c.Week), strconv.Itoa(top+pitch*c.Row)
		s.write(`<rect class="heat-`, c.Class, `" x="`, x, `" y="`, y, `" width="13" height="13" rx="2"`)
		if c.Title == "" {
			s.WriteString("/>")
			continue
		}
		s.write("><title>", EscapeHTML(c.Title), "</title></rect>")
		if shape := heatShapes[c.Class]; shape != "" {
			s.write(`<path class="heat-shape" transform="translate(`, x, ` `, y, `)" d="`, shape, `"/>`)
		}
	}
	s.WriteString("</svg></div>")
	return s.end()
}
