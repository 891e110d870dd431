package incident

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"statuary/internal/timefmt"
)

// firstYear is the earliest year that is accepted; earlier ones are taken for mistakes.
const firstYear = 1970

// timeError is the reason why a time is not valid, with a hint.
type timeError struct{ text, hint string }

// parseTime parses RFC 3339, or a date and a time of day in the site's zone:
//
//	2018-01-06T10:00:00-05:00   2018-01-06 10:00   2018-01-06 10:00:05   2018-01-06 10:00 EST
//
// An abbreviation is accepted only if the zone has it at that moment. A time that the clocks skip
// or repeat is an error, since it is ambiguous. The result is in the zone.
func parseTime(text string, zone *time.Location) (time.Time, *timeError) {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil && t.Year() >= firstYear {
		return t.In(zone), nil
	}
	w, err := parseWall(text)
	if err != nil {
		return time.Time{}, err
	}
	switch offset, isOffset := parseOffset(w.suffix); {
	case isOffset:
		return w.in(time.FixedZone("", offset)).In(zone), nil
	case w.suffix == "":
		return w.resolve(zone)
	default:
		return w.resolveNamed(zone)
	}
}

// wall is a wall time, with the text behind it, such as an offset or an abbreviation.
type wall struct {
	year, month, day        int
	hour, minute, sec, nsec int
	suffix                  string
}

func (w wall) in(loc *time.Location) time.Time {
	return time.Date(w.year, time.Month(w.month), w.day, w.hour, w.minute, w.sec, w.nsec, loc)
}

// String returns the wall time as files have it.
func (w wall) String() string { return w.in(time.UTC).Format("2006-01-02 15:04:05") }

func parseWall(text string) (wall, *timeError) {
	var w wall
	var ok bool
	notTime := &timeError{fmt.Sprintf("%q is not a time", text), "write 2006-01-02 15:04, or 2006-01-02T15:04:05Z"}
	rest := strings.TrimSpace(text)
	if w.year, rest, ok = digits(rest, 4, 4, "-"); !ok {
		return w, notTime
	}
	if w.month, rest, ok = digits(rest, 1, 2, "-"); !ok {
		return w, notTime
	}
	if w.day, rest, ok = digits(rest, 1, 2, ""); !ok {
		return w, notTime
	}
	date := fmt.Sprintf("%04d-%02d-%02d", w.year, w.month, w.day)
	if w.year < firstYear {
		return w, &timeError{fmt.Sprintf("%q is in the year %d", text, w.year), "years have four digits and begin with 1970"}
	}
	if w.month < 1 || w.month > 12 {
		return w, &timeError{fmt.Sprintf("%q is not a date: there is no month %d", text, w.month), "months are 01 to 12, after the year: 2006-01-02"}
	}
	if last := time.Date(w.year, time.Month(w.month)+1, 0, 0, 0, 0, 0, time.UTC).Day(); w.day < 1 || w.day > last {
		return w, &timeError{fmt.Sprintf("%q is not a date: %s %d has %d days", text, time.Month(w.month), w.year, last), fmt.Sprintf("the last day of that month is %04d-%02d-%02d", w.year, w.month, last)}
	}
	if rest == "" {
		return w, &timeError{fmt.Sprintf("%q has no time of day", text), "write " + date + " 15:04"}
	}
	if rest[0] != 'T' && rest[0] != 't' && rest[0] != ' ' {
		return w, notTime
	}
	rest = strings.TrimLeft(rest[1:], " ")
	if w.hour, rest, ok = digits(rest, 1, 2, ":"); !ok {
		return w, notTime
	}
	if w.minute, rest, ok = digits(rest, 2, 2, ""); !ok {
		return w, notTime
	}
	if strings.HasPrefix(rest, ":") {
		if w.sec, rest, ok = digits(rest[1:], 2, 2, ""); !ok {
			return w, notTime
		}
		if frac, after, ok := fraction(rest); ok {
			w.nsec, rest = frac, after
		}
	}
	if w.hour > 23 || w.minute > 59 || w.sec > 59 {
		return w, &timeError{fmt.Sprintf("%q is not a time of day: the last one is 23:59:59", text), "midnight is 00:00 of the next day"}
	}
	w.suffix = strings.TrimSpace(rest)
	return w, nil
}

