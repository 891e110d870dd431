// Package stamp reads the times of Statuspage's feeds and pages: "Aug 21, 00:37
// UTC". They have no year, and an abbreviation for an offset, so both come from
// a time beside them that has. What can't be told that way stays unknown.
package stamp

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Wall is what such a time says.
type Wall struct {
	Month        time.Month
	Day          int
	Hour, Minute int
	Zone         string // the abbreviation; may be empty
}

var pattern = regexp.MustCompile(`([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2}),?\s+(?:(\d{4})\s*,?\s*)?(?:-\s*)?(\d{1,2}):(\d{2})(?:\s*([A-Z]{2,5}|[+-]\d{2}(?::?\d{2})?|UTC[+-]\d{2}(?::?\d{2})?))?`)

var months = map[string]time.Month{
	"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}

// Parse reads "Aug 21, 00:37 UTC".
func Parse(s string) (Wall, bool) {
	m := pattern.FindStringSubmatch(strings.Join(strings.Fields(s), " "))
	if m == nil || months[m[1]] == 0 {
		return Wall{}, false
	}
	num := func(s string) int { n, _ := strconv.Atoi(s); return n }
	w := Wall{months[m[1]], num(m[2]), num(m[4]), num(m[5]), m[6]}
	return w, w.Day >= 1 && w.Day <= 31 && w.Hour <= 23 && w.Minute <= 59
}

// in is the moment in a year, at an offset from UTC in seconds. It is zero for a
// day that the year does not have.
func (w Wall) in(year, offset int) time.Time {
	t := time.Date(year, w.Month, w.Day, w.Hour, w.Minute, 0, 0, time.FixedZone(w.Zone, offset))
	if t.Day() != w.Day {
		return time.Time{}
	}
	return t
}

// Near is the moment next to a time, at an offset from UTC in seconds.
func (w Wall) Near(near time.Time, offset int) time.Time {
	var best time.Time
	for year := near.Year() - 1; year <= near.Year()+1; year++ {
		t := w.in(year, offset)
		if !t.IsZero() && (best.IsZero() || t.Sub(near).Abs() < best.Sub(near).Abs()) {
			best = t
		}
	}
	return best
}

// hours are the offsets of abbreviations that mean one thing on status pages.
// CST, IST and BST mean several.
var hours = map[string]float64{
	"UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
	"PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5,
	"AWST": 8, "NZST": 12, "NZDT": 13, "SAST": 2, "BRT": -3,
}

// summer pairs the abbreviations of a zone in winter and in summer, an hour later.
var summer = map[string]string{
	"GMT": "BST", "CST": "CDT", "IST": "IDT", "WET": "WEST", "CET": "CEST", "EET": "EEST", "EST": "EDT", "MST": "MDT", "PST": "PDT", "AEST": "AEDT", "NZST": "NZDT",
}

// Zones knows which offset an abbreviation means, from times that have both.
type Zones map[string]int

// Learn takes from a wall time and the moment that it stands for what its
// abbreviation means: 09:09 PST is 17:09 UTC. The two agree to the minute.
func (z Zones) Learn(w Wall, t time.Time) {
	if w.Zone == "" || t.IsZero() {
		return
	}
	for offset := -12 * 3600; offset <= 14*3600; offset += 900 {
		if d := t.Truncate(time.Minute).Sub(w.Near(t, offset)); d == 0 {
			z[w.Zone] = offset
			return
		}
	}
}

// Offset gives the offset of an abbreviation, and whether it is known.
func (z Zones) Offset(abbreviation string) (seconds int, known bool) {
	if o, ok := z[abbreviation]; ok {
		return o, true
	}
	if h, ok := hours[abbreviation]; ok {
		return int(h * 3600), true
	}
	for winter, s := range summer {
		if o, ok := z[winter]; ok && s == abbreviation {
			return o + 3600, true
		}
		if o, ok := z[s]; ok && winter == abbreviation {
			return o - 3600, true
		}
	}
	for _, layout := range []string{"-07", "-0700", "-07:00"} {
		if t, err := time.Parse(layout, strings.TrimPrefix(abbreviation, "UTC")); err == nil {
			_, seconds = t.Zone()
			return seconds, true
		}
	}
	return 0, false
}

// places are zones of the IANA database by the abbreviations that pages with
// them use.
var places = []struct{ abbreviation, zone string }{
	{"PST", "America/Los_Angeles"}, {"PDT", "America/Los_Angeles"}, {"MST", "America/Denver"}, {"MDT", "America/Denver"}, {"CST", "America/Chicago"},
	{"CDT", "America/Chicago"}, {"EST", "America/New_York"}, {"EDT", "America/New_York"}, {"BST", "Europe/London"}, {"CET", "Europe/Berlin"},
	{"CEST", "Europe/Berlin"}, {"EET", "Europe/Helsinki"}, {"EEST", "Europe/Helsinki"}, {"JST", "Asia/Tokyo"}, {"AEST", "Australia/Sydney"}, {"AEDT", "Australia/Sydney"},
}

// Place is a zone that uses an abbreviation. Several may, so it is a guess.
func Place(abbreviation string) string {
	for _, p := range places {
		if p.abbreviation == abbreviation {
			return p.zone
		}
	}
	return ""
}

// At is the day of the month, as a time has it.
func (w Wall) At() string { return strconv.Itoa(w.Day) }
