package pages

import (
	"cmp"
	"slices"
	"strings"

	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/pages/view"
)

// translations returns a page in all languages of the site. It is translated into the
// given ones. The path is the page's below the root of each language.
func (b *base) translations(path string, languages []string) []view.Translation {
	c := b.config
	if len(c.Languages) == 0 {
		return nil
	}
	own := c.Original
	if own == "" {
		own = c.Language
	}
	list := []view.Translation{b.translation(own, c.Origin+c.Main+path)}
	for _, l := range c.Languages {
		t := b.translation(l, c.Origin+c.Main+l+"/"+path)
		t.Fallback = !slices.Contains(languages, l)
		list = append(list, t)
	}
	return list
}

func (b *base) translation(tag, url string) view.Translation {
	return view.Translation{Language: tag, Name: cmp.Or(i18n.OwnName(tag), tag), URL: url, Current: tag == b.config.Language}
}

// foreign returns the language of texts that have not been translated into the page's,
// or an empty string.
func (b *base) foreign(translated string) string {
	if b.config.Original != "" && translated == "" {
		return b.config.Original
	}
	return ""
}

// untranslated reports whether a translated site has some text of an incident in the
// original.
func (b *base) untranslated(i *history.Incident) bool {
	return b.foreign(i.Language) != "" || i.OriginalPostmortem && !i.PostmortemAt().IsZero() ||
		slices.ContainsFunc(i.Updates, func(u history.Update) bool { return u.Original })
}

// languages returns the languages of an incident or a page, by its file, as one text
// that can be part of a key.
func (p *plan) languages(file string) string { return strings.Join(p.content.Languages(file), " ") }

// inOriginal marks a page as a copy of the one in the original language, so that search
// engines find that one.
func (b *base) inOriginal(f *view.Frame, path string) {
	f.Canonical = b.config.Origin + b.config.Main + path
}
