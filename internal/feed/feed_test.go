package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"statuary/internal/golden"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

func sample() (*Feed, []Entry) {
	zone := time.FixedZone("EST", -5*3600)
	at := func(day int) time.Time { return time.Date(2018, 1, day, 14, 38, 0, 0, zone) }
	f := &Feed{
		ID: "tag:status.example.org,2005:/history", Title: "Fish & Chips Status - Incident History",
		Home: "https://status.example.org/x/", Self: "https://status.example.org/x/history.atom",
		Language: "en-GB", Author: "Fish & Chips", Updated: at(9),
	}
	return f, []Entry{
		{
			ID: "tag:status.example.org,2005:Incident/31233568", Title: "Errors with <b> & \u0008\u001bcontrol \ufffe characters",
			URL: "https://status.example.org/x/incidents/a/", Published: at(6), Updated: at(9),
			HTML: []byte("<p><small>Jan <var data-var='date'> 6</var></small><br><strong>Resolved</strong> - Fine \u0000again ]]> &amp; well</p>"),
		},
		{ID: "tag:status.example.org,2005:Incident/b", Title: "日本語", URL: "https://status.example.org/x/incidents/%E6%97%A5/", Published: at(5), Updated: at(5)},
	}
}

// format writes a feed with entries.
type format func(io.Writer, *Feed, []Entry) error

func atom(w io.Writer, f *Feed, entries []Entry) error {
	return encoded(w, f, entries, AppendAtomEntry, Atom)
}

func rssFeed(w io.Writer, f *Feed, entries []Entry) error {
	return encoded(w, f, entries, AppendRSSItem, RSS)
}

func encoded(w io.Writer, f *Feed, entries []Entry, add func([]byte, *Entry) ([]byte, error), write func(io.Writer, *Feed, []byte) error) error {
	var all []byte
	for _, e := range entries {
		var err error
		if all, err = add(all, &e); err != nil {
			return err
		}
	}
	return write(w, f, all)
}

// TestGolden compares feeds with files that the W3C's validator accepts, and parses them with
// another library.
func TestGolden(t *testing.T) {
	for name, write := range map[string]format{"sample.atom": atom, "sample.rss": rssFeed, "empty.atom": atom, "empty.rss": rssFeed} {
		f, entries := sample()
		if name[:5] == "empty" {
			entries = nil
		}
		var b bytes.Buffer
		if err := write(&b, f, entries); err != nil {
			t.Fatal(err)
		}
		file := "testdata/" + name
		golden.File(t, file, b.Bytes())
		wellFormed(t, name, b.Bytes())
		parsed, err := gofeed.NewParser().Parse(&b)
		if err != nil {
			t.Fatal(name, err)
		}
		if parsed.Title != f.Title || parsed.Link != f.Home || len(parsed.Items) != len(entries) {
			t.Errorf("%s: read back %q %q with %d items", name, parsed.Title, parsed.Link, len(parsed.Items))
		}
		for i, item := range parsed.Items {
			e := entries[i]
			id := e.ID
			if parsed.FeedType == "rss" {
				id = e.URL
			}
			if item.GUID != id || item.Link != e.URL || !item.PublishedParsed.Equal(e.Published) || item.Title != clean(e.Title) {
				t.Errorf("%s: read back %+v", name, item)
			}
		}
	}
}

// wellFormed parses XML strictly; gofeed accepts more.
func wellFormed(t *testing.T, name string, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s is not well-formed: %v", name, err)
		}
	}
}

func FuzzFeed(f *testing.F) {
	f.Add("a\x00b\ufffe\U0001f600", "<p>\x0b</p>")
	f.Fuzz(func(t *testing.T, title, html string) {
		s, entries := sample()
		s.Title, entries[0].HTML = title, []byte(html)
		for _, write := range []format{atom, rssFeed} {
			var b bytes.Buffer
			if err := write(&b, s, entries); err != nil {
				t.Fatal(err)
			}
			wellFormed(t, "feed", b.Bytes())
		}
	})
}

// HTML in RSS is escaped as encoding/xml does it.
func FuzzEscapes(f *testing.F) {
	f.Add([]byte("<p title=\"a\">b & 'c'\t\r\n</p>\xff\u0000\ufffe é"))
	f.Fuzz(func(t *testing.T, html []byte) {
		var want bytes.Buffer
		if err := xml.EscapeText(&want, []byte(clean(string(html)))); err != nil {
			t.Fatal(err)
		}
		if got := rssEscaper.append(nil, html); string(got) != want.String() {
			t.Errorf("got %q, want %q", got, want.String())
		}
	})
}
