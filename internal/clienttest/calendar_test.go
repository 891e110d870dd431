package clienttest

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// calendar is the output of testdata/calendar.py for one calendar.
type calendar struct {
	Name, Method string
	Refresh      []string // kind and value
	Errors       []string
	Events       []event
}

type event struct {
	UID                          string
	Sequence                     int
	Summary, Description, Status string
	Start, End, Stamp            string
}

// A calendar has each maintenance at the times of its window, on both sides of a clock
// change, and marks a cancelled one as cancelled.
func TestCalendars(t *testing.T) {
	t.Parallel()
	module(t, "icalendar", "python3-icalendar")
	s := newSite(t)
	files := s.download("maintenance.ics", "components/docs/maintenance.ics", "components/quiet/maintenance.ics")
	got := python[[]calendar](t, "calendar.py", files...)

	page := "\n\n" + address + "incidents/"
	active := event{
		"4t19398dzw0v@status.example.org", 1, "Moving the manual", "In progress: It is moving." + page + "active/", "CONFIRMED",
		"2026-03-10T09:00:00+00:00", "2026-03-10T14:00:00+00:00", "2026-03-10T09:00:00+00:00",
	}
	calledOff := event{
		"t0b32h0b4vjs@status.example.org", 1, "New switches", "Completed: They did not arrive, so nothing happens." + page + "called-off/", "CANCELLED",
		"2026-03-07T03:00:00+00:00", "2026-03-07T04:00:00+00:00", "2026-03-05T15:00:00+00:00",
	}
	upcoming := event{
		"z8syg9knbnxz@status.example.org", 0, "A new database", "Scheduled: At night; a line that is long enough to be folded, and über that." + page + "upcoming/", "CONFIRMED",
		"2026-03-15T02:00:00+00:00", "2026-03-15T06:00:00+00:00", "2026-02-20T15:00:00+00:00",
	}
	completed := event{
		"3w55ztv9h2vp@status.example.org", 2, "A window in winter", "Scheduled: In winter." + page + "completed/", "CONFIRMED",
		"2026-01-11T03:00:00+00:00", "2026-01-11T04:30:00+00:00", "2026-01-11T04:30:00+00:00",
	}
	wanted := []calendar{
		{Name: "Fish & Chips Status maintenance", Events: []event{active, calledOff, upcoming, completed}},
		{Name: "Fish & Chips Status: docs maintenance", Events: []event{active}},
		{Name: "Fish & Chips Status: Quiet maintenance", Events: []event{}},
	}
	for n, want := range wanted {
		onceEach(t, files[n])
		want.Method, want.Refresh, want.Errors = "PUBLISH", []string{"DURATION", "PT1H"}, []string{}
		if !reflect.DeepEqual(got[n], want) {
			t.Errorf("got  %+v\nwant %+v", got[n], want)
		}
	}
}

// onceEach reports parameters that a property has twice, which RFC 5545 forbids and the
// library ignores.
func onceEach(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		property, _, _ := strings.Cut(line, ":")
		seen := map[string]bool{}
		for _, p := range strings.Split(property, ";")[1:] {
			key, _, _ := strings.Cut(p, "=")
			if seen[key] {
				t.Errorf("a parameter is there twice: %s", line)
			}
			seen[key] = true
		}
	}
}

// A calendar program replaces an event if one with the same UID has a higher SEQUENCE.
func TestCalendarRevision(t *testing.T) {
	t.Parallel()
	module(t, "icalendar", "python3-icalendar")
	s := newSite(t)
	read := func() event {
		return python[[]calendar](t, "calendar.py", s.download("components/api/maintenance.ics")...)[0].Events[0]
	}
	before := read()
	s.edit("content/incidents/upcoming.md", "\n---\n", "\n  - {at: 2026-03-10 07:30, status: scheduled, message: Later.}\n---\n")
	s.edit("content/incidents/upcoming.md", "scheduled_for: 2026-03-14 22:00", "scheduled_for: 2026-03-14 23:00")
	s.shows("components/api/maintenance.ics", "DTSTART:20260315T030000Z")
	after := read()
	if after.UID != before.UID || after.Sequence <= before.Sequence {
		t.Errorf("%s, %d became %s, %d", before.UID, before.Sequence, after.UID, after.Sequence)
	}
	if after.Start != "2026-03-15T03:00:00+00:00" {
		t.Error("it still begins at", after.Start)
	}
}
