package pages

import (
	"bytes"
	"testing"
	"time"

	"statuary/internal/feed"
	"statuary/internal/markdown"
)

// The texts of an entry that is in several feeds are rendered once for all formats, with the same
// result as for one feed.
func TestSharedEntry(t *testing.T) {
	at := time.Date(2026, 3, 5, 9, 7, 0, 0, time.UTC)
	entry := func(shared bool) FeedView {
		return FeedView{Feed: feed.Feed{ID: "tag:x", Title: "X", Home: "https://x/", Updated: at}, Entries: []*FeedEntry{{
			Entry:  feed.Entry{ID: "tag:x:1", Title: "A < B", URL: "https://x/1/", Announced: at, Published: at, Updated: at},
			Shared: shared, Updates: []FeedUpdate{{At: at, Label: "Resolved", Text: markdown.Text{Source: "It *works*.", Absolute: true}}},
		}}}
	}
	shared, converter := newSharedEntries(), markdown.New(markdown.Options{})
	render := func(r feedRenderer, v FeedView) string {
		var b bytes.Buffer
		if err := r.Render(&b, v); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	several := entry(true)
	for n, format := range []string{"atom", "rss", "atom"} {
		want := render(feedRenderer{converter, newSharedEntries(), true, format}, entry(false))
		r := feedRenderer{converter, shared, true, format}
		if n > 0 {
			r.markdown = nil // which panics if it is used
		}
		if got := render(r, several); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", format, got, want)
		}
	}
	render(feedRenderer{converter, shared, true, "atom"}, entry(false))
	if n := shared.encoded.Len(); n != 1 {
		t.Errorf("%d entries are cached, want one: the other is in one feed only", n)
	}
}
