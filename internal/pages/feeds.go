package pages

import (
	"slices"
	"strconv"
	"time"

	"statuary/internal/api"
	"statuary/internal/config"
	"statuary/internal/feed"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
)

// newFeed returns a feed without entries. home is the path of the page that it belongs
// to.
func (b *base) newFeed(name, title, home string, updated time.Time) feed.Feed {
	if updated.IsZero() {
		// A feed must have the time of its last change. The time of the build would make
		// every build of an empty feed different.
		updated = time.Unix(0, 0).In(b.config.Zone)
	}
	return feed.Feed{
		ID: b.config.Feed.Tag + ":" + name, Title: title, Home: b.config.URL() + home,
		Language: b.config.Language, Author: b.config.Title, Updated: updated,
	}
}

// feedPage returns the file of a feed.
func (b *base) feedPage(path, format string, key any, view func() FeedView) Page {
	return Page{Path: path, Key: key, Renderer: feedRenderer{b.markdown, b.shared, b.on(RSS), format}, View: func() any {
		v := view()
		v.Feed.Self = b.config.URL() + route.EscapePath(path)
		if path == route.AtomFile || path == route.RSSFile {
			v.Feed.Hub = b.config.Hub()
		}
		return v
	}}
}

// siteFeed returns a feed of the whole history without entries.
func (p *plan) siteFeed() feed.Feed {
	return p.newFeed("/history", p.site.Name+" - Incident History", "", p.changed)
}

func (p *plan) atomFeed() batchFunc { return p.afterNewest(p.history.Entries, p.planAtomFeed) }

func (p *plan) planAtomFeed(yield func(Page) bool) bool {
	list := p.history.Entries
	v := FeedView{Feed: p.siteFeed(), Entries: p.newestShared(list)}
	if n := p.archives(); n > 0 {
		v.Feed.Older = p.config.URL() + route.ArchiveFile(n)
		// Entries that are in no part of the archive must be here (RFC 5005, section 4):
		// the newest few. Most of them are here anyway.
		for _, i := range p.history.Announced[:len(list)-n*p.config.Feed.Entries] {
			if !slices.Contains(list[:p.config.Feed.Entries], i) {
				v.Entries = append(v.Entries, p.sharedEntry(i))
			}
		}
	}
	return yield(p.feedPage(route.AtomFile, "atom", nil, func() FeedView { return v }))
}

func (p *plan) rssFeed() batchFunc { return p.afterNewest(p.history.Entries, p.planRSSFeed) }

func (p *plan) planRSSFeed(yield func(Page) bool) bool {
	v := FeedView{Feed: p.siteFeed(), Entries: p.newestShared(p.history.Entries)}
	return yield(p.feedPage(route.RSSFile, "rss", nil, func() FeedView { return v }))
}

// jsonFeed plans the feed in which an incident keeps its place and date: entries are in
// the order in which incidents were announced.
func (p *plan) jsonFeed() batchFunc { return p.afterNewest(p.history.Announced, p.planJSONFeed) }

func (p *plan) planJSONFeed(yield func(Page) bool) bool {
	v := FeedView{Feed: p.siteFeed(), Entries: p.newestShared(p.history.Announced)}
	return yield(p.feedPage(route.JSONFeedFile, "json", nil, func() FeedView { return v }))
}

// allComponentFeeds plans the feeds of each component.
func (p *plan) allComponentFeeds() batchFunc {
	var all []batchFunc
	for _, c := range p.config.Components {
		all = append(all, p.afterNewest(p.history.Track(c.ID).Incidents, func(yield func(Page) bool) bool { return p.componentFeeds(c, yield) }))
	}
	return allBatches(all)
}

// componentFeedKey is all that the feed of a component depends on. Most edits are of incidents that no feed has.
type componentFeedKey struct {
	*base
	id string
	*incidentSet
	changed time.Time // when the last incident of the component changed
	format  string
}

// componentFeeds plans the feeds of a component.
func (p *plan) componentFeeds(c incident.Component, yield func(Page) bool) bool {
	list := p.history.Track(c.ID).Incidents
	k := componentFeedKey{p.base, c.ID, p.incidentSet("feed of "+c.ID, 0, p.inFeed(list)), newestOf(list), ""}
	view := func() FeedView {
		v := FeedView{Feed: k.newFeed("/components/"+route.Escape(c.ID)+"/history", k.site.Name+" - "+c.Name, route.EscapePath(route.ComponentFolder(c.ID)), k.changed)}
		v.Entries = k.newestShared(k.incidents)
		return v
	}
	for _, format := range p.feedFormats() {
		k.format = format
		if !yield(p.feedPage(route.ComponentFolder(c.ID)+"history."+format, format, k, view)) {
			return false
		}
	}
	return true
}

