// Package timefmt formats times and durations for readers, in English, as plain text, and guesses
// what times in foreign formats mean.
package timefmt

import (
	"fmt"
	"time"
)

// Layouts of times and dates on pages. Those with a time of day are followed by the abbreviation of
// the zone.
const (
	Posted   = "Jan 02, 2006 - 15:04" // Statuspage's layout below an update
	DateTime = "Jan 2, 2006, 15:04"
	DayTime  = "Jan 2, 15:04"
	Clock    = "15:04"
	Date     = "Jan 2, 2006"
	Day      = "Jan 2"
	Month    = "January 2006"
)

// Zone returns the abbreviation of t's zone at that time: EST, CEST, UTC, or UTC-03 for a zone
// whose name is only a number.
func Zone(t time.Time) string {
	name, _ := t.Zone()
	if name != "" && (name[0] == '+' || name[0] == '-') {
		return "UTC" + name
	}
	return name
}

// Format formats a time, followed by its zone.
func Format(t time.Time, layout string) string { return t.Format(layout) + " " + Zone(t) }

// Layouts returns the layouts of the two sides of a range. zones reports whether the first side
// needs a zone of its own, because the clocks were changed in between.
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

// Duration formats a duration in its two largest units: 42 min, 4 h 38 min, 3 d 2 h. Less than a
// minute counts as one minute.
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

// Units splits a duration, rounded to minutes and at least one, into its two largest units. The
// others are 0.
func Units(d time.Duration) (days, hours, minutes int) {
	total := max(1, int(d.Round(time.Minute)/time.Minute))
	days, hours, minutes = total/(24*60), total/60%24, total%60
	if days > 0 {
		minutes = 0
	}
	return days, hours, minutes
}
