package workspace

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"statuary/internal/diag"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// ParseMoment parses the value of --at, in the zone of now. An empty text is now, to
// the minute; a time of day is in the last 24 hours; "-20m" is twenty minutes ago. The
// error is a *diag.Error.
func ParseMoment(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return now.Truncate(time.Minute), nil
	}
	if ago, err := time.ParseDuration(text); err == nil && (text[0] == '-' || text[0] == '+') {
		return now.Add(ago).Truncate(time.Minute), nil
	}
	if _, err := time.Parse("15:04", text); err == nil {
		// The last time that clocks showed it, also where they are changed.
		for t := now.Truncate(time.Minute); now.Sub(t) <= 49*time.Hour; t = t.Add(-time.Minute) {
			if t.Format("15:04") == text || t.Format("3:04") == text && t.Hour() < 12 {
				return t, nil
			}
		}
	}
	t, err := incident.ReadTime(text, now.Location())
	if hint := momentHint(text, now); err != nil && hint != "" {
		err = &diag.Error{Text: fmt.Sprintf("%q is not a time", text), Hint: hint}
	}
	return t, err
}

// ParseLater parses the value of --next-update, in the zone of now: a time of day is in the next 24
// hours, and "+20m" is in twenty minutes. An empty text is no time. The error is a *diag.Error.
func ParseLater(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := ParseMoment(text, now)
	if _, clock := time.Parse("15:04", text); clock == nil {
		t, err = ParseMoment(text, now.AddDate(0, 0, 1))
	}
	if err == nil && !t.After(now) {
		err = &diag.Error{Text: fmt.Sprintf("%q is not in the future", text), Hint: "write a duration such as +30m, or a time such as 15:04"}
	}
	return t, err
}

var (
	minutes  = regexp.MustCompile(`^[-+]?(\d{1,3})$`)
	ago      = regexp.MustCompile(`^[-+]?(\d{1,4}) ?(s|m|h|d|min|minutes?|hours?|days?)( ago)?$`)
	halfDays = regexp.MustCompile(`(?i)^(\d{1,2}(?:[:.]\d\d)?) ?[ap]\.?m\.?$`)
)

// momentHint returns how to write a time of day or a duration that has another form
// than ParseMoment accepts, or "".
func momentHint(text string, now time.Time) string {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "now") {
		return "leave out --at for the current time"
	}
	if m := minutes.FindStringSubmatch(text); m != nil {
		return "write -" + m[1] + "m for " + m[1] + " minutes ago"
	}
	if m := ago.FindStringSubmatch(text); m != nil {
		if strings.HasPrefix(m[2], "d") {
			n, _ := strconv.Atoi(m[1]) // four digits
			return "write " + strconv.Quote(now.AddDate(0, 0, -n).Format("2006-01-02 15:04"))
		}
		return "write -" + m[1] + m[2][:1]
	}
	if halfDays.MatchString(text) {
		if clock := timefmt.OnlyClock(text); clock != "" {
			return "write " + clock
		}
	}
	return ""
}
