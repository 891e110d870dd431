// Package api makes the JSON documents that Statuspage's clients read, from a
// history. Keys, their order, types and rules are Statuspage's as they were
// measured; docs/json-api.md lists every document, and what a site of files
// does in another way.
//
// Two kinds of documents are told apart. Those about the present (summary,
// status, components, the newest incidents) follow from the whole history. The
// documents of one incident follow from that incident alone, so that they do
// not change when something else does: components in them are as the incident
// left them.
package api

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

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

// Site makes the documents of a site. It does not change, and may be used by
// several goroutines.
type Site struct {
	Options
	leaves    []Component       // in page order, operational
	groups    []Component       // in page order
	codes     map[string]string // id in files → id in documents
	incidents sync.Map          // the same of incidents
	utc       bool
}

// New prepares the documents of a site.
func New(o Options) *Site {
	s := &Site{Options: o, codes: map[string]string{}, utc: slices.Contains(utcNames, o.Zone.String())}
	for _, c := range o.Components {
		s.codes[c.ID] = s.code("component", c.ID)
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
		s.leaves = append(s.leaves, d)
	}
	return s
}

// utcNames are those of the IANA database for UTC.
var utcNames = []string{"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"}

// noTime stands for a time that nobody has written down.
var noTime = time.Unix(0, 0)

// alphabet is the 31 symbols of Statuspage's ids: digits and consonants (all of
// 902 incidents).
const alphabet = "0123456789bcdfghjklmnpqrstvwxyz"

const codeLength = 12

// Code makes an id such as Statuspage's for a thing that has none: always the
// same for the same kind and name.
func Code(kind, name string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + name))
	n := binary.BigEndian.Uint64(sum[:])
	var b [codeLength]byte
	for i := range b {
		b[i] = alphabet[n%uint64(len(alphabet))]
		n /= uint64(len(alphabet))
	}
	return string(b[:])
}

// isCode is true for an id that Statuspage could have made, which is kept.
func isCode(id string) bool {
	return len(id) == codeLength && strings.Trim(id, alphabet) == ""
}

func (s *Site) code(kind, id string) string {
	if s.Readable || isCode(id) {
		return id
	}
	return Code(kind, id)
}

// IncidentID is the id of an incident in documents and in their addresses. A watch
// asks for all of them with every build, so they are remembered.
func (s *Site) IncidentID(i *history.Incident) string {
	if code, ok := s.incidents.Load(i.ID); ok {
		return code.(string)
	}
	code := s.code("incident", i.ID)
	s.incidents.Store(i.ID, code)
	return code
}

// ComponentID is the id of a component in documents.
func (s *Site) ComponentID(id string) string { return s.codes[id] }

// null gives a text that is null where it is empty.
func null(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// time writes a time as Statuspage's documents do: ISO 8601 with three decimals,
// in the page's zone; "Z" only where that is UTC. No time is empty.
func (s *Site) time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	layout := "2006-01-02T15:04:05.000-07:00"
	if s.utc {
		layout = "2006-01-02T15:04:05.000Z"
	}
	return t.In(s.Zone).Format(layout)
}

// zoneName is the page's time zone by its name in the IANA database.
func (s *Site) zoneName() string {
	if s.Zone == time.UTC {
		return "Etc/UTC"
	}
	return s.Zone.String()
}

// Encode writes a document as Statuspage does: compact, and with < > & as they
// are.
func Encode(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(document)
}
