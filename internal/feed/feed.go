// Package feed writes Atom (RFC 4287, with the archives of RFC 5005), RSS 2.0
// and JSON Feed 1.1.
//
// It uses the structs of github.com/gorilla/feeds. Some things that a valid feed needs have no
// field in them: a link to the feed itself, a language, an id that differs from the link, and an
// empty list of items. Our own structs embed theirs and add these fields.
//
// An incident is in several feeds of the same format, so entries of Atom and RSS are encoded on their
// own, by [AppendAtomEntry] and [AppendRSSItem].
package feed

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/feeds"
)

// Feed is a feed in any format, without its entries. URLs are absolute.
type Feed struct {
	ID       string // never changes
	Title    string
	Home     string // URL of the page that the feed belongs to
	Self     string // URL of the feed
	Hub      string // URL of the WebSub hub that is told of changes; may be empty
	Language string // BCP 47 tag
	Author   string
	Updated  time.Time

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
	HTML      []byte
}

// entryEncoder encodes entries of one format.
type entryEncoder struct {
	bytes.Buffer
	xml *xml.Encoder

	content []byte // for the escaped HTML of an entry
}

// encoders returns a pool of encoders for entries that are indented by a prefix.
func encoders(prefix string) *sync.Pool {
	return &sync.Pool{New: func() any {
		e := &entryEncoder{}
		e.xml = xml.NewEncoder(e)
		e.xml.Indent(prefix, "  ")
		return e
	}}
}

// append appends an entry on lines of its own.
func (e *entryEncoder) append(b []byte, entry any) ([]byte, error) {
	e.Reset()
	if err := e.xml.Encode(entry); err != nil {
		return b, err
	}
	// The first entry that an encoder writes has no line break before it.
	return append(append(b, '\n'), bytes.TrimPrefix(e.Bytes(), []byte("\n"))...), nil
}

func write(w io.Writer, f feeds.XmlFeed) error {
	if err := feeds.WriteXML(f, w); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// escaped is text that is already escaped. Most of a feed is HTML, which encoding/xml escapes rune by
// rune.
type escaped struct {
	Type string `xml:"type,attr,omitempty"`
	Text []byte `xml:",innerxml"`
}

// escapes has the escape of each character of ASCII, or an empty string if it needs none.
type escapes map[byte]string

// escaper escapes text.
type escaper struct {
	escapes [utf8.RuneSelf]string
	special [256]bool // bytes that are escaped, or may not be allowed
}

func newEscaper(of escapes) *escaper {
	e := &escaper{}
	for c := range e.special {
		e.special[c] = c < ' ' && c != '\t' && c != '\n' || c >= utf8.RuneSelf
	}
	for c, escape := range of {
		e.escapes[c], e.special[c] = escape, true
	}
	return e
}

// append appends HTML as text of an XML document.
func (t *escaper) append(b, html []byte) []byte {
	start, from := len(b), 0 // from is the start of what is not appended yet
	for i := 0; i < len(html); {
		c := html[i]
		switch {
		case !t.special[c]:
			i++
		case c < utf8.RuneSelf && t.escapes[c] != "":
			b = append(append(b, html[from:i]...), t.escapes[c]...)
			i++
			from = i
		default:
			size := allowed(html[i:min(len(html), i+utf8.UTFMax)])
			if size == 0 {
				return t.append(b[:start], []byte(clean(string(html))))
			}
			i += size
		}
	}
	return append(b, html[from:]...)
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
	for i := 0; i < len(s); {
		size := allowed([]byte(s[i:min(len(s), i+utf8.UTFMax)]))
		if size == 0 {
			return false
		}
		i += size
	}
	return true
}

// allowed returns the length of the first character of s, or 0 if XML does not allow it.
func allowed(s []byte) int {
	if c := s[0]; c < utf8.RuneSelf {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return 0
		}
		return 1
	}
	r, size := utf8.DecodeRune(s)
	if r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
		return 0
	}
	return size
}
