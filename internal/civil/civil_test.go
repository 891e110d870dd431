package civil_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"statuary/internal/civil"
)

// zones returns all zones of the IANA database, from the copy in the Go distribution. Zones with
// the same data are listed once, under their first name. Unlike those of many systems, their lists
// of changes end early, and a rule follows.
func zones(t *testing.T) []*time.Location {
	t.Helper()
	z, err := zip.OpenReader(filepath.Join(build.Default.GOROOT, "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatalf("the zones of the Go distribution can't be read: %v", err)
	}
	defer z.Close()
	all := 0
	seen := map[[32]byte]bool{}
	var list []*time.Location
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		all++
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var data bytes.Buffer
		if _, err := data.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
		if sum := sha256.Sum256(data.Bytes()); !seen[sum] {
			seen[sum] = true
			zone, err := time.LoadLocationFromTZData(f.Name, data.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, zone)
		}
	}
	if all < 590 || len(list) < 300 {
		t.Fatalf("found %d zones, %d of them different: the list is not complete", all, len(list))
	}
	return list
}

// skipped lists the days that zones do not have. Each zone moved across the date line from east to
// west.
var skipped = map[string][]string{
	"Pacific/Apia":       {"2011-12-30"},
	"Pacific/Fakaofo":    {"2011-12-30"},
	"Pacific/Kiritimati": {"1994-12-31"},
	"Pacific/Enderbury":  {"1994-12-31"},
	"Pacific/Kanton":     {"1994-12-31"},
	"Pacific/Kwajalein":  {"1993-08-21"},
	"Kwajalein":          {"1993-08-21"},
}

// Days partition time in every zone: each begins when the day before ends, only days that do not
// exist are empty, and each moment is on the day that contains it.
func TestDaysPartitionTime(t *testing.T) {
	for _, zone := range zones(t) {
		t.Run(zone.String(), func(t *testing.T) {
			t.Parallel()
			checkDays(t, zone)
		})
	}
}

func checkDays(t *testing.T, zone *time.Location) {
	first, last := civil.Date(1970, time.January, 1), civil.Date(2040, time.December, 31)
	var missing []string
	start := first.Start(zone)
	for d := first; d <= last; d++ {
		end := d.End(zone)
		length := end.Sub(start)
		if exists := d.Exists(zone); exists != (length > 0) {
			t.Errorf("%s exists: %v, and is %s long", d, exists, length)
		}
		switch {
		case length == 0:
			missing = append(missing, d.String())
		case length < 17*time.Hour || length > 31*time.Hour: // Vostok's, in 1994
			t.Errorf("%s is %s long", d, length)
		}
		if length != 0 && (length != 24*time.Hour || d%31 == 0) {
			if start.Format(time.DateOnly) != d.String() {
				t.Errorf("%s begins at %s", d, start)
			}
			checkMoments(t, zone, d, start, end)
		}
		start = end
	}
	if !slices.Equal(missing, skipped[zone.String()]) {
		t.Errorf("the days %q do not exist, want %q", missing, skipped[zone.String()])
	}
}

// checkMoments checks the days of moments within the day d and just outside it.
func checkMoments(t *testing.T, zone *time.Location, d civil.Day, start, end time.Time) {
	t.Helper()
	step := end.Sub(start) / 11
	for at := start; at.Before(end); at = at.Add(step) {
		if got := civil.Of(at, zone); got != d {
			t.Errorf("%s: %s is on %s, want %s", zone, at, got, d)
		}
	}
	if got := civil.Of(end.Add(-time.Nanosecond), zone); got != d {
		t.Errorf("%s: the last moment of %s is on %s", zone, d, got)
	}
	if got := civil.Of(start.Add(-time.Nanosecond), zone); got >= d || got < d-2 {
		t.Errorf("%s: the moment before %s is on %s", zone, d, got)
	}
}

