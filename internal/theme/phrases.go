package theme

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/i18n"
	"statuary/themes"
)

// UnknownPhrases returns a warning for each key of the theme's own catalogues that no page uses: it
// is neither a phrase of the built-in theme nor in a template of this one.
func (t *Theme) UnknownPhrases() diag.List {
	builtIn, err := fs.ReadFile(themes.Default(), "languages/de.toml") // all catalogues have the same phrases
	if err != nil {
		panic("theme: " + err.Error()) // it is embedded
	}
	known := map[string]bool{}
	var phrases []string
	for _, k := range i18n.Keys(builtIn) {
		if k.Table == "words" {
			known[k.Name] = true
			phrases = append(phrases, k.Name)
		}
	}
	var templates strings.Builder
	for _, f := range t.files {
		if strings.HasPrefix(f.name, "templates/") && !builtInFile(f) {
			templates.Write(f.data)
		}
	}
	var list diag.List
	for _, f := range t.files {
		if !strings.HasPrefix(f.name, "languages/") || !strings.HasSuffix(f.name, ".toml") || builtInFile(f) {
			continue
		}
		for _, k := range i18n.Keys(f.data) {
			d := diag.Diagnostic{Pos: diag.Pos{File: f.origin, Line: k.Line}, Source: diag.Line(f.data, k.Line), Warning: true}
			switch quoted := strconv.Quote(k.Name); {
			case k.Table == "" && k.Name != "words" && k.Name != "dates":
				d.Text, d.Hint = fmt.Sprintf("unknown table [%s]", k.Name), "catalogues have the tables [words] and [dates]"
			case k.Table == "words" && !known[k.Name] && !strings.Contains(templates.String(), quoted) && !strings.Contains(templates.String(), "`"+k.Name+"`"):
				d.Text, d.Hint = "no page has the phrase "+quoted, "phrases are those of the built-in catalogues and of t, tf and tn in templates of the theme; case and punctuation count"
				if near, ok := diag.Nearest(k.Name, phrases); ok {
					d.Hint = "did you mean " + strconv.Quote(near) + "?"
				}
			default:
				continue
			}
			list = append(list, d)
		}
	}
	return list
}

func builtInFile(f file) bool { return strings.HasPrefix(f.origin, "built-in theme/") }
