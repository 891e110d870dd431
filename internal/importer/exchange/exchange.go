// Package exchange defines the history that importers produce and exporters read,
// independent of any tool.
//
// An importer fills a [History] with what it finds, and reports what it had to
// guess or leave out to a [Report]. [History.Check] then makes it valid for the
// files of a site: ids that are safe file names, valid times and statuses, texts
// without control characters. Imported data must not be trusted before that.
// A history has a JSON form, described by docs/schema/import.schema.json, that any
// script can write.
package exchange

import (
	"io/fs"

	"statuary/internal/incident"
)

// History is everything that an import reads from a status page. Components and incidents have the
// ids of the source until [History.Check] has run. The Source of an incident is its place in the
// source.
type History struct {
	Site       Site
	Components []incident.Component
	Incidents  []*Incident

	// Translations are the translations of each incident. [History.Check] adapts them to it.
	Translations map[*Incident][]Translation

	// Redirects are old addresses of pages other than incidents.
	Redirects []Redirect

	// SourceFS returns the source folder that contains the given file, for the
	// attachments of its texts. The names in it are relative to the source
	// argument, like [File.Name]. SourceFS is nil, or returns nil, if there is none.
	SourceFS func(file string) fs.FS

	// Attachments are the copied files of each incident, set by [History.Check].
	Attachments map[*Incident][]Attachment
}

// Site holds the settings of the page as a whole. Any field may be empty.
type Site struct {
	Title       string
	Description string
	URL         string // with scheme and path
	TimeZone    string // IANA time zone name
	Language    string // BCP 47 tag
	PageID      string // the page's id in Statuspage's documents
	FeedTag     string // prefix of the ids in its feeds: "tag:status.example.org,2005"
}

// Redirect is an old address and the address that replaced it. Both are paths that
// begin with a slash.
type Redirect struct{ From, To string }
