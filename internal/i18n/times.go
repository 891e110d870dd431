package i18n

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"statuary/internal/timefmt"
)

// Format formats a time with a layout of package timefmt, without its zone.
func (l *Language) Format(t time.Time, layout string) string {
	var space [64]byte
	return string(l.appendFormat(space[:0], t, layout))
}

// appendFormat appends a time with a layout.
func (l *Language) appendFormat(b []byte, t time.Time, layout string) []byte {
	pattern, ok := l.dates[layout]
	if !ok || l.locale == nil {
		return t.AppendFormat(b, layout)
	}
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = cmp.Or(l.first, day)
	}
	for pattern != "" {
		before, rest, ok := strings.Cut(pattern, "{")
		b = append(b, before...)
		if !ok {
			break
		}
		var field string
		field, pattern, _ = strings.Cut(rest, "}")
		switch field {
		case "y":
			b = strconv.AppendInt(b, int64(t.Year()), 10)
		case "LLLL":
			b = append(b, l.monthAlone(t.Month())...)
		case "MMMM":
			b = append(b, l.locale.MonthWide(t.Month())...)
		case "MMM":
			b = append(b, l.locale.MonthAbbreviated(t.Month())...)
		case "M":
			b = strconv.AppendInt(b, int64(t.Month()), 10)
		case "d":
			b = append(b, day...)
		case "time":
			b = t.AppendFormat(b, timefmt.Clock)
		}
	}
	return b
}

// DayRange formats days of one year without repeating the month: "Nov 21–26", "21.–26. Nov",
// "Oct 30 – Nov 2".
func (l *Language) DayRange(first, last time.Time) string {
	pattern := cmp.Or(l.dates[timefmt.Day], "{MMM} {d}")
	before, after, _ := strings.Cut(pattern, "{d}")
	day := strconv.Itoa(last.Day())
	switch {
	case first.Month() != last.Month():
	case !strings.Contains(after, "{"):
		return l.Format(first, timefmt.Day) + "–" + day + after
	case before == "":
		after, _, _ = strings.Cut(after, "{")
		return strings.TrimSpace(strconv.Itoa(first.Day())+after) + "–" + l.Format(last, timefmt.Day)
	}
	return l.Format(first, timefmt.Day) + " – " + l.Format(last, timefmt.Day)
}

// monthAlone returns the name of a month for use without a day.
func (l *Language) monthAlone(m time.Month) string {
	if names := monthsAlone[l.locale.Locale()]; names != nil {
		return names[m-1]
	}
	return l.locale.MonthWide(m)
}

// Zoned formats a time followed by its zone. The abbreviation of the zone is in Latin letters, so
// in languages written from right to left a mark (U+200F) separates it from the text that follows.
func (l *Language) Zoned(t time.Time, layout string) string {
	var space [64]byte
	b := append(l.appendFormat(space[:0], t, layout), ' ')
	b = append(b, timefmt.Zone(t)...)
	if l.RTL {
		b = append(b, "\u200f"...)
	}
	return string(b)
}

// Range formats a time span without repeating parts, for the two sides of a dash.
func (l *Language) Range(from, to time.Time) (first, last string) {
	a, b, zones := timefmt.Layouts(from, to)
	first = l.Format(from, a)
	if zones {
		first = l.Zoned(from, a)
	}
	return first, l.Zoned(to, b)
}

// Duration formats a duration in its two largest units.
func (l *Language) Duration(d time.Duration) string {
	days, hours, minutes := timefmt.Units(d)
	var parts [3]string
	count := 0
	for _, u := range [3]struct {
		n    int
		unit string
	}{{days, Mark("%d d")}, {hours, Mark("%d h")}, {minutes, Mark("%d min")}} {
		if u.n > 0 {
			parts[count] = l.N(u.n, u.unit, u.unit)
			count++
		}
	}
	if both := l.T("%s %s"); count == 2 && both != "%s %s" {
		return fmt.Sprintf(both, parts[0], parts[1])
	}
	return strings.Join(parts[:count], " ")
}

// Weekday is a day of the week.
type Weekday struct {
	Name   string // such as "Mon"
	Letter string // such as "M", for the heads of calendars
}

// Weekdays returns the days of the week, from Monday.
func (l *Language) Weekdays() [7]Weekday {
	days := [7]Weekday{{"Mon", "M"}, {"Tue", "T"}, {"Wed", "W"}, {"Thu", "T"}, {"Fri", "F"}, {"Sat", "S"}, {"Sun", "S"}}
	if l.locale != nil && l.locale.Locale() != "en" { // a catalogue of English keeps the short names
		for n := range days {
			d := time.Weekday((n + 1) % 7)
			days[n] = Weekday{l.locale.WeekdayWide(d), l.locale.WeekdayNarrow(d)}
		}
	}
	return days
}

// Month returns the abbreviated name of a month.
func (l *Language) Month(m time.Month) string {
	if l.locale == nil {
		return m.String()[:3]
	}
	return l.locale.MonthAbbreviated(m)
}
