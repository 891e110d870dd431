package timefmt

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"statuary/internal/chars"
)

// fileLayout is the layout of times in incident files.
const fileLayout = "2006-01-02 15:04"

var (
	quotesAround = regexp.MustCompile(`^["'` + "`" + `(\[]+|["'` + "`" + `)\]]+$`)
	weekday      = regexp.MustCompile(`(?i)^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\s+`)
	unixTime     = regexp.MustCompile(`^(\d{10})(\d{3})?(?:\.\d+)?$`)
	zoneName     = regexp.MustCompile(`\[[\w/+-]+\]$`)
)

// plainTime returns a time as it was typed, without quotes, odd characters and the day of the week.
func plainTime(text string) string {
	s := zoneName.ReplaceAllString(chars.Plain(text), "")
	s = strings.Join(strings.Fields(quotesAround.ReplaceAllString(s, "")), " ")
	return strings.TrimSpace(weekday.ReplaceAllString(s, ""))
}

// Guesses returns what a time in a foreign format may mean, in the format of incident files. It
// returns several if it is unclear which number is the day, and none if the text cannot be read.
// The results need not exist in the zone.
func Guesses(text string, zone *time.Location) (list []string) {
	s := plainTime(text)
	if m := unixTime.FindStringSubmatch(s); m != nil {
		n, _ := strconv.ParseInt(m[1], 10, 64) // ten digits
		t := time.Unix(n, 0).In(zone)
		layout := fileLayout
		if t.Second() != 0 {
			layout += ":05"
		}
		// When clocks are set back, an hour occurs twice; an offset tells the two apart.
		if offsetAt(t.Add(-2*time.Hour)) == offsetAt(t.Add(2*time.Hour)) {
			return []string{t.Format(layout)}
		}
		return []string{t.Format(time.RFC3339)}
	}
	for _, d := range dates(s) {
		c, ok := clockOf(d.rest)
		if !ok {
			continue
		}
		date := d.date
		if c.days > 0 {
			t, err := time.Parse(time.DateOnly, date)
			if err != nil {
				continue
			}
			date = t.AddDate(0, 0, c.days).Format(time.DateOnly)
		}
		for _, suffix := range suffixes(c.rest, zone) {
			if strings.HasPrefix(suffix, "Z") || strings.HasPrefix(suffix, "+") || strings.HasPrefix(suffix, "-") {
				clock := c.text
				if len(clock) == len("15:04") {
					clock += ":00"
				}
				list = append(list, date+"T"+clock+suffix)
				continue
			}
			list = append(list, strings.TrimSpace(date+" "+c.text+" "+suffix))
		}
	}
	return list
}

// dated is a date and the text after it.
type dated struct{ date, rest string }

var (
	yearFirst  = regexp.MustCompile(`^(\d{4})\s?[-/._]\s?(\d{1,2})\s?[-/._]\s?(\d{1,2})(?:\D|$)`)
	compact    = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)(?:[T_ -]?|$)`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})`)
	dayMonth   = regexp.MustCompile(`(?i)^(\d{1,2})(?:st|nd|rd|th|\.)?[ -]?(?:of )?([a-z]{3,9})\.?,?[ -]?(\d{4})`)
	monthDay   = regexp.MustCompile(`(?i)^([a-z]{3,9})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -](\d{4})`)
	yearMonth  = regexp.MustCompile(`(?i)^(\d{4})[ -]([a-z]{3,9})\.?[ -](\d{1,2})`)
	timeFirst  = regexp.MustCompile(`(?i)^(\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s+(?-i:[A-Z]{2,4}))?),?\s+(?:on\s+)?(\S.*\d{4}.*)$`)
	monthNames = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
)

// dates returns the dates that a text may begin with: two if it is unclear which number is the day.
func dates(s string) (list []dated) {
	add := func(year, month, day, rest string) {
		m, d := atoi(month), atoi(day)
		list = append(list, dated{fmt.Sprintf("%s-%02d-%02d", year, m, d), rest})
	}
	if m := timeFirst.FindStringSubmatch(s); m != nil && yearLast.FindString(s) == "" && yearFirst.FindString(s) == "" {
		s = m[2] + " " + m[1]
	}
	if m := yearFirst.FindStringSubmatchIndex(s); m != nil {
		year, month, day, rest := s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]], s[m[7]:]
		if atoi(month) > 12 && atoi(day) <= 12 {
			month, day = day, month
		}
		add(year, month, day, rest)
		return list
	}
	if m := yearLast.FindStringSubmatch(s); m != nil {
		rest := s[len(m[0]):]
		a, b := atoi(m[1]), atoi(m[2])
		if b <= 12 {
			add(m[3], m[2], m[1], rest) // day first, as in most of the world
		}
		if a <= 12 && a != b && !strings.Contains(m[0], ".") {
			add(m[3], m[1], m[2], rest)
		}
		return list
	}
	for _, f := range []struct {
		form             *regexp.Regexp
		year, month, day int
	}{{dayMonth, 3, 2, 1}, {monthDay, 3, 1, 2}, {yearMonth, 1, 2, 3}} {
		if m := f.form.FindStringSubmatch(s); m != nil {
			for n, name := range monthNames {
				if strings.HasPrefix(strings.ToLower(m[f.month]), name) {
					add(m[f.year], strconv.Itoa(n+1), m[f.day], s[len(m[0]):])
				}
			}
		}
	}
	if m := compact.FindStringSubmatch(s); m != nil && list == nil {
		add(m[1], m[2], m[3], s[len(m[0]):])
	}
	return list
}

