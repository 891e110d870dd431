package prose

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

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
	if sep := c.next(); sep == '.' || sep == '/' || sep == '-' {
		from := c.i
		c.i++
		n, digits := c.number(2)
		if digits > 0 && c.next() == sep {
			c.i++
			year, digits := c.number(4)
			m.Month, m.Year = n, year
			if sep != '.' {
				m.findDays()
			}
			return digits == 4
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
