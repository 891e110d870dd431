// Package feed writes Atom (RFC 4287) and RSS 2.0.
//
// The elements are github.com/gorilla/feeds' structs. Some things that a valid
// feed needs have no place in them: a link to itself, a language, an id that
// differs from the link. They are added by embedding the structs in our own,
// whose fields come on top of theirs.
package feed

import (
	"encoding/xml"
	"io"
	"strings"
	"time"

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
}

// Entry is an item of a feed.
type Entry struct {
	ID        string // for ever the same; in RSS, the address takes its place
	Title     string // plain text
	URL       string
	Published time.Time
	Updated   time.Time
	HTML      string
}

const atomNamespace = "http://www.w3.org/2005/Atom"

type atomFeed struct {
	feeds.AtomFeed
	Lang    string             `xml:"xml:lang,attr,omitempty"`
	Links   []feeds.AtomLink   `xml:"link"`
	Entries []*feeds.AtomEntry `xml:"entry"` // after the links, where theirs would be before
}

// FeedXml implements feeds.XmlFeed.
func (f *atomFeed) FeedXml() any { return f }

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
			{Rel: "self", Type: "application/atom+xml", Href: f.Self},
		},
	}
	for _, e := range f.Entries {
		a.Entries = append(a.Entries, &feeds.AtomEntry{
			Title:     clean(e.Title),
			Updated:   e.Updated.Format(time.RFC3339),
			Id:        clean(e.ID),
			Published: e.Published.Format(time.RFC3339),
			Links:     []feeds.AtomLink{{Rel: "alternate", Type: "text/html", Href: e.URL}},
			Content:   &feeds.AtomContent{Type: "html", Content: clean(e.HTML)},
		})
	}
	return write(w, a)
}

type rss struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Atom    string   `xml:"xmlns:atom,attr"`
	Channel channel
}

type channel struct {
	feeds.RssFeed
	Self  atomLink
	Items []*feeds.RssItem `xml:"item"`
}

// atomLink is Atom's link inside an RSS feed.
type atomLink struct {
	XMLName xml.Name `xml:"atom:link"`
	Rel     string   `xml:"rel,attr"`
	Type    string   `xml:"type,attr"`
	Href    string   `xml:"href,attr"`
}

// FeedXml implements feeds.XmlFeed.
func (r *rss) FeedXml() any { return r }

// RSS writes the feed as RSS 2.0.
func RSS(w io.Writer, f *Feed) error {
	r := &rss{
		Version: "2.0",
		Atom:    atomNamespace,
		Channel: channel{
			RssFeed: feeds.RssFeed{
				Title:       clean(f.Title),
				Link:        f.Home,
				Description: clean(f.Title),
				Language:    f.Language,
				PubDate:     f.Updated.Format(time.RFC1123Z),
			},
			Self: atomLink{Rel: "self", Type: "application/rss+xml", Href: f.Self},
		},
	}
	for _, e := range f.Entries {
		r.Channel.Items = append(r.Channel.Items, &feeds.RssItem{
			Title:       clean(e.Title),
			Link:        e.URL,
			Description: clean(e.HTML),
			Guid:        &feeds.RssGuid{Id: e.URL, IsPermaLink: "true"},
			PubDate:     e.Published.Format(time.RFC1123Z),
		})
	}
	return write(w, r)
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
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r',
			r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return -1
	}, s)
}
