// Package feeds reads histories from Atom, RSS and JSON feeds: those of Statuspage and
// Instatus, whose entries contain all updates of an incident, and others, whose entries
// become one update each. Entries with one link and one title are updates of one incident.
//
// A feed contains only the newest 25 entries or so. Snapshots that were saved at
// different times are merged: of each entry, the newest version counts. Feeds contain
// no impact, and components only if a line of the text names them.
package feeds

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// entry is one version of an entry.
type entry struct {
	*gofeed.Item
	feed      *gofeed.Feed
	place     string
	id        string    // equal for all versions of an entry
	published time.Time // with the offset that the feed has; zero if unknown
	updated   time.Time

	label  string            // status or type in the title, which title no longer has
	title  string            // on one line
	names  map[string]string // id → name of the components of all entries
	listed map[string]bool   // the components of the incident
	single bool              // the entry is one update
	known  bool              // the update has a status
}

// Read merges the feeds in the files. A file that is not a feed is an error if it is
// the only one; otherwise it is ignored with a note.
func Read(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	newest := map[string]*entry{}
	var order []string
	h := &exchange.History{}
	for _, f := range files {
		feed, err := parse(f.Data)
		if err != nil {
			if len(files) == 1 {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			r.Add(exchange.Info, f.Name, "a file that is not a feed was ignored", "%v", err)
			continue
		}
		setSite(&h.Site, feed)
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
	names := map[string]string{}
	var single []*exchange.Incident
	merged := map[*exchange.Incident]bool{}
	byLink := map[string]*exchange.Incident{}
	for _, id := range order {
		e := newest[id]
		e.names = names
		in := e.incident(o, r)
		if in == nil {
			continue
		}
		key := e.linkKey()
		if first := byLink[key]; e.single && key != "" && first != nil {
			r.Incidents.Merged++
			mergeInto(first, in)
			merged[first] = true
			continue
		}
		if e.single && key != "" {
			byLink[key] = in
		}
		h.Incidents = append(h.Incidents, in)
		if e.known {
			single = append(single, in)
		}
	}
	for in := range merged {
		finish(in)
	}
	added := map[string]bool{}
	for _, in := range h.Incidents {
		for _, c := range in.Components {
			if !added[c] {
				added[c] = true
				h.Components = append(h.Components, incident.Component{ID: c, Name: names[c]})
			}
		}
	}
	for _, in := range single {
		if len(in.Updates) == 1 {
			r.Add(exchange.Guess, in.Source.File, "an entry has only one update: when the incident began is not known", "%s", in.Title)
		}
	}
	switch {
	case len(h.Components) > 0:
		r.Add(exchange.Loss, "", "the feed has no impact, and no component that no entry names: complete the files and config.toml", "")
	case len(order) > 0:
		r.Add(exchange.Loss, "", "feeds contain no components and no impact: add them to the files, or import from the page itself", "")
	}
	setZone(h, newest, order, o, r)
	return h, nil
}

// linkKey returns what entries have in common that are updates of one incident: the link without its
// fragment, and the title. It is empty for an entry without a link of its own.
func (e *entry) linkKey() string {
	link, _, _ := strings.Cut(e.Link, "#")
	if idOf(link) == "" || e.title == "" {
		return ""
	}
	return link + "\n" + e.title
}

// mergeInto adds the updates of an entry to the incident of another one. [finish] completes it.
func mergeInto(in, more *exchange.Incident) {
	in.Updates = append(in.Updates, more.Updates...)
	in.Components = append(in.Components, more.Components...)
	if more.Type == incident.Maintenance {
		in.Type = more.Type
	}
	if in.ScheduledFor.IsZero() {
		in.ScheduledFor, in.ScheduledUntil = more.ScheduledFor, more.ScheduledUntil
	}
}

// finish sorts the updates of a merged incident, and removes equal ones.
func finish(in *exchange.Incident) {
	slices.SortStableFunc(in.Updates, func(a, b incident.Update) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Message, b.Message))
	})
	in.Updates = slices.CompactFunc(in.Updates, func(a, b incident.Update) bool {
		return a.At.Equal(b.At) && a.Status == b.Status && a.Message == b.Message
	})
	seen := map[string]bool{}
	in.Components = slices.DeleteFunc(in.Components, func(c string) bool {
		again := seen[c]
		seen[c] = true
		return again
	})
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
}

var errNotFeed = errors.New("not an Atom, RSS or JSON feed")

