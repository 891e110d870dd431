package feed

import (
	"encoding/xml"
	"io"
	"time"

	"github.com/gorilla/feeds"
)

type rss struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Atom    string   `xml:"xmlns:atom,attr"`
	Channel channel
}

type channel struct {
	feeds.RssFeed
	Links []atomLink
	Items []byte `xml:",innerxml"`
}

type rssItem struct {
	XMLName     xml.Name      `xml:"item"`
	Title       string        `xml:"title"`
	Link        string        `xml:"link"`
	Description escaped       `xml:"description"`
	Guid        feeds.RssGuid `xml:"guid"`
	PubDate     string        `xml:"pubDate"`
}

// atomLink is a link element of Atom in an RSS feed.
type atomLink struct {
	XMLName xml.Name `xml:"atom:link"`
	Rel     string   `xml:"rel,attr"`
	Type    string   `xml:"type,attr,omitempty"`
	Href    string   `xml:"href,attr"`
}

// FeedXml implements feeds.XmlFeed.
func (r *rss) FeedXml() any { return r }

// RSS writes the feed as RSS 2.0, with items that AppendRSSItem appended.
func RSS(w io.Writer, f *Feed, items []byte) error {
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
			Links: []atomLink{{Rel: "self", Type: "application/rss+xml", Href: f.Self}},
			Items: items,
		},
	}
	if f.Hub != "" {
		r.Channel.Links = append(r.Channel.Links, atomLink{Rel: "hub", Href: f.Hub})
	}
	return write(w, r)
}

var (
	rssEncoders = encoders("    ")
	rssEscaper  = newEscaper(escapes{
		'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;",
	})
)

// AppendRSSItem appends an entry as an item of RSS.
func AppendRSSItem(b []byte, e *Entry) ([]byte, error) {
	enc := rssEncoders.Get().(*entryEncoder)
	defer rssEncoders.Put(enc)
	enc.content = rssEscaper.append(enc.content[:0], e.HTML)
	return enc.append(b, rssItem{
		Title:       clean(e.Title),
		Link:        e.URL,
		Description: escaped{Text: enc.content},
		Guid:        feeds.RssGuid{Id: e.URL, IsPermaLink: "true"},
		PubDate:     e.Published.Format(time.RFC1123Z),
	})
}
