package clienttest

import (
	"strings"
	"testing"
	"time"
)

// A calendar has every window of a recurring maintenance at the same time as the site,
// also in the night of a clock change, and without excluded occurrences. It shows the
// updates of a single occurrence, and its description of the time zone is correct.
func TestRecurring(t *testing.T) {
	t.Parallel()
	module(t, "recurring_ical_events", "python3-recurring-ical-events")
	s := newSite(t)
	s.save("content/incidents/weekly.md", `---
title: Every Sunday
components: [api]
scheduled_for: 2026-02-22 01:30
scheduled_until: 2026-02-22 01:50
repeat: FREQ=WEEKLY;BYDAY=SU;UNTIL=20261130
except: [2026-03-01, 2026-10-18]
timeline:
  - {at: 2026-02-20 10:00, status: scheduled, message: As always.}
  - {at: 2026-03-09 10:00, status: scheduled, message: Not in this week.}
  - {at: 2026-03-09 10:05, status: completed, message: Called off.}
---
`)
	s.shows("maintenance.ics", "RRULE:FREQ=WEEKLY;BYDAY=SU;UNTIL=20261201T045959Z")
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	type found struct {
		UID, Start, End, Status, Description string
	}
	got := python[struct {
		Events []found
		Zones  map[string][]int
	}](t, "recurring.py", s.download("maintenance.ics")[0], "2026-02-01", "2027-02-01")

	page := "\n\n" + address + "incidents/weekly"
	var want, have []found
	for day := time.Date(2026, 2, 22, 1, 30, 0, 0, zone); day.Before(time.Date(2026, 12, 1, 0, 0, 0, 0, zone)); day = day.AddDate(0, 0, 7) {
		date := day.Format(time.DateOnly)
		one := found{"", day.UTC().Format("2006-01-02T15:04:05+00:00"), day.Add(20 * time.Minute).UTC().Format("2006-01-02T15:04:05+00:00"), "CONFIRMED", "As always." + page + "/"}
		switch date {
		case "2026-03-01", "2026-10-18":
			continue
		case "2026-03-15":
			one.Status, one.Description = "CANCELLED", "Completed: Called off."+page+"-2026-03-15/"
		}
		want = append(want, one)
	}
	uid := ""
	for _, e := range got.Events {
		if strings.Contains(e.Description, "/weekly") {
			if uid == "" {
				uid = e.UID
			}
			if e.UID != uid {
				t.Errorf("one series is %s and %s", uid, e.UID)
			}
			e.UID = ""
			have = append(have, e)
		}
	}
	if len(have) != len(want) {
		t.Errorf("%d events, not %d", len(have), len(want))
	}
	for n := range min(len(have), len(want)) {
		if want[n].Start == "2026-11-01T05:30:00+00:00" {
			continue // 01:30 comes twice: RFC 5545, section 3.3.5, means the first, and pytz the second
		}
		if have[n] != want[n] {
			t.Errorf("got  %+v\nwant %+v", have[n], want[n])
		}
	}
	day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	for n, minutes := range got.Zones[zone.String()] {
		if _, offset := day.AddDate(0, 0, n).In(zone).Zone(); offset != minutes*60 {
			t.Fatalf("on %s the calendar's zone is %d minutes from UTC", day.AddDate(0, 0, n), minutes)
		}
	}
	if len(got.Zones[zone.String()]) != 365 {
		t.Errorf("zones %v", got.Zones)
	}
	for _, e := range want {
		if strings.HasPrefix(e.Start, "2026-03-08") || strings.HasPrefix(e.Start, "2026-03-15") {
			at, _ := time.Parse(time.RFC3339, e.Start)
			date := at.In(zone).Format(time.DateOnly)
			_, text := s.get("incidents/weekly-" + date + "/")
			if !strings.Contains(text, at.In(zone).Format(time.RFC3339)) {
				t.Errorf("the page of %s does not name %s", date, e.Start)
			}
		}
	}
}
