// Package feeds reads histories from Atom and RSS feeds: Statuspage's, whose
// entries hold all updates of an incident, and others', of whose entries each is
// one update.
//
// A feed has only the newest 25 or so. Several that were saved at different
// times are merged: of each entry the newest version counts. Feeds know of no
// components and of no impact.
package feeds

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"statuary/internal/importer/neutral"
	"statuary/internal/importer/prose"
	"statuary/internal/importer/stamp"
	"statuary/internal/incident"
)

// entry is one version of an entry.
type entry struct {
	*gofeed.Item
	feed      *gofeed.Feed
	place     string
	id        string    // that tells versions of the same entry
	published time.Time // with the offset that the feed gives
	updated   time.Time
}

// Read merges the feeds in the files. A file that is no feed is an error if it
// is the only one, and a note otherwise.
func Read(files []neutral.File, o neutral.Options, r *neutral.Report) (*neutral.History, error) {
	newest := map[string]*entry{}
	var order []string
	h := &neutral.History{}
	for _, f := range files {
		feed, err := parse(f.Data)
		if err != nil {
			if len(files) == 1 {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			r.Add(neutral.Info, f.Name, "a file that is not a feed was ignored", "%v", err)
			continue
		}
		site(&h.Site, feed)
		for i, item := range feed.Items {
			r.Incidents.Read++
			e := newEntry(feed, item, fmt.Sprintf("%s: entry %d", f.Name, i+1))
			old, ok := newest[e.id]
			if !ok {
				order = append(order, e.id)
				newest[e.id] = e
				continue
			}
			r.Incidents.Merged++
			if e.newer(old) {
				newest[e.id] = e
			}
		}
	}
	if len(order) > 0 {
		r.Add(neutral.Loss, "", "feeds contain no components and no impact: add them to the files, or import from the page itself", "")
	}
	for _, id := range order {
		if in := newest[id].incident(o, r); in != nil {
			h.Incidents = append(h.Incidents, in)
		}
	}
	zone(h, newest, order, o, r)
	return h, nil
}

var errNotFeed = errors.New("not an Atom, RSS or JSON feed")

func parse(data []byte) (feed *gofeed.Feed, err error) {
	start := bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), 4096)], []byte("\ufeff")))
	if low := strings.ToLower(string(start)); strings.HasPrefix(low, "<!doctype html") || strings.HasPrefix(low, "<html") {
		return nil, fmt.Errorf("%w, but an HTML page", errNotFeed)
	}
	defer func() { // the library is not ours, and the text is anybody's
		if p := recover(); p != nil {
			feed, err = nil, fmt.Errorf("%w: %v", errNotFeed, p)
		}
	}()
	feed, err = gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotFeed, err)
	}
	return feed, nil
}

// IDs gives the ids of a feed's entries by their links, and how they begin: the
// only place where Statuspage tells them.
func IDs(data []byte) (tag string, byLink map[string]string, err error) {
	feed, err := parse(data)
	if err != nil {
		return "", nil, err
	}
	byLink = map[string]string{}
	for _, i := range feed.Items {
		if strings.HasPrefix(i.GUID, "tag:") {
			byLink[i.Link] = i.GUID
			tag = tagOf(i.GUID)
		}
	}
	return tag, byLink, nil
}

// tagOf is the part of a tag: URI before the colon that ends its authority.
func tagOf(id string) string {
	if n := strings.LastIndexByte(id, ':'); strings.HasPrefix(id, "tag:") && n > 4 {
		return id[:n]
	}
	return ""
}

func newEntry(feed *gofeed.Feed, item *gofeed.Item, place string) *entry {
	e := &entry{Item: item, feed: feed, place: place, id: cmp.Or(item.GUID, item.Link, item.Title+item.Published)}
	e.published, e.updated = when(item.Published, item.PublishedParsed), when(item.Updated, item.UpdatedParsed)
	if e.published.IsZero() {
		e.published = e.updated
	}
	return e
}

// when reads a time with the offset it is written with, which the library drops.
func when(text string, parsed *time.Time) time.Time {
	for _, layout := range []string{time.RFC3339Nano, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return t
		}
	}
	if parsed != nil {
		return *parsed
	}
	return time.Time{}
}

// newer says which of two versions counts. Content changes at times while the
// dates do not (24 of 819 real entries): then the longer one.
func (e *entry) newer(old *entry) bool {
	return cmp.Or(e.updated.Compare(old.updated), e.published.Compare(old.published), cmp.Compare(len(e.text()), len(old.text()))) > 0
}

