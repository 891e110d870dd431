package pages

import (
	"slices"
	"unicode/utf8"

	"statuary/internal/pages/view"
)

// plotHeight is the height of a plot, in pixels.
const plotHeight = 180

// plotColumn returns the place of the nth of several columns. Few columns are not
// stretched over the whole width.
func plotColumn(n, columns int) view.PlotColumn {
	const fewest = 8
	all := max(columns, fewest)
	left, right := 1000*n/all, 1000*(n+1)/all
	gap := (right - left) / 5
	return view.PlotColumn{X: left + gap/2, W: right - left - gap}
}

// countStep returns the distance of lines on a scale from 0 to a count, so that there
// are two to five lines: 1, 2, 5, 10, 20, 50 and so on.
func countStep(highest int) int {
	for step := 1; ; step *= 10 {
		for _, s := range []int{step, 2 * step, 5 * step} {
			if highest <= 5*s {
				return s
			}
		}
	}
}

// shareStep returns the distance of lines on a scale of percentages below 100, and how
// many lines there are below that of 100.
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

// thin removes labels that would overlap others, which name quarters or halves of years.
// There is room for a hundred letters on a narrow screen. CSS hides minor ones on
// phones; if the others have no room there, those without a year are minor too.
func thin(ticks []view.PlotTick) []view.PlotTick {
	const room, phoneRoom = 100, 300 // in letters; in pixels, as labelLength counts them
	longest, length := 0, 0.0
	for _, t := range ticks {
		longest = max(longest, utf8.RuneCountInString(t.Label))
		if !t.Minor {
			length += labelLength(t.Label) + letterSpace
		}
	}
	if longest*len(ticks) > room {
		ticks = slices.DeleteFunc(ticks, func(t view.PlotTick) bool { return t.Minor && t.Note == "" })
	}
	for n := range ticks {
		ticks[n].Minor = ticks[n].Minor || length > phoneRoom && ticks[n].Note == ""
	}
	return ticks
}
