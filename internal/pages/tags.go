package pages

import (
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// tagKey is all that the files of a tag depend on.
type tagKey struct {
	*base
	*incidentSet
	slug, name, what string
	all              bool // there is a list of all tags
}

// tagPages plans the page of each tag, and the list of all tags.
func (p *plan) tagPages(yield func(Page) bool) bool {
	if len(p.tags) > 1 {
		v := view.TagsView{Frame: p.frame("history", p.words.T("Tags"), p.words.F("Tags of the incidents of %s.", p.site.Name), route.TagsFolder)}
		for _, t := range p.tags {
			v.Tags = append(v.Tags, p.countLink(t))
		}
		if !yield(p.page(route.TagsFolder, "tags.html", p.changed, nil, constView(v))) {
			return false
		}
	}
	for _, t := range p.tags {
		k := p.tagKey(t, "page")
		if !yield(p.page(route.TagFolder(t.slug), "tag.html", newestOf(t.incidents), k, func() any { return k.view() })) {
			return false
		}
	}
	return true
}

func (p *plan) tagKey(t tag, what string) tagKey {
	return tagKey{base: p.base, incidentSet: p.incidentSet("tag "+t.slug, 0, t.incidents), slug: t.slug, name: t.name, what: what, all: len(p.tags) > 1}
}

// tagFeeds plans the feeds of each tag.
func (p *plan) tagFeeds() batchFunc {
	var all []batchFunc
	for _, t := range p.tags {
		all = append(all, p.afterNewest(t.incidents, func(yield func(Page) bool) bool {
			for _, format := range p.feedFormats() {
				k := p.tagKey(t, format)
				if !yield(p.feedPage(route.TagFolder(t.slug)+"history."+format, format, k, k.feed)) {
					return false
				}
			}
			return true
		}))
	}
	return allBatches(all)
}

func (k tagKey) feed() FeedView {
	v := FeedView{Feed: k.newFeed("/tags/"+route.Escape(k.slug)+"/history", k.site.Name+" - "+k.name, k.path(), newestOf(k.incidents))}
	v.Entries = k.newestShared(k.incidents)
	return v
}

// path returns the path of the tag's page, for an address.
func (k tagKey) path() string { return route.EscapePath(route.TagFolder(k.slug)) }

func (k tagKey) view() view.TagView {
	v := view.TagView{
		Frame: k.frame("history", k.name, k.words.F("Incidents with the tag %s.", k.name), k.path()),
		Name:  k.name, Total: len(k.incidents),
		Atom: k.link(k.path() + route.AtomFile), RSS: k.linkIf(RSS, k.path()+route.RSSFile),
	}
	if k.all {
		v.All = k.link(route.TagsFolder)
	}
	v.Incidents, v.Older = k.newestRows(k.incidents)
	return v
}
