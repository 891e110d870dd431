package socialcard

import (
	"image"
	"slices"
)

// Font sizes, in pixels.
const (
	siteSize   = 36
	kickerSize = 30
	stateSize  = 44
	detailSize = 32
)

// titleSizes are the font sizes of a title, and the number of lines allowed at each. The first that
// fits is used.
var titleSizes = []struct{ size, lines int }{{76, 2}, {62, 3}, {54, 3}, {48, 4}}

// draw lays out the card: the site's name at the top, the state at the bottom, and the title
// between them.
func (c Card) draw(v *canvas) {
	stripeInk := inkTone
	if c.Shape == "" {
		stripeInk = inkSoft
	}
	v.fill(image.Rect(0, Height-stripe, Width, Height), stripeInk)
	y := margin + siteSize
	drawLine(v, drawable(c.Site), bold, siteSize, margin, y, textWidth, inkTitle)
	if kicker := drawable(c.Kicker); kicker != "" {
		y += 54
		drawLine(v, kicker, regular, kickerSize, margin, y, textWidth, inkSoft)
	}
	foot := Height - stripe - 56
	title, state := drawable(c.Title), drawable(c.State)
	room := 1
	if title == "" {
		room = 2
	}
	details, _ := wrap(drawableParts(c.Detail), regular, detailSize, textWidth, room)
	for _, l := range slices.Backward(details) {
		drawLine(v, l, regular, detailSize, margin, foot, textWidth, inkSoft)
		foot -= lineHeight(detailSize)
	}
	if len(details) > 0 {
		foot -= 27
	}
	if title == "" {
		// Without a title, the state takes its space.
		c.drawLarge(v, state, y, foot)
		return
	}
	if c.Shape != "" || state != "" {
		x := margin
		if c.Shape != "" {
			drawShape(v, c.Shape, stateSize, x, foot-stateSize+6)
			x += stateSize + 18
		}
		drawLine(v, state, bold, stateSize, x, foot, Width-margin-x, inkTone)
		foot -= stateSize
	}
	drawLines(v, title, margin, y, foot)
}

// drawLarge draws the state in the size of a title.
func (c Card) drawLarge(v *canvas, state string, top, foot int) {
	const size = 150
	x := margin
	if c.Shape != "" {
		drawShape(v, c.Shape, size, x, (top+foot-size)/2)
		x += size + 44
	}
	drawLines(v, state, x, top, foot)
}

// drawLines draws a title from x to the right margin, centred between top and foot.
func drawLines(v *canvas, title string, x, top, foot int) {
	lines, size := fitTitle(title, Width-margin-x)
	y := (top + foot - len(lines)*lineHeight(size)) / 2
	for _, l := range lines {
		y += lineHeight(size)
		drawLine(v, l, bold, size, x, y-lineHeight(size)/4, Width-margin-x, inkTitle)
	}
}

// lineHeight returns the height of a line of the given font size.
func lineHeight(size int) int { return size * 118 / 100 }

// fitTitle wraps a title at the largest font size at which it fits.
func fitTitle(title string, width int) (lines []string, size int) {
	for _, t := range titleSizes {
		var whole bool
		if lines, whole = wrap(title, bold, t.size, width, t.lines); whole {
			return lines, t.size
		}
		size = t.size
	}
	return lines, size
}
