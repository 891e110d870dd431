package prose

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"statuary/internal/importer/feedtime"
)

// Moment is a point in time as it is written. Parts that are not written are zero.
type Moment struct {
	Year, Month, Day           int
	Hour, Minute, Second, Nano int

	Clock       bool           // an hour is written
	Zone        *time.Location // nil if no time zone is written
	UnknownZone string         // an abbreviation with several meanings, or none that is known
	LongHour    bool           // the hour has three digits
}

// Dated reports whether the moment has a complete date.
func (m Moment) Dated() bool { return m.Year > 0 && m.Month > 0 && m.Day > 0 }

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
	m, end, ok := scanMoment(text)
	return m, ok && strings.Trim(text[end:], " .,)") == ""
}

func momentOf(t time.Time) Moment {
	return Moment{
		Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Hour: t.Hour(), Minute: t.Minute(), Second: t.Second(), Nano: t.Nanosecond(),
		Clock: true, Zone: t.Location(),
	}
}

// FirstDate returns the first complete date in a text, with the time that follows it, if any.
func FirstDate(text string) (m Moment, ok bool) {
	from := 0
	for from < len(text) {
		m, _, end, ok := findMoment(text[from:])
		if !ok {
			return Moment{}, false
		}
		if m.Dated() {
			return m, true
		}
		from += end
	}
	return Moment{}, false
}

