package feedtime

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Wall{
		"Aug 21, 00:37 UTC":          {8, 21, 0, 37, 0, "UTC"},
		"Jan  1, 09:09 PST":          {1, 1, 9, 9, 0, "PST"},
		"Feb 29, 22:00 - 23:00 UTC":  {2, 29, 22, 0, 0, ""},
		"May 08, 2025 - 14:07 BST":   {5, 8, 14, 7, 0, "BST"},
		"Mar 3, 10:15 +0530":         {3, 3, 10, 15, 0, "+0530"},
		"September 5, 1:02 GMT":      {9, 5, 1, 2, 0, "GMT"},
		"Jan  1, 01:40:38 GMT+0":     {1, 1, 1, 40, 38, "GMT+0"},
		"Jan  1, 01:40:38 GMT+5:30":  {1, 1, 1, 40, 38, "GMT+5:30"},
		"Jan  1, 01:40:38 GMT−3":     {1, 1, 1, 40, 38, "GMT-3"},
		"Jul 16, 12:05 AM EDT":       {7, 16, 0, 5, 0, "EDT"},
		"Jul 16, 3:05pm":             {7, 16, 15, 5, 0, ""},
		"Jul 16, 23:59:60 UTC":       {},
		"Aug\n 21 , no, 00:37":       {},
		"Foo 21, 00:37 UTC":          {},
		"Aug 21, 24:00 UTC":          {},
		"We are looking into it now": {},
	} {
		w, ok := Parse(text)
		if ok != (want != Wall{}) || ok && w != want {
			t.Errorf("%q: %+v, %v", text, w, ok)
		}
	}
}

// TestNear tests that the year is the one closest to the given time, also across a new
// year and on leap days.
func TestNear(t *testing.T) {
	for _, c := range []struct {
		wall Wall
		near string
		want string
	}{
		{Wall{12, 31, 23, 50, 0, "UTC"}, "2014-01-01T00:10:00Z", "2013-12-31T23:50:00Z"},
		{Wall{1, 1, 0, 10, 0, "UTC"}, "2013-12-31T23:50:00Z", "2014-01-01T00:10:00Z"},
		{Wall{8, 21, 0, 37, 0, "UTC"}, "2026-08-21T00:37:20Z", "2026-08-21T00:37:00Z"},
		{Wall{2, 29, 12, 0, 0, "UTC"}, "2023-03-01T00:00:00Z", "2024-02-29T12:00:00Z"},
		{Wall{2, 29, 12, 0, 0, "UTC"}, "2026-03-01T00:00:00Z", "0001-01-01T00:00:00Z"},
	} {
		near, _ := time.Parse(time.RFC3339, c.near)
		if got := c.wall.Near(near, 0).UTC().Format(time.RFC3339); got != c.want {
			t.Errorf("%+v near %s: %s, want %s", c.wall, c.near, got, c.want)
		}
	}
}

func TestZones(t *testing.T) {
	z := Zones{}
	at, _ := time.Parse(time.RFC3339, "2025-05-08T13:07:41Z")
	w, _ := Parse("May 08, 14:07 BST")
	z.Learn(w, at)
	for abbreviation, want := range map[string]int{"BST": 3600, "GMT": 0, "UTC": 0, "PST": -8 * 3600, "UTC-03": -3 * 3600, "+0530": 19800, "GMT+0": 0, "GMT-3": -3 * 3600, "GMT+5:30": 19800} {
		if got, ok := z.Offset(abbreviation); !ok || got != want {
			t.Errorf("%s: %d, %v, want %d", abbreviation, got, ok, want)
		}
	}
	// CST is ambiguous: central time, China's and Cuba's.
	if o, ok := z.Offset("CST"); ok {
		t.Errorf("CST is %d", o)
	}
	if o, ok := (Zones{"CDT": -5 * 3600}).Offset("CST"); !ok || o != -6*3600 {
		t.Errorf("CST beside CDT is %d, %v", o, ok)
	}
}

// TestNearRoundTrip tests that Near restores a time from its parts, at any offset.
func TestNearRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(1e9, 2e9).Draw(t, "at"), 0)
		offset := 900 * rapid.IntRange(-48, 56).Draw(t, "offset")
		near := at.Add(time.Duration(rapid.Int64Range(-150*86400, 150*86400).Draw(t, "away")) * time.Second)
		local := at.In(time.FixedZone("X", offset))
		w := Wall{local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), "X"}
		if got := w.Near(near, offset); !got.Equal(at) {
			t.Fatalf("%s near %s is %s", at, near, got)
		}
	})
}
