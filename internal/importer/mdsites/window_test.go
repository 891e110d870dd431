package mdsites

import (
	"testing"
	"time"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"155": 155 * time.Minute, "5mn": 5 * time.Minute, "1h": time.Hour, "1 hour": time.Hour, "1h30": 90 * time.Minute, "1:30": 90 * time.Minute,
		"2 hours and 15 minutes": 135 * time.Minute, "2 hours, 15 min.": 135 * time.Minute, "1.5 hours": 90 * time.Minute, "1,5 Stunden": 90 * time.Minute,
		"~20 min": 20 * time.Minute, "2 jours": 48 * time.Hour, "1 día 2 horas": 26 * time.Hour, "2時間30分": 150 * time.Minute, "90 s": 90 * time.Second,
		"": 0, "soon": 0, "5 to 10 minutes": 0, "1-2 h": 0, "15 minutes 2 hours": 0, "0": 0, "9999 days": 0, "h": 0, "5 parsecs": 0, "1 h x": 0,
	} {
		if d, ok := parseDuration(text); d != want && ok || ok != (want > 0) {
			t.Errorf("%q: %s, %t, want %s", text, d, ok, want)
		}
	}
}
