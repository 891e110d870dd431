package timefmt

import (
	"testing"
	"time"
)

func TestRange(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct{ from, to, first, last string }{
		{"2018-01-06 10:00", "2018-01-06 14:38", "Jan 6, 2018, 10:00", "14:38 EST"},
		{"2018-01-06 10:00", "2018-01-07 14:38", "Jan 6, 2018, 10:00", "Jan 7, 14:38 EST"},
		{"2018-12-31 10:00", "2019-01-01 14:38", "Dec 31, 2018, 10:00", "Jan 1, 2019, 14:38 EST"},
		{"2018-03-10 10:00", "2018-03-11 14:38", "Mar 10, 2018, 10:00 EST", "Mar 11, 14:38 EDT"},
	} {
		a, b, zones := Layouts(at(c.from), at(c.to))
		first, last := at(c.from).Format(a), Format(at(c.to), b)
		if zones {
			first = Format(at(c.from), a)
		}
		if first != c.first || last != c.last {
			t.Errorf("%s to %s: %q – %q", c.from, c.to, first, last)
		}
	}
}

func TestZone(t *testing.T) {
	for name, want := range map[string]string{"Europe/Berlin": "CEST", "America/Sao_Paulo": "UTC-03", "Asia/Kathmandu": "UTC+0545", "UTC": "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := Zone(time.Date(2026, 7, 1, 0, 0, 0, 0, zone)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 min", 20 * time.Second: "1 min", 42 * time.Minute: "42 min", 59*time.Minute + 40*time.Second: "1 h",
		4*time.Hour + 38*time.Minute: "4 h 38 min", 24 * time.Hour: "1 d", 50*time.Hour + 10*time.Minute: "2 d 2 h",
	} {
		if got := Duration(d); got != want {
			t.Errorf("Duration(%s) = %q, want %q", d, got, want)
		}
	}
}
