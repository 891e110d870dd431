// Package pages plans the files of a site: from a history it makes a list of pages, each
// with a path and a view, the plain values that the page shows.
//
// Nothing is rendered here. A page shows only its view, so that two equal views make the
// same page. Builders that remember depend on this.
//
// Most pages have a key as well, which holds everything that the view depends on. If the key is
// the same as in the last build, the view is not made again.
package pages

import (
	"cmp"
	"iter"
	"maps"
	"reflect"

	"statuary/internal/calendar"
	"statuary/internal/history"
	"statuary/internal/i18n"
)

// Plan returns the pages of a site, without those of outputs that are turned off. Pages
// that a file of content/ replaces are among them.
func (pl *Planner) Plan(in Input) iter.Seq[Page] {
	b := newBase(in)
	if pl.base == nil || pl.base.config != b.config || pl.base.drafts != b.drafts || pl.base.markdown != b.markdown || pl.base.words != b.words || !reflect.DeepEqual(pl.base.site, b.site) ||
		pl.base.preview != b.preview || !maps.Equal(pl.base.colours, b.colours) {
		pl.base = b
	}
	return func(yield func(Page) bool) {
		p := newPlan(pl, in)
		p.mapped = make([]Mapped, 0, len(in.History.Entries))
		more := p.allOutputs(func(page Page) bool {
			if page.listed {
				p.mapped = append(p.mapped, page.mapped())
			}
			return yield(page)
		})
		if !more || p.on(Sitemap) && !p.sitemaps(p.mapped, yield) {
			return
		}
		pl.sets, pl.finder, pl.incidents, pl.layout = p.sets, p.finder, p.incidents, p.layout
		// Pages keep p, but need nothing of this.
		p.sets, p.finder, p.incidents, p.titles, p.mapped, p.monthPages = nil, nil, nil, nil, nil, nil
		p.layout, p.lastLayout = layout{}, layout{}
	}
}

func newPlan(pl *Planner, in Input) *plan {
	p := &plan{
		base: pl.base, last: pl, outputs: outputs, history: in.History, content: in.Content, theme: in.Theme, edits: in.Edits, cache: in.Cache, metricsShown: in.Metrics, others: in.ThirdParty,
		feedsFrom: feedsFrom(in), changed: newestOf(in.History.Entries), siteFiles: assetPaths(in.Content),
		sets:      map[setName]*incidentSet{},
		incidents: make(map[*history.Incident]*incidentFiles, len(in.History.Entries)),
		titles:    &pl.titles,
	}
	p.titles.count(in.History.Entries)
	p.lastLayout, pl.layout = pl.layout, layout{}
	p.cards = p.sharedPictures()
	if p.on(Tags) {
		p.tags = tagsOf(in.History.Announced)
	}
	return p
}

func newBase(in Input) *base {
	b := &base{words: cmp.Or(in.Words, i18n.English), config: in.Config, drafts: in.Drafts, markdown: in.Markdown, names: map[string]string{}, shared: newSharedEntries(), events: newCache[*history.Incident, calendar.Event](knownEvents)}
	for _, c := range in.Config.Components {
		b.names[c.ID] = c.Name
	}
	b.site = b.siteView(in.Content.Pages, len(in.History.Entries) > 0)
	b.setBrand(in)
	b.api = b.newAPI()
	return b
}
