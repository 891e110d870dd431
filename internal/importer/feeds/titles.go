package feeds

import (
	"strings"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// statusOf returns the status that a word of a feed means, and the type of incidents that have it.
func statusOf(label string) (s incident.Status, t incident.Type, ok bool) {
	switch strings.ToLower(label) {
	case "ongoing", "underway":
		return incident.InProgress, incident.Maintenance, true
	case "ready", "upcoming", "planned":
		return incident.Scheduled, incident.Maintenance, true
	case "cancelled", "canceled":
		return incident.Cancelled, incident.Maintenance, true
	case "watching", "recovering":
		return incident.Monitoring, incident.Unplanned, true
	}
	if s, ok = incident.StatusNamed(strings.ReplaceAll(strings.ToLower(label), " ", "_")); ok {
		if !s.Of(incident.Unplanned) {
			return s, incident.Maintenance, true
		}
		return s, incident.Unplanned, true
	}
	s, ok = exchange.LabelStatus(label, incident.Unplanned)
	return s, incident.Unplanned, ok
}

// titleLabels match "[Resolved] Title", "Resolved - Title", "Resolved: Title" and "Title (Resolved)", with
// which tools write the status or the type of an incident into its title. Except in brackets before the
// title, only some words are labels.
var (
	titleLabel  = lazyregexp.New(`^\[([\pL ]+)\]\s*(\S.*)$`)
	titleBefore = lazyregexp.New(`^(` + titleWords + `)(?:\s+[-–—]\s+|:\s+)(\S.*)$`)
	titleAfter  = lazyregexp.New(`^(.*\S)(?:\s+[-–—]\s+(` + titleWords + `)|\s*\[(` + titleWords + `)\]|\s*\((` + titleWords + `)\))$`)
)

const titleWords = `(?i:investigating|identified|monitoring|resolved|scheduled|in progress|verifying|completed|cancell?ed|updated?|ongoing|maintenance|(?:scheduled|planned) maintenance|incident)`

// splitTitle returns a title without such a label, and the label. A label that is not known stays
// in the title.
func splitTitle(title string) (label, rest string) {
	title = htmltext.Line(title)
	if m := titleLabel.FindStringSubmatch(title); m != nil {
		label, rest = m[1], m[2]
	} else if m := titleBefore.FindStringSubmatch(title); m != nil {
		label, rest = m[1], m[2]
	} else if m := titleAfter.FindStringSubmatch(title); m != nil {
		label, rest = m[2]+m[3]+m[4], m[1]
	} else {
		return "", title
	}
	switch strings.ToLower(label) {
	case "incident", "maintenance", "scheduled maintenance", "planned maintenance", "update", "updated", "reported":
		return label, rest
	}
	if _, _, ok := statusOf(label); ok {
		return label, rest
	}
	return "", title
}
