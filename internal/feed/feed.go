// Package feed writes Atom (RFC 4287, with the archives of RFC 5005), RSS 2.0
// and JSON Feed 1.1.
//
// It uses the structs of github.com/gorilla/feeds. Some things that a valid feed needs have no
// field in them: a link to the feed itself, a language, an id that differs from the link, and an
// empty list of items. Our own structs embed theirs and add these fields.
package feed

import (
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gorilla/feeds"
)

// Feed is the contents of a feed in any format. URLs are absolute.
type Feed struct {
	ID       string // never changes
	Title    string
	Home     string // URL of the page that the feed belongs to
	Self     string // URL of the feed
	Hub      string // URL of the WebSub hub that is told of changes; may be empty
	Language string // BCP 47 tag
	Author   string
	Updated  time.Time
	Entries  []Entry // in the order of the feed

	// For Atom only (RFC 5005): the URL of the feed with older entries and, in an archive document,
	// the URL of the current feed; empty if there is none. There is no link to newer archives,
	// because readers fetch an archive document only once and a new link would change it.
	Older, Current string
}

// Entry is an item of a feed.
type Entry struct {
	ID        string // never changes; RSS uses the URL instead
	Title     string // plain text
	URL       string
	Announced time.Time // time of the first announcement; for JSON Feed, in which items never move
	Published time.Time // for Atom and RSS, in which items move up with each update
	Updated   time.Time
	Tags      []string // components and tags, for JSON Feed only
	HTML      string
}

func write(w io.Writer, f feeds.XmlFeed) error {
	if err := feeds.WriteXML(f, w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// clean removes the characters that XML does not allow (XML 1.0, section 2.2). A single one would
// make the whole feed unreadable.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r',
			r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return -1
	}, s)
}

func isClean(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return utf8.ValidString(s) && !strings.Contains(s, "\ufffe") && !strings.Contains(s, "\uffff")
}
