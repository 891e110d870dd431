package pages

import (
	"testing"
	"time"

	"statuary/internal/config"
	"statuary/internal/history"
	"statuary/internal/incident"
)

// Edits of a series before an occurrence was published do not count as edits of it.
func TestEditsOfSeries(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	b := &base{config: &config.Config{Zone: time.UTC}}
	known := &Edits{{At: at.AddDate(0, 0, -1)}, {At: at.AddDate(0, 0, 1)}}
	for series, want := range map[*incident.Incident]int{nil: 2, {ID: "s"}: 1} {
		i := &history.Incident{Incident: &incident.Incident{Series: series}, Updates: []history.Update{{Update: &incident.Update{At: at}}}}
		if got := b.editViews(i, known); len(got) != want {
			t.Errorf("%d edits, not %d", len(got), want)
		}
	}
}
