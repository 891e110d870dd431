package exchange

import (
	"testing"
	"time"

	"statuary/internal/incident"
)

// TestOpen tests which incidents are reported as open.
func TestOpen(t *testing.T) {
	at := func(hour int, s incident.Status, states ...incident.ComponentState) incident.Update {
		return incident.Update{At: time.Date(2024, 5, 1, hour, 0, 0, 0, time.UTC), Status: s, Components: states}
	}
	down := incident.ComponentState{ID: "api", Status: incident.MajorOutage}
	up := incident.ComponentState{ID: "api", Status: incident.Operational}
	window := time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		in   Incident
		want string
	}{
		"resolved":             {Incident{Updates: []incident.Update{at(1, incident.Investigating, down), at(2, incident.Resolved)}}, ""},
		"with a postmortem":    {Incident{Updates: []incident.Update{at(1, incident.Resolved), at(2, incident.Postmortem)}}, ""},
		"only a postmortem":    {Incident{Updates: []incident.Update{at(1, incident.Monitoring), at(2, incident.Postmortem)}}, ""},
		"reopened":             {Incident{Updates: []incident.Update{at(1, incident.Resolved), at(2, incident.Monitoring), at(3, incident.Postmortem)}}, "x since 2024-05-01T01:00:00Z"},
		"open":                 {Incident{Updates: []incident.Update{at(1, incident.Investigating, down)}}, "x since 2024-05-01T01:00:00Z, with downtime of api"},
		"open, but works":      {Incident{Updates: []incident.Update{at(1, incident.Investigating, down), at(2, incident.Monitoring, up)}}, "x since 2024-05-01T01:00:00Z"},
		"opened again":         {Incident{Updates: []incident.Update{at(1, incident.Resolved), at(2, incident.Monitoring)}}, "x since 2024-05-01T01:00:00Z"},
		"announced":            {Incident{Type: incident.Maintenance, Updates: []incident.Update{at(1, incident.Scheduled)}}, "x, announced 2024-05-01T01:00:00Z without a window"},
		"without an end":       {Incident{Type: incident.Maintenance, ScheduledFor: window, Updates: []incident.Update{at(1, incident.Scheduled)}}, "x since 2024-05-02T00:00:00Z"},
		"in a window":          {Incident{Type: incident.Maintenance, ScheduledFor: window, ScheduledUntil: window.Add(time.Hour), Updates: []incident.Update{at(1, incident.InProgress)}}, ""},
		"in an endless window": {Incident{Type: incident.Maintenance, ScheduledFor: window, Updates: []incident.Update{at(1, incident.InProgress)}}, "x since 2024-05-02T00:00:00Z"},
		"an announcement":      {Incident{Type: incident.Announcement, Updates: []incident.Update{at(1, incident.Announced)}}, ""},
	} {
		c.in.ID, c.in.Title = "x", "T"
		h := &History{Components: []incident.Component{{ID: "api"}}, Incidents: []*Incident{&c.in}}
		r := &Report{}
		h.Check(r)
		got := ""
		for _, n := range r.Notes {
			if n.What == stillOpen {
				got = n.Detail
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
