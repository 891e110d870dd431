package exchange

import (
	"strings"

	"statuary/internal/incident"
)

// labels maps headings that people give updates, beside the names of statuses, to the
// status they mean. They come from real status pages of several tools.
var labels = map[string]incident.Status{
	"investigation": incident.Investigating, "open": incident.Investigating, "open issue": incident.Investigating,
	"opening": incident.Investigating, "opening incident": incident.Investigating, "opening message": incident.Investigating,
	"initial": incident.Investigating, "initial message": incident.Investigating, "notified": incident.Investigating, "detected": incident.Investigating,
	"first detected": incident.Investigating, "incident declared": incident.Investigating, "fault occurs": incident.Investigating, "reported": incident.Investigating,
	"issue identified": incident.Identified, "cause": incident.Identified, "troubleshooting": incident.Identified,
	"the issue has been identified": incident.Identified, "cause identified": incident.Identified,
	"observation": incident.Monitoring, "observing": incident.Monitoring, "recovering": incident.Monitoring,
	"repaired": incident.Monitoring, "mitigated": incident.Monitoring, "fix implemented": incident.Monitoring,
	"fixed": incident.Resolved, "close": incident.Resolved, "closed": incident.Resolved, "close issue": incident.Resolved,
	"closing": incident.Resolved, "closing message": incident.Resolved, "closing incident": incident.Resolved, "closing maintenance": incident.Resolved,
	"end of outage": incident.Resolved, "end of outage message": incident.Resolved,
	"final": incident.Resolved, "final message": incident.Resolved, "complete": incident.Resolved, "done": incident.Resolved,
	"resolution": incident.Resolved, "the issue has been resolved": incident.Resolved, "restored": incident.Resolved,
	"planned": incident.Scheduled, "post-mortem": incident.Postmortem, "post mortem": incident.Postmortem, "rca": incident.Postmortem,
}

// counterpart maps each status to the equivalent status of the other incident type.
var counterpart = map[incident.Status]incident.Status{
	incident.Investigating: incident.Scheduled, incident.Identified: incident.InProgress, incident.Monitoring: incident.Verifying, incident.Resolved: incident.Completed,
	incident.Scheduled: incident.Investigating, incident.InProgress: incident.Identified, incident.Verifying: incident.Monitoring, incident.Completed: incident.Resolved,
	incident.Cancelled: incident.Resolved,
}

// LabelStatus returns the status that a heading such as "Final message" means for an
// incident of type t. ok is false for a heading that names no status, such as
// "Update".
func LabelStatus(label string, t incident.Type) (s incident.Status, ok bool) {
	label = strings.TrimRight(strings.ToLower(strings.Join(strings.Fields(label), " ")), ":. ")
	if s, ok = incident.StatusNamed(label); !ok {
		s, ok = labels[label]
	}
	if !ok {
		return incident.NoStatus, false
	}
	if !s.Of(t) {
		s = counterpart[s]
	}
	return s, true
}
