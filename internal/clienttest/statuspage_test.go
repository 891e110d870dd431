package clienttest

import (
	"reflect"
	"testing"
)

type status struct{ Indicator, Description string }

// answers are the output of testdata/statuspage.cjs. Incidents are "name: status:
// impact", components "name: status: place".
type answers struct {
	Page    []string
	Summary struct {
		Status                              status
		Components, Incidents, Maintenances []string
	}
	Status                         status
	Components                     []string
	All, Unresolved                []string
	Updates                        [][]string
	Upcoming, Maintenances, Active []string
	Subscribers                    int
}

// The npm package statuspage.io is made for Statuspage, and works with our site if only
// the address is changed.
func TestStatuspageClient(t *testing.T) {
	t.Parallel()
	node := program(t, "nodejs", "node")
	modules := nodeModules(t, "statuspage.io")
	s := newSite(t)
	got := script[answers](t, []string{"NODE_PATH=" + modules}, node, "testdata/statuspage.cjs", s.url)

	open := `Orders <fail> & "stall": identified: major`
	upcoming := []string{"A new database: scheduled: maintenance"}
	want := answers{
		Page:   []string{"Fish & Chips", "America/New_York", "2026-03-10T07:00:00.000-04:00"},
		Status: status{"minor", "Minor Service Outage"},
		Components: []string{
			"Core: partial_outage: group", `API "v2": partial_outage: in a group`, "Web: operational: in a group",
			"docs: under_maintenance: alone", "Quiet: operational: alone",
		},
		All: []string{
			open, "Slow pages: postmortem: minor", "Everything was down: resolved: critical", "The first one ever: resolved: none",
		},
		Unresolved: []string{open},
		Updates: [][]string{
			{"identified", "A disk is full: *see* <http://example.com/a?b&c>.", "2026-03-10T07:00:00.000-04:00"},
			{"investigating", "We look.", "2026-03-10T06:00:00.000-04:00"},
		},
		Upcoming: upcoming, Maintenances: upcoming, Active: upcoming,
		Subscribers: 404,
	}
	want.Summary.Status = want.Status
	want.Summary.Components = want.Components
	want.Summary.Incidents = want.Unresolved
	want.Summary.Maintenances = []string{"Moving the manual: in_progress: maintenance", upcoming[0]}
	a, b := reflect.ValueOf(got), reflect.ValueOf(want)
	for n := range a.NumField() {
		if x, y := a.Field(n).Interface(), b.Field(n).Interface(); !reflect.DeepEqual(x, y) {
			t.Errorf("%s: got %q, want %q", a.Type().Field(n).Name, x, y)
		}
	}
}
