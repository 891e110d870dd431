package pages

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"statuary/internal/feed"
	"statuary/internal/history"
	"statuary/internal/markdown"
)

// FeedView is a feed whose texts are not rendered yet.
type FeedView struct {
	Feed    feed.Feed // without entries
	Entries []*FeedEntry
}

// FeedEntry is an incident in a feed or, in the feed of one incident, an update.
type FeedEntry struct {
	Entry   feed.Entry // without its HTML
	From    time.Time  // the window of a maintenance that has not begun; else zero
	Until   time.Time
	Shared  bool         // in several feeds, so what is made of it is cached
	Single  bool         // of the updates, the newest is shown without its time and status
	Note    string       // that texts are not translated; empty where they are
	Updates []FeedUpdate // newest first
}

// FeedUpdate is an entry of the timeline in a feed.
type FeedUpdate struct {
	At    time.Time
	Label string
	Text  markdown.Text
	Auto  string
	Next  string // by when the next update is announced; empty if none is
}

// sharedEntries caches the entries of incidents that are in several feeds: those of the site, of the
// incident's components and tags, and the archive. They would take a tenth of the time of a build of
// 1,000 incidents, because the texts have to be parsed again.
type sharedEntries struct {
	entries *lru.Cache[*history.Incident, *FeedEntry]
	encoded *lru.Cache[*FeedEntry, encodedEntry]
}

// encodedEntry is an entry in the formats that feeds of components have.
type encodedEntry struct{ atom, rss []byte }

// mostShared is how many entries are cached. The feeds of 20 components have between them the newest
// 25 incidents of each, which are some 250.
const mostShared = 512

func newSharedEntries() *sharedEntries {
	return &sharedEntries{newCache[*history.Incident, *FeedEntry](mostShared), newCache[*FeedEntry, encodedEntry](mostShared)}
}

// newCache returns a cache of a number of values.
func newCache[K comparable, V any](size int) *lru.Cache[K, V] {
	c, err := lru.New[K, V](size)
	if err != nil {
		panic("pages: " + err.Error()) // only if the size is not positive
	}
	return c
}