// digits parses a number of least to most digits and the text then after it.
func digits(s string, least, most int, then string) (n int, rest string, ok bool) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i < least {
		return 0, s, false
	}
	n, err := strconv.Atoi(s[:i])
	if err != nil {
		return 0, s, false
	}
	rest, ok = strings.CutPrefix(s[i:], then)
	return n, rest, ok
}

// fraction parses ".123" as nanoseconds.
func fraction(s string) (nsec int, rest string, ok bool) {
	if !strings.HasPrefix(s, ".") {
		return 0, s, false
	}
	i := 1
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	nsec, err := strconv.Atoi((s[1:i] + "000000000")[:9])
	return nsec, s[i:], err == nil && i > 1
}

// parseOffset parses Z, +01:00, -0500 and +01 as seconds east of UTC.
func parseOffset(s string) (seconds int, ok bool) {
	for _, layout := range []string{"Z07:00", "Z0700", "Z07"} {
		if t, err := time.Parse(layout, strings.ToUpper(s)); err == nil {
			_, seconds = t.Zone()
			return seconds, true
		}
	}
	return 0, false
}

// moments returns the instants at which clocks of the zone show w: usually one, none in an hour
// that is skipped, two in one that is repeated.
func (w wall) moments(zone *time.Location) []time.Time {
	utc := w.in(time.UTC)
	var found []time.Time
	for _, around := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := utc.Add(around).In(zone).Zone()
		t := utc.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, o := t.Zone(); o == offset && (len(found) == 0 || !found[0].Equal(t)) {
			found = append(found, t)
		}
	}
	return found
}

// resolve returns the only moment at which clocks of the zone show w, or an error.
func (w wall) resolve(zone *time.Location) (time.Time, *timeError) {
	switch m := w.moments(zone); len(m) {
	case 1:
		return m[0], nil
	case 2:
		return time.Time{}, &timeError{
			fmt.Sprintf("%s happens twice in %s: the clocks are set back from %s to %s", w, zone, timefmt.Zone(m[0]), timefmt.Zone(m[1])),
			fmt.Sprintf("write %s (%s) or %s (%s)", m[0].Format(time.RFC3339), timefmt.Zone(m[0]), m[1].Format(time.RFC3339), timefmt.Zone(m[1])),
		}
	}
	// With the offset before the change, the time is read as one after it.
	_, before := w.in(time.UTC).Add(-24 * time.Hour).In(zone).Zone()
	t := w.in(time.FixedZone("", before))
	after := t.In(zone)
	return time.Time{}, &timeError{
		fmt.Sprintf("%s does not exist in %s: the clocks are set forward past it", w, zone),
		fmt.Sprintf("write %s, which is %s, or another hour", t.Format(time.RFC3339), after.Format("15:04 ")+timefmt.Zone(after)),
	}
}

// resolveNamed parses a time with an abbreviation behind it, such as EST.
func (w wall) resolveNamed(zone *time.Location) (time.Time, *timeError) {
	moments := w.moments(zone)
	for _, t := range moments {
		if strings.EqualFold(timefmt.Zone(t), w.suffix) {
			return t, nil
		}
	}
	hint := "write the offset from UTC: " + w.in(time.UTC).Format("2006-01-02T15:04:05") + "+01:00"
	text := fmt.Sprintf("%q is not an abbreviation of %s at that time", w.suffix, zone)
	if len(moments) > 0 {
		text = fmt.Sprintf("%q is not an abbreviation of %s at that time: there it is %s", w.suffix, zone, timefmt.Zone(moments[0]))
		hint = fmt.Sprintf("write %s if you mean the site's time, else the time with its own offset from UTC", moments[0].Format(time.RFC3339))
	}
	switch strings.ToUpper(w.suffix) {
	case "AM", "PM", "A.M.", "P.M.":
		text = fmt.Sprintf("%q is not part of a time: hours count from 0 to 23", w.suffix)
	case "UTC", "GMT", "UT":
		hint = "write " + w.in(time.UTC).Format(time.RFC3339)
	}
	return time.Time{}, &timeError{text, hint}
}