// findMoment returns the first moment in a text, and its place.
func findMoment(s string) (m Moment, start, end int, ok bool) {
	before := ' '
	for i, r := range s {
		if (digit(r) >= 0 || unicode.IsLetter(r)) && !unicode.IsLetter(before) && digit(before) < 0 && !strings.ContainsRune("-/.:_#", before) ||
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

// cursor reads a text from the left.
type cursor struct {
	s string
	i int
}

func (c *cursor) rest() string { return c.s[c.i:] }

// next returns the next character, or utf8.RuneError at the end.
func (c *cursor) next() rune {
	r, _ := utf8.DecodeRuneInString(c.rest())
	return r
}

func (c *cursor) spaces() {
	for _, r := range c.rest() {
		if !unicode.IsSpace(r) {
			return
		}
		c.i += utf8.RuneLen(r)
	}
}

// take skips the first of the given texts that comes next. Texts are in lower case.
func (c *cursor) take(texts ...string) bool {
	for _, t := range texts {
		if len(c.rest()) >= len(t) && strings.EqualFold(c.rest()[:len(t)], t) {
			c.i += len(t)
			return true
		}
	}
	return false
}

// takeWord is like take for whole words.
func (c *cursor) takeWord(texts ...string) bool {
	from := c.i
	for _, t := range texts {
		if c.take(t) {
			if !unicode.IsLetter(c.next()) {
				return true
			}
			c.i = from
		}
	}
	return false
}

// number reads up to max digits, of any script that has decimal digits.
func (c *cursor) number(max int) (n, digits int) {
	for _, r := range c.rest() {
		d := digit(r)
		if d < 0 || digits == max {
			break
		}
		n, digits = n*10+d, digits+1
		c.i += utf8.RuneLen(r)
	}
	return n, digits
}

// digit returns the value of a decimal digit, or -1: ASCII, Arabic-Indic, Persian or full width.
func digit(r rune) int {
	for _, zero := range []rune{'0', '٠', '۰', '０'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}

// month reads the name of a month.
func (c *cursor) month() int {
	end := 0
	for i, r := range c.rest() {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) || i > 40 {
			break
		}
		end = i + utf8.RuneLen(r)
	}
	n := months[strings.ToLower(c.rest()[:end])]
	if n > 0 {
		c.i += end
	}
	return n
}

// date reads a date, with or without the year.
func (c *cursor) date(m *Moment) bool {
	from := c.i
	n, digits := c.number(4)
	ok := false
	switch {
	case digits == 4:
		ok = c.yearFirst(m, n)
	case digits == 1 || digits == 2:
		ok = c.dayFirst(m, n)
	case digits == 0:
		ok = c.monthFirst(m)
	}
	if ok && validDay(m.Year, m.Month, m.Day) && digit(c.next()) < 0 {
		return true
	}
	c.i = from
	*m = Moment{}
	return false
}

func (c *cursor) yearFirst(m *Moment, year int) bool {
	m.Year = year
	var d1, d2 int
	if c.take("年", "년") {
		c.spaces()
		m.Month, d1 = c.number(2)
		if !c.take("月", "월") {
			return false
		}
		c.spaces()
		m.Day, d2 = c.number(2)
		return d1 > 0 && d2 > 0 && c.take("日", "号", "일")
	}
	sep := c.next()
	if !strings.ContainsRune("-/.", sep) {
		return false
	}
	c.i++
	m.Month, d1 = c.number(2)
	if d1 == 0 || c.next() != sep {
		return false
	}
	c.i++
	m.Day, d2 = c.number(2)
	return d2 > 0
}

func (c *cursor) dayFirst(m *Moment, day int) bool {
	m.Day = day
	if sep := c.next(); sep == '.' || sep == '/' {
		from := c.i
		c.i++
		n, digits := c.number(2)
		if digits > 0 && c.next() == sep {
			c.i++
			year, digits := c.number(4)
			m.Month, m.Year = n, year
			// 03/02/2020 is in March or in February.
			return digits == 4 && (sep == '.' || n <= 12 && day > 12)
		}
		c.i = from
	}
	if !c.take("st", "nd", "rd", "th", "er", "º", "°", "ª") {
		c.take(".")
	}
	c.spaces()
	if c.takeWord("of", "de", "di", "do") {
		c.spaces()
	}
	if c.take("-") && digit(c.next()) >= 0 {
		return false
	}
	if m.Month = c.month(); m.Month == 0 {
		return false
	}
	c.year(m, true)
	return true
}

func (c *cursor) monthFirst(m *Moment) bool {
	if m.Month = c.month(); m.Month == 0 {
		return false
	}
	c.take(".")
	if unicode.IsLetter(c.next()) {
		return false
	}
	c.spaces()
	var digits int
	if m.Day, digits = c.number(2); digits == 0 || digit(c.next()) >= 0 {
		return false
	}
	c.take("st", "nd", "rd", "th")
	from := c.i // "January 14-19, 2026"
	c.spaces()
	if c.take("-", "–") {
		c.spaces()
		if _, digits := c.number(2); digits == 0 || c.next() == ':' {
			c.i = from
		}
	} else {
		c.i = from
	}
	c.year(m, false)
	return true
}

// year reads the year after the day and the month, if there is one.
func (c *cursor) year(m *Moment, de bool) {
	from := c.i
	c.take(".")
	c.take(",", "،", "-", "/")
	c.spaces()
	if de && c.takeWord("de", "of") {
		c.spaces()
	}
	year, digits := c.number(4)
	if digits != 4 || digit(c.next()) >= 0 || c.next() == ':' {
		c.i = from
		return
	}
	m.Year = year
	c.take(" р.", " r.", "г.")
}

func validDay(year, month, day int) bool {
	if year == 0 {
		year = 2000 // a leap year
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 1970 &&
		time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// between skips what connects a date to the time after it.
func (c *cursor) between() bool {
	if c.take("t") && digit(c.next()) >= 0 {
		return true
	}
	c.take(".")
	c.take(",", "،")
	c.spaces()
	c.take("-", "–", "—", "@", "|")
	c.spaces()
	c.takeWord("at", "um", "à", "a las", "às", "alle ore", "alle", "ore", "om", "o godz.", "o", "о", "kl.")
	c.spaces()
	c.take("(")
	return true
}

// clock reads a time of day with its time zone.
func (c *cursor) clock(m *Moment) bool {
	from := c.i
	half := 0
	if c.take("午前", "오전", "上午") {
		half = 1
	} else if c.take("午後", "오후", "下午") {
		half = 2
	}
	c.spaces()
	hour, digits := c.number(3)
	minute, second, nano, ok := 0, 0, 0, false
	if digits > 0 {
		minute, second, nano, ok = c.minutes()
		at := c.i
		c.spaces()
		if c.takeWord("am", "a.m.", "a.m") {
			half, ok = 1, true
		} else if c.takeWord("pm", "p.m.", "p.m") {
			half, ok = 2, true
		} else if c.takeWord("uhr") {
			ok = true
		} else {
			c.i = at
		}
	}
	if half == 2 && hour < 12 {
		hour += 12
	} else if half == 1 && hour == 12 {
		hour = 0
	}
	if !ok || hour > 23 || minute > 59 || second > 59 || digit(c.next()) >= 0 {
		c.i = from
		return false
	}
	zoned := *m
	c.takeWord("h", "hs", "hrs")
	c.zone(&zoned)
	if r := c.next(); unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) {
		c.i = from
		return false // "12:30pmx"
	}
	*m = zoned
	m.Hour, m.Minute, m.Second, m.Nano, m.Clock, m.LongHour = hour, minute, second, nano, true, digits > 2
	return true
}

// minutes reads ":30", ":30:15.25", "h30" or "時30分".
func (c *cursor) minutes() (minute, second, nano int, ok bool) {
	if c.take("時", "时", "点", "點", "시") {
		c.spaces()
		minute, _ = c.number(2)
		c.take("分", "분")
		return minute, 0, 0, true
	}
	at := c.i
	if !c.take(":", "：", "h") {
		return 0, 0, 0, false
	}
	minute, digits := c.number(2)
	if digits != 2 {
		c.i = at
		return 0, 0, 0, false
	}
	at = c.i
	if c.take(":") {
		if second, digits = c.number(2); digits != 2 {
			c.i = at
			return minute, 0, 0, true
		}
		at = c.i
		if c.take(".", ",") {
			if nano, digits = c.number(9); digits == 0 {
				c.i = at
			}
			for ; digits < 9 && digits > 0; digits++ {
				nano *= 10
			}
			for digit(c.next()) >= 0 {
				c.i += utf8.RuneLen(c.next())
			}
		}
	}
	return minute, second, nano, true
}

// zone reads a time zone: an offset or an abbreviation.
func (c *cursor) zone(m *Moment) {
	from := c.i
	c.spaces()
	opened := c.take("(")
	name := ""
	for i, r := range c.rest() {
		if (r < 'A' || r > 'Z') && r != 'z' || i > 5 {
			break
		}
		name = c.rest()[:i+1]
	}
	after, _ := utf8.DecodeRuneInString(c.rest()[len(name):])
	if unicode.IsLetter(after) || digit(after) >= 0 {
		name = ""
	}
	c.i += len(name)
	switch offset, known := (feedtime.Zones{}).Offset(name); {
	case name == "Z", name == "z", name == "UTC", name == "GMT", name == "":
		// "10:00-11:00" without a date is a range.
		if shift, ok := c.offset(); ok && (m.Dated() || shift >= 0 || name != "") {
			m.Zone = time.FixedZone("", shift)
		} else if name != "" {
			m.Zone = time.UTC
		} else {
			c.i = from
			return
		}
	case known:
		m.Zone = time.FixedZone(name, offset)
	case len(name) >= 3 && len(name) <= 4:
		m.UnknownZone = name
	default:
		c.i = from
		return
	}
	if opened {
		c.take(")")
	}
}

// offset reads an offset from UTC such as +02:00, -0700 or +2.
func (c *cursor) offset() (seconds int, ok bool) {
	from := c.i
	sign := 1
	if c.take("-", "−") {
		sign = -1
	} else if !c.take("+") {
		return 0, false
	}
	hours, digits := c.number(2)
	minutes := 0
	if digits > 0 {
		at := c.i
		c.take(":")
		if n, d := c.number(2); d == 2 {
			minutes = n
		} else {
			c.i = at
		}
	}
	if digits == 0 || hours > 14 || minutes > 59 || digit(c.next()) >= 0 || c.next() == ':' {
		c.i = from
		return 0, false
	}
	return sign * (hours*3600 + minutes*60), true
}
