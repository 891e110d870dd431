package mdsites

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
)

// dated is a time, or only a day.
type dated struct {
	time.Time
	day bool // only the day is known; Time is its midnight
}

var (
	numeric = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt\s]+(\d{1,3}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$`)
	inWords = regexp.MustCompile(`(?i)\b(January|February|March|April|May|June|July|August|September|October|November|December)\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{1,2})?,?\s+(\d{4})\b`)
	dayLead = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+(January|February|March|April|May|June|July|August|September|October|November|December),?\s+(\d{4})\b`)
	isoDay  = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
)

// timeReader parses times in posts, and reports what it had to guess.
type timeReader struct {
	exchange.Options
	*exchange.Report
}

// parse parses RFC 3339 and the variants that occur in real posts: one-digit hours,
// hours with three digits, a space for the T, no time zone. It reports whether text
// is a time.
func (c timeReader) parse(text, place string) (dated, bool) {
	m := numeric.FindStringSubmatch(strings.Trim(strings.TrimSpace(text), `"'`))
	if m == nil {
		if t, err := time.Parse(time.RFC1123Z, text); err == nil {
			return dated{Time: t}, true
		}
		return dated{}, false
	}
	num := func(s string) int { n, _ := strconv.Atoi(s); return n }
	year, month, day := num(m[1]), time.Month(num(m[2])), num(m[3])
	if month < 1 || month > 12 || day < 1 || day > 31 || time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Day() != day {
		return dated{}, false
	}
	if m[4] == "" {
		return dated{time.Date(year, month, day, 0, 0, 0, 0, flagZoneOrUTC(c.Options)), true}, true
	}
	if num(m[4]) > 23 || num(m[5]) > 59 || num(m[6]) > 59 {
		return dated{}, false
	}
	if len(m[4]) > 2 {
		c.Add(exchange.Guess, place, "an hour with three digits was accepted", "%s", text)
	}
	zone := flagZoneOrUTC(c.Options)
	switch z := strings.ToUpper(m[8]); {
	case z == "" && c.Zone == nil:
		c.Add(exchange.Guess, place, "a time without a time zone was read as UTC; set another with --time-zone", "%s", text)
	case z == "":
	case z == "Z" || z == "UTC" || z == "GMT":
		zone = time.UTC
	default:
		for _, layout := range []string{"-07:00", "-0700", "-07"} {
			if t, err := time.Parse(layout, z); err == nil {
				_, offset := t.Zone()
				zone = time.FixedZone("", offset)
			}
		}
	}
	fraction := 0
	if m[7] != "" {
		fraction = num((m[7][1:] + "000000000")[:9])
	}
	return dated{Time: time.Date(year, month, day, num(m[4]), num(m[5]), num(m[6]), fraction, zone)}, true
}

// dayIn returns a day in a text, written as 2025-10-03, October 3, 2025 or 3 October
// 2025, and reports whether there is one.
func (c timeReader) dayIn(text string) (dated, bool) {
	zone := flagZoneOrUTC(c.Options)
	if m := isoDay.FindStringSubmatch(text); m != nil {
		if t, err := time.ParseInLocation(time.DateOnly, m[0], zone); err == nil {
			return dated{t, true}, true
		}
	}
	if m := inWords.FindStringSubmatch(text); m != nil {
		if t, err := time.ParseInLocation("January 2 2006", m[1]+" "+m[2]+" "+m[3], zone); err == nil {
			return dated{t, true}, true
		}
	}
	if m := dayLead.FindStringSubmatch(text); m != nil {
		if t, err := time.ParseInLocation("2 January 2006", m[1]+" "+m[2]+" "+m[3], zone); err == nil {
			return dated{t, true}, true
		}
	}
	return dated{}, false
}
