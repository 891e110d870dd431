package incident

import (
	"slices"
	"strings"
)

// Type is incident, scheduled maintenance or announcement.
type Type uint8

const (
	Unplanned Type = iota // "incident" in files
	Maintenance
	Announcement
)

var typeNames = []string{Unplanned: "incident", Maintenance: "maintenance", Announcement: "announcement"}

func (t Type) String() string { return typeNames[t] }

// Status is the status of an incident or maintenance, as an update sets it.
type Status uint8

// The statuses of incidents, of maintenances, and the last one, which both may have.
const (
	NoStatus Status = iota
	Investigating
	Identified
	Monitoring
	Resolved
	Scheduled
	InProgress
	Verifying
	Completed
	Cancelled
	Postmortem
	Announced // of announcements, which have no other; files do not name it
)

var statusNames = []string{
	NoStatus: "", Investigating: "investigating", Identified: "identified", Monitoring: "monitoring", Resolved: "resolved",
	Scheduled: "scheduled", InProgress: "in_progress", Verifying: "verifying", Completed: "completed", Cancelled: "cancelled", Postmortem: "postmortem", Announced: "announced",
}

func (s Status) String() string { return statusNames[s] }

// Label returns the status as readers see it: "In progress" for in_progress.
func (s Status) Label() string { return statusLabels[s] }

var statusLabels = sentences(statusNames)

// Statuses returns all statuses.
func Statuses() []Status {
	list := make([]Status, 0, Postmortem)
	for s := Investigating; s <= Postmortem; s++ {
		list = append(list, s)
	}
	return list
}

// Over reports whether an incident with the status is over.
func (s Status) Over() bool {
	return s == Resolved || s == Completed || s == Cancelled || s == Postmortem || s == Announced
}

// Of reports whether incidents of the type can have the status.
func (s Status) Of(t Type) bool {
	switch t {
	case Maintenance:
		return s >= Scheduled && s <= Postmortem
	case Announcement:
		return s == Announced
	}
	return s >= Investigating && s <= Resolved || s == Postmortem
}

// ComponentStatus is the status of a component. Greater is worse.
type ComponentStatus uint8

const (
	Operational ComponentStatus = iota
	UnderMaintenance
	DegradedPerformance
	PartialOutage
	MajorOutage
)

var componentNames = []string{
	Operational: "operational", UnderMaintenance: "under_maintenance", DegradedPerformance: "degraded_performance",
	PartialOutage: "partial_outage", MajorOutage: "major_outage",
}

func (s ComponentStatus) String() string { return componentNames[s] }

// Label returns the status as readers see it: "Partial outage" for partial_outage.
func (s ComponentStatus) Label() string { return componentLabels[s] }

var componentLabels = sentences(componentNames)

// Impact is how severe an incident is as a whole.
type Impact uint8

const (
	None Impact = iota
	Minor
	Major
	Critical
	Planned // "maintenance" in files and documents
)

var impactNames = []string{None: "none", Minor: "minor", Major: "major", Critical: "critical", Planned: "maintenance"}

func (i Impact) String() string { return impactNames[i] }

// Label returns the impact as readers see it: "Minor", or "No impact" for none.
func (i Impact) Label() string {
	if i == None {
		return "No impact"
	}
	return impactLabels[i]
}

var impactLabels = sentences(impactNames)

// Implies returns the status of the affected components during an incident of the impact whose
// timeline sets none.
func (i Impact) Implies() ComponentStatus {
	return [...]ComponentStatus{
		None: Operational, Minor: DegradedPerformance, Major: PartialOutage, Critical: MajorOutage, Planned: UnderMaintenance,
	}[i]
}

// ImpactOf returns the impact of an incident whose worst component status is s, by Statuspage's
// rule (docs/incident-format.md, "impact").
func ImpactOf(s ComponentStatus) Impact {
	return [...]Impact{
		Operational: None, UnderMaintenance: None, DegradedPerformance: Minor, PartialOutage: Major, MajorOutage: Critical,
	}[s]
}

// StatusNamed returns the status with a name as in files, and reports whether there is one. Case,
// and whether words are joined by spaces, dashes or underscores, does not matter.
func StatusNamed(name string) (Status, bool) {
	i, ok := find(statusNames[:Announced], name)
	return Status(i), ok
}

// ComponentStatusNamed is like [StatusNamed] for the status of a component.
func ComponentStatusNamed(name string) (ComponentStatus, bool) {
	i, ok := find(componentNames, name)
	return ComponentStatus(i), ok
}

// ImpactNamed is like [StatusNamed] for an impact.
func ImpactNamed(name string) (Impact, bool) {
	i, ok := find(impactNames, name)
	return Impact(i), ok
}

// sentences returns words of the format as readers see them. Pages have them so often that they are not
// made each time.
func sentences(words []string) []string {
	list := make([]string, len(words))
	for i, word := range words {
		if word != "" {
			word = strings.ReplaceAll(word, "_", " ")
			list[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return list
}

// find returns the index of a word in a list. It ignores case and accepts spaces and dashes for
// underscores: "In Progress" is in_progress.
func find(words []string, word string) (int, bool) {
	for i, w := range words {
		if w == word && w != "" {
			return i, true
		}
	}
	plain := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(word)))
	for i, w := range words {
		if w == plain && w != "" {
			return i, true
		}
	}
	return 0, false
}

// listedStatuses returns the statuses in the order in which editors list them: those of incidents
// first.
func listedStatuses() []string {
	names := statusesOf(Unplanned)
	for _, name := range statusesOf(Maintenance) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
