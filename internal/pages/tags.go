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

// tagPages plans the page and the feeds of each tag, and the list of all tags.
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
		if !p.tagFiles(t, yield) {
			return false
		}
	}
	return true
}

// tagFiles plans the page and the feeds of a tag.
func (p *plan) tagFiles(t tag, yield func(Page) bool) bool {
	k := tagKey{base: p.base, incidentSet: p.incidentSet("tag "+t.slug, 0, t.incidents), slug: t.slug, name: t.name, what: "page", all: len(p.tags) > 1}
	if !yield(p.page(route.TagFolder(t.slug), "tag.html", newestOf(t.incidents), k, func() any { return k.view() })) {
		return false
	}
	feed := func() FeedView {
		v := FeedView{Feed: k.newFeed("/tags/"+route.Escape(k.slug)+"/history", k.site.Name+" - "+k.name, k.path(), newestOf(k.incidents))}
		for _, i := range k.incidents[:min(len(k.incidents), k.config.Feed.Entries)] {
			v.Entries = append(v.Entries, k.feedEntry(i))
		}
		return v
	}
	for _, format := range p.feedFormats() {
		k := k
		k.what = format
		if !yield(p.feedPage(route.TagFolder(t.slug)+"history."+format, format, k, feed)) {
			return false
		}
	}
	return true
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
