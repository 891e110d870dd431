package prose

import (
	"strings"
	"time"
	"unicode"

	"statuary/internal/lazyregexp"
)

// Moment is a time in a text. The parts that the text does not have are zero.
type Moment struct {
	Year, Month, Day           int
	Hour, Minute, Second, Nano int

	Clock       bool           // an hour is written
	Days        DayOrder       // of a date such as 14/05/2024
	Either      bool           // the day and the month of such a date could be swapped
	Zone        *time.Location // nil if no time zone is written
	UnknownZone string         // an abbreviation with several meanings, or none that is known
	City        string         // whose time zone Zone is, if that is what is written
	LongHour    bool           // the hour has three digits
	Dotted      bool           // written with a dot, like a decimal
}

// Dated reports whether the moment has a complete date, of which the day and the month are known.
func (m Moment) Dated() bool { return m.hasDate() && !m.Either }

func (m Moment) hasDate() bool { return m.Year > 0 && m.Month > 0 && m.Day > 0 }

// In returns the time of a dated moment. A moment without a time zone is in zone, one without an hour
// is at midnight.
func (m Moment) In(zone *time.Location) time.Time {
	if m.Zone != nil {
		zone = m.Zone
	}
	return time.Date(m.Year, time.Month(m.Month), m.Day, m.Hour, m.Minute, m.Second, m.Nano, zone)
}

// ParseMoment parses a text that is a date, a time, or both, in any of the forms that occur in real
// posts: RFC 3339 and its variants, "11th of February 2022 - 19:00 UTC", "3. Februar 2020",
// "2020年2月3日", "12:30 CET", "4 pm".
func ParseMoment(text string) (Moment, bool) {
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("\"'`“”‘’", r) })
	for _, layout := range []string{time.RFC1123Z, time.RFC1123} {
		if strings.IndexByte(text, ',') != 3 {
			break
		}
		if t, err := time.Parse(layout, text); err == nil {
			return momentOf(t), true
		}
	}
	if len(text) == len("2024-05-01 10") && hourOnly.MatchString(text) {
		text += ":00"
	}
	m, end, ok := scanMoment(text)
	return m, ok && strings.Trim(text[end:], " .,)") == ""
}

// hourOnly matches a date with an hour.
var hourOnly = lazyregexp.New(`^\d{4}-\d\d-\d\d \d\d$`)

func momentOf(t time.Time) Moment {
	return Moment{
		Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Hour: t.Hour(), Minute: t.Minute(), Second: t.Second(), Nano: t.Nanosecond(),
		Clock: true, Zone: t.Location(),
	}
}

// FirstDate returns the first complete date in a text, with the time that follows it, if any. days is the
// order of the day and the month where they could be swapped; if it is unknown, such dates are skipped.
func FirstDate(text string, days DayOrder) (first Moment, ok bool) {
	eachMoment(text, func(m Moment) bool {
		if m.Either && days != UnknownDays {
			m = m.InOrder(days)
		}
		first, ok = m, m.Dated()
		return !ok
	})
	return first, ok
}

// Slashed returns the dates such as 02/05/2024 in a text.
func Slashed(text string) []Moment {
	var list []Moment
	if !slashed.MatchString(text) {
		return nil
	}
	eachMoment(text, func(m Moment) bool {
		if m.Either || m.Days != UnknownDays {
			list = append(list, m)
		}
		return true
	})
	return list
}

var slashed = lazyregexp.New(`\d[/-]\d\d?[/-]\d\d\d\d`)

// eachMoment calls visit for the moments in a text until it returns false.
func eachMoment(text string, visit func(Moment) bool) {
	for len(text) > 0 {
		m, _, end, ok := findMoment(text)
		if !ok || !visit(m) {
			return
		}
		text = text[end:]
	}
}

// findMoment returns the first moment in a text, and its place.
func findMoment(s string) (m Moment, start, end int, ok bool) {
	before := ' '
	for i, r := range s {
		if (digit(r) >= 0 || unicode.IsLetter(r)) && !unicode.IsLetter(before) && !unicode.IsMark(before) && digit(before) < 0 && !strings.ContainsRune("-/.:_#", before) ||
			digit(r) >= 0 && unicode.Is(unicode.Han, before) || before == '_' && digit(r) >= 0 {
			if m, n, ok := scanMoment(s[i:]); ok {
				return m, i, i + n, true
			}
		}
		before = r
	}
	return Moment{}, 0, 0, false
}

// scanMoment parses the moment at the start of a text, and returns where it ends.
func scanMoment(s string) (m Moment, end int, ok bool) {
	c := cursor{s: s}
	if c.date(&m) {
		end = c.i
		if c.between() && c.clock(&m) {
			end = c.i
		}
		return m, end, true
	}
	c.i = 0
	if c.clock(&m) {
		return m, c.i, true
	}
	return Moment{}, 0, false
}
