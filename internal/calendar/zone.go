package calendar

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// lastYear is the last year for which the changes of a zone's clocks are computed. If they are
// regular until then, the calendar states that they continue.
const lastYear = 2037

// change is a change of a zone's clocks.
type change struct {
	wall     time.Time // local time before the change, stored as UTC
	from, to int       // seconds east of UTC
	name     string    // abbreviation of the time that begins
	daylight bool
}

// isUTC reports whether the zone is UTC under any of its names.
func isUTC(zone *time.Location) bool {
	return zone == time.UTC || strings.HasSuffix(zone.String(), "UTC")
}

// changes returns the changes of a zone from the last one before from until lastYear.
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
			list = append(list, c) // otherwise nothing changes: the zone's table ends here, and its rule takes over
		}
		if end.IsZero() || end.Year() > lastYear {
			return list
		}
		if !end.After(t) {
			// For zones that follow their rule, Go returns as the end of the last day of a leap
			// year the day before.
			end = t.AddDate(0, 0, 1)
		}
		t = end.In(zone)
	}
}

// addZone adds the rules of a zone (RFC 5545, section 3.6.5), for clients that do not know its name.
func addZone(cal *ics.Calendar, zone *time.Location, from time.Time) {
	v := cal.AddTimezone(zone.String())
	type observance struct {
		from, to int
		name     string
		daylight bool
	}
	var order []observance
	times := map[observance][]time.Time{}
	for _, c := range changes(zone, from) {
		o := observance{c.from, c.to, c.name, c.daylight}
		if times[o] == nil {
			order = append(order, o)
		}
		times[o] = append(times[o], c.wall)
	}
	for _, o := range order {
		walls := times[o]
		rule, start := yearly(walls)
		add := func(walls []time.Time, rule string) {
			if len(walls) == 0 {
				return
			}
			var b ics.ComponentBase
			b.SetProperty(ics.ComponentPropertyDtStart, walls[0].Format(localLayout))
			b.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(o.from))
			b.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(o.to))
			b.SetProperty(ics.ComponentProperty(ics.PropertyTzname), o.name)
			if rule != "" {
				b.AddRrule(rule)
			} else {
				for _, w := range walls[1:] {
					b.AddRdate(w.Format(localLayout))
				}
			}
			if o.daylight {
				v.Components = append(v.Components, &ics.Daylight{ComponentBase: b})
			} else {
				v.Components = append(v.Components, &ics.Standard{ComponentBase: b})
			}
		}
		add(walls[:start], "")
		add(walls[start:], rule)
	}
}

// localLayout is the layout of a local time in iCalendar.
const localLayout = "20060102T150405"

// offset formats an offset from UTC as iCalendar does, such as +0200.
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

// minYears is how many yearly changes in a row count as a rule.
const minYears = 4

// yearly finds a rule for the last of the changes: the same weekday of the same month at the same
// time each year, until lastYear. The changes from start on follow the rule; without a rule, start
// is len(walls).
func yearly(walls []time.Time) (rule string, start int) {
	if n := len(walls); walls[n-1].Year() < lastYear {
		return "", n
	}
	start = len(walls)
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
		if nth(last) != 0 && len(walls)-n >= minYears && n < start {
			start = n
			rule = fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", last.Month(), nth(last), strings.ToUpper(last.Weekday().String()[:2]))
		}
	}
	return rule, start
}
