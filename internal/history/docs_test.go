package history

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"statuary/internal/incident"
)

// TestExplained checks the rules and the example in docs/explanation.md.
func TestExplained(t *testing.T) {
	src, err := os.ReadFile("../../docs/explanation.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.Join(strings.Fields(string(src)), " ")
	says := func(text string) {
		t.Helper()
		if !strings.Contains(doc, text) {
			t.Errorf("docs/explanation.md does not contain %q", text)
		}
	}
	const (
		fine, work, slow, partial, down = incident.Operational, incident.UnderMaintenance, incident.DegradedPerformance, incident.PartialOutage, incident.MajorOutage
	)
	for _, c := range []struct {
		words      string
		components [][]incident.ComponentStatus
	}{
		{"all in a major outage", [][]incident.ComponentStatus{{down, down}, {down}}},
		{"some in a major outage, or all in a partial outage", [][]incident.ComponentStatus{{down, fine}, {partial, partial}, {down, partial}, {partial}}},
		{"some in a partial outage", [][]incident.ComponentStatus{{partial, fine}, {partial, slow}}},
		{"all with degraded performance", [][]incident.ComponentStatus{{slow, slow}}},
		{"some with degraded performance", [][]incident.ComponentStatus{{slow, fine}, {slow, work}}},
		{"otherwise, some under maintenance", [][]incident.ComponentStatus{{work, fine}, {work, work}, {work}}},
		{"all operational", [][]incident.ComponentStatus{{fine, fine}, {fine}}},
	} {
		for _, components := range c.components {
			s := StatusOf(components)
			says(fmt.Sprintf("| %s | %s | %s |", c.words, s.Indicator, s.Description))
		}
	}
	says(`its degraded performance is "` + StatusOf([]incident.ComponentStatus{slow}).Description + `"`)
	for s, words := range map[incident.ComponentStatus]string{slow: "degraded performance", partial: "partial outage", down: "major outage"} {
		says(fmt.Sprintf("| %s | %s |", words, incident.ImpactOf(s)))
	}

	lost := weigh(100*time.Minute, 0)
	says(fmt.Sprintf("a partial outage of 100 minutes in a month of 30 days counts as %.0f minutes", lost/60))
	uptime := Uptime{Share: 1 - lost/(30*24*time.Hour).Seconds(), Known: true}
	says("the uptime of that month is " + uptime.Percent() + "%")
	says("99.999% is shown as " + Uptime{Share: 0.99999, Known: true}.Percent() + "%")
	says(fmt.Sprintf("yellow (%.0f minutes), orange (%.0f minutes) and red (an hour or more)", yellowAt.Minutes(), orangeAt.Minutes()))
	if redAt != time.Hour {
		t.Error("red begins at another time than docs/explanation.md says")
	}
	says(fmt.Sprintf("shown for %d incidents or more", minForPercentile))
	if progress != 15*time.Minute {
		t.Error("durations do not grow at full quarters of an hour")
	}
}
