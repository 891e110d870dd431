package theme

import (
	"strings"

	"statuary/internal/diag"
	"statuary/internal/words"
)

// languageOf reads the catalogue of a language, or of the wider one that serves
// it: languages/de.toml for de-AT. Without one, the words are English.
func languageOf(files []file, tag string) (*words.Language, *diag.Diagnostic) {
	if tag == "" {
		return words.English, nil
	}
	for _, name := range words.Names(tag) {
		for _, f := range files {
			if !strings.EqualFold(f.name, "languages/"+name+".toml") {
				continue
			}
			l, err := words.Parse(tag, f.data)
			if err != nil {
				return nil, &diag.Diagnostic{
					Pos: diag.Pos{File: f.origin}, Text: err.Error(), Hint: "docs/themes.md describes catalogues",
				}
			}
			return l, nil
		}
	}
	return words.Without(tag), nil
}

// Words says things in the language of the site.
func (t *Theme) Words() *words.Language { return t.words }
