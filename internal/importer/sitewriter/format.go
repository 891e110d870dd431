// Package sitewriter writes a history into the folder of a site: content/incidents,
// config.toml, and content/_redirects for old addresses.
//
// Equal histories give equal bytes. The digest of each written file is stored in
// .statuary/import.json, so that the next import can compare three versions of a
// file: what the last import wrote, what is on disk, and what it would write. A file
// that was edited locally is overwritten only with [Options.Force], and then a copy
// is kept in .statuary/replaced.
package sitewriter

import (
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// Format returns an incident as the content of the file NAME.md, with times in zone.
// comments maps the index of a downtime to a comment that is written above it.
// Parsing the result returns an equal incident.
func Format(in *exchange.Incident, name string, zone *time.Location, comments map[int]string) []byte {
	return incident.Write(in.Parsed(), incident.Style{
		NameID: name, Comments: comments,
		Time: func(t time.Time) string { return t.In(zone).Format(time.RFC3339Nano) },
	})
}
