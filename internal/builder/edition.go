package builder

import (
	"html/template"
	"maps"

	"statuary/internal/config"
	"statuary/internal/history"
	"statuary/internal/markdown"
	"statuary/internal/pages"
	"statuary/internal/pages/draw"
	"statuary/internal/pages/route"
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
	planner pages.Planner
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
		RawHTML: markdown.RawHTML(c.Markdown.HTML), Origin: c.Origin, Link: route.Resolver(c.Root, moved),
	})
	e.funcs = draw.Funcs()
	e.funcs["markdown"] = e.markdown.HTML
	e.funcs["summary"] = e.markdown.Summary
}
