package incident

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/diag"
)

// TestGuess holds that a time written in another way is refused with a hint that shows how to write
// it.
func TestGuess(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-05 10:00pm": "2026-01-05 22:00", "2026-01-05 10:00 PM": "2026-01-05 22:00", "2026-01-05 10pm": "2026-01-05 22:00",
		"2026-01-05 10 pm": "2026-01-05 22:00", "2026-01-05 10.00 p.m.": "2026-01-05 22:00", "2026-01-05 12:30 AM": "2026-01-05 00:30",
		"2026-01-05 12:30 pm": "2026-01-05 12:30", "2026-01-05 12am": "2026-01-05 00:00", "2026-01-05 12 p.m.": "2026-01-05 12:00", "2026-01-05 9:05a": "2026-01-05 09:05",
		"2026-01-05 9:05:30 am": "2026-01-05 09:05:30", "2026-01-05 22:00pm": "2026-01-05 22:00", "2026-01-05 10:00pm EST": "2026-01-05 22:00 EST", "2026-01-05 10:00 PM (EST)": "2026-01-05 22:00 EST",
		"2026-01-05 10pm UTC": "2026-01-05T22:00:00Z", "2026-01-05T10:00pm": "2026-01-05 22:00", "2026-01-05 noon": "2026-01-05 12:00", "2026-01-05 midnight": "2026-01-05 00:00",
		"2026-01-05 24:00": "2026-01-06 00:00", "2026-12-31 24:00:00": "2027-01-01 00:00:00", "2026-01-05T24:00:00Z": "2026-01-06T00:00:00Z",
		"2026-01-05 9h30": "2026-01-05 09:30", "2026-01-05 22h": "2026-01-05 22:00", "2026-01-05 10.30": "2026-01-05 10:30", "2026-01-05 2200": "2026-01-05 22:00", "2026-01-05 22:00 Uhr": "2026-01-05 22:00",
		"2026-01-05 9:5": "2026-01-05 09:05", "2026-01-05 10": "2026-01-05 10:00", "2026-01-05, 10:00": "2026-01-05 10:00", "2026-01-05 at 10:00": "2026-01-05 10:00", "2026-01-05 @ 10:00": "2026-01-05 10:00",
		"2026-01-05_10:00": "2026-01-05 10:00", "2026-01-05-10:00": "2026-01-05 10:00", "2026-01-05T10:00:00,123": "2026-01-05 10:00:00.123",
		"2026/01/05 10:00": "2026-01-05 10:00", "2026.01.05 10:00": "2026-01-05 10:00", "2026-13-01 10:00": "2026-01-13 10:00", "2026-13-01": "2026-01-13 15:04",
		"05.01.2026 10:00": "2026-01-05 10:00", "5.1.2026, 10:00": "2026-01-05 10:00", "25/12/2026 10:00": "2026-12-25 10:00", "12/25/2026 10:00 PM": "2026-12-25 22:00", "25-12-2026 10:00": "2026-12-25 10:00",
		"01/02/2026 10:00": "2026-02-01 10:00 or 2026-01-02 10:00", "01/02/2026": "2026-02-01 15:04 or 2026-01-02 15:04", "01/01/2026 10:00": "2026-01-01 10:00",
		"5 Jan 2026 10:00": "2026-01-05 10:00", "Jan 5, 2026 10:00 PM": "2026-01-05 22:00", "January 5th, 2026 at 10:00pm": "2026-01-05 22:00", "Mon, 05 Jan 2026 10:00:00 +0000": "2026-01-05T10:00:00+00:00",
		"Monday, 5 January 2026 10:00": "2026-01-05 10:00", "10:00 on Jan 5, 2026": "2026-01-05 10:00", "10:00pm, January 5, 2026": "2026-01-05 22:00", "5 January 2026": "2026-01-05 15:04",
		"20260105 10:00": "2026-01-05 10:00", "20260105T100000Z": "2026-01-05T10:00:00Z", "20260105": "2026-01-05 15:04",
		"1767625200": "2026-01-05 10:00", "1767625200000": "2026-01-05 10:00", "1767625201.5": "2026-01-05 10:00:01", "1793511000": "2026-11-01T01:30:00-04:00",
		"2026-01-05 10:00 UTC+1": "2026-01-05T10:00:00+01:00", "2026-01-05 10:00 GMT-05:30": "2026-01-05T10:00:00-05:30", "2026-01-05 10:00 (UTC)": "2026-01-05T10:00:00Z", "2026-01-05 10:00 +1": "2026-01-05T10:00:00+01:00",
		"2026-01-05 10:00 zulu": "2026-01-05T10:00:00Z", "2026-01-05 10:00 America/New_York": "2026-01-05 10:00", "2026-01-05 10:00 local time": "2026-01-05 10:00", "2026-01-05T10:00-05:00[America/New_York]": "2026-01-05T10:00:00-05:00",
		"2026-01-05\u00a010:00": "2026-01-05 10:00", "2026\u201101\u201105 10:00": "2026-01-05 10:00", "“2026-01-05 10:00”": "2026-01-05 10:00", "2026–01–05 10：00": "2026-01-05 10:00", "\u200b2026-01-05 10:00": "2026-01-05 10:00",
		"٢٠٢٦-٠١-٠٥ ١٠:٠٠": "2026-01-05 10:00", "２０２６-０１-０５ １０:００": "2026-01-05 10:00",
		"10:00pm": "the date before it: 2006-01-02 22:00", "10 AM": "the date before it: 2006-01-02 10:00", "22:00": "the date before it: 2006-01-02 22:00",
	} {
		_, err := ReadTime(text, newYork)
		if err == nil {
			if !strings.HasPrefix(text, "2026-01-05T10:00:00,123") {
				t.Errorf("%q is read", text)
			}
			continue
		}
		hint := err.(*diag.Error).Hint
		if hint != "write "+want {
			t.Errorf("%q: hint %q, want %q (%v)", text, hint, "write "+want, err)
			continue
		}
		if strings.Contains(hint, "the date before") {
			continue
		}
		for _, w := range strings.Split(strings.TrimPrefix(hint, "write "), " or ") {
			if _, err := ReadTime(w, newYork); err != nil {
				t.Errorf("%q: the hint %q can't be read: %v", text, w, err)
			}
		}
	}
	for _, text := range []string{"yesterday", "soon", "2026-01-05 25:00", "2026-01-05 10:75", "0218-01-05 10:00", "31/31/2026 10:00", "2026-02-30 10:00 pm"} {
		_, err := ReadTime(text, newYork)
		if err == nil || err.(*diag.Error).Hint == "" || strings.HasPrefix(err.(*diag.Error).Hint, "write 2026-") {
			t.Errorf("%q: %v, hint %q", text, err, err.(*diag.Error).Hint)
		}
	}
}

