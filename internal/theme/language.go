package theme

import (
	"io/fs"
	"slices"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/i18n"
	"statuary/themes"
)

// loadLanguage merges the catalogues for a language: the theme's file over the built-in one, and a
// narrower tag over a wider one, such as de-AT over de. So a site can change a single phrase with a
// file of one line. Phrases that no catalogue has are in English.
func loadLanguage(files []file, tag string) (*i18n.Language, diag.List) {
	if tag == "" {
		return i18n.English, nil
	}
	l := i18n.Untranslated(tag)
	var list diag.List
	names := i18n.CatalogueNames(tag)
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
				l = narrower.WithFallback(l)
			}
		}
	}
	return l, list
}

// Words returns the words of a theme in a language, without the rest of the theme. If the list has
// errors, the language is nil.
func Words(site fs.FS, name, tag string) (*i18n.Language, diag.List, error) {
	files, problems, err := read(site, name)
	if err != nil || problems.HasErrors() {
		return nil, problems, err
	}
	words, problems := loadLanguage(files, tag)
	if problems.HasErrors() {
		return nil, problems, nil
	}
	return words, nil, nil
}

// catalogues returns the files with the given name: the built-in one, then the theme's, if it differs.
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

// Words returns the language of the site.
func (t *Theme) Words() *i18n.Language { return t.language }
