package pages

import (
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"statuary/internal/fingerprint"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/search"
)

// In a history that is too large for one file, an incident is found by its title and the
// first bytes of its texts: an index of all words would be as large as the history.
const (
	indexedMessage    = 300
	indexedPostmortem = 1000
)

// find returns the words of a history. Equal words are those of the last plan.
func (p *plan) find(last *finder) *finder {
	f := &finder{base: p.base, shards: map[string]*shard{}}
	if last != nil && last.base == p.base {
		f.segments = slices.Clone(last.segments)
	} else {
		last = &finder{}
	}
	all := p.history.Announced
	count := (len(all) + search.Block - 1) / search.Block
	f.segments = slices.Grow(f.segments, count)[:count]
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for n := range f.segments {
		from := n * search.Block
		list := make([]segmentIncident, 0, search.Block)
		for k := from; k < min(len(all), from+search.Block); k++ {
			i := all[len(all)-1-k] // numbers count from the oldest
			list = append(list, segmentIncident{i.Incident, len(i.Updates), i.Status})
		}
		if old := f.segments[n]; old != nil && old.whole == (len(all) <= search.Whole) && slices.Equal(old.incidents, list) {
			continue
		}
		g.Go(func() error {
			f.segments[n] = p.segment(list, from, f.segments[n], all)
			return nil
		})
	}
	_ = g.Wait() // no function returns an error
	parts := map[string][]*search.Postings{}
	for _, s := range f.segments {
		for name, words := range s.shards {
			parts[name] = append(parts[name], words)
		}
	}
	for name, list := range parts {
		if old := last.shards[name]; old != nil && slices.Equal(old.parts, list) {
			f.shards[name] = old
		} else {
			f.shards[name] = &shard{list}
		}
	}
	return f
}

// collectors are empty. The words of a block take megabytes until they are sorted.
var collectors = sync.Pool{New: func() any { return new(search.Collector) }}

// segment returns the words of a block. Equal words are those of the old block.
func (p *plan) segment(list []segmentIncident, from int, old *segment, all []*history.Incident) *segment {
	s := &segment{incidents: list, whole: len(all) <= search.Whole}
	same := func(n int) bool {
		return old != nil && n < len(old.incidents) && old.incidents[n] == list[n] && old.whole == s.whole
	}
	s.records = make([]search.Record, 0, len(list))
	for n := range list {
		s.records = append(s.records, p.record(all[len(all)-1-from-n]))
	}
	key, known := p.wordsKey(from, s, all)
	data := ""
	if known {
		data, known = p.cache.Get(key)
	}
	if known {
		s.shards, known = decodeShards(data)
	}
	if !known {
		c := collectors.Get().(*search.Collector)
		if old != nil {
			c.Take(old.shards, func(number int) bool { return number-from < len(list) && same(number-from) })
		}
		for n := range list {
			if !same(n) {
				c.Add(from+n, p.searched(all[len(all)-1-from-n]))
			}
		}
		s.shards = c.Shards()
		collectors.Put(c)
		if key != (fingerprint.Sum{}) {
			p.cache.Put(key, search.AppendShards(nil, s.shards))
		}
	}
	if old != nil {
		for name, shard := range s.shards {
			if before := old.shards[name]; before != nil && before.Equal(shard) {
				s.shards[name] = before
			}
		}
	}
	return s
}

// wordsKey returns a digest of all that the words of a block depend on. It reports false if that is
// not known, as for a block with an open incident.
func (p *plan) wordsKey(from int, s *segment, all []*history.Incident) (fingerprint.Sum, bool) {
	b := fmt.Appendf(nil, "words %d %t\x00", from, s.whole)
	for n, in := range s.incidents {
		i := all[len(all)-1-from-n]
		sum, ok := p.content.Sums[in.Incident]
		if !ok || !i.Settled() {
			return fingerprint.Sum{}, false
		}
		b = append(b, sum[:]...)
		for _, c := range i.Affected {
			b = append(append(b, c.Name...), 0)
		}
	}
	return fingerprint.Bytes(b), true
}

// decodeShards returns the words of a block as an earlier build had them.
func decodeShards(data string) (map[string]*search.Postings, bool) {
	shards, err := search.DecodeShards(data)
	return shards, err == nil
}

