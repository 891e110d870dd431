package exchange

import (
	"slices"
	"strings"
	"time"

	"statuary/internal/incident"
)

// stillOpen is the text of the notes about open incidents. [Report.Text] prints all of them.
const stillOpen = "an incident that is open in the source counts until it is resolved: if it is over, run statuary resolve ID TEXT --at TIME"

// open reports an incident that the source leaves open, with the components whose downtime grows. Sources
// have incidents of years ago that nobody closed. A maintenance ends by itself with its window; one without
// the end of its window stays open, and one without a window stays announced.
func (c *checker) open(in *Incident, place string) {
	if in.Type == incident.Announcement || !in.ScheduledUntil.IsZero() {
		return
	}
	var down []string
	last := incident.NoStatus
	for _, u := range in.Updates {
		if u.Status != incident.Postmortem {
			last = u.Status
		}
		for _, s := range u.Components {
			down = slices.DeleteFunc(down, func(id string) bool { return id == s.ID })
			if s.Status == incident.PartialOutage || s.Status == incident.MajorOutage {
				down = append(down, s.ID)
			}
		}
	}
	if last == incident.NoStatus || last.Over() || closed(in) {
		return
	}
	since := in.Updates[0].At
	if !in.ScheduledFor.IsZero() {
		since = in.ScheduledFor
	}
	detail := in.ID + " since " + since.Format(time.RFC3339)
	if last == incident.Scheduled && in.ScheduledFor.IsZero() {
		detail = in.ID + ", announced " + since.Format(time.RFC3339) + " without a window"
	}
	if len(down) > 0 {
		detail += ", with downtime of " + strings.Join(down, ", ")
	}
	c.Add(Info, place, stillOpen, "%s", shortenTo(detail, 200))
}

// closed reports whether only the postmortem ends an incident: an end before it would mean that the incident was
// reopened.
func closed(in *Incident) bool {
	for _, u := range in.Updates {
		if u.Status != incident.Postmortem && u.Status.Over() {
			return false
		}
	}
	return len(in.Updates) > 0 && in.Updates[len(in.Updates)-1].Status == incident.Postmortem
}
