// Package incident defines the types of a status history and parses them from Markdown files. One
// file is one incident, one scheduled maintenance or one announcement.
//
// An incident is a title and a timeline. Each entry of the timeline, an update, has a time, the
// status of the incident from then on, the statuses of components, and a message to readers. The
// body of the file is the postmortem; it is published once the timeline has an entry with that
// status. The format is documented, key by key, in docs/incident-format.md.
//
// The terms are those of Atlassian Statuspage. Package history computes everything that also
// depends on the present time, such as whether an incident is active.
package incident

import (
	"time"

	"statuary/internal/chars"
	"statuary/internal/diag"
)

// Incident is the content of one file. It is immutable once parsed: builds share incidents, and
// equal pointers mean equal incidents. All times are in the site's time zone.
type Incident struct {
	ID         string // the address is /incidents/ID/
	Key        string // by which a program finds the incident; unique among open ones; may be empty
	Title      string
	Type       Type
	Impact     Impact   // as written, else computed from the worst component status of the timeline
	Components []string // ids of the affected components that the file lists, in its order

	// ScheduledFor and ScheduledUntil are the announced window of a maintenance. Either may be
	// zero.
	ScheduledFor   time.Time
	ScheduledUntil time.Time

	Until time.Time // when an announcement is no longer pinned; zero: it stays. It is published at the time of its only update

	Repeat *Repeat   // how a series of maintenances repeats (the window above is its first); else nil
	Series *Incident // the series that an occurrence belongs to; else nil

	Updates    []Update   // oldest first, including those dated in the future; at least one
	Downtime   []Downtime // corrections of the outages that the timeline implies
	Postmortem string     // Markdown; published only with a Postmortem update
	Form       string     // the text of the file if it is a postmortem form that nobody has filled in; never published

	Tags    []string
	Draft   bool
	Aliases []string  // former addresses, each with a leading slash
	AtomID  string    // the id under which feed readers have the incident already; else empty
	Updated time.Time // when the text was last edited, if the file has it; else zero

	Disorder diag.Pos // the first entry that breaks the order of the others in the file; else zero

	Ignore map[string]string // rules of check that this file silences, each with the reason

	// Language and OriginalPostmortem are set if a translation file replaced the texts of the
	// incident: Language is the language of that file, and OriginalPostmortem reports whether the
	// postmortem is not translated.
	Language           string // empty: the texts are those of the incident's own file
	OriginalPostmortem bool

	Source diag.Pos // of the title
}

// Update is one entry of a timeline.
type Update struct {
	At         time.Time
	Status     Status
	Label      string // a word to show instead of the status, such as "Workaround"
	Message    string // Markdown; may be empty
	Original   bool   // the message is in the site's default language although the incident is translated
	Components []ComponentState
	NextUpdate time.Time // by which the next update is announced; zero: none is
}

// ComponentState is the status of one component.
type ComponentState struct {
	ID     string
	Status ComponentStatus
}

// Downtime is the real outage of a component during an incident, where it differs from what the
// timeline implies. To is zero while the outage lasts.
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
	Since       time.Time // first day, at midnight, that counts for its uptime; zero: no limit
	Retired     bool      // only old incidents name it: neither shown nor counted any more
}

// ReportName returns the title of a report about an incident of the type.
func (t Type) ReportName() string {
	switch t {
	case Maintenance:
		return "Scheduled Maintenance Report"
	case Announcement:
		return "Announcement"
	}
	return "Incident Report"
}

// TagSlug returns the part of an address that stands for a tag. Tags with the same slug are one tag.
// The slug is empty if the tag has no letter or digit.
func TagSlug(tag string) string { return chars.Fold(chars.Slug(tag)) }
