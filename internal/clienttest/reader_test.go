package clienttest

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// parsed is the output of testdata/feeds.py for one feed.
type parsed struct {
	Bozo, Version, Title string
	Self                 []string
	Entries              []struct {
		ID, Title, Link string
		Published       []int // in UTC
		Text            string
	}
}

// feedparser sets bozo for any problem: in the XML, the media type that the server sends
// or the encoding. The title is text and not HTML.
func TestFeedparser(t *testing.T) {
	t.Parallel()
	module(t, "feedparser", "python3-feedparser")
	s := newSite(t)
	versions := map[string]string{".atom": "atom10", ".rss": "rss20"}
	paths := []string{"history.atom", "history.rss"}
	for _, name := range []string{"api", "web", "docs", "quiet"} {
		paths = append(paths, "components/"+name+"/history.atom", "components/"+name+"/history.rss")
	}
	for _, name := range []string{"open", "active", "called-off", "upcoming", "postmortem", "completed", "down", "first"} {
		paths = append(paths, "incidents/"+name+"/history.atom")
	}
	paths = append(paths, "history/archive/1.atom", "history/archive/2.atom")
	var urls []string
	for _, p := range paths {
		urls = append(urls, s.url+p)
	}
	got := python[[]parsed](t, "feeds.py", urls...)
	for n, f := range got {
		if f.Bozo != "" || f.Version != versions[filepath.Ext(paths[n])] || !strings.HasPrefix(f.Title, "Fish & Chips Status - ") {
			t.Errorf("/%s: %s %q: %s", paths[n], f.Version, f.Title, f.Bozo)
		}
		if !slices.Equal(f.Self, []string{address + paths[n]}) {
			t.Errorf("/%s says that it is %q", paths[n], f.Self)
		}
		ids := map[string]bool{}
		for _, e := range f.Entries {
			if ids[e.ID] || e.Link == "" || e.Text == "" {
				t.Errorf("/%s: %+v", paths[n], e)
			}
			ids[e.ID] = true
		}
		if len(f.Entries) == 0 != strings.Contains(paths[n], "quiet") {
			t.Errorf("/%s has %d entries", paths[n], len(f.Entries))
		}
	}
	for n := range 2 {
		e := got[n].Entries[1]
		if e.Title != `Orders <fail> & "stall"` || !reflect.DeepEqual(e.Published, []int{2026, 3, 10, 11, 0, 0}) {
			t.Errorf("/%s: %+v", paths[n], e)
		}
		if want := `<em>see</em> <a href="http://example.com/a?b&amp;c">`; !strings.Contains(e.Text, want) {
			t.Errorf("/%s lacks %s: %s", paths[n], want, e.Text)
		}
	}
}

// newsboat is the feed reader newsboat with its feeds and its cache.
type newsboat struct {
	*testing.T
	program, dir string
}

// reload fetches the feeds and returns the unread entries. Their number comes from
// newsboat, and the entries from its cache.
func (n newsboat) reload() []string {
	n.Helper()
	out, err := run(n.T, n.dir, nil, n.program,
		"-u", filepath.Join(n.dir, "urls"), "-c", filepath.Join(n.dir, "cache.db"), "-C", filepath.Join(n.dir, "config"), "-x", "reload", "print-unread")
	if err != nil {
		n.Fatalf("newsboat: %v\n%s", err, out)
	}
	list := python[[]string](n.T, "newsboat.py", "unread", filepath.Join(n.dir, "cache.db"))
	if want := fmt.Sprintf("%d unread articles", len(list)); !strings.Contains(string(out), want) {
		n.Errorf("newsboat says %q, and its cache has %q", out, list)
	}
	return list
}

func (n newsboat) read() {
	n.Helper()
	if left := python[[]string](n.T, "newsboat.py", "read", filepath.Join(n.dir, "cache.db")); len(left) > 0 {
		n.Errorf("%q could not be read", left)
	}
}

// After everything is read, only new entries are unread. An entry with a new update is
// unread again only in a feed for which the reader asked for that.
func TestNewsboat(t *testing.T) {
	t.Parallel()
	n := newsboat{t, program(t, "newsboat", "newsboat"), t.TempDir()}
	module(t, "sqlite3", "python3")
	s := newSite(t)
	atom, rss := s.url+"history.atom", s.url+"history.rss"
	for name, data := range map[string]string{
		"urls": atom + "\n" + rss + "\n",
		// Updated entries become unread again in the Atom feed, and not in the RSS feed.
		"config": "reset-unread-on-update \"" + atom + "\"\n",
	} {
		if err := os.WriteFile(filepath.Join(n.dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(when string, want ...string) {
		t.Helper()
		if got := n.reload(); !slices.Equal(got, want) {
			t.Errorf("%s, these are unread: %q, and not %q", when, got, want)
		}
		n.read()
	}
	const entry, page = " tag:status.example.org,2005:Incident/", " " + address + "incidents/"
	expect("at first", atom+entry+"active", atom+entry+"open", atom+entry+"upcoming", rss+page+"active/", rss+page+"open/", rss+page+"upcoming/")
	expect("with nothing new")

	s.edit("content/incidents/open.md", "\n---\n", "\n  - {at: 2026-03-10 07:30, status: monitoring, message: The disk is larger now.}\n---\n")
	s.shows("history.atom", "larger now")
	expect("after an update", atom+entry+"open")

	s.save("content/incidents/new.md", "---\ntitle: Brand new\ntimeline: [{at: 2026-03-10 07:50, status: investigating, message: Smoke.}]\n---\n")
	s.shows("history.atom", "Brand new")
	expect("after a new incident", atom+entry+"new", rss+page+"new/")

	// This is the purpose of the test: if ids changed, all entries would be new.
	s.edit("config.toml", "[feed]\n", "[feed]\ntag = \"tag:elsewhere.example.org,2026\"\n")
	s.shows("history.atom", "elsewhere")
	const other = " tag:elsewhere.example.org,2026:Incident/"
	expect("after ids have changed", atom+other+"new", atom+other+"open", atom+other+"upcoming")
}
