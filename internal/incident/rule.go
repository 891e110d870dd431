package incident

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"statuary/internal/diag"
)

// ruleError is the reason why a rule is not valid. Part is the part of the rule that is wrong, or
// empty for the whole rule.
type ruleError struct{ part, text, hint string }

// rule is a valid recurrence rule (RFC 5545, section 3.3.10).
type rule struct {
	text   string        // in capitals, FREQ first, UNTIL in UTC: the form for calendar files
	option rrule.ROption // times are wall times, written as if they were UTC
}

// Limits on the cost of an iteration.
const (
	mostInterval = 1000
	mostCount    = 10_000
)

// partHints are the parts of a rule with the hint for each, in the order of RFC 5545.
var partHints = []struct{ name, hint string }{
	{"FREQ", "write DAILY, WEEKLY, MONTHLY or YEARLY"},
	{"UNTIL", "write the last day, as 20261231"},
	{"COUNT", "write how often it happens in all, up to 10000"},
	{"INTERVAL", "write 2 for every second one, up to 1000"},
	{"BYDAY", "days are MO, TU, WE, TH, FR, SA and SU; of a month, 1SU is its first Sunday and -1FR its last Friday"},
	{"BYMONTHDAY", "days of a month are 1 to 31, and -1 is the last"},
	{"BYYEARDAY", "days of a year are 1 to 366, and -1 is the last"},
	{"BYWEEKNO", "weeks of a year are 1 to 53, and -1 is the last"},
	{"BYMONTH", "months are 1 to 12"},
	{"BYSETPOS", "write 1 for the first of the days that the other parts name, and -1 for the last"},
	{"WKST", "write the day on which weeks begin, as MO"},
}

// clockParts are parts that are refused, since they would make several windows on a day, or change
// the time of day.
var clockParts = []string{"BYHOUR", "BYMINUTE", "BYSECOND"}

// partsOf are the parts that are allowed only with some frequencies (RFC 5545, table in section
// 3.3.10).
var partsOf = map[string][]string{
	"BYWEEKNO": {"YEARLY"}, "BYYEARDAY": {"YEARLY"}, "BYMONTHDAY": {"YEARLY", "MONTHLY", "DAILY"},
}

var weekdays = regexp.MustCompile(`^([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)$`)

// parseRule parses a rule whose first window begins at first, which is in the site's zone.
func parseRule(text string, first time.Time) (rule, *ruleError) {
	p := ruleParser{first: first, given: map[string]string{}}
	text = strings.TrimSpace(text)
	if len(text) > 6 && strings.EqualFold(text[:6], "RRULE:") {
		text = text[6:]
	}
	for _, part := range strings.Split(strings.TrimSuffix(text, ";"), ";") {
		if err := p.parsePart(part); err != nil {
			return rule{}, err
		}
	}
	if err := p.checkParts(); err != nil {
		return rule{}, err
	}
	p.option.Dtstart = wallOf(first)
	r := rule{p.text(), p.option}
	return r, r.checkFirst(first)
}

type ruleParser struct {
	first  time.Time
	given  map[string]string // part → what was written
	parts  []string          // in capitals, without FREQ
	option rrule.ROption
}

