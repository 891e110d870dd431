package calendar

import (
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// The calendar stays valid with any text: lines are short enough and the library parses them as one
// event.
func FuzzWrite(f *testing.F) {
	f.Add("Router\r\nBEGIN:VEVENT, \\; \x00 日本語 "+strings.Repeat("long ", 40), "a,b")
	f.Fuzz(func(t *testing.T, text, category string) {
		at := time.Date(2026, 10, 25, 2, 30, 0, 0, time.FixedZone("CEST", 7200))
		c := Calendar{Name: text, URL: "https://example.org/", Events: []Event{{
			UID: "x@example.org", Sequence: 2, Cancelled: true, Summary: text, Description: text, Categories: []string{category},
			URL: "https://example.org/x/", From: at, Until: at.Add(time.Hour), Announced: at, Updated: at,
		}}}
		var b strings.Builder
		if err := Write(&b, c); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
			if strings.ContainsAny(line, "\r\n\x00") || len(line) > 75 {
				t.Errorf("a bad line: %q", line)
			}
		}
		read, err := ics.ParseCalendar(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err, b.String())
		}
		if n := len(read.Events()); n != 1 {
			t.Fatalf("%d events in %s", n, b.String())
		}
	})
}

// Times are written in UTC, whatever their zone.
func TestWrite(t *testing.T) {
	at := time.Date(2026, 10, 25, 2, 30, 0, 0, time.FixedZone("CEST", 7200))
	var b, empty strings.Builder
	event := Event{UID: "x@example.org", Sequence: 2, Summary: "S", From: at, Until: at.Add(time.Hour), Announced: at, Updated: at}
	if err := Write(&b, Calendar{Name: "N", Events: []Event{event}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"DTSTART:20261025T003000Z\r\n", "DTEND:20261025T013000Z\r\n", "DTSTAMP:20261025T003000Z\r\n", "SEQUENCE:2\r\n", "STATUS:CONFIRMED\r\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in %s", want, b.String())
		}
	}
	if err := Write(&empty, Calendar{Name: "N"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(empty.String(), "BEGIN:VTIMEZONE") || strings.Contains(empty.String(), "VEVENT") {
		t.Error(empty.String())
	}
}
