package i18n

import (
	"cmp"
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// names.txt has the names of languages in themselves, which are CLDR's. It is written by a test from
// golang.org/x/text/language/display. The program does not contain that package, because it has the
// names of all languages in all others, which are 2 MB.
//
//go:embed names.txt
var namesFile string

var ownNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(namesFile) {
		tag, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		names[tag] = name
	}
	return names
})

// OwnName returns the name of a language in itself, such as "Deutsch" for "de", or "" if it is unknown.
// A language in another script than its usual one has a name of its own or none.
func OwnName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	base, script, region := t.Raw()
	usual, _ := language.Make(base.String()).Script()
	if own, _ := t.Script(); script == (language.Script{}) && own != usual {
		script = own // that of the region
	}
	names := ownNames()
	find := func(parts ...string) string { return names[strings.Join(parts, "-")] }
	if script != (language.Script{}) {
		name := cmp.Or(find(base.String(), script.String(), region.String()), find(base.String(), script.String()))
		if name != "" || script != usual {
			return name
		}
	}
	return cmp.Or(find(base.String(), region.String()), find(base.String()))
}