func (e *entry) text() string { return cmp.Or(e.Content, e.Description) }

// incident makes one of an entry, or skips it.
func (e *entry) incident(o neutral.Options, r *neutral.Report) *incident.Incident {
	in := &incident.Incident{Title: e.Title, ID: idOf(e.Link)}
	in.Source.File = e.place
	if strings.HasPrefix(e.GUID, "tag:") || e.GUID != e.Link {
		in.AtomID = e.GUID
	}
	if p := pathOf(e.Link); p != "" {
		in.Aliases = []string{p}
	}
	if in.ID == "" {
		in.ID = cmp.Or(neutral.Slug(e.Title), "entry")
		if !e.published.IsZero() {
			in.ID = e.published.Format("2006-01-02-") + in.ID
		}
	}
	if !e.updates(in, r) {
		e.single(in, r)
	}
	if len(in.Updates) == 0 {
		r.Add(neutral.Skip, e.place, "an entry without a time", "%s", prose.Line(e.Title))
		return nil
	}
	in.Impact = neutral.Computed(in)
	if e.updated.After(in.Updates[len(in.Updates)-1].At.Add(time.Second)) {
		in.Updated = e.updated
	}
	return in
}

// idOf is the last part of an address: Statuspage's code, or another tool's
// name for the incident.
func idOf(link string) string {
	u, err := url.Parse(link)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return strings.TrimSuffix(path.Base(strings.TrimRight(u.Path, "/")), ".html")
}

func pathOf(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.RawQuery != "" {
		return ""
	}
	return u.Path
}

// single takes an entry for one update, published when the feed says. A feed
// with the history tells of what is over, and where no word in the title says
// otherwise, so does this.
func (e *entry) single(in *incident.Incident, r *neutral.Report) {
	if e.published.IsZero() {
		return
	}
	t := prose.HTML(e.text())
	for _, lost := range t.Lost {
		r.Add(neutral.Loss, e.place, "part of a text was left out", "%s", lost)
	}
	in.Updates = []incident.Update{{At: e.published, Status: incident.Resolved, Message: t.Markdown}}
	r.Add(neutral.Guess, e.place, "an entry that is not in Statuspage's format was imported as a resolved incident with one update", "%s", prose.Line(e.Title))
}

func site(s *neutral.Site, feed *gofeed.Feed) {
	title := prose.Line(feed.Title)
	for _, end := range []string{" - Incident History", " History - Atom Feed", " History"} {
		title = strings.TrimSuffix(title, end)
	}
	s.Title = cmp.Or(s.Title, strings.TrimSuffix(title, " Status"))
	s.URL = cmp.Or(s.URL, feed.Link)
	if tag := regexp.MustCompile(`^tag:[^,]+,\d{4}`).FindString(cmp.Or(first(feed), "")); tag != "" {
		s.FeedTag = cmp.Or(s.FeedTag, tag)
	}
	if l := feed.Language; len(l) >= 2 && !strings.HasPrefix(l, "en") {
		s.Language = cmp.Or(s.Language, l)
	}
}

func first(feed *gofeed.Feed) string {
	for _, i := range feed.Items {
		if strings.HasPrefix(i.GUID, "tag:") {
			return i.GUID
		}
	}
	return ""
}

// zone finds the time zone of the page: the one that the writer names, UTC if
// the feed writes in it, or one that uses the feed's abbreviations.
func zone(h *neutral.History, newest map[string]*entry, order []string, o neutral.Options, r *neutral.Report) {
	if o.Zone != nil {
		h.Site.TimeZone = o.Zone.String()
		return
	}
	seen := map[string]int{}
	for _, id := range order {
		for _, s := range small.FindAllStringSubmatch(newest[id].text(), -1) {
			if w, ok := stamp.Parse(tags.ReplaceAllString(s[1], "")); ok {
				seen[w.Zone]++
			}
		}
	}
	best := ""
	for _, a := range slices.Sorted(maps.Keys(seen)) {
		if seen[a] > seen[best] {
			best = a
		}
	}
	if place := stamp.Place(best); place != "" {
		h.Site.TimeZone = place
		r.Add(neutral.Guess, "", "the time zone of the page was inferred from an abbreviation; set another with --time-zone", "%s is %s", best, place)
	} else if best != "" && best != "UTC" && best != "GMT" {
		r.Add(neutral.Guess, "", "the time zone of the page is not known: the site uses UTC; set another with --time-zone", "%s", best)
	}
}

var (
	small = regexp.MustCompile(`(?is)<small>(.*?)</small>`)
	tags  = regexp.MustCompile(`<[^>]*>`)
)
