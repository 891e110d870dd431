// Package api returns the JSON documents that Statuspage's clients read, from a history.
// Keys, their order, types and rules are Statuspage's, as measured. docs/json-api.md
// lists all documents and the differences of a static site.
//
// There are two kinds of documents. Those about the present (summary, status,
// components, the newest incidents) depend on the whole history. The documents of one
// incident depend on that incident alone, so that they do not change when another one
// does: components in them have the status in which the incident left them.
package api

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// Options of a site's documents.
type Options struct {
	Title      string // of the page, without "Status"
	URL        string // of the home page, without a slash at its end
	PageID     string
	Zone       *time.Location // of all times in documents
	Components []incident.Component
	Readable   bool // ids are those of the files, even where Statuspage could not have made them

	Link func(*history.Incident) string              // the full address of an incident's page
	HTML func(i *history.Incident, md string) string // a text of an incident, for messages in HTML
}

// Site returns the documents of a site. It is safe for use by several goroutines.
type Site struct {
	Options
	leaves    []Component       // in page order, operational
	groups    []Component       // in page order
	codes     map[string]string // id in files → id in documents
	fullNames map[string]string // id in files → "Group - Component"
	order     map[string]int    // id in files → index in leaves
	incidents sync.Map          // the same of incidents
	days      sync.Map          // day → its beginning in documents
	known     *lru.Cache[*history.Incident, incidentKeys]
	messages  *lru.Cache[*history.Incident, string]
	utc       bool
}

// New returns the site with these options.
func New(o Options) *Site {
	s := &Site{Options: o, known: newCache[incidentKeys](knownKeys), messages: newCache[string](knownMessages), codes: map[string]string{}, fullNames: map[string]string{}, order: map[string]int{}, utc: slices.Contains(utcNames, o.Zone.String())}
	for _, c := range o.Components {
		s.codes[c.ID] = s.code("component", c.ID)
		if s.fullNames[c.ID] = c.Name; c.Group != "" {
			s.fullNames[c.ID] = c.Group + " - " + c.Name
		}
	}
	groupAt := map[string]int{} // files give groups a name and no id, so theirs are made in any case
	top := 0
	for _, c := range o.Components {
		d := Component{
			ID: s.codes[c.ID], Name: c.Name, Status: incident.Operational.String(), Description: null(c.Description),
			Showcase: !c.Retired, PageID: o.PageID, CreatedAt: s.time(c.Since), UpdatedAt: s.time(c.Since),
		}
		if c.Since.IsZero() {
			d.CreatedAt, d.UpdatedAt = s.time(noTime), s.time(noTime)
		} else {
			d.StartDate = null(c.Since.Format("2006-01-02"))
		}
		switch n, ok := groupAt[c.Group]; {
		case c.Group == "":
			top++
			d.Position = top
		case !ok:
			top++
			groupAt[c.Group] = len(s.groups)
			s.groups = append(s.groups, Component{
				ID: Code("group", c.Group), Name: c.Group, Status: incident.Operational.String(), CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
				Position: top, PageID: o.PageID, Group: true, Components: []string{d.ID},
			})
			d.Position, d.GroupID = 1, null(s.groups[len(s.groups)-1].ID)
		default:
			g := &s.groups[n]
			g.Components = append(g.Components, d.ID)
			d.Position, d.GroupID = len(g.Components), null(g.ID)
		}
		s.order[c.ID] = len(s.leaves)
		s.leaves = append(s.leaves, d)
	}
	return s
}

// How many incidents are cached.
const (
	knownKeys     = 32   // more than are encoded at the same time
	knownMessages = 1024 // more than most histories have in three months
)

// newCache returns a cache by incident.
func newCache[V any](size int) *lru.Cache[*history.Incident, V] {
	c, err := lru.New[*history.Incident, V](size)
	if err != nil {
		panic("api: " + err.Error()) // only if the size is not positive
	}
	return c
}

// utcNames are the names of UTC in the IANA database.
var utcNames = []string{"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"}

// noTime stands for an unknown time.
var noTime = time.Unix(0, 0)

// alphabet has the 31 characters of Statuspage's ids: digits and consonants (all of 902
// incidents).
const alphabet = "0123456789bcdfghjklmnpqrstvwxyz"

const codeLength = 12

// Code returns an id like Statuspage's for a thing that has none. It is the same for the
// same kind and name.
func Code(kind, name string) string {
	b := append(append(append(make([]byte, 0, 128), kind...), 0), name...)
	return string(appendCode(b[:0], sha256.Sum256(b)))
}

// appendCode appends the id that belongs to a digest.
func appendCode(b []byte, sum [sha256.Size]byte) []byte {
	n := binary.BigEndian.Uint64(sum[:])
	for range codeLength {
		b = append(b, alphabet[n%uint64(len(alphabet))])
		n /= uint64(len(alphabet))
	}
	return b
}

// isCode reports whether an id could be one of Statuspage's. Such an id is kept.
func isCode(id string) bool {
	return len(id) == codeLength && strings.Trim(id, alphabet) == ""
}

func (s *Site) code(kind, id string) string {
	if s.Readable || isCode(id) {
		return id
	}
	return Code(kind, id)
}

// IncidentID returns the id of an incident in documents and in their addresses. Ids are
// cached, because each build of a watch needs all of them.
func (s *Site) IncidentID(i *history.Incident) string {
	if code, ok := s.incidents.Load(i.ID); ok {
		return code.(string)
	}
	code := s.code("incident", i.ID)
	s.incidents.Store(i.ID, code)
	return code
}

// ComponentID returns the id of a component in documents.
func (s *Site) ComponentID(id string) string { return s.codes[id] }

// null returns a pointer to a text, or nil if the text is empty.
func null(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// time formats a time as Statuspage's documents do: ISO 8601 with three decimals, in the
// page's zone, with "Z" only if that is UTC. It returns an empty string for the zero
// time.
func (s *Site) time(t time.Time) string {
	return string(s.appendTime(make([]byte, 0, timeLength), t))
}

// timeLength is the length of a time in documents.
const timeLength = len("2006-01-02T15:04:05.000-07:00")

// appendTime is time, and appends to b.
func (s *Site) appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return b
	}
	layout := "2006-01-02T15:04:05.000-07:00"
	if s.utc {
		layout = "2006-01-02T15:04:05.000Z"
	}
	return t.In(s.Zone).AppendFormat(b, layout)
}

// zoneName returns the name of the page's time zone in the IANA database.
func (s *Site) zoneName() string {
	if s.Zone == time.UTC {
		return "Etc/UTC"
	}
	return s.Zone.String()
}