func (p *ruleParser) parsePart(part string) *ruleError {
	name, value, ok := strings.Cut(strings.ToUpper(strings.TrimSpace(part)), "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	var names []string
	hint := ""
	for _, known := range partHints {
		names = append(names, known.name)
		if known.name == name {
			hint = known.hint
		}
	}
	written := strings.TrimSpace(part)
	switch {
	case slices.Contains(clockParts, name):
		return &ruleError{written, name + " is not allowed here", "delete it: every window begins at the time of day of scheduled_for"}
	case hint == "" || !ok:
		e := &ruleError{written, fmt.Sprintf("%q is not a part of a rule", written), "a rule is made like FREQ=WEEKLY;BYDAY=SU"}
		if near, ok := diag.Nearest(name, names); ok && near != name {
			e.hint = fmt.Sprintf("did you mean %q?", near)
		}
		return e
	case p.given[name] != "":
		return &ruleError{written, name + " is given twice", "delete one of them"}
	case name == "FREQ" && slices.Contains([]string{"SECONDLY", "MINUTELY", "HOURLY"}, value):
		return &ruleError{written, "a maintenance can't repeat more than once a day", "write DAILY, WEEKLY, MONTHLY or YEARLY"}
	}
	p.given[name] = written
	if name == "UNTIL" {
		return p.until(written, value, hint)
	}
	bad := &ruleError{written, fmt.Sprintf("%s can't be %q", name, value), hint}
	if name == "BYDAY" {
		for day := range strings.SplitSeq(value, ",") {
			if !weekdays.MatchString(day) {
				bad.text = fmt.Sprintf("BYDAY can't be %q", day)
				return bad
			}
		}
	}
	if n, err := strconv.Atoi(value); (name == "COUNT" && (err != nil || n < 1 || n > mostCount)) || (name == "INTERVAL" && (err != nil || n < 1 || n > mostInterval)) {
		return bad
	}
	alone := name + "=" + value
	if name != "FREQ" {
		alone = "FREQ=DAILY;" + alone // the library requires a frequency
	}
	o, err := rrule.StrToROption(alone)
	if err != nil {
		return bad
	}
	if _, err := rrule.NewRRule(*o); err != nil {
		return bad
	}
	p.take(name, o)
	if name != "FREQ" {
		p.parts = append(p.parts, name+"="+value)
	}
	return nil
}

// take copies the value of one part from o.
func (p *ruleParser) take(name string, o *rrule.ROption) {
	switch name {
	case "FREQ":
		p.option.Freq = o.Freq
	case "COUNT":
		p.option.Count = o.Count
	case "INTERVAL":
		p.option.Interval = o.Interval
	case "WKST":
		p.option.Wkst = o.Wkst
	case "BYDAY":
		p.option.Byweekday = o.Byweekday
	case "BYMONTHDAY":
		p.option.Bymonthday = o.Bymonthday
	case "BYYEARDAY":
		p.option.Byyearday = o.Byyearday
	case "BYWEEKNO":
		p.option.Byweekno = o.Byweekno
	case "BYMONTH":
		p.option.Bymonth = o.Bymonth
	case "BYSETPOS":
		p.option.Bysetpos = o.Bysetpos
	}
}

// until parses UNTIL: a day, which counts to its end, or a moment, which is a wall time of the
// site's zone or, with a Z, in UTC.
func (p *ruleParser) until(written, value, hint string) *ruleError {
	bad := &ruleError{written, fmt.Sprintf("UNTIL can't be %q", value), hint}
	zone := p.first.Location()
	if day, err := time.Parse(time.DateOnly, value); err == nil {
		value = day.Format(rrule.DateFormat)
	}
	var end time.Time // as a wall time
	switch day, dayErr := time.Parse(rrule.DateFormat, value); {
	case dayErr == nil:
		end = day.Add(24*time.Hour - time.Second)
	case strings.HasSuffix(value, "Z"):
		t, err := time.Parse(rrule.DateTimeFormat, value)
		if err != nil {
			return bad
		}
		end = wallOf(t.In(zone))
	default:
		t, err := time.Parse(rrule.LocalDateTimeFormat, value)
		if err != nil {
			return bad
		}
		end = t
	}
	if end.Year() < firstYear || end.Year() > lastYear {
		return bad
	}
	if end.Before(wallOf(p.first)) {
		return &ruleError{written, "the rule ends before the first window begins", "correct one of the two"}
	}
	p.option.Until = end
	p.parts = append(p.parts, "UNTIL="+onWall(end, zone).UTC().Format(rrule.DateTimeFormat))
	return nil
}

// lastYear is the last year that a rule may contain.
const lastYear = 9998

// checkParts checks the parts against each other.
func (p *ruleParser) checkParts() *ruleError {
	freq := p.option.Freq.String()
	if p.given["FREQ"] == "" {
		return &ruleError{"", "the rule has no frequency", "begin it with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"}
	}
	if p.given["COUNT"] != "" && p.given["UNTIL"] != "" {
		return &ruleError{p.given["UNTIL"], "a rule can't have both COUNT and UNTIL", "delete one of them"}
	}
	for name, allowed := range partsOf {
		if p.given[name] != "" && !slices.Contains(allowed, freq) {
			return &ruleError{p.given[name], fmt.Sprintf("%s is not allowed with FREQ=%s", name, freq), "use it with FREQ=" + allowed[0]}
		}
	}
	for _, day := range p.option.Byweekday {
		if day.N() != 0 && (p.option.Freq > rrule.MONTHLY || p.given["BYWEEKNO"] != "") {
			return &ruleError{p.given["BYDAY"], fmt.Sprintf("a day with a number is not allowed with FREQ=%s", freq), "use it with FREQ=MONTHLY or YEARLY, and without BYWEEKNO"}
		}
	}
	o := &p.option
	if p.given["BYSETPOS"] != "" && len(o.Byweekday)+len(o.Bymonthday)+len(o.Byyearday)+len(o.Byweekno)+len(o.Bymonth) == 0 {
		return &ruleError{p.given["BYSETPOS"], "BYSETPOS needs another part that selects days", "add BYDAY, such as BYDAY=MO,TU,WE,TH,FR for working days"}
	}
	return nil
}

func (p *ruleParser) text() string {
	return strings.Join(append([]string{"FREQ=" + p.option.Freq.String()}, p.parts...), ";")
}

// checkFirst returns an error unless the rule includes the first window: calendar programs differ in
// what they do with a first window that the rule excludes.
func (r rule) checkFirst(first time.Time) *ruleError {
	next := r.walls()
	day, ok := next()
	switch {
	case !ok:
		return &ruleError{"", "the rule matches no day", "correct the rule so that it matches scheduled_for"}
	case !day.Equal(wallOf(first)):
		return &ruleError{"", fmt.Sprintf("the rule does not include the first window, on %s", first.Format("Monday, 2006-01-02")), "the first day that it includes is " + day.Format("Monday, 2006-01-02")}
	}
	return nil
}

// walls returns an iterator over the wall times at which windows begin.
func (r rule) walls() func() (time.Time, bool) {
	o := r.option
	if o.Until.IsZero() {
		o.Until = time.Date(lastYear, time.December, 31, 23, 59, 59, 0, time.UTC)
	}
	made, err := rrule.NewRRule(o)
	if err != nil { // can't happen: each part is checked already
		return func() (time.Time, bool) { return time.Time{}, false }
	}
	return made.Iterator()
}

// wallOf returns the wall time of t, as if it were UTC.
func wallOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// onWall returns the moment at which clocks of the zone show the wall time t: the first if there
// are two. If the clocks are set forward past t, the offset before the change applies (RFC 5545,
// section 3.3.5).
func onWall(t time.Time, zone *time.Location) time.Time {
	w := wall{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, ""}
	if m := w.moments(zone); len(m) > 0 {
		return m[0]
	}
	_, before := t.Add(-24 * time.Hour).In(zone).Zone()
	return t.Add(-time.Duration(before) * time.Second).In(zone)
}
