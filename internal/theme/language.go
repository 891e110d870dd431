package theme

import (
	"io/fs"
	"slices"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/i18n"
	"statuary/themes"
)

// languageOf reads the catalogues that serve a language and lays them over each
// other: the built-in one, a theme's own, and those of a narrower tag, de-AT over
// de. So a site changes a single word with a file of one line. What none of them
// has is said in English.
func languageOf(files []file, tag string) (*i18n.Language, diag.List) {
	if tag == "" {
		return i18n.English, nil
	}
	l := i18n.Without(tag)
	var list diag.List
	names := i18n.Names(tag)
	slices.Reverse(names)
	for _, name := range names {
		for _, f := range catalogues(files, "languages/"+name+".toml") {
			narrower, problems := i18n.Parse(tag, f.data)
			for _, p := range problems {
				list = append(list, diag.Diagnostic{
					Pos: diag.Pos{File: f.origin, Line: p.Line}, Text: p.Text, Source: diag.Line(f.data, p.Line), Hint: "docs/themes.md describes catalogues",
				})
			}
			if problems == nil {
				l = narrower.Over(l)
			}
		}
	}
	return l, list
}

// catalogues gives the built-in file of a name and the one that a theme has in its
// place.
func catalogues(files []file, name string) []file {
	var list []file
	for _, f := range files {
		if strings.EqualFold(f.name, name) {
			if data, err := fs.ReadFile(themes.Default(), f.name); err == nil {
				list = append(list, file{f.name, "built-in theme/" + f.name, data})
			}
			if len(list) == 0 || string(list[0].data) != string(f.data) {
				list = append(list, f)
			}
		}
	}
	return list
}

// Words says things in the language of the site.
func (t *Theme) Words() *i18n.Language { return t.words }