// searched returns the texts by which an incident is found.
func (p *plan) searched(i *history.Incident) search.Texts {
	whole := len(p.history.Announced) <= search.Whole
	part := func(s string, n int) string {
		if whole || len(s) <= n {
			return s
		}
		return s[:n]
	}
	t := search.Texts{Title: i.Title}
	for _, c := range i.Affected {
		t.Bodies = append(t.Bodies, c.Name)
	}
	t.Bodies = append(t.Bodies, i.Tags...)
	for _, u := range i.Updates {
		t.Bodies = append(t.Bodies, part(u.Message, indexedMessage))
	}
	if !i.PostmortemAt().IsZero() {
		t.Bodies = append(t.Bodies, part(i.Postmortem, indexedPostmortem))
	}
	return t
}

func (p *plan) record(i *history.Incident) search.Record {
	r := search.Record{
		Title: i.Title, Path: route.EscapePath(route.IncidentFolder(i.ID)), Start: i.Started.Unix(), Kind: i.Impact.String(), Status: i.Status.String(),
		Postmortem: hasPostmortem(i),
	}
	if i.Type == incident.Maintenance {
		r.Kind = incident.Planned.String()
	}
	if i.Type == incident.Announcement {
		r.Kind = i.Type.String()
	}
	if p.on(Tags) {
		for _, t := range incidentTags(i) {
			r.Tags = append(r.Tags, t.slug)
		}
	}
	for n, c := range p.config.Components {
		if slices.ContainsFunc(i.Affected, func(a incident.Component) bool { return a.ID == c.ID }) {
			r.Components = append(r.Components, n)
		}
	}
	return r
}

// searchFiles plans the index that the script searches.
func (p *plan) searchFiles(yield func(Page) bool) bool {
	f := p.find(p.last.finder)
	p.finder = f
	shards := slices.Sorted(maps.Keys(f.shards))
	x := search.Index{Stop: search.Stop, Total: len(p.history.Announced), Components: names(p.config.Components), Shards: []string{}}
	if x.Total <= search.Whole {
		for _, s := range f.segments {
			x.Records = append(x.Records, s.records...)
		}
		for _, name := range shards {
			x.Words = append(x.Words, f.shards[name].parts)
		}
		return yield(Page{Path: route.SearchFolder + "index.json", View: constView(x), Renderer: searchIndex{}})
	}
	x.Block, x.Shards = search.Block, shards
	if !yield(Page{Path: route.SearchFolder + "index.json", View: constView(x), Renderer: searchIndex{}}) {
		return false
	}
	for n, s := range f.segments {
		page := Page{Path: route.SearchFolder + "records/" + strconv.Itoa(n) + ".json", Key: s, Renderer: searchRecords{}}
		page.View = func() any { return s.records }
		if !yield(page) {
			return false
		}
	}
	for _, name := range x.Shards {
		s := f.shards[name]
		if !yield(Page{Path: route.SearchFolder + "words/" + name + ".json", Key: s, View: func() any { return s.parts }, Renderer: searchWords{}}) {
			return false
		}
	}
	return true
}

// search returns the words of the search form.
func (p *plan) search() *view.Search {
	if !p.on(SearchIndex) || len(p.history.Entries) == 0 {
		return nil
	}
	s := &view.Search{Zone: p.config.Zone.String()}
	for _, c := range p.config.Components {
		s.Components = append(s.Components, c.Name)
	}
	for _, t := range p.tags {
		s.Tags = append(s.Tags, view.KeyWord{Key: t.slug, Word: t.name})
	}
	for impact := incident.None; impact <= incident.Planned; impact++ {
		s.Kinds = append(s.Kinds, view.KeyBadge{Key: impact.String(), Badge: impactBadge(impact)})
	}
	if len(p.history.Entries) != len(p.history.Incidents) {
		s.Kinds = append(s.Kinds, view.KeyBadge{Key: incident.Announcement.String(), Badge: announcementBadge})
		s.Statuses = append(s.Statuses, view.KeyWord{Key: incident.Announced.String(), Word: announcementBadge.Label})
	}
	for _, status := range incident.Statuses() {
		s.Statuses = append(s.Statuses, view.KeyWord{Key: strings.ReplaceAll(status.String(), "_", ""), Word: status.Label()})
	}
	return s
}

type searchIndex struct{}

// Render implements Renderer.
func (searchIndex) Render(w io.Writer, view any) error { return view.(search.Index).Encode(w) }

type searchRecords struct{}

// Render implements Renderer.
func (searchRecords) Render(w io.Writer, view any) error {
	return search.EncodeRecords(w, view.([]search.Record))
}

type searchWords struct{}

// Render implements Renderer.
func (searchWords) Render(w io.Writer, view any) error {
	return search.EncodeWords(w, view.([]*search.Postings))
}
