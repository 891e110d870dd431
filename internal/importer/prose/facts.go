package prose

import (
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// Facts is what the front matter and the name of a file state about an incident.
type Facts struct {
	Name  string // of the file
	Start time.Time
	End   time.Time // zero while the incident is active, or if it is unknown
	Over  bool      // resolved or completed

	// Planned reports whether End is only planned: an update that says that the incident is over wins.
	Planned bool

	// Notice reports whether the post is informational. The caller has reported that such an incident ends
	// with its newest update if it has no end.
	Notice bool

	DayOnly bool      // Start is the midnight of a day whose hour is unknown
	Day     time.Time // midnight of the day in the file name; zero if there is none

	Status incident.ComponentStatus // of the components during the incident
	Known  bool                     // Status is set

	Zone    *time.Location // of times without a time zone, as set by the user; nil if not set
	Own     *time.Location // the offset of the post's own dates; nil if they have none
	Other   *time.Location // that of its end, if the start has another one
	Order   Order          // of most posts of the site
	Days    DayOrder       // of most dates of the site
	Opening string         // a text about the beginning that is not in the body
}

// far is the longest plausible time between the first update and the date of a post. If it is longer,
// one of the two is wrong.
const far = 7 * 24 * time.Hour

// ahead is how long before its window a maintenance may be announced.
const ahead = 100 * 24 * time.Hour

// nearby is the difference up to which two times are the same: dates have no seconds.
const nearby = time.Minute

// builder makes the timeline of one incident.
type builder struct {
	*exchange.Report
	Facts
	d  *Document
	in *exchange.Incident

	sections  []*section // of entries, oldest first
	entries   []*entry   // with times, oldest first
	published []*Stamp   // of postmortems
	named     []string   // headings that the status of an update stands for
}

// entry is an update with a time.
type entry struct {
	at      time.Time
	label   string
	status  incident.Status // NoStatus if the text names none
	text    string
	section *section // nil for an entry that only the front matter implies
}

func (b *builder) place(line int) string { return exchange.Place(b.Name, line) }

// trusted reports whether the file name does not contradict the date.
func (b *builder) trusted() bool {
	return b.Day.IsZero() || b.Start.Sub(b.Day) > -36*time.Hour && b.Start.Sub(b.Day) < 60*time.Hour
}
