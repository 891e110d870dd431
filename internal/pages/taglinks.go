package pages

import (
	"cmp"
	"slices"

	"statuary/internal/history"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// mostLinkedTags is how many tags the page of the history links to. The others are on /tags/.
const mostLinkedTags = 20

// tagLinks returns the tags of an incident, for a list. They are links if tags have pages.
func (b *base) tagLinks(i *history.Incident) []view.ListedLink {
	if !b.on(Tags) {
		return nil
	}
	var list []view.ListedLink
	for n, t := range incidentTags(i) {
		l := view.ListedLink{Name: t.name, URL: b.tagLink(t.slug)}
		if n > 0 {
			l.Before = b.words.T(", ")
		}
		list = append(list, l)
	}
	return list
}

func (b *base) tagLink(slug string) string { return b.link(route.EscapePath(route.TagFolder(slug))) }

func (b *base) countLink(t tag) view.CountLink {
	return view.CountLink{Name: t.name, URL: b.tagLink(t.slug), Count: len(t.incidents)}
}

// mostUsedTags returns the tags with the most incidents, sorted by name.
func (p *plan) mostUsedTags() []view.CountLink {
	tags := slices.Clone(p.tags)
	slices.SortStableFunc(tags, func(a, b tag) int { return cmp.Compare(len(b.incidents), len(a.incidents)) })
	linked := map[string]bool{}
	for _, t := range tags[:min(len(tags), mostLinkedTags)] {
		linked[t.slug] = true
	}
	var list []view.CountLink
	for _, t := range p.tags {
		if linked[t.slug] {
			list = append(list, p.countLink(t))
		}
	}
	return list
}

// allTags returns the address of the list of all tags, if there is one.
func (p *plan) allTags() string {
	if len(p.tags) < 2 {
		return ""
	}
	return p.link(route.TagsFolder)
}
