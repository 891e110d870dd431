package incident

import (
	"fmt"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/timefmt"
)

// guess returns the error with a hint that shows how to write the time that was probably meant, if
// that is clear. The time in the hint is one that ReadTime accepts.
func (e *timeError) guess(text string, zone *time.Location) *timeError {
	if odd, ok := chars.FindOdd(text); ok {
		e = &timeError{fmt.Sprintf("%q is not a time: it contains %s", text, odd), e.hint}
	}
	var meant []string
	for _, g := range timefmt.Guesses(text, zone) {
		if t, err := parseTime(g, zone); err == nil && !t.IsZero() {
			meant = append(meant, g)
		}
	}
	if len(meant) > 0 {
		return &timeError{e.text, "write " + strings.Join(meant, " or ")}
	}
	if date := GuessDate(text); date != "" && timefmt.OnlyDate(text) {
		return &timeError{e.text, "write " + strings.ReplaceAll(date, " or ", " 15:04 or ") + " 15:04"}
	}
	if clock := timefmt.OnlyClock(text); clock != "" {
		return &timeError{e.text, "write the date before it: 2006-01-02 " + clock}
	}
	return e
}

// GuessDate returns how to write the date that was probably meant, or an empty string.
func GuessDate(text string) string {
	var meant []string
	for _, date := range timefmt.Dates(text) {
		if t, err := time.Parse(time.DateOnly, date); err == nil && t.Year() >= firstYear {
			meant = append(meant, date)
		}
	}
	return strings.Join(meant, " or ")
}
