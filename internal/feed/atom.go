package feed

import (
	"io"
	"time"

	"github.com/gorilla/feeds"
)

const (
	atomNamespace    = "http://www.w3.org/2005/Atom"
	historyNamespace = "http://purl.org/syndication/history/1.0" // RFC 5005
)

const atomType = "application/atom+xml"

type atomFeed struct {
	feeds.AtomFeed
	Lang    string           `xml:"xml:lang,attr,omitempty"`
	History string           `xml:"xmlns:fh,attr,omitempty"`
	Archive *struct{}        `xml:"fh:archive"`
	Links   []feeds.AtomLink `xml:"link"`
	Entries []byte           `xml:",innerxml"` // here, so that they follow the links
}

type atomEntry struct {
	feeds.AtomEntry
	Content escaped `xml:"content"`
}

// FeedXml implements feeds.XmlFeed.
func (f *atomFeed) FeedXml() any { return f }

// Atom writes the feed as Atom, with entries that AppendAtomEntry appended.
func Atom(w io.Writer, f *Feed, entries []byte) error {
	a := &atomFeed{
		AtomFeed: feeds.AtomFeed{
			Xmlns:   atomNamespace,
			Title:   clean(f.Title),
			Id:      clean(f.ID),
			Updated: f.Updated.Format(time.RFC3339),
			Author:  &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: clean(f.Author)}},
		},
		Lang: f.Language,
		Links: []feeds.AtomLink{
			{Rel: "alternate", Type: "text/html", Href: f.Home},
			{Rel: "self", Type: atomType, Href: f.Self},
		},
		Entries: entries,
	}
	if f.Current != "" {
		a.History, a.Archive = historyNamespace, &struct{}{}
	}
	if f.Hub != "" {
		a.Links = append(a.Links, feeds.AtomLink{Rel: "hub", Href: f.Hub})
	}
	for _, l := range []feeds.AtomLink{{Rel: "current", Href: f.Current}, {Rel: "prev-archive", Href: f.Older}} {
		if l.Href != "" {
			l.Type = atomType
			a.Links = append(a.Links, l)
		}
	}
	return write(w, a)
}

var (
	atomEncoders = encoders("  ")
	atomEscaper  = newEscaper(escapes{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"})
)

// AppendAtomEntry appends an entry as Atom.
func AppendAtomEntry(b []byte, e *Entry) ([]byte, error) {
	enc := atomEncoders.Get().(*entryEncoder)
	defer atomEncoders.Put(enc)
	enc.content = atomEscaper.append(enc.content[:0], e.HTML)
	return enc.append(b, atomEntry{
		AtomEntry: feeds.AtomEntry{
			Title:     clean(e.Title),
			Updated:   e.Updated.Format(time.RFC3339),
			Id:        clean(e.ID),
			Published: e.Published.Format(time.RFC3339),
			Links:     []feeds.AtomLink{{Rel: "alternate", Type: "text/html", Href: e.URL}},
		},
		Content: escaped{"html", enc.content},
	})
}
