package build

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/review"
	"statuary/internal/site"
)

// Check finds all that is wrong with the site, and all that probably is not what
// was meant, and makes nothing. Files with errors are left out of what is looked
// over. Pages are rendered only to find mistakes in a theme of the site's own:
// the built-in one has its tests.
//
// The problems are in the result; an error is one of reading.
func (b *Builder) Check(ctx context.Context) (*Result, error) {
	r := &Result{}
	p, err := b.read(r)
	if err != nil || p == nil {
		return r, err
	}
	p.history = b.historyOf(r, p)
	everything := *p.content
	everything.Incidents = slices.Concat(p.content.Incidents, p.drafts.Incidents)
	everything.Pages = slices.Concat(p.content.Pages, p.drafts.Pages)
	r.Problems = append(r.Problems, review.Check(review.Input{
		Config: p.config, Content: &everything, History: p.history, Jobs: b.Jobs,
		Source:  func(file string) []byte { data, _ := fs.ReadFile(b.Site, file); return data },
		Resolve: site.Resolver(p.config.Root, site.Moved(&everything)),
		Has:     b.has(p),
	})...)
	if b.ownTheme(p) {
		if err := b.render(ctx, r, b.plan(p), nil, []content.Asset{}, func(publish.File) error { return nil }); err != nil {
			return r, err
		}
	}
	name(r.Problems)
	name(r.LeftOut)
	r.Problems.Sort()
	r.LeftOut.Sort()
	r.Problems = slices.CompactFunc(r.Problems, func(a, b diag.Diagnostic) bool { return a.Pos == b.Pos && a.Text == b.Text })
	return r, nil
}

// name gives errors, which no rule of a review has found, the ids of theirs.
func name(list diag.List) {
	for i := range list {
		d := &list[i]
		switch {
		case d.Rule != "":
		case strings.HasPrefix(d.File, "themes/") || strings.HasPrefix(d.File, "built-in"):
			d.Rule = review.Template
		default:
			d.Rule = review.Invalid
		}
	}
}

// has tells which files the site has. Most links lead to incidents; the list of
// all pages is made only for one that leads elsewhere.
func (b *Builder) has(p *parts) func(path string) bool {
	paths, more := map[string]bool{}, map[string]bool{}
	for _, in := range p.content.Incidents {
		paths["incidents/"+in.ID+"/index.html"] = true
	}
	for _, a := range p.content.Assets {
		paths[a.Path] = true
	}
	all := sync.OnceFunc(func() {
		for page := range b.plan(p) {
			more[page.Path] = true
		}
		if p.theme != nil {
			for _, a := range p.theme.Assets() {
				more[a.Path] = true
			}
		}
	})
	return func(path string) bool {
		for _, language := range p.config.Languages { // a site with the same pages
			path = strings.TrimPrefix(path, language+"/")
		}
		if paths[path] {
			return true
		}
		all()
		return more[path]
	}
}

// ownTheme is true if the site has templates of its own.
func (b *Builder) ownTheme(p *parts) bool {
	name := p.config.Theme
	if name == "" {
		name = "default"
	}
	_, err := fs.Stat(b.Site, path.Join("themes", name))
	return err == nil && p.theme != nil
}
