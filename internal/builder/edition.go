package builder

import (
	"cmp"
	"html/template"
	"maps"
	"sync/atomic"
	"time"

	"statuary/internal/config"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/markdown"
	"statuary/internal/pages"
	"statuary/internal/pages/draw"
	"statuary/internal/pages/route"
	"statuary/internal/theme"
	"statuary/internal/timefmt"
)

// edition is what a builder caches of the site in one language.
type edition struct {
	theme theme.Loader

	markdown *markdown.Converter
	funcs    template.FuncMap              // including those of package markdown
	key      converterKey                  // the settings of markdown and funcs
	moved    map[string]string             // the same, of route.Moved
	pictures pictures                      // the same: the images of content/
	words    atomic.Pointer[i18n.Language] // for texts; see setWords

	of, config *config.Config // settings of the site, and what they are in this language

	// Of the last build, where it is remembered:
	history *history.History
	planner pages.Planner
}

type converterKey struct {
	origin, root, rawHTML string
	feeds                 bool
}

// edition returns the edition of a language; the name of the site's own is empty.
func (b *Builder) edition(language string) *edition {
	if b.editions[language] == nil {
		if b.editions == nil {
			b.editions = map[string]*edition{}
		}
		b.editions[language] = &edition{}
	}
	return b.editions[language]
}

// converterOf sets the converter of texts. It makes a new one only if its settings have
// changed.
func (e *edition) converterOf(c *config.Config, moved map[string]string, images pictures) {
	feeds := pages.HasOutput(c, pages.Archive) || pages.HasOutput(c, pages.API)
	key := converterKey{c.Origin, c.Root, c.Markdown.HTML, feeds}
	if e.markdown != nil && e.key == key && maps.Equal(e.moved, moved) && maps.Equal(e.pictures, images) {
		return
	}
	e.key, e.moved, e.pictures = key, moved, images
	e.markdown = markdown.New(markdown.Options{
		RawHTML: markdown.RawHTML(c.Markdown.HTML), Origin: c.Origin, Link: route.Resolver(c.Root, moved),
		Picture: images.below(c.Root), Feeds: feeds,
		Patience: func() func() bool {
			end := time.Now().Add(2 * time.Second)
			return func() bool { return time.Now().Before(end) }
		},
		Words: func(word string) string { return pages.TextWord(cmp.Or(e.words.Load(), i18n.English), word) },
		Date:  func(at time.Time) string { return cmp.Or(e.words.Load(), i18n.English).Format(at, timefmt.Date) },
	})
	e.funcs = draw.Funcs()
	e.funcs["markdown"] = e.markdown.HTML
	e.funcs["summary"] = e.markdown.Summary
}

// setWords sets the language of the words that texts get. The converter is older than the theme, which
// has them.
func (e *edition) setWords(words *i18n.Language) {
	if e.words.Swap(words) != words {
		e.markdown.Forget()
	}
}
