package exchange

import (
	"time"

	"statuary/internal/diag"
	"statuary/internal/incident"
)

// Incident is an incident on its way from one format to another. Unlike
// [incident.Incident], which is parsed from a file of a site and then never changes, it
// is filled step by step, and may be incomplete or invalid until [History.Check] has run.
type Incident struct {
	ID         string
	Title      string
	Type       incident.Type
	Impact     incident.Impact
	Components []string // ids of the affected components

	ScheduledFor   time.Time // the window of a maintenance; either may be zero
	ScheduledUntil time.Time

	Updates    []incident.Update
	Downtime   []incident.Downtime
	Postmortem string // Markdown

	Tags    []string
	Draft   bool
	Aliases []string  // old addresses, each with a leading slash
	AtomID  string    // the id in the source's feed, or empty
	Updated time.Time // when the text was last edited, or zero
	Ignore  map[string]string

	Source diag.Pos // the place in the source
}

// Parsed returns a copy in the form that the parser of incident files returns. The two share their
// lists.
func (in *Incident) Parsed() *incident.Incident {
	return &incident.Incident{
		ID: in.ID, Title: in.Title, Type: in.Type, Impact: in.Impact, Components: in.Components,
		ScheduledFor: in.ScheduledFor, ScheduledUntil: in.ScheduledUntil,
		Updates: in.Updates, Downtime: in.Downtime, Postmortem: in.Postmortem,
		Tags: in.Tags, Draft: in.Draft, Aliases: in.Aliases, AtomID: in.AtomID, Updated: in.Updated, Ignore: in.Ignore,
		Source: in.Source,
	}
}

// FromSite returns a copy of an incident of a site. The two share their lists.
func FromSite(in *incident.Incident) *Incident {
	return &Incident{
		ID: in.ID, Title: in.Title, Type: in.Type, Impact: in.Impact, Components: in.Components,
		ScheduledFor: in.ScheduledFor, ScheduledUntil: in.ScheduledUntil,
		Updates: in.Updates, Downtime: in.Downtime, Postmortem: in.Postmortem,
		Tags: in.Tags, Draft: in.Draft, Aliases: in.Aliases, AtomID: in.AtomID, Updated: in.Updated, Ignore: in.Ignore,
		Source: in.Source,
	}
}
