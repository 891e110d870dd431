package api_test

import (
	"testing"

	"statuary/internal/history"
)

// The newest text of an incident is rendered once for all documents.
func TestMessage(t *testing.T) {
	s, h := statesAPI(t)
	rendered := map[*history.Incident]int{}
	s.HTML = func(i *history.Incident, md string) string {
		rendered[i]++
		return "<p>" + md + "</p>\n"
	}
	for _, i := range h.Incidents {
		s.Message(i)
	}
	rows := 0
	for _, m := range s.History(h.Months).Months {
		for _, row := range m.Incidents {
			rows++
			if row.Message[:3] != "<p>" || row.Message[len(row.Message)-4:] != "</p>" {
				t.Errorf("%s has the message %q", row.Name, row.Message)
			}
		}
	}
	if rows == 0 || len(rendered) != len(h.Incidents) {
		t.Errorf("%d rows, and %d of %d incidents are rendered", rows, len(rendered), len(h.Incidents))
	}
	for i, n := range rendered {
		if n != 1 {
			t.Errorf("%s is rendered %d times", i.ID, n)
		}
	}
}
