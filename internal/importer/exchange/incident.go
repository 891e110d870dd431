package exchange

import "statuary/internal/incident"

// Incident is an incident on its way from one format to another. Unlike [incident.Incident], which
// is parsed from a file of a site and then never changes, it is filled step by step, and may be
// incomplete or invalid until [History.Check] has run. Source is the place in the source.
type Incident incident.Incident

// Parsed returns a copy in the form that the parser of incident files returns. The two share their
// lists.
func (in *Incident) Parsed() *incident.Incident {
	parsed := incident.Incident(*in)
	return &parsed
}

// FromSite returns a copy of an incident of a site. The two share their lists.
func FromSite(in *incident.Incident) *Incident {
	site := Incident(*in)
	return &site
}
