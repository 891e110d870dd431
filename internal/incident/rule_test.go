package incident

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
)

// FuzzRule holds that parsing a rule never panics or loops for ever. A refused rule has a reason
// and a hint. An accepted one begins with the first window, has at most one window a day, each
// later than the last, at the time of day of the first unless the clocks skip it, and means the
// same when its text for calendars is parsed again.
func FuzzRule(f *testing.F) {
	for _, text := range []string{
		"FREQ=WEEKLY;BYDAY=SU", "rrule:freq=monthly;bymonthday=-1,15;until=2027-12-31", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29",
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,1;COUNT=7", "FREQ=YEARLY;BYWEEKNO=53,-1;BYDAY=SU;WKST=SU", "FREQ=YEARLY;BYYEARDAY=298,-68,366", "FREQ=DAILY;UNTIL=20261101T053000Z",
		"FREQ=SECONDLY", "FREQ=YEARLY;BYEASTER=1", "=;;", "FREQ=WEEKLY;INTERVAL=99999999999999999999",
	} {
		f.Add(text, int64(0))
	}
	f.Fuzz(func(t *testing.T, text string, shift int64) {
		first := time.Date(2026, 10, 25, 1, 30, 0, 0, newYork).AddDate(0, 0, int(shift%3000))
		first = onWall(wallOf(first), newYork)
		r, err := parseRule(text, first)
		if err != nil {
			if err.text == "" || err.hint == "" || !strings.Contains(text, err.part) {
				t.Errorf("%q: %+v", text, err)
			}
			return
		}
		in := &Incident{ID: "s", ScheduledFor: first, ScheduledUntil: first.Add(time.Hour), Repeat: &Repeat{Rule: r.text, rule: r}}
		next := in.windows()
		var last window
		for n := range 40 {
			w, ok := next()
			if !ok {
				break
			}
			if n == 0 && !w.from.Equal(first) || n > 0 && (!w.from.After(last.from) || w.date <= last.date) {
				t.Fatalf("%q: %v after %v", text, w, last)
			}
			if w.from.Format("15:04") != first.Format("15:04") && len(wall{w.from.Year(), int(w.from.Month()), w.from.Day(), first.Hour(), first.Minute(), 0, 0, ""}.moments(newYork)) > 0 {
				t.Fatalf("%q: a window at %s", text, w.from)
			}
			last = w
		}
		again, err := parseRule(r.text, first)
		if err != nil || again.text != r.text || fmt.Sprint(again.option) != fmt.Sprint(r.option) {
			t.Errorf("%q: %q is read as %+v, %v", text, r.text, again, err)
		}
		if _, err := rrule.StrToRRule(r.text); err != nil {
			t.Errorf("%q: %v", r.text, err)
		}
	})
}

// TestOccurrenceFor holds that each entry of a file belongs to one window: none is lost, and OccurrenceFor
// returns the window that has the entry.
func TestOccurrenceFor(t *testing.T) {
	src := `---
title: S
scheduled_for: 2026-10-25 01:30
scheduled_until: 2026-10-25 02:30
repeat: FREQ=WEEKLY;COUNT=6
timeline: [{at: 2026-10-20 10:00, status: scheduled}]
---
`
	series, problems := testParser().Parse("content/incidents/s.md", []byte(src))
	if series == nil {
		t.Fatal(problems)
	}
	for _, c := range []struct{ at, status, want string }{
		{"2026-10-21 10:00", "scheduled", "s-2026-10-25"},
		{"2026-10-21 10:00", "completed", "s-2026-10-25"},
		{"2026-10-25 01:30", "in_progress", "s-2026-10-25"},
		{"2026-10-25 04:00", "completed", "s-2026-10-25"},
		{"2026-10-28 04:00", "completed", "s-2026-10-25"},
		{"2026-10-28 04:00", "scheduled", "s-2026-11-01"},
		{"2026-10-25 02:00", "scheduled", "s-2026-11-01"},
		{"2026-11-29 02:00", "scheduled", "s-2026-11-29"},
		{"2027-11-29 02:00", "completed", "s-2026-11-29"},
	} {
		at, err := ReadTime(c.at, newYork)
		if err != nil {
			t.Fatal(err)
		}
		status, err := ReadStatus(c.status, Maintenance)
		if err != nil {
			t.Fatal(err)
		}
		u := Update{At: at, Status: status, Message: "It is said."}
		if got := series.OccurrenceFor(u); got != c.want {
			t.Errorf("%s %s is of %q, not %q", c.at, c.status, got, c.want)
		}
	}
}
