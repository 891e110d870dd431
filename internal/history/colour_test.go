package history

import "math"

// RGB is a colour.
type RGB [3]uint8

// Palette is the colours of which Statuspage mixes those of days.
type Palette struct{ Green, Yellow, Orange, Red, NoData RGB }

// Colour returns the colour in which Statuspage shows a day.
func (p Palette) Colour(d Day) RGB {
	if d.NoData {
		return p.NoData
	}
	scale := [...]RGB{p.Green, p.Yellow, p.Orange, p.Red}
	s := Severity(d.Down())
	i := min(int(s), 2)
	return mixColours(scale[i], scale[i+1], s-float64(i))
}

func mixColours(a, b RGB, share float64) RGB {
	var c RGB
	for i := range c {
		c[i] = uint8(math.Round(float64(a[i])*(1-share) + float64(b[i])*share))
	}
	return c
}
