package lint

import (
	"slices"

	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// checkTags reports tags that are the same as another one but are spelt differently, and tags
// without a page. Pages show the spelling of the oldest incident.
func (r *checker) checkTags() {
	type use struct{ name, file string }
	first := map[string]use{}
	for _, i := range slices.Backward(r.History.Announced) {
		r.file, r.ignored = i.Source.File, i.Ignore
		for n, name := range i.Tags {
			at := func(s *source) place { return s.item("tags", n) }
			slug := incident.TagSlug(name)
			if slug == "" {
				r.report("empty-tag", at, "use letters or digits", "the tag %q has no letter or digit, so it has no page", name)
				continue
			}
			switch other, ok := first[slug]; {
			case !ok:
				first[slug] = use{name, r.file}
			case other.name != name:
				r.report("tag-spelling", at, "use one spelling", "the tag %q is the same as %q in %s", name, other.name, other.file)
			}
		}
	}
}

// item returns the place of the nth value of a list, or of the key if its value is a text.
func (s *source) item(key string, n int) place {
	f, ok := field(s.front, key)
	if !ok || f.Value.Kind != frontmatter.List || n >= len(f.Value.List) {
		return s.key(key)
	}
	return place{f.Value.List[n].Line, f.Value.List[n].Col}
}
