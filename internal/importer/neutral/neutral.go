// Package neutral holds a status history on its way from one tool to another.
//
// What reads another tool's files fills a [History], as it is found, and tells a
// [Report] what it had to guess or could not place. [History.Check] then makes
// of it what our files can hold: ids that are safe as names of files, times and
// words that exist, texts without control characters. Nothing of an import is
// trusted before that. A history has a JSON form, docs/schema/import.schema.json,
// which anybody's script can write.
package neutral

import (
	"io/fs"

	"statuary/internal/incident"
)

// History is all that is known of a page. Incidents and components are
// in their own terms; the Source of an incident is its place in what was read.
type History struct {
	Site       Site
	Components []incident.Component
	Incidents  []*incident.Incident

	// Redirects are old addresses of pages that are not an incident's, with the
	// address that took their place. Both begin with a slash.
	Redirects []Redirect

	// Beside gives the files of the source that a file stands among, for what its
	// texts show; nil for none. Names are relative to what was named on the command
	// line.
	Beside func(file string) fs.FS

	// Attachments are what came along, once the history has been checked.
	Attachments map[*incident.Incident][]Attachment
}

// Site is what is known of the page as a whole. Any part may be empty.
type Site struct {
	Title       string
	Description string
	URL         string // its address, with the path
	TimeZone    string // a name of the IANA database
	Language    string // a tag of BCP 47
	PageID      string // the page's id in Statuspage's documents
	FeedTag     string // how the ids of its feeds begin: "tag:status.example.org,2005"
}

// Redirect sends visitors of an old address on.
type Redirect struct{ From, To string }
