package pages

import (
	"cmp"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/history"
	"statuary/internal/incident"
)

// tag is a tag and its incidents.
type tag struct {
	slug, name string
	incidents  []*history.Incident // the newest first
}

// incidentTags returns the tags of an incident, in the order of its file. A tag without a letter or
// a digit has no page, and is not among them.
func incidentTags(i *history.Incident) []tag {
	var list []tag
	for _, name := range i.Tags {
		slug := incident.TagSlug(name)
		if slug != "" && !slices.ContainsFunc(list, func(t tag) bool { return t.slug == slug }) {
			list = append(list, tag{slug: slug, name: name})
		}
	}
	return list
}

// tagsOf returns all tags of incidents, which are sorted newest first. The name of a tag is that in
// its oldest incident, so that a new incident with another spelling does not change it.
func tagsOf(incidents []*history.Incident) []tag {
	var tags []tag
	index := map[string]int{}
	for _, i := range incidents {
		for _, t := range incidentTags(i) {
			n, ok := index[t.slug]
			if !ok {
				n = len(tags)
				index[t.slug] = n
				tags = append(tags, t)
			}
			tags[n].name = t.name
			tags[n].incidents = append(tags[n].incidents, i)
		}
	}
	slices.SortFunc(tags, func(a, b tag) int {
		return cmp.Or(strings.Compare(chars.Fold(a.name), chars.Fold(b.name)), strings.Compare(a.slug, b.slug))
	})
	return tags
}
