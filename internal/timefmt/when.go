// Package timefmt writes times and durations for readers, in English. It knows
// nothing of HTML.
package timefmt

import (
	"fmt"
	"time"
)

// The layouts that pages use. Those that name a time of day are followed by
// the abbreviation of its zone.
const (
	Posted   = "Jan 02, 2006 - 15:04" // as Statuspage writes it under an update
	DateTime = "Jan 2, 2006, 15:04"
	DayTime  = "Jan 2, 15:04"
	Clock    = "15:04"
	Date     = "Jan 2, 2006"
	Day      = "Jan 2"
	Month    = "January 2006"
)

// Zone is the abbreviation of a time's zone on that day: EST, CEST, UTC, or
// UTC-03 for a zone that has only numbers for a name.
func Zone(t time.Time) string {
	name, _ := t.Zone()
	if name != "" && (name[0] == '+' || name[0] == '-') {
		return "UTC" + name
	}
	return name
}

// Format writes a time with the zone behind it.
func Format(t time.Time, layout string) string { return t.Format(layout) + " " + Zone(t) }

// Range writes from when to when, saying each part once: "Jan 6, 2018, 10:00"
// and "14:38 EST". The two halves are for the sides of a dash.
func Range(from, to time.Time) (first, last string) {
	a, b, zones := Layouts(from, to)
	if first = from.Format(a); zones {
		first = Format(from, a)
	}
	return first, Format(to, b)
}

// Layouts are those of the two halves of a range. The first half has a zone of its
// own only where the clocks were changed in between.
func Layouts(from, to time.Time) (first, last string, zones bool) {
	last = DateTime
	switch {
	case from.Year() == to.Year() && from.YearDay() == to.YearDay():
		last = Clock
	case from.Year() == to.Year():
		last = DayTime
	}
	return DateTime, last, Zone(from) != Zone(to)
}

// Duration writes a length of time in its two largest units: 42 min, 4 h 38
// min, 3 d 2 h. What is shorter than a minute counts as one.
func Duration(d time.Duration) string {
	days, hours, minutes := Units(d)
	switch {
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case days > 0:
		return fmt.Sprintf("%d d", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d min", minutes)
}

// Units cuts a length of time into its two largest units; the others are 0.
func Units(d time.Duration) (days, hours, minutes int) {
	total := max(1, int(d.Round(time.Minute)/time.Minute))
	days, hours, minutes = total/(24*60), total/60%24, total%60
	if days > 0 {
		minutes = 0
	}
	return days, hours, minutes
}
