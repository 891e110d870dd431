package prose_test

import (
	"strings"
	"testing"
	"time"

	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// FuzzTimeline tests that any body can be imported, that every stamp is accounted for, that the entries
// are in order, and that the incident is not longer than its end.
func FuzzTimeline(f *testing.F) {
	for _, b := range bodies(f) {
		f.Add([]byte(b))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		text, _ := htmltext.Clean(string(src))
		_, body, found := strings.Cut(text, "\n\n")
		if !found {
			body = text
		}
		in, facts, _ := post(t, "start: 2024-05-01T10:00:00Z\nend: 2024-05-01T12:00:00Z\n\n")
		if len(src)%2 == 0 {
			in.Type = incident.Maintenance
		}
		r, _ := timeline(in, facts, body)
		if c := r.Times; c.Read != c.Written+c.Kept+c.Lost {
			t.Errorf("%+v", c)
		}
		for i, u := range in.Updates {
			if i > 0 && u.At.Before(in.Updates[i-1].At) {
				t.Error("entries are out of order")
			}
			if after := u.At.Sub(facts.End); after.Abs() > time.Minute && u.Status != incident.Postmortem && (after > 0) != u.Status.Over() {
				t.Errorf("an entry of %s is %s", u.At, u.Status)
			}
		}
	})
}
