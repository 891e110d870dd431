package prose

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"statuary/internal/importer/feedtime"
	"statuary/internal/lazyregexp"
)

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
		if !ok {
			minute, ok = c.dotted(m.hasDate())
		}
		at := c.i
		c.spaces()
		if c.takeWord("am", "a.m.", "a.m") {
			half, ok = 1, true
		} else if c.takeWord("pm", "p.m.", "p.m") {
			half, ok = 2, true
		} else if c.takeWord("uhr") || m.hasDate() && c.takeWord("h", "hs", "hrs") {
			ok = true
		} else if m.hasDate() && !ok && digits == 2 && strings.HasSuffix(strings.ToLower(c.s[:from]), "t") {
			c.i, ok = at, true // 2024-05-01T10
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

// afterDotted matches what follows a time with a dot: the end of the line, or a time zone.
var afterDotted = lazyregexp.New(`^(?:$|\n|UTC\b|GMT\b|[+-]\d)`)

// dotted reads ".30" before "Uhr" or, after a date, before a time zone or the end of a line. Elsewhere, such numbers
// are decimals or versions.
func (c *cursor) dotted(dated bool) (minute int, ok bool) {
	from := c.i
	if c.take(".") {
		if n, digits := c.number(2); digits == 2 {
			at := c.i
			after := strings.TrimLeft(c.rest(), " \t\r")
			c.spaces()
			named := c.takeWord("uhr")
			c.i = at
			if named || dated && afterDotted.MatchString(after) {
				return n, true
			}
		}
	}
	c.i = from
	return 0, false
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
		if shift, ok := c.offset(); ok && (m.hasDate() || shift >= 0 || name != "") {
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
