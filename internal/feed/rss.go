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
	Items []*feeds.RssItem `xml:"item"`
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
			Links: []atomLink{{Rel: "self", Type: "application/rss+xml", Href: f.Self}},
		},
	}
	if f.Hub != "" {
		r.Channel.Links = append(r.Channel.Links, atomLink{Rel: "hub", Href: f.Hub})
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
