// Package feedtime parses the times in Statuspage's feeds and pages, such as "Aug 21,
// 00:37 UTC". They have no year, and an abbreviation instead of an offset, so both are
// inferred from a complete time in the same document. Offsets that cannot be inferred
// stay unknown.
package feedtime

import (
	"strconv"
	"strings"
	"time"

	"statuary/internal/lazyregexp"
)

// Wall is such a time: without a year, and without a known offset.
type Wall struct {
	Month        time.Month
	Day          int
	Hour, Minute int
	Second       int    // zero if the text has none
	Zone         string // the abbreviation or the offset, such as "GMT+2"; may be empty
}

var pattern = lazyregexp.New(`([A-Z][a-z]{2})[a-z]*\.?\s+(\d{1,2}),?\s+(?:(\d{4})\s*,?\s*)?(?:-\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([AaPp])\.?[Mm]\b\.?)?(?:\s*\(?((?:UTC|GMT)?[+\-−]\d{1,2}(?::?\d{2})?|[A-Z]{2,5}))?`)

var months = map[string]time.Month{
	"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}

// Parse parses a time such as "Aug 21, 00:37 UTC" or "Aug 21, 00:37:05 GMT+2", and reports whether
// s contains one. A year in it is ignored.
func Parse(s string) (Wall, bool) {
	m := pattern.FindStringSubmatch(strings.Join(strings.Fields(s), " "))
	if m == nil || months[m[1]] == 0 {
		return Wall{}, false
	}
	num := func(s string) int { n, _ := strconv.Atoi(s); return n }
	w := Wall{months[m[1]], num(m[2]), num(m[4]), num(m[5]), num(m[6]), strings.ReplaceAll(m[8], "−", "-")}
	if half := strings.ToLower(m[7]); half != "" && w.Hour >= 1 && w.Hour <= 12 {
		w.Hour %= 12
		if half == "p" {
			w.Hour += 12
		}
	}
	return w, w.Day >= 1 && w.Day <= 31 && w.Hour <= 23 && w.Minute <= 59 && w.Second <= 59
}

// in returns the time in a year, at an offset from UTC in seconds. It is zero if the
// year does not have the day.
func (w Wall) in(year, offset int) time.Time {
	t := time.Date(year, w.Month, w.Day, w.Hour, w.Minute, w.Second, 0, time.FixedZone(w.Zone, offset))
	if t.Day() != w.Day {
		return time.Time{}
	}
	return t
}

// Near returns w with the year that puts it closest to near, at an offset from UTC in
// seconds.
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

// offsetHours maps abbreviations that are unambiguous on status pages to their offset in
// hours. CST, IST and BST have several meanings.
var offsetHours = map[string]float64{
	"UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
	"PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "ACST": 9.5, "ACDT": 10.5,
	"AWST": 8, "NZST": 12, "NZDT": 13, "SAST": 2, "BRT": -3,
}

// summerTime maps abbreviations of standard time to those of summer time, which is an hour
// ahead.
var summerTime = map[string]string{
	"GMT": "BST", "CST": "CDT", "IST": "IDT", "WET": "WEST", "CET": "CEST", "EET": "EEST", "EST": "EDT", "MST": "MDT", "PST": "PDT", "AEST": "AEDT", "NZST": "NZDT",
}

// Zones maps abbreviations to offsets from UTC in seconds, as learned from a document.
type Zones map[string]int

// Learn stores the offset of the abbreviation of w, given that w is the time t: if
// 09:09 PST is 17:09 UTC, PST is -8 hours. It does nothing if the two do not agree to
// the minute at any offset from -12 to +14 hours, in steps of 15 minutes.
func (z Zones) Learn(w Wall, t time.Time) {
	if w.Zone == "" || t.IsZero() {
		return
	}
	for offset := -12 * 3600; offset <= 14*3600; offset += 900 {
		if d := t.Truncate(time.Minute).Sub(w.Near(t, offset).Truncate(time.Minute)); d == 0 {
			z[w.Zone] = offset
			return
		}
	}
}

// Offset returns the offset of an abbreviation from UTC in seconds, and whether it is
// known.
func (z Zones) Offset(abbreviation string) (seconds int, known bool) {
	if o, ok := z[abbreviation]; ok {
		return o, true
	}
	if h, ok := offsetHours[abbreviation]; ok {
		return int(h * 3600), true
	}
	for winter, s := range summerTime {
		if o, ok := z[winter]; ok && s == abbreviation {
			return o + 3600, true
		}
		if o, ok := z[s]; ok && winter == abbreviation {
			return o - 3600, true
		}
	}
	if m := numeric.FindStringSubmatch(abbreviation); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3])
		if seconds = hours*3600 + minutes*60; m[1] == "-" {
			seconds = -seconds
		}
		return seconds, hours <= 14 && minutes <= 59
	}
	return 0, false
}

// numeric matches an offset: "+0530", "UTC-03", "GMT+5:30", "GMT+2".
var numeric = lazyregexp.New(`^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$`)

// places lists time zones by the abbreviations that pages in them use.
var places = []struct{ abbreviation, zone string }{
	{"PST", "America/Los_Angeles"}, {"PDT", "America/Los_Angeles"}, {"MST", "America/Denver"}, {"MDT", "America/Denver"}, {"CST", "America/Chicago"},
	{"CDT", "America/Chicago"}, {"EST", "America/New_York"}, {"EDT", "America/New_York"}, {"BST", "Europe/London"}, {"CET", "Europe/Berlin"},
	{"CEST", "Europe/Berlin"}, {"EET", "Europe/Helsinki"}, {"EEST", "Europe/Helsinki"}, {"JST", "Asia/Tokyo"}, {"AEST", "Australia/Sydney"}, {"AEDT", "Australia/Sydney"},
}

// GuessZone returns the IANA name of a time zone that uses an abbreviation, or "". Several
// zones may use it, so the result is a guess.
func GuessZone(abbreviation string) string {
	for _, p := range places {
		if p.abbreviation == abbreviation {
			return p.zone
		}
	}
	return ""
}

// DayString returns the day of the month as a decimal number.
func (w Wall) DayString() string { return strconv.Itoa(w.Day) }
