package calendar

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// lastKnown is the year to which the changes of a zone's clocks are worked out. A
// zone whose changes are regular by then is said to go on so.
const lastKnown = 2037

// change is a moment at which the clocks of a zone are set.
type change struct {
	wall     time.Time // what they showed before, as if it were UTC
	from, to int       // seconds east of UTC
	name     string    // of the time that begins
	daylight bool
}

// isUTC is true for a zone whose clocks show UTC.
func isUTC(zone *time.Location) bool {
	return zone == time.UTC || strings.HasSuffix(zone.String(), "UTC")
}

// changes lists those of a zone from the one before a moment on.
func changes(zone *time.Location, from time.Time) []change {
	var list []change
	for t := from.In(zone); ; {
		start, end := t.ZoneBounds()
		name, to := t.Zone()
		c := change{wall: time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC), from: to, to: to, name: name, daylight: t.IsDST()}
		if !start.IsZero() {
			_, c.from = start.Add(-time.Second).In(zone).Zone()
			c.wall = start.UTC().Add(time.Duration(c.from) * time.Second)
		}
		if last := len(list) - 1; last < 0 || c.from != c.to || c.name != list[last].name || c.daylight != list[last].daylight {
			list = append(list, c) // else it is where the table of the zone ends, and its rule begins
		}
		if end.IsZero() || end.Year() > lastKnown {
			return list
		}
		if !end.After(t) {
			// Go's end of the last day of a leap year is the day before, where a
			// zone goes by its rule.
			end = t.AddDate(0, 0, 1)
		}
		t = end.In(zone)
	}
}

// addZone describes a zone (RFC 5545, section 3.6.5), for clients that do not know
// it by its name.
func addZone(cal *ics.Calendar, zone *time.Location, from time.Time) {
	v := cal.AddTimezone(zone.String())
	type kind struct {
		from, to int
		name     string
		daylight bool
	}
	var order []kind
	of := map[kind][]time.Time{}
	for _, c := range changes(zone, from) {
		k := kind{c.from, c.to, c.name, c.daylight}
		if of[k] == nil {
			order = append(order, k)
		}
		of[k] = append(of[k], c.wall)
	}
	for _, k := range order {
		walls := of[k]
		rule, at := yearly(walls)
		add := func(walls []time.Time, rule string) {
			if len(walls) == 0 {
				return
			}
			var b ics.ComponentBase
			b.SetProperty(ics.ComponentPropertyDtStart, walls[0].Format(local))
			b.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(k.from))
			b.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(k.to))
			b.SetProperty(ics.ComponentProperty(ics.PropertyTzname), k.name)
			if rule != "" {
				b.AddRrule(rule)
			} else {
				for _, w := range walls[1:] {
					b.AddRdate(w.Format(local))
				}
			}
			if k.daylight {
				v.Components = append(v.Components, &ics.Daylight{ComponentBase: b})
			} else {
				v.Components = append(v.Components, &ics.Standard{ComponentBase: b})
			}
		}
		add(walls[:at], "")
		add(walls[at:], rule)
	}
}

const local = "20060102T150405"

func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		s += fmt.Sprintf("%02d", seconds%60)
	}
	return s
}

// fewestYears is how many changes in a row make a rule.
const fewestYears = 4

// yearly finds a rule for the last of some changes, if they go on to the last year
// that is known: the same weekday of the same month at the same time of day. It
// gives the place from which on they follow it.
func yearly(walls []time.Time) (rule string, at int) {
	if n := len(walls); walls[n-1].Year() < lastKnown {
		return "", n
	}
	at = len(walls)
	for _, nth := range []func(time.Time) int{
		func(t time.Time) int { return (t.Day() + 6) / 7 },
		func(t time.Time) int {
			if t.AddDate(0, 0, 7).Month() != t.Month() {
				return -1
			}
			return 0
		},
	} {
		last := walls[len(walls)-1]
		n := len(walls) - 1
		for n > 0 && walls[n-1].Year() == walls[n].Year()-1 && walls[n-1].Month() == last.Month() && walls[n-1].Weekday() == last.Weekday() &&
			walls[n-1].Format("150405") == last.Format("150405") && nth(walls[n-1]) == nth(last) {
			n--
		}
		if nth(last) != 0 && len(walls)-n >= fewestYears && n < at {
			at = n
			rule = fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", last.Month(), nth(last), strings.ToUpper(last.Weekday().String()[:2]))
		}
	}
	return rule, at
}