// Dates returns the dates that a text may begin with, as 2006-01-02.
func Dates(text string) (list []string) {
	for _, d := range dates(plainTime(text)) {
		list = append(list, d.date)
	}
	return list
}

// OnlyDate reports whether the text has nothing after its date.
func OnlyDate(text string) bool {
	for _, d := range dates(plainTime(text)) {
		if strings.Trim(d.rest, " ,;.") != "" {
			return false
		}
	}
	return true
}

// OnlyClock returns the time of day if the text contains nothing else, and "" otherwise.
func OnlyClock(text string) string {
	s := plainTime(text)
	if c, ok := clockOf(s); ok && c.rest == "" && c.days == 0 && len(dates(s)) == 0 {
		return c.text
	}
	return ""
}

func offsetAt(t time.Time) int {
	_, offset := t.Zone()
	return offset
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // one or two digits
	return n
}

// clocked is a time of day and the text after it.
type clocked struct {
	text string // "15:04", or with seconds if they were given
	days int    // days to add to the date: 1 for 24:00, which is midnight of the next day
	rest string
}

var (
	beforeClock = regexp.MustCompile(`(?i)^[\s,;T@·|_-]*(?:at\s+|um\s+|@\s*)?`)
	clockForm   = regexp.MustCompile(`(?i)^(\d{1,2})(?:\s?[:.h]\s?(\d{1,2}))?(?:\s?[:.]\s?(\d{2})(?:[.,](\d+))?)?\s?(?:([ap])\.?\s?m?\.?(?:[^a-z]|$))?`)
	militForm   = regexp.MustCompile(`^(\d{2})(\d{2})(\d{2})?(?:\D|$)`)
	clockWord   = regexp.MustCompile(`(?i)^(?:h|hrs?|hours|uhr|o'?clock)\b\.?`)
	noonForm    = regexp.MustCompile(`(?i)^(?:12\s?)?(noon|midday|midnight)\b`)
)

// clockOf parses the time of day at the start of s. ok is false if there is none.
func clockOf(s string) (c clocked, ok bool) {
	s = s[len(beforeClock.FindString(s)):]
	hour, minute, second := 0, 0, ""
	if m := noonForm.FindStringSubmatch(s); m != nil {
		if !strings.EqualFold(m[1], "midnight") {
			hour = 12
		}
		return clocked{text: fmt.Sprintf("%02d:00", hour), rest: strings.TrimSpace(s[len(m[0]):])}, true
	}
	rest := ""
	if m := militForm.FindStringSubmatchIndex(s); m != nil {
		hour, minute = atoi(s[m[2]:m[3]]), atoi(s[m[4]:m[5]])
		rest = s[m[5]:]
		if m[6] >= 0 {
			second, rest = s[m[6]:m[7]], s[m[7]:]
		}
	} else if m := clockForm.FindStringSubmatchIndex(s); m != nil {
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return s[m[2*n]:m[2*n+1]]
		}
		hour, minute, second = atoi(group(1)), atoi(group(2)), group(3)
		if second != "" && group(4) != "" {
			second += "." + group(4)
		}
		rest = s[m[1]:]
		if half := strings.ToLower(group(5)); half != "" {
			if last := s[m[1]-1]; last == ' ' || last == '+' || last == '(' || last == ',' {
				rest = s[m[1]-1:]
			}
			switch {
			case hour > 12: // 22:00pm
				if half == "a" {
					return c, false
				}
			case half == "p" && hour < 12:
				hour += 12
			case half == "a" && hour == 12:
				hour = 0
			}
		}
	} else {
		return c, false
	}
	if hour == 24 && minute == 0 {
		hour, c.days = 0, 1
	}
	if hour > 23 || minute > 59 {
		return c, false
	}
	c.text = fmt.Sprintf("%02d:%02d", hour, minute)
	if second != "" {
		c.text += ":" + second
	}
	rest = strings.TrimSpace(rest)
	rest = strings.TrimSpace(rest[len(clockWord.FindString(rest)):])
	c.rest = strings.TrimSpace(strings.Trim(rest, ",;()"))
	return c, true
}

var utcOffset = regexp.MustCompile(`(?i)^(?:UTC|GMT)?\s?([+-])\s?(\d{1,2})(?::?(\d{2}))?$`)

// suffixes returns what incident files write after a time for the time zone named by s: an offset,
// "Z", an abbreviation, or "" for the zone of the site.
func suffixes(s string, zone *time.Location) []string {
	if m := utcOffset.FindStringSubmatch(s); m != nil {
		return []string{fmt.Sprintf("%s%02d:%02d", m[1], atoi(m[2]), atoi(m[3]))}
	}
	switch upper := strings.ToUpper(strings.Trim(s, " .()[]")); upper {
	case "":
		return []string{""}
	case "UTC", "GMT", "UT", "Z", "ZULU", "COORDINATED UNIVERSAL TIME":
		return []string{"Z"}
	case "LOCAL", "LOCAL TIME", strings.ToUpper(zone.String()):
		return []string{""}
	default:
		return []string{upper}
	}
}
