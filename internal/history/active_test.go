package history

import (
	"slices"
	"strings"
	"testing"
	"time"

	"statuary/internal/incident"
)

func TestActive(t *testing.T) {
	one := func(id, impact, from string) *incident.Incident {
		return parse(t, id, "impact: "+impact+"\ntimeline: [{at: "+from+", status: investigating}]")
	}
	window := func(id, from string) *incident.Incident {
		return parse(t, id, "scheduled_for: "+from+"\nscheduled_until: 2026-03-12 12:00\ntimeline: [{at: 2026-03-01 12:00, status: scheduled}]")
	}
	h := history(t, "2026-03-10 12:00",
		window("window", "2026-03-10 11:00"), window("upcoming", "2026-03-11 11:00"),
		one("none", "none", "2026-03-10 10:00"), one("minor", "minor", "2026-03-09 10:00"),
		one("critical-old", "critical", "2026-03-01 10:00"), one("critical-new", "critical", "2026-03-02 10:00"),
		outage(t, "over", "api", "major_outage", "2026-03-10 10:00", "2026-03-10 11:00"))
	var ids []string
	for _, i := range h.Active() {
		ids = append(ids, i.ID)
	}
	if got, want := strings.Join(ids, " "), "critical-new critical-old minor none window"; got != want {
		t.Errorf("%s instead of %s", got, want)
	}
}

// An incident that began seconds before midnight is listed on that day.
func TestNewIncidentOfToday(t *testing.T) {
	i := parse(t, "new", "timeline: [{at: 2026-03-10 23:59:40, status: investigating, components: {api: major_outage}}]")
	h := New([]*incident.Incident{i}, Options{Now: at(t, "2026-03-10 23:59").Add(50 * time.Second), Zone: newYork, Components: components})
	if !slices.Contains(h.Filed(h.Today()), h.Incidents[0]) {
		t.Error("it is not listed today")
	}
	if down := h.Days("api", 1)[0].Down(); down != 20*time.Second {
		t.Errorf("today has %s of downtime", down)
	}
}
