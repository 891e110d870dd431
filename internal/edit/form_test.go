package edit

import (
	"testing"
	"time"

	"statuary/internal/incident"
)

// The form is recognised as one that nobody has filled in, whatever the incident.
func TestFormIsBlank(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Kathmandu")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 3, 10, 10, 0, 42, 0, zone)
	for _, status := range incident.Statuses() {
		for _, length := range []time.Duration{0, 90 * time.Minute} {
			in := &incident.Incident{Updates: []incident.Update{{At: start, Status: status}, {At: start.Add(time.Hour), Status: incident.Resolved}}}
			form := Form(in, start, length)
			if !incident.BlankText(form) || !Unfilled(form) {
				t.Errorf("%s: not recognised:\n%s", status, form)
			}
			if incident.BlankText(form + "- [ ] Replace the disk\n") {
				t.Error("a follow-up was not seen")
			}
		}
	}
}
