package pages

import (
	"time"

	"statuary/internal/civil"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// mostTicks is how many times have room below a chart.
const mostTicks = 6

// Distances between two ticks of a chart: the first is taken that needs no more
// than mostTicks. Steps shorter than a day divide one.
var (
	timeSteps = []time.Duration{
		time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
		time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	}
	daySteps   = []int{1, 2, 3, 7, 14}
	monthSteps = []int{1, 2, 3, 6, 12}
)

// chartTimes returns round times from the last one before from, or from itself, to the first one
// after to, or to itself: minutes or hours of the clock, beginnings of days, months or years. Both times
// are in the site's zone.
func (b *base) chartTimes(from, to time.Time) []time.Time {
	for _, step := range timeSteps {
		if to.Sub(from)/step < mostTicks {
			return around(from, to, clockTimes(from.Add(-step), to.Add(step), step))
		}
	}
	zone := b.config.Zone
	first, last := civil.Of(from, zone), civil.Of(to, zone)
	var list []time.Time
	for _, step := range daySteps {
		if int(last-first)/step < mostTicks {
			for d := first; d < last+civil.Day(step)+1; d += civil.Day(step) {
				list = append(list, d.Start(zone))
			}
			return around(from, to, list)
		}
	}
	months := last.Month().Sub(first.Month())
	step := monthSteps[len(monthSteps)-1]
	for _, s := range monthSteps {
		if months/s < mostTicks {
			step = s
			break
		}
	}
	for months/step >= mostTicks {
		step += 12
	}
	for m := first.Month(); m.First() <= last || !list[len(list)-1].After(to); m = m.Add(step) {
		list = append(list, m.First().Start(zone))
	}
	return around(from, to, list)
}

// around drops the times of a list before the last one that is not after from, and after the first one that
// is not before to.
func around(from, to time.Time, list []time.Time) []time.Time {
	for len(list) > 1 && !list[1].After(from) {
		list = list[1:]
	}
	for n := len(list); n > 1 && !list[n-2].Before(to); n = len(list) {
		list = list[:n-1]
	}
	return list
}

// clockTimes returns the times between two others at which the clock shows a
// multiple of a step since midnight. Where the clocks are changed, that is not a
// multiple of the time that has passed, so each time between two changes is
// counted alone.
func clockTimes(from, to time.Time, step time.Duration) (list []time.Time) {
	for t, every := from, int64(step/time.Second); !t.After(to); {
		_, offset := t.Zone()
		_, change := t.ZoneBounds()
		if change.IsZero() || change.After(to) {
			change = to.Add(time.Second)
		}
		wall := t.Unix() + int64(offset)
		for wall += (every - wall%every) % every; wall-int64(offset) < change.Unix(); wall += every {
			at := time.Unix(wall-int64(offset), 0).In(from.Location())
			// An hour that the clock shows twice leaves no room for two labels.
			if n := len(list); n == 0 || at.Sub(list[n-1]) >= step/2 {
				list = append(list, at)
			}
		}
		if !change.After(t) {
			change = t.Add(time.Hour) // see civil.Day.Start: Go's bounds may be in the past
		}
		t = change
	}
	return list
}

// ticksAt returns the ticks of a chart at times. The label of each has only the parts
// that differ from the one before: the year, the day, the time.
func (b *base) ticksAt(from, to time.Time, times []time.Time) []view.ChartTick {
	zone := b.config.Zone
	list := make([]label, 0, len(times))
	shown := time.Time{}
	for _, t := range times {
		if t.Before(from) || t.After(to) || t.Equal(shown) { // a day that a zone skipped begins with the next
			continue
		}
		day := civil.Of(t, zone)
		layout := timefmt.Clock
		switch sameDay := !shown.IsZero() && civil.Of(shown, zone) == day; {
		case t.Equal(day.Start(zone)) && (shown.IsZero() || shown.Year() != t.Year()):
			layout = timefmt.Date
		case t.Equal(day.Start(zone)):
			layout = timefmt.Day
		case !sameDay && civil.Of(from, zone) != civil.Of(to, zone):
			layout = timefmt.DayTime
		}
		shown = t
		text := b.words.Format(t, layout)
		length := labelLength(text)
		if layout == timefmt.Clock || layout == timefmt.DayTime {
			length += 2 * letterWidth // "18:00" may become "Nov 22"
		} else {
			length += 7 * letterWidth // in a visitor's zone the day begins at another time: ", 05:45"
		}
		list = append(list, label{view.ChartTick{At: t, X: permille(t, from, to), Label: text}, length})
	}
	return withRoom(list)
}

// Widths of charts and of letters, in pixels of a text of 16. The style sheet shows
// charts that are narrower than narrowChart without labels, and the ticks of
// narrow charts where names are above bars.
const (
	narrowChart = 232
	wideChart   = 400
	letterWidth = 6.3
	letterSpace = 5 // between two labels
)

// label is the label of a tick.
type label struct {
	tick   view.ChartTick
	length float64 // about
}

// labelLength returns about how long a text is.
func labelLength(text string) (length float64) {
	for _, r := range text {
		length += letterWidth
		if r >= 0x1100 { // letters of East Asia are twice as wide
			length += letterWidth
		}
	}
	return length
}

// withRoom returns ticks with places for their labels. It hides labels that would
// run into the one before, in the narrowest of wide charts or in the narrowest of
// all.
func withRoom(labels []label) []view.ChartTick {
	list := make([]view.ChartTick, len(labels))
	end, narrowEnd := -float64(letterSpace), -float64(letterSpace)
	for n, l := range labels {
		list[n] = l.tick
		list[n].Anchor, end = l.after(end, wideChart)
		list[n].Narrow, narrowEnd = l.after(narrowEnd, narrowChart)
	}
	return list
}

// after places a label after another that ends at end in a chart of the given width, and
// returns where it ends itself.
func (l label) after(end, width float64) (anchor string, newEnd float64) {
	anchor, from, to := l.place(width)
	if from < end+letterSpace {
		return "hidden", end
	}
	return anchor, to
}

// place returns how a label is anchored so that it stays in a chart of the given width,
// and where it begins and ends.
func (l label) place(width float64) (anchor string, from, to float64) {
	x, half := float64(l.tick.X)*width/1000, l.length/2
	switch {
	case x < half:
		return "start", x, x + l.length
	case width-x < half:
		return "end", x - l.length, x
	}
	return "middle", x - half, x + half
}

// permille returns where a time is between two others, in thousandths. It counts
// in seconds: a thousand times the nanoseconds of 107 days is more than an int64
// can hold.
func permille(t, from, to time.Time) int {
	all := float64(to.Unix() - from.Unix())
	if all <= 0 {
		return 0
	}
	return min(1000, max(0, int(1000*float64(t.Unix()-from.Unix())/all)))
}
