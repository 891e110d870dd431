package feed

import (
	"encoding/json"
	"io"

	"github.com/gorilla/feeds"
)

type jsonFeed struct {
	feeds.JSONFeed
	Items []feeds.JSONItem `json:"items"` // present even if empty
}

// JSON writes the feed as JSON Feed 1.1. Items keep the date of their first announcement, so a
// reader shows each incident as new only once.
func JSON(w io.Writer, f *Feed, entries []Entry) error {
	j := jsonFeed{
		JSONFeed: feeds.JSONFeed{
			Version:     "https://jsonfeed.org/version/1.1",
			Title:       f.Title,
			Language:    f.Language,
			HomePageUrl: f.Home,
			FeedUrl:     f.Self,
			Authors:     []*feeds.JSONAuthor{{Name: f.Author}},
		},
		Items: []feeds.JSONItem{},
	}
	for _, e := range entries {
		j.Items = append(j.Items, feeds.JSONItem{
			Id: e.ID, Url: e.URL, Title: e.Title, ContentHTML: string(e.HTML), PublishedDate: &e.Announced, ModifiedDate: &e.Updated, Tags: e.Tags,
		})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(j)
}
