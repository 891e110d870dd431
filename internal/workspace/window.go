package workspace

import (
	"errors"
	"fmt"
	"time"

	"statuary/internal/civil"
	"statuary/internal/diag"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// Window is the time in which a maintenance takes place.
type Window struct{ From, Until time.Time }

// longestNight is the longest window whose --until may be a time of the next day. From
// 22:00 until 21:00 is rather a mistake than 23 hours.
const longestNight = 12 * time.Hour

// ParseWindow parses the values of --from and --until, in the zone of now. If from is
// only a time of day, it is today. The error is a *diag.Error.
func ParseWindow(from, until string, now time.Time) (w Window, err error) {
	if isClock(from) {
		from = now.Format("2006-01-02 ") + from
	}
	if w.From, err = incident.ReadTime(from, now.Location()); err != nil {
		return w, prefixed("--from", err)
	}
	hint := "correct one of the two"
	if length, lengthErr := time.ParseDuration(until); lengthErr == nil {
		w.Until = w.From.Add(length)
	} else if isClock(until) {
		next := (civil.Of(w.From, now.Location()) + 1).String() + " " + until
		w.Until, err = incident.ReadTime(w.From.Format("2006-01-02 ")+until, now.Location())
		if err == nil && !w.Until.After(w.From) {
			end, nextErr := incident.ReadTime(next, now.Location())
			if nextErr != nil {
				return w, prefixed("--until "+next, nextErr)
			}
			if end.Sub(w.From) < longestNight {
				w.Until = end
			}
			hint = fmt.Sprintf("correct one of the two; for a window until the next day, write --until %q", next)
		}
	} else {
		w.Until, err = incident.ReadTime(until, now.Location())
	}
	if err != nil {
		return w, prefixed("--until", err)
	}
	if !w.Until.After(w.From) {
		return w, &diag.Error{Text: fmt.Sprintf("--until: %s is not after the start, %s", w.Until.Format("2006-01-02 15:04"), w.From.Format("2006-01-02 15:04")), Hint: hint}
	}
	return w, nil
}

// isClock reports whether a text is a time of day.
func isClock(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil
}

// String returns the window with its length, and with a note if it ends on another day
// or the clocks change in it.
func (w Window) String() string {
	text := fmt.Sprintf("window: %s to %s, %s", timefmt.Format(w.From, "2006-01-02 15:04"), timefmt.Format(w.Until, "2006-01-02 15:04"), timefmt.Duration(w.Until.Sub(w.From)))
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch days := int(day(w.Until).Sub(day(w.From)).Hours() / 24); {
	case days == 1:
		text += ", ends on the next day"
	case days > 1:
		text += fmt.Sprintf(", ends %d days later", days)
	}
	_, before := w.From.Zone()
	_, after := w.Until.Zone()
	if before != after {
		text += ", clocks change in between"
	}
	return text
}

// prefixed returns err with a flag before its text if it is a *diag.Error.
func prefixed(flag string, err error) error {
	var e *diag.Error
	if !errors.As(err, &e) {
		return err
	}
	return &diag.Error{Text: flag + ": " + e.Text, Hint: e.Hint, Err: e.Err}
}
