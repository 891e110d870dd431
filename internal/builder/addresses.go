package builder

import (
	"slices"

	"statuary/internal/content"
	"statuary/internal/incident"
	"statuary/internal/pages"
)

// sameAddresses reports whether a prepared site has all its pages and files where the planned site has them, and where
// they can be. A preview would otherwise compare tens of thousands of addresses after each edit.
func (s *Site) sameAddresses(p *prepared) bool {
	same := func(old, now localized) bool {
		return old.folder == now.folder && old.config == now.config && old.theme == now.theme && sameClaims(old.content, now.content)
	}
	return s.editions != nil && slices.EqualFunc(s.editions, p.editions, same) && slices.EqualFunc(s.pages, p.pages, pages.SameAddress)
}

// sameClaims reports whether two contents claim the same addresses for the same files.
func sameClaims(old, now *content.Content) bool {
	return slices.EqualFunc(old.Incidents, now.Incidents, func(a, b *incident.Incident) bool {
		return a == b || a.ID == b.ID && a.Source == b.Source && (a.Repeat == nil) == (b.Repeat == nil) && len(a.Aliases)+len(b.Aliases) == 0
	}) && slices.EqualFunc(old.Pages, now.Pages, func(a, b *content.Page) bool {
		return a == b || a.Path == b.Path && a.Source == b.Source && slices.Equal(a.Aliases, b.Aliases)
	}) && slices.EqualFunc(old.Assets, now.Assets, func(a, b content.Asset) bool { return a.Path == b.Path && a.Source == b.Source })
}
