package build

import (
	"html/template"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/history"
	"statuary/internal/markdown"
	"statuary/internal/site"
	"statuary/internal/theme"
)

// edition is what a builder knows of the site in one of its languages.
type edition struct {
	theme theme.Loader

	markdown *markdown.Converter
	funcs    template.FuncMap  // with markdown's among them
	key      converterKey      // what both were made for
	moved    map[string]string // the same

	of, config *config.Config // settings of the site, and what they are in this language

	// Of the last build, where it is remembered:
	history *history.History
	planner site.Planner
}

type converterKey struct{ origin, root, rawHTML string }

// edition gives that of a language; the site's own has no name.
func (b *Builder) edition(language string) *edition {
	if b.editions[language] == nil {
		if b.editions == nil {
			b.editions = map[string]*edition{}
		}
		b.editions[language] = &edition{}
	}
	return b.editions[language]
}

// converterOf makes what renders texts, anew only if its settings are others.
func (e *edition) converterOf(c *config.Config, moved map[string]string) {
	key := converterKey{c.Origin, c.Root, c.Markdown.HTML}
	if e.markdown != nil && e.key == key && maps.Equal(e.moved, moved) {
		return
	}
	e.key, e.moved = key, moved
	e.markdown = markdown.New(markdown.Options{
		RawHTML: markdown.RawHTML(c.Markdown.HTML), Origin: c.Origin, Link: site.Resolver(c.Root, moved),
	})
	e.funcs = site.Funcs()
	e.funcs["markdown"] = e.markdown.HTML
	e.funcs["summary"] = e.markdown.Summary
}

// hostFiles are those that hosts look for at the root of a site alone.
var hostFiles = []string{"robots.txt", "_headers", ".nojekyll", "404.html", "CNAME"}

// translations adds the site in its other languages to what is rendered. Each is
// a whole site below its tag: pages, feeds and documents, with links that stay
// in it.
func (b *Builder) translations(r *Result, p *parts) (pages iter.Seq[site.Page], assets []theme.Asset, copied []content.Asset, err error) {
	all := []iter.Seq[site.Page]{b.plan(p)}
	assets, copied = p.theme.Assets(), p.content.Assets
	for _, language := range p.config.Languages {
		folder := language + "/"
		e := b.edition(language)
		if e.of != p.config {
			e.of, e.config = p.config, p.config.In(language)
		}
		in := &parts{edition: e, config: e.config, content: p.content.In(language), edits: p.edits}
		var ignored Result // the same has been said of the site's own language
		if err := b.dress(&ignored, in); err != nil {
			return nil, nil, nil, err
		}
		if in.theme == nil {
			r.Problems = append(r.Problems, ignored.Problems...) // its catalogue is broken
			continue
		}
		in.history = b.newHistory(in, p.history.Now)
		all = append(all, below(folder, b.plan(in)))
		assets, copied = slices.Clone(assets), slices.Clone(copied)
		for _, a := range in.theme.Assets() {
			a.Path = folder + a.Path
			assets = append(assets, a)
		}
		for _, a := range p.content.Assets {
			if slices.Contains(hostFiles, a.Path) {
				continue
			}
			a.Path = folder + a.Path
			copied = append(copied, a)
		}
	}
	return func(yield func(site.Page) bool) {
		for _, pages := range all {
			for page := range pages {
				if !yield(page) {
					return
				}
			}
		}
	}, assets, copied, nil
}

// below puts the pages of a site into a folder.
func below(folder string, pages iter.Seq[site.Page]) iter.Seq[site.Page] {
	return func(yield func(site.Page) bool) {
		for page := range pages {
			if slices.Contains(hostFiles, page.Path) {
				continue
			}
			page.Path = folder + page.Path
			if !yield(page) {
				return
			}
		}
	}
}

// inTheWay reports what of content/ is at the address of a language.
func inTheWay(c *content.Content, folder string) (problems diag.List) {
	report := func(pos diag.Pos, at string) {
		if at = path.Clean("/" + at); strings.EqualFold(at+"/", "/"+folder) || strings.HasPrefix(strings.ToLower(at), "/"+strings.ToLower(folder)) {
			problems = append(problems, diag.Diagnostic{
				Pos: pos, Text: "it would be at " + at + ", where the site in the language " + strings.TrimSuffix(folder, "/") + " is", Hint: "give it another name",
			})
		}
	}
	for _, d := range c.Pages {
		report(d.Source, d.Path)
	}
	for _, a := range c.Assets {
		report(diag.Pos{File: a.Source}, a.Path)
	}
	return problems
}