// feedFormats returns the formats of the feeds of components and tags.
func (b *base) feedFormats() []string {
	if b.on(RSS) {
		return []string{"atom", "rss"}
	}
	return []string{"atom"}
}

// archives returns how many parts the archive has. Each has as many entries as the feed,
// counted from the oldest, and is full, so that it never changes and readers need not
// read it again (RFC 5005, section 4). There are none if the feed has all entries.
func (p *plan) archives() int {
	if n, each := len(p.history.Announced), p.config.Feed.Entries; n > each && p.on(Archive) {
		return n / each
	}
	return 0
}

// archiveBatches plans each part of the archive when as many incidents as it holds, and
// those of the parts after it, have been planned.
func (p *plan) archiveBatches() batchFunc {
	parts := p.archives()
	next, shared := parts, p.inFeeds()
	return func(planned int, yield func(Page) bool) bool {
		for ; next > 0 && (parts-next+1)*p.config.Feed.Entries <= planned; next-- {
			if !yield(p.archive(next, shared)) {
				return false
			}
		}
		return true
	}
}

// archive returns the nth part of the archive, counted from 1. Shared are the incidents that are in
// other feeds too.
func (p *plan) archive(n int, shared map[*history.Incident]bool) Page {
	each, all := p.config.Feed.Entries, p.history.Announced
	part := all[len(all)-n*each : len(all)-(n-1)*each]
	k := setKey{p.base, p.incidentSet("archive", n, part)}
	return p.feedPage(route.ArchiveFile(n), "atom", k, func() FeedView {
		v := FeedView{Feed: k.newFeed("/history/archive/"+strconv.Itoa(n), k.site.Name+" - Incident History", route.HistoryFolder, newestOf(k.incidents))}
		v.Feed.Current = k.config.URL() + route.AtomFile
		if n > 1 {
			v.Feed.Older = k.config.URL() + route.ArchiveFile(n-1)
		}
		for _, i := range k.incidents {
			if shared[i] {
				v.Entries = append(v.Entries, k.sharedEntry(i))
			} else {
				v.Entries = append(v.Entries, k.feedEntry(i))
			}
		}
		return v
	})
}

// incidentFeedKey is all that the feed of an incident depends on.
type incidentFeedKey struct {
	*base
	incident *history.Incident
}

// feedsFrom returns the beginning of the oldest day on which an incident that is over may
// have had its last entry and still has a feed of its own; zero if all have one.
func feedsFrom(in Input) time.Time {
	if in.Config.Feed.Incidents == config.AllIncidents {
		return time.Time{}
	}
	return in.History.LastDay(in.Config.Feed.Incidents).Start(in.Config.Zone)
}

// hasOwnFeed reports whether an incident has a feed of its own: until it is over, and for
// some days after its last entry. Both the file and the links to it follow from this.
func (p *plan) hasOwnFeed(i *history.Incident) bool {
	last := i.Updates[len(i.Updates)-1].At
	return p.on(PerIncidentFeeds) && (i.Ended.IsZero() || !last.Before(p.feedsFrom))
}

// incidentFeed returns the feed of an incident, if it has one.
func (p *plan) incidentFeed(i *history.Incident) []Page {
	if !p.hasOwnFeed(i) {
		return nil
	}
	return []Page{p.updatesFeed(i)}
}

// updatesFeed returns the feed of an incident, with an entry for each update.
func (b *base) updatesFeed(i *history.Incident) Page {
	path := route.IncidentFolder(i.ID) + route.AtomFile
	page := b.feedPage(path, "atom", incidentFeedKey{b, i}, func() FeedView {
		home := route.EscapePath(route.IncidentFolder(i.ID))
		v := FeedView{Feed: b.newFeed("Incident/"+route.Escape(i.ID)+"/history", b.site.Name+" - "+i.Title, home, i.UpdatedAt)}
		ids := api.UpdateIDs(i)
		for n := len(i.Updates) - 1; n >= 0; n-- {
			u := b.feedUpdate(i, n)
			place := updateID(n)
			if i.Updates[n].Status == incident.Postmortem && i.Updates[n].Message == "" && i.Postmortem != "" {
				place = postmortemID
			}
			e := &FeedEntry{Single: true, Updates: []FeedUpdate{u}, Entry: feed.Entry{
				ID: b.config.Feed.Tag + ":Update/" + ids[n], Title: u.Label + ": " + i.Title,
				URL: v.Feed.Home + "#" + place, Published: u.At, Updated: u.At,
			}}
			if b.foreign(i.Language) != "" || i.Updates[n].Original || place == postmortemID && i.OriginalPostmortem {
				e.Note = b.words.T("This page has not been translated yet.")
			}
			v.Entries = append(v.Entries, e)
		}
		return v
	})
	page.Source = i.Source.File
	return page
}