func parse(data []byte) (feed *gofeed.Feed, err error) {
	start := bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), 4096)], []byte("\ufeff")))
	if low := strings.ToLower(string(start)); strings.HasPrefix(low, "<!doctype html") || strings.HasPrefix(low, "<html") {
		return nil, fmt.Errorf("%w, but an HTML page", errNotFeed)
	}
	if bytes.HasPrefix(start, []byte("<")) {
		if err := checkDepth(data); err != nil {
			return nil, err
		}
	}
	if strings.HasPrefix(string(start), "{") || strings.HasPrefix(string(start), "[") {
		// The library takes any JSON for an empty feed.
		var d struct {
			Items *json.RawMessage `json:"items"`
		}
		if json.Unmarshal(data, &d) != nil || d.Items == nil {
			return nil, fmt.Errorf("%w, but other JSON", errNotFeed)
		}
	}
	defer func() { // the library may panic on malformed input
		if p := recover(); p != nil {
			feed, err = nil, fmt.Errorf("%w: %v", errNotFeed, p)
		}
	}()
	parser := gofeed.NewParser()
	// Without this, the library looks for a picture in each text, with a parser of HTML without limits.
	parser.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	feed, err = parser.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotFeed, err)
	}
	return feed, nil
}

// newEntry returns an entry with its times. An entry without a publication date has
// the time of its update.
func newEntry(feed *gofeed.Feed, item *gofeed.Item, place string) *entry {
	e := &entry{Item: item, feed: feed, place: place, id: cmp.Or(item.GUID, item.Link, item.Title+item.Published)}
	e.published, e.updated = parseTime(item.Published, item.PublishedParsed), parseTime(item.Updated, item.UpdatedParsed)
	if e.published.IsZero() {
		e.published = e.updated
	}
	return e
}

// parseTime parses a time and keeps its offset, which the library drops. If that
// fails, it returns the time that the library has parsed, or zero.
func parseTime(text string, parsed *time.Time) time.Time {
	for _, layout := range []string{time.RFC3339Nano, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return t
		}
	}
	if t, err := time.Parse(time.RFC1123, strings.TrimSpace(text)); err == nil && strings.HasSuffix(strings.TrimSpace(text), " GMT") {
		return t.UTC()
	}
	if parsed != nil {
		return *parsed
	}
	return time.Time{}
}

// newer reports whether e replaces the version old. Sometimes the content changes but
// the dates do not (24 of 819 real entries); then the longer version counts.
func (e *entry) newer(old *entry) bool {
	return cmp.Or(e.updated.Compare(old.updated), e.published.Compare(old.published), cmp.Compare(len(e.text()), len(old.text()))) > 0
}

func (e *entry) text() string { return cmp.Or(e.Content, e.Description) }

// incident converts an entry. It returns nil, and reports the entry as skipped, if it
// has no time.
func (e *entry) incident(o exchange.Options, r *exchange.Report) *exchange.Incident {
	e.title = htmltext.Line(e.Title)
	e.single = !begin.MatchString(e.text())
	if e.single {
		e.label, e.title = splitTitle(e.Title)
	}
	in := &exchange.Incident{Title: e.title, ID: idOf(e.Link)}
	in.Source.File = e.place
	if strings.HasPrefix(e.GUID, "tag:") || e.GUID != e.Link {
		in.AtomID = e.GUID
	}
	if p := pathOf(e.Link); p != "" {
		in.Aliases = []string{p}
	}
	if in.ID == "" {
		in.ID = cmp.Or(exchange.Slug(e.title), "entry")
		if !e.published.IsZero() {
			in.ID = e.published.Format("2006-01-02-") + in.ID
		}
	}
	if e.single {
		e.addSingle(in, r)
	} else {
		e.readUpdates(in, r)
	}
	if len(in.Updates) == 0 {
		r.Add(exchange.Skip, e.place, "an entry without a time", "%s", htmltext.Line(e.Title))
		return nil
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	if e.updated.After(in.Updates[len(in.Updates)-1].At.Add(time.Second)) {
		in.Updated = e.updated
	}
	return in
}

// idOf returns the last part of the path of a link: the code of a Statuspage incident,
// or the name that another tool uses.
func idOf(link string) string {
	u, err := url.Parse(link)
	if err != nil || strings.Trim(u.Path, "/") == "" || !utf8.ValidString(u.Path) {
		return ""
	}
	return strings.TrimSuffix(path.Base(strings.TrimRight(u.Path, "/")), ".html")
}

// pathOf returns the path of a link, or "" if it has a query.
func pathOf(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.RawQuery != "" {
		return ""
	}
	return u.Path
}

var (
	smallTag = lazyregexp.New(`(?is)<small>(.*?)</small>`)
	tags     = lazyregexp.New(`<[^>]*>`)
)
