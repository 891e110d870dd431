package socialcard

import (
	"image"
	"slices"
)

// Sizes of the texts, in pixels.
const (
	siteSize   = 36
	kickerSize = 30
	stateSize  = 44
	detailSize = 32
)

// titles are the sizes of a title, with how many lines it may then have. The
// first into which it fits is taken.
var titles = []struct{ size, lines int }{{76, 2}, {62, 3}, {54, 3}, {48, 4}}

// draw lays the card out: the name at the top, the state at the foot, and the
// title between them.
func (c Card) draw(v *canvas) {
	stripeInk := inkTone
	if c.Shape == "" {
		stripeInk = inkSoft
	}
	v.fill(image.Rect(0, Height-stripe, Width, Height), stripeInk)
	y := margin + siteSize
	line(v, drawable(c.Site), bold, siteSize, margin, y, textWidth, inkTitle)
	if kicker := drawable(c.Kicker); kicker != "" {
		y += 54
		line(v, kicker, regular, kickerSize, margin, y, textWidth, inkSoft)
	}
	foot := Height - stripe - 56
	title, state := drawable(c.Title), drawable(c.State)
	room := 1
	if title == "" {
		room = 2
	}
	details, _ := wrap(drawableParts(c.Detail), regular, detailSize, textWidth, room)
	for _, l := range slices.Backward(details) {
		line(v, l, regular, detailSize, margin, foot, textWidth, inkSoft)
		foot -= leading(detailSize)
	}
	if len(details) > 0 {
		foot -= 27
	}
	if title == "" {
		// What is left is worth the room.
		c.drawLarge(v, state, y, foot)
		return
	}
	if c.Shape != "" || state != "" {
		x := margin
		if c.Shape != "" {
			stamp(v, c.Shape, stateSize, x, foot-stateSize+6)
			x += stateSize + 18
		}
		line(v, state, bold, stateSize, x, foot, Width-margin-x, inkTone)
		foot -= stateSize
	}
	drawLines(v, title, margin, y, foot)
}

// drawLarge draws the state as the title of the card.
func (c Card) drawLarge(v *canvas, state string, top, foot int) {
	const size = 150
	x := margin
	if c.Shape != "" {
		stamp(v, c.Shape, size, x, (top+foot-size)/2)
		x += size + 44
	}
	drawLines(v, state, x, top, foot)
}

// drawLines draws a title from x to the margin, half way between top and foot.
func drawLines(v *canvas, title string, x, top, foot int) {
	lines, size := fitted(title, Width-margin-x)
	y := (top + foot - len(lines)*leading(size)) / 2
	for _, l := range lines {
		y += leading(size)
		line(v, l, bold, size, x, y-leading(size)/4, Width-margin-x, inkTitle)
	}
}

// leading is the height of a line.
func leading(size int) int { return size * 118 / 100 }

// fitted breaks a title into lines of the greatest size into which it fits.
func fitted(title string, width int) (lines []string, size int) {
	for _, t := range titles {
		var whole bool
		if lines, whole = wrap(title, bold, t.size, width, t.lines); whole {
			return lines, t.size
		}
		size = t.size
	}
	return lines, size
}