// TestGuessForms holds that a time in any common form is read, or refused with a hint that contains
// that time, or two if the order of day and month is not clear.
func TestGuessForms(t *testing.T) {
	layouts := []string{
		"2006-01-02 3:04pm", "2006-01-02 03:04 PM", "2006/1/2 15:04", "2/1/2006 15:04", "1/2/2006 3:04 PM", "02.01.2006 15:04", "2 January 2006 15:04", "January 2, 2006 3:04 PM",
		"Mon Jan 2 2006, 15:04", "Mon, 02 Jan 2006 15:04", "2006-01-02T15.04", "20060102 1504", "20060102T150400", "2006-01-02 15h04", "3:04 PM, January 2, 2006", "2006-01-02 15:04 UTC-07:00",
	}
	rapid.Check(t, func(t *rapid.T) {
		// No clocks change in the first two months of a year in these zones.
		at := time.Date(2026, time.Month(rapid.IntRange(1, 2).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), 0, 0, newYork)
		text := at.Format(rapid.SampledFrom(layouts).Draw(t, "layout"))
		got, err := ReadTime(text, newYork)
		if err == nil {
			if !got.Equal(at) {
				t.Fatalf("%q is read as %s", text, got)
			}
			return
		}
		hint, found := err.(*diag.Error).Hint, false
		for _, w := range strings.Split(strings.TrimPrefix(hint, "write "), " or ") {
			read, err := ReadTime(w, newYork)
			if err != nil {
				t.Fatalf("%q: the hint %q can't be read: %v", text, w, err)
			}
			found = found || read.Equal(at)
		}
		if !found {
			t.Fatalf("%q: the hint %q does not have %s", text, hint, at)
		}
	})
}

func FuzzGuess(f *testing.F) {
	for _, s := range []string{"2026-01-05 10:00pm", "Jan 5, 2026", "1767625200", "12", "noon"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ReadTime(text, newYork); err != nil && err.(*diag.Error).Hint == "" {
			t.Error(fmt.Sprintf("%q", text), err)
		}
	})
}
