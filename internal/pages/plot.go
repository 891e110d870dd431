package pages

import (
	"slices"
	"unicode/utf8"

	"statuary/internal/pages/view"
)

// plotHeight is that of a plot's field, in pixels.
const plotHeight = 180

// plotColumn gives the nth of some columns its place. Few columns are not
// stretched over all of the width.
func plotColumn(n, columns int) view.PlotColumn {
	const fewest = 8
	all := max(columns, fewest)
	left, right := 1000*n/all, 1000*(n+1)/all
	gap := (right - left) / 5
	return view.PlotColumn{X: left + gap/2, W: right - left - gap}
}

// countStep is the distance of lines on a scale from 0 to a count, so that there
// are two to five: 1, 2, 5, 10, 20, 50 and so on.
func countStep(highest int) int {
	for step := 1; ; step *= 10 {
		for _, s := range []int{step, 2 * step, 5 * step} {
			if highest <= 5*s {
				return s
			}
		}
	}
}

// shareStep is the same for percents below a hundred, and how many lines there
// are below that of the hundred.
func shareStep(lost float64) (step float64, lines int) {
	for _, step := range []float64{0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10} {
		for lines := 2; lines <= 5; lines++ {
			if lost <= step*float64(lines) {
				return step, lines
			}
		}
	}
	return 25, 4
}

// thin takes labels away where they would run into each other: between the
// others, which name the quarters or the halves of years. A field has room for a
// hundred letters on a narrow desk; CSS takes the same away on a phone.
func thin(ticks []view.PlotTick) []view.PlotTick {
	const room = 100
	longest := 0
	for _, t := range ticks {
		longest = max(longest, utf8.RuneCountInString(t.Label))
	}
	if longest*len(ticks) <= room {
		return ticks
	}
	return slices.DeleteFunc(ticks, func(t view.PlotTick) bool { return t.Minor && t.Note == "" })
}
