// Package incident holds the nouns of a status history and reads them from
// Markdown files: one file is one incident or one scheduled maintenance.
//
// An incident is a title and a timeline. Each entry of the timeline, an
// update, says when, which status the incident has from then on, which
// component is in which status, and a message to readers. The body of the file
// is the postmortem; it is published once the timeline has an entry of that
// status. The format, key by key, is in docs/incident-format.md.
//
// The names are Atlassian Statuspage's. What follows from the files and the
// present time, such as whether an incident is open now, is not said here but
// in package history.
package incident

import (
	"time"

	"statuary/internal/diag"
)

// Incident is one file, read once and never changed afterwards: values are
// shared between builds, and two that are the same pointer are equal. All
// times are in the site's time zone.
type Incident struct {
	ID         string // the address is /incidents/ID/
	Title      string
	Type       Type
	Impact     Impact   // as written, else the worst component status of the timeline
	Components []string // ids of the affected components that the file lists, in its order

	// The window that a maintenance was announced for. Either may be zero.
	ScheduledFor   time.Time
	ScheduledUntil time.Time

	Repeat *Repeat   // of a series of maintenances, whose first window that is; else nil
	Series *Incident // of an occurrence: the series that it is one of; else nil

	Updates    []Update   // oldest first, those dated in the future included; at least one
	Downtime   []Downtime // corrections of the outages that the timeline implies
	Postmortem string     // Markdown; published only with a Postmortem update
	Form       string     // the text of the file, where it is a form of a postmortem that nobody has filled in; never published

	Tags    []string
	Draft   bool
	Aliases []string  // former addresses, each with a leading slash
	AtomID  string    // the id under which feed readers know it already; else empty
	Updated time.Time // when the text was last edited, where the file says so; else zero

	Disorder diag.Pos // of the first entry that is out of the order that the file's others are in; else zero

	Ignore map[string]string // rules of check that are silenced in this file, each with the reason

	// Of an incident whose texts were put into another language by a file beside
	// its own: that language, and whether the postmortem is still the original.
	Language           string // empty: the texts are as its own file has them
	OriginalPostmortem bool

	Source diag.Pos // of the title
}

// Update is one entry of a timeline.
type Update struct {
	At         time.Time
	Status     Status
	Label      string // a word to show instead of the status, such as "Workaround"
	Message    string // Markdown; may be empty
	Original   bool   // the message is in the site's own language, in an incident that is not
	Components []ComponentState
}

// ComponentState says that a component is in a status.
type ComponentState struct {
	ID     string
	Status ComponentStatus
}

// Downtime is what really happened to a component during an incident, where
// that differs from what the timeline says. To is zero while it lasts.
type Downtime struct {
	Component string
	Status    ComponentStatus
	From, To  time.Time
}

// Component is a part of the service that visitors know by name.
type Component struct {
	ID          string
	Name        string
	Group       string // empty at the top level
	Description string
	Since       time.Time // first day, at midnight, that counts for its uptime; zero: always
	Retired     bool      // named by old incidents only: not shown and not counted any more
}

// ReportName is what a page about such an incident is called.
func (t Type) ReportName() string {
	if t == Maintenance {
		return "Scheduled Maintenance Report"
	}
	return "Incident Report"
}
