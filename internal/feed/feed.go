// Package feed writes Atom (RFC 4287, with the archives of RFC 5005), RSS 2.0
// and JSON Feed 1.1.
//
// The elements are github.com/gorilla/feeds' structs. Some things that a valid
// feed needs have no place in them: a link to itself, a language, an id that
// differs from the link, a list of items that is empty. They are added by
// embedding the structs in our own, whose fields come on top of theirs.
package feed

import (
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gorilla/feeds"
)

// Feed is what a feed says, whatever its format. Addresses are full ones.
type Feed struct {
	ID       string // for ever the same
	Title    string
	Home     string // of the page that it is a feed of
	Self     string // of the feed
	Language string // a tag of BCP 47
	Author   string
	Updated  time.Time
	Entries  []Entry // in the order in which they stand in the feed

	// Of Atom alone (RFC 5005): where older entries are, and, in a part of the
	// archive, where the present feed is. Empty: there is none. A link to newer ones
	// would make a part change that readers ask for but once.
	Older, Current string
}

// Entry is an item of a feed.
type Entry struct {
	ID        string // for ever the same; in RSS, the address takes its place
	Title     string // plain text
	URL       string
	Announced time.Time // when it was first heard of; for JSON Feed, in which items never move
	Published time.Time // for Atom and RSS, in which they move up with each update
	Updated   time.Time
	Tags      []string // of JSON Feed alone
	HTML      string
}

func write(w io.Writer, f feeds.XmlFeed) error {
	if err := feeds.WriteXML(f, w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// clean removes the characters that can't be in XML (XML 1.0, section 2.2).
// One of them would make a feed unreadable as a whole.
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
