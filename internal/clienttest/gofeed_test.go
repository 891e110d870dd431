package clienttest

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
)

// gofeed detects the format of every feed, and reads the same entries from each.
func TestGofeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	parser := gofeed.NewParser()
	parser.Client = s.client
	const open = `Orders <fail> & "stall"`
	newest := []string{"A new database", open, "Moving the manual"}
	api := []string{"A new database", open, "Everything was down"}
	updates := []string{"Postmortem: Slow pages", "Resolved: Slow pages", "Investigating: Slow pages"}
	for _, c := range []struct {
		path, kind string
		want       []string
	}{
		{"history.atom", "atom 1.0", newest},
		{"history.rss", "rss 2.0", newest},
		{"feed.json", "json 1.1", []string{open, "Moving the manual", "New switches"}}, // in the order of their announcement
		{"components/api/history.atom", "atom 1.0", api},
		{"components/api/history.rss", "rss 2.0", api},
		{"components/quiet/history.atom", "atom 1.0", nil},
		{"components/quiet/history.rss", "rss 2.0", nil},
		{"incidents/postmortem/history.atom", "atom 1.0", updates},
		{"history/archive/2.atom", "atom 1.0", []string{"New switches", "A new database", "Slow pages"}},
	} {
		f, err := parser.ParseURL(address + c.path)
		if err != nil {
			t.Errorf("/%s: %v", c.path, err)
			continue
		}
		if kind := f.FeedType + " " + strings.TrimPrefix(path.Base(f.FeedVersion), "version "); kind != c.kind {
			t.Errorf("/%s is %s", c.path, kind)
		}
		if f.FeedLink != address+c.path {
			t.Errorf("/%s says that it is at %s", c.path, f.FeedLink)
		}
		var titles []string
		for _, item := range f.Items {
			titles = append(titles, item.Title)
			if item.PublishedParsed == nil || item.Content+item.Description == "" || !strings.HasPrefix(item.Link, address+"incidents/") {
				t.Errorf("/%s: an item lacks something: %+v", c.path, item)
			}
		}
		if !slices.Equal(titles, c.want) {
			t.Errorf("/%s: got %q, want %q", c.path, titles, c.want)
		}
	}
}

// document is a feed as gofeed reads it, before it converts all formats to one.
func (s *site) document(url string) *atom.Feed {
	s.Helper()
	resp, err := s.client.Get(url)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	f, err := new(atom.Parser).Parse(resp.Body)
	if err != nil {
		s.Fatalf("%s: %v", url, err)
	}
	return f
}

// link returns the address of a relation, which a document has at most once.
func link(t *testing.T, f *atom.Feed, rel string) string {
	t.Helper()
	var found []string
	for _, l := range f.Links {
		if l.Rel == rel {
			found = append(found, l.Href)
		}
	}
	if len(found) > 1 {
		t.Errorf("%s has several links %s: %q", f.ID, rel, found)
	}
	return strings.Join(found, " ")
}

// A reader that follows the feed back through the archive (RFC 5005, section 4) finds
// every incident, and each part links to its neighbours.
func TestArchive(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	met := map[string]string{} // id of an incident → the first entry found for it
	feeds := map[string]bool{}
	url := address + "history.atom"
	for n := 0; url != ""; n++ {
		if n > 10 {
			t.Fatal("there is no end of archives")
		}
		f := s.document(url)
		if feeds[f.ID] {
			t.Errorf("the id %s is there twice", f.ID)
		}
		feeds[f.ID] = true
		if self := link(t, f, "self"); self != url {
			t.Errorf("%s says that it is %s", url, self)
		}
		_, archived := f.Extensions["fh"]["archive"]
		if archived != (n > 0) {
			t.Errorf("%s is an archive: %v", url, archived)
		}
		if current := link(t, f, "current"); archived && current != address+"history.atom" {
			t.Errorf("%s belongs to %q", url, current)
		}
		if next := link(t, f, "next-archive"); next != "" {
			t.Errorf("%s will change when %q does", url, next)
		}
		for id, content := range entries(t, f) {
			if was, ok := met[id]; ok && was != content {
				t.Errorf("%s says something else of %s", url, id)
			}
			met[id] = content
		}
		url = link(t, f, "prev-archive")
	}
	count := 0
	for _, f := range sources(t) {
		name, ok := strings.CutPrefix(f.Name, "content/incidents/")
		if !ok {
			continue
		}
		count++
		if id := "tag:status.example.org,2005:Incident/" + strings.TrimSuffix(name, ".md"); met[id] == "" {
			t.Errorf("%s is nowhere", id)
		}
	}
	if len(met) != count || len(feeds) != 3 {
		t.Errorf("%d entries in %d documents, of %d incidents", len(met), len(feeds), count)
	}
}

// entries returns the entries of a feed by id, and fails if an id is there twice.
func entries(t *testing.T, f *atom.Feed) map[string]string {
	t.Helper()
	m := map[string]string{}
	for _, e := range f.Entries {
		if _, twice := m[e.ID]; twice {
			t.Errorf("%s has the entry %s twice", f.ID, e.ID)
		}
		m[e.ID] = strings.Join([]string{e.Title, e.Updated, e.Content.Value}, "\n")
	}
	return m
}

// A part of the archive does not change when an incident is added: readers fetch it only
// once.
func TestArchiveStays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const oldest, middle = "history/archive/1.atom", "history/archive/2.atom"
	_, one := s.get(oldest)
	_, two := s.get(middle)
	s.save("content/incidents/new.md", "---\ntitle: Brand new\ntimeline: [{at: 2026-03-10 07:50, status: investigating, message: Smoke.}]\n---\n")
	s.shows("history.atom", "Brand new")
	if _, now := s.get(oldest); now != one {
		t.Errorf("/%s has changed", oldest)
	}
	if _, now := s.get(middle); now != two {
		t.Errorf("/%s has changed", middle)
	}
}
