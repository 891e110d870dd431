package pages

import (
	"maps"
	"slices"
)

// mostChanged is how many changed titles a plan compares with those of all incidents.
const mostChanged = 20

// startLayout sets the layout of a plan, and what it has in common with the last one.
func (p *plan) startLayout(renderer Renderer) {
	l := &p.layout
	*l = layout{base: p.base, renderer: renderer, feedsFrom: p.feedsFrom, siteFiles: p.siteFiles, entries: p.history.Entries}
	for n, c := range p.cards {
		l.cards[n] = c.preview
	}
	if p.edits != nil || p.content.Translated() {
		return
	}
	l.files = make([]*incidentFiles, len(l.entries))
	last := &p.lastLayout
	if last.files == nil || last.base != l.base || last.renderer != l.renderer || last.feedsFrom != l.feedsFrom || last.cards != l.cards ||
		!maps.Equal(last.siteFiles, l.siteFiles) || len(p.titles.changed) > mostChanged {
		return
	}
	p.same = same{last: last, moved: len(l.entries) - len(last.entries), changed: p.titles.changed}
	p.same.head, p.same.tail = common(last.entries, l.entries)
}

// of returns the files of the nth incident of a list in the last plan if nothing that they depend on has changed, or nil.
func (s *same) of(n, length int) *incidentFiles {
	switch {
	case s.last == nil:
		return nil
	case n+1 < s.head: // so that both neighbours are the same
	case n-1 >= length-s.tail && (s.moved == 0 || min(n, n-s.moved) >= recentPictures):
		n -= s.moved
	default:
		return nil
	}
	f := s.last.files[n]
	if slices.Contains(s.changed, f.key.incident.Title) {
		return nil
	}
	return f
}
