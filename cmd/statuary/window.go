package main

import (
	"fmt"
	"time"

	"statuary/internal/civil"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// window is when a maintenance takes place.
type window struct{ from, until time.Time }

// longestNight is how long a window may be that ends on the next day without
// naming that day. From 22:00 until 21:00 is rather a slip than 23 hours.
const longestNight = 12 * time.Hour

// readWindow reads --from and --until. A time of day as the beginning is today's.
func readWindow(from, until string, now time.Time) (w window, err error) {
	if isClock(from) {
		from = now.Format("2006-01-02 ") + from
	}
	if w.from, err = incident.ReadTime(from, now.Location()); err != nil {
		return w, usage("--from", err)
	}
	hint := "correct one of the two"
	if length, lengthErr := time.ParseDuration(until); lengthErr == nil {
		w.until = w.from.Add(length)
	} else if isClock(until) {
		next := (civil.Of(w.from, now.Location()) + 1).String() + " " + until
		w.until, err = incident.ReadTime(w.from.Format("2006-01-02 ")+until, now.Location())
		if err == nil && !w.until.After(w.from) {
			end, nextErr := incident.ReadTime(next, now.Location())
			if nextErr != nil {
				return w, usage("--until "+next, nextErr)
			}
			if end.Sub(w.from) < longestNight {
				w.until = end
			}
			hint = fmt.Sprintf("correct one of the two; for a window until the next day, write --until %q", next)
		}
	} else {
		w.until, err = incident.ReadTime(until, now.Location())
	}
	if err != nil {
		return w, usage("--until", err)
	}
	if !w.until.After(w.from) {
		return w, hinted(fmt.Sprintf("the window ends at %s, not after its beginning at %s", w.until.Format("2006-01-02 15:04"), w.from.Format("2006-01-02 15:04")), hint)
	}
	return w, nil
}

func isClock(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil
}

// String returns the window with its length, and reports that it ends on another
// day and that clocks are changed in it.
func (w window) String() string {
	text := fmt.Sprintf("window: %s to %s, %s", timefmt.Format(w.from, "2006-01-02 15:04"), timefmt.Format(w.until, "2006-01-02 15:04"), timefmt.Duration(w.until.Sub(w.from)))
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	switch days := int(day(w.until).Sub(day(w.from)).Hours() / 24); {
	case days == 1:
		text += ", ends on the next day"
	case days > 1:
		text += fmt.Sprintf(", ends %d days later", days)
	}
	_, before := w.from.Zone()
	_, after := w.until.Zone()
	if before != after {
		text += ", clocks change in between"
	}
	return text
}