// Every moment is on the day that the clocks show, except the moments before midnight that clocks
// repeat.
func TestDayIsThatOfTheClock(t *testing.T) {
	for _, zone := range zones(t) {
		step := 11*24*time.Hour + 7*time.Hour + 13*time.Minute
		if os.Getenv("STATUARY_LONG") != "" {
			step = 29 * time.Minute
		}
		end := time.Date(2041, time.January, 1, 0, 0, 0, 0, time.UTC)
		for at := time.Date(1965, time.January, 1, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.Add(step) {
			day, shown := civil.Of(at, zone), at.In(zone)
			if day.String() != shown.Format(time.DateOnly) && (day-1).String() != shown.Format(time.DateOnly) {
				t.Fatalf("%s: %s is on %s", zone, shown, day)
			}
			if day.String() != shown.Format(time.DateOnly) && day.Start(zone).Format("15:04") != "00:00" {
				t.Fatalf("%s: %s is on %s", zone, shown, day)
			}
		}
	}
}

func TestStart(t *testing.T) {
	for _, tc := range []struct{ zone, day, start, length string }{
		{"America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00", "23h0m0s"}, // midnight is skipped
		{"America/Santiago", "2026-04-04", "2026-04-04T00:00:00-03:00", "25h0m0s"}, // midnight comes an hour late
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00", "23h0m0s"},
		{"America/Havana", "2026-03-08", "2026-03-08T01:00:00-04:00", "23h0m0s"},
		{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00", "25h0m0s"}, // midnight happens twice
		{"Atlantic/Azores", "2026-03-29", "2026-03-29T01:00:00Z", "23h0m0s"},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", "0s"},
		{"America/St_Johns", "2010-11-07", "2010-11-07T00:00:00-02:30", "25h0m0s"}, // at 00:01, back to 23:01
		{"Australia/Lord_Howe", "2026-04-05", "2026-04-05T00:00:00+11:00", "24h30m0s"},
		{"Asia/Pyongyang", "2018-05-05", "2018-05-05T00:00:00+09:00", "24h0m0s"},
		{"Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30Z", "23h15m30s"},
		{"Europe/Berlin", "1500-01-01", "1500-01-01T00:00:00+00:53", "24h0m0s"}, // mean solar time
		{"Etc/UTC", "0001-01-01", "0001-01-01T00:00:00Z", "24h0m0s"},
		{"America/Santiago", "9999-12-31", "9999-12-31T00:00:00-03:00", "24h0m0s"},
	} {
		zone, err := time.LoadLocation(tc.zone)
		if err != nil {
			t.Fatal(err)
		}
		date, _ := time.Parse(time.DateOnly, tc.day)
		day := civil.Date(date.Date())
		start := day.Start(zone)
		if got := start.Format(time.RFC3339); got != tc.start {
			t.Errorf("%s: %s starts at %s, want %s", tc.zone, tc.day, got, tc.start)
		}
		if got := day.End(zone).Sub(start).String(); got != tc.length {
			t.Errorf("%s: %s is %s long, want %s", tc.zone, tc.day, got, tc.length)
		}
		if got := day.Exists(zone); got != (tc.length != "0s") {
			t.Errorf("%s: %s exists: %v", tc.zone, tc.day, got)
		}
	}
}

func TestMonths(t *testing.T) {
	m := civil.Month{Year: 2024, Month: time.February}
	if m.Len() != 29 || m.First().String() != "2024-02-01" || m.Last().String() != "2024-02-29" || m.First().Weekday() != time.Thursday {
		t.Error(m.Len(), m.First(), m.Last(), m.First().Weekday())
	}
	if got := m.Add(-26); got != (civil.Month{Year: 2021, Month: time.December}) {
		t.Error(got)
	}
	if got := m.Sub(m.Add(-26)); got != 26 {
		t.Error(got)
	}
	if got := m.Add(4).Quarter(); got != (civil.Month{Year: 2024, Month: time.April}) {
		t.Error(got)
	}
	apia, err := time.LoadLocation("Pacific/Apia")
	if err != nil {
		t.Fatal(err)
	}
	december := civil.Month{Year: 2011, Month: time.December}
	if days := slices.Collect(december.Days(apia)); len(days) != 30 || days[28].String() != "2011-12-29" || days[29].String() != "2011-12-31" {
		t.Error(days)
	}
	if got := civil.Date(2012, time.January, 2).Back(4, apia).String(); got != "2011-12-28" {
		t.Error(got)
	}
	// Months partition days.
	next := civil.Date(1, time.January, 1)
	for m := next.Month(); m.Year < 10_000; m = m.Add(1) {
		if m.First() != next || m.First().Month() != m || m.Last().Month() != m {
			t.Fatal(m)
		}
		next = m.Last() + 1
	}
}
