package builder

import (
	"strings"

	"statuary/internal/config"
	"statuary/internal/pages"
)

// versions returns a function that returns the version of a planned page. All versions are empty
// if the builder's Program is.
func (b *Builder) versions(p *prepared) func(pages.Page) string {
	if b.Program == "" {
		return func(pages.Page) string { return "" }
	}
	settings, err := config.Read(b.Site)
	if err != nil {
		return func(pages.Page) string { return "" } // it was deleted just now
	}
	all := map[string]*pages.Versions{}
	for _, e := range p.editions {
		v := pages.NewVersions()
		c := e.config
		v.Add(&e.edition.planner, b.input(e.parts), v.Sum(b.Program, settings, b.Overrides, c.Language, e.theme.Digest(), e.edition.moved, e.edition.pictures))
		all[e.folder] = v
	}
	return func(page pages.Page) string {
		folder, path, _ := strings.Cut(page.Path, "/")
		if v := all[folder+"/"]; v != nil {
			page.Path = path
			return v.Of(page)
		}
		return all[""].Of(page)
	}
}
