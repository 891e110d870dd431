package feed

import (
	"bytes"
	"io"
	"strings"
	"sync"
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
	Entries []atomEntry      `xml:"entry"` // here, so that they follow the links
}

type atomEntry struct {
	feeds.AtomEntry
	Content atomContent `xml:"content"`
}

// atomContent is content that is already escaped. Most of a feed is content, and encoding/xml
// escapes it rune by rune, and quotes and line ends needlessly.
type atomContent struct {
	Type    string `xml:"type,attr"`
	Escaped []byte `xml:",innerxml"`
}

// FeedXml implements feeds.XmlFeed.
func (f *atomFeed) FeedXml() any { return f }

// buffers are for the escaped contents of a feed.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")

// Atom writes the feed as Atom.
func Atom(w io.Writer, f *Feed) error {
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
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	for _, e := range f.Entries {
		from := buf.Len()
		escaper.WriteString(buf, clean(e.HTML)) // a bytes.Buffer returns no error
		a.Entries = append(a.Entries, atomEntry{
			AtomEntry: feeds.AtomEntry{
				Title:     clean(e.Title),
				Updated:   e.Updated.Format(time.RFC3339),
				Id:        clean(e.ID),
				Published: e.Published.Format(time.RFC3339),
				Links:     []feeds.AtomLink{{Rel: "alternate", Type: "text/html", Href: e.URL}},
			},
			Content: atomContent{"html", buf.Bytes()[from:]},
		})
	}
	return write(w, a)
}
