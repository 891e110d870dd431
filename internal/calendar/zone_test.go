package calendar

import (
	"archive/zip"
	"go/build"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// The rules that a calendar contains for a zone yield its real offsets, hour by hour: for zones
// whose clocks change by a rule, by half an hour, by their own calendar or never, and for zones
// whose rule changed.
func TestZones(t *testing.T) {
	for _, name := range []string{
		"America/New_York", "Europe/Berlin", "Europe/Dublin", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Jerusalem", "Africa/Casablanca", "Pacific/Apia", "America/Sao_Paulo", "Etc/GMT+5", "America/Santiago",
	} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { checkZone(t, zone) })
		// Go's copy lists the changes of many zones until 2007 only, followed by a rule, as the
		// copies of some systems do.
		t.Run(name+" by its rule", func(t *testing.T) { checkZone(t, ofGo(t, name)) })
	}
}

// ofGo returns a zone of the IANA database, from the copy in the Go distribution.
func ofGo(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(build.Default.GOROOT, "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatalf("the zones of the Go distribution can't be read: %v", err)
	}
	defer z.Close()
	data, err := fs.ReadFile(z, name)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocationFromTZData(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func checkZone(t *testing.T, zone *time.Location) {
	from := time.Date(2005, 6, 1, 10, 0, 0, 0, zone)
	cal := ics.NewCalendar()
	addZone(cal, zone, from)
	known := observances(t, cal)
	if len(known) > 40 {
		t.Errorf("%d observances", len(known))
	}
	for at := from; at.Year() < 2036; at = at.Add(7 * time.Hour) {
		_, want := at.Zone()
		if got := offsetAt(known, at); got != want {
			t.Fatalf("%s: the offset is %d, want %d:\n%s", at, got, want, cal.Serialize())
		}
	}
	if name := zone.String(); name == "America/New_York" || name == "Europe/Berlin" {
		at := time.Date(2060, 7, 1, 0, 0, 0, 0, zone)
		if _, want := at.Zone(); offsetAt(known, at) != want {
			t.Errorf("%s: the offset is %d, want %d", at, offsetAt(known, at), want)
		}
	}
}

// onsets are the times at which an observance begins, and the offset from then on.
type onsets struct {
	at []time.Time
	to int
}

func observances(t *testing.T, cal *ics.Calendar) (list []onsets) {
	t.Helper()
	parse := func(s string) time.Time {
		at, err := time.Parse(localLayout, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	seconds := func(s string) int {
		at, err := time.Parse("Z0700", s)
		if err != nil {
			t.Fatal(err)
		}
		_, n := at.Zone()
		return n
	}
	for _, c := range cal.Timezones()[0].Components {
		var b ics.ComponentBase
		switch c := c.(type) {
		case *ics.Standard:
			b = c.ComponentBase
		case *ics.Daylight:
			b = c.ComponentBase
		}
		get := func(p ics.Property) string { return b.GetProperty(ics.ComponentProperty(p)).Value }
		first := parse(b.GetProperty(ics.ComponentPropertyDtStart).Value)
		walls := []time.Time{first}
		for _, p := range b.Properties {
			switch p.IANAToken {
			case string(ics.PropertyRdate):
				walls = append(walls, parse(p.Value))
			case string(ics.PropertyRrule):
				o, err := rrule.StrToROption(p.Value)
				if err != nil {
					t.Fatal(err)
				}
				o.Dtstart, o.Until = first, time.Date(2070, 1, 1, 0, 0, 0, 0, time.UTC)
				r, err := rrule.NewRRule(*o)
				if err != nil {
					t.Fatal(err)
				}
				walls = r.All()
			}
		}
		o := onsets{to: seconds(get(ics.PropertyTzoffsetto))}
		for _, w := range walls {
			o.at = append(o.at, w.Add(-time.Duration(seconds(get(ics.PropertyTzoffsetfrom)))*time.Second))
		}
		list = append(list, o)
	}
	return list
}

func offsetAt(list []onsets, at time.Time) (offset int) {
	var latest time.Time
	for _, o := range list {
		for _, t := range o.at {
			if !t.After(at) && t.After(latest) {
				latest, offset = t, o.to
			}
		}
	}
	return offset
}

// Repeating events, their exceptions and replaced occurrences are in local time. In UTC, no zone is
// needed.
func TestRepeats(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 10, 18, 3, 30, 0, 0, zone)
	series := Event{
		UID: "x@example.org", From: at, Until: at.Add(time.Hour), Announced: at, Updated: at,
		Repeats: &Repeats{Rule: "FREQ=WEEKLY;BYDAY=SU,MO", Except: []time.Time{at.AddDate(0, 0, 14), at.AddDate(0, 0, 15)}},
	}
	one := series
	one.Repeats, one.Instance = nil, at.AddDate(0, 0, 7)
	one.From, one.Until = one.Instance.Add(time.Hour), one.Instance.Add(2*time.Hour)
	var b strings.Builder
	if err := Write(&b, Calendar{Name: "N", Events: []Event{series, one}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"DTSTART;TZID=Europe/Berlin:20261018T033000", "DTEND;TZID=Europe/Berlin:20261018T043000", "RRULE:FREQ=WEEKLY;BYDAY=SU,MO",
		"EXDATE;TZID=Europe/Berlin:20261101T033000", "EXDATE;TZID=Europe/Berlin:20261102T033000",
		"RECURRENCE-ID;TZID=Europe/Berlin:20261025T033000", "DTSTART:20261025T033000Z", "TZID:Europe/Berlin",
	} {
		if !strings.Contains(b.String(), "\r\n"+want+"\r\n") {
			t.Errorf("no %q in %s", want, b.String())
		}
	}
	utc := series
	utc.From, utc.Until = at.UTC(), utc.Until.UTC()
	b.Reset()
	if err := Write(&b, Calendar{Name: "N", Events: []Event{utc}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "DTSTART:20261018T013000Z") || strings.Contains(b.String(), "Berlin") {
		t.Error(b.String())
	}
}
