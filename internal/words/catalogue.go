package words

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/cs"
	"github.com/go-playground/locales/da"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fi"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/he"
	"github.com/go-playground/locales/it"
	"github.com/go-playground/locales/ja"
	"github.com/go-playground/locales/ko"
	"github.com/go-playground/locales/nb"
	"github.com/go-playground/locales/nl"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/pt_BR"
	"github.com/go-playground/locales/pt_PT"
	"github.com/go-playground/locales/ru"
	"github.com/go-playground/locales/sv"
	"github.com/go-playground/locales/tr"
	"github.com/go-playground/locales/uk"
	"github.com/go-playground/locales/zh"
	"github.com/pelletier/go-toml/v2"

	"statuary/internal/when"
)

// known are the languages of which names of months and forms of plurals are
// compiled in. A theme may bring the words for any of them.
var known = map[string]func() locales.Translator{
	"ar": ar.New, "cs": cs.New, "da": da.New, "de": de.New, "es": es.New, "fi": fi.New, "fr": fr.New, "he": he.New, "it": it.New,
	"ja": ja.New, "ko": ko.New, "nb": nb.New, "nl": nl.New, "pl": pl.New, "pt-BR": pt_BR.New, "pt": pt_PT.New, "pt-PT": pt_PT.New,
	"ru": ru.New, "sv": sv.New, "tr": tr.New, "uk": uk.New, "zh": zh.New,
}

// layouts are the layouts of package when by their names in catalogues.
var layouts = map[string]string{
	"posted": when.Posted, "datetime": when.DateTime, "daytime": when.DayTime, "date": when.Date, "day": when.Day, "month": when.Month,
}

// Names gives the names of the catalogues that would serve a language, the best
// first: "de-AT" is served by de-AT, then de.
func Names(tag string) []string {
	names := []string{tag}
	for n := strings.LastIndexByte(tag, '-'); n > 0; n = strings.LastIndexByte(tag, '-') {
		tag = tag[:n]
		names = append(names, tag)
	}
	return names
}

// Without gives a language whose words no catalogue has: English words, but the
// direction is its own.
func Without(tag string) *Language { return &Language{Tag: tag, RTL: isRTL(tag)} }

// Parse reads a catalogue: a table [words] of phrases, each with its translation
// or with the forms of its plural, and a table [dates] of patterns.
func Parse(tag string, src []byte) (*Language, error) {
	var file struct {
		Words map[string]any    `toml:"words"`
		Dates map[string]string `toml:"dates"`
	}
	if err := toml.Unmarshal(src, &file); err != nil {
		var at *toml.DecodeError
		if errors.As(err, &at) {
			line, _ := at.Position()
			return nil, fmt.Errorf("line %d: %s", line, at.Error())
		}
		return nil, err
	}
	l := &Language{Tag: tag, RTL: isRTL(tag), phrases: map[string]phrase{}, dates: map[string]string{}}
	for _, name := range Names(tag) {
		if make, ok := known[name]; ok {
			l.locale = make()
			break
		}
	}
	if l.locale == nil {
		return nil, fmt.Errorf("names of months and plurals are not known for %s; they are for %s", tag, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	for key, value := range file.Words {
		switch value := value.(type) {
		case string:
			l.phrases[key] = phrase{text: value}
		case map[string]any:
			p := phrase{forms: map[string]string{}}
			for form, text := range value {
				s, ok := text.(string)
				if !ok {
					return nil, fmt.Errorf("%q: the form %s is no text", key, form)
				}
				p.forms[form] = s
			}
			l.phrases[key] = p
		default:
			return nil, fmt.Errorf("%q has neither a text nor forms", key)
		}
		if err := sameValues(key, l.phrases[key]); err != nil {
			return nil, err
		}
	}
	for name, pattern := range file.Dates {
		layout, ok := layouts[name]
		if !ok {
			return nil, fmt.Errorf("there is no date %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(layouts)), ", "))
		}
		l.dates[layout] = pattern
	}
	return l, nil
}

// sameValues finds a translation whose places for values are not those of the
// phrase: it would be shown with %!s in it.
func sameValues(key string, p phrase) error {
	count := func(s string) [2]int {
		s = strings.ReplaceAll(s, "%%", "")
		return [2]int{strings.Count(s, "%s") + strings.Count(s, "]s"), strings.Count(s, "%d") + strings.Count(s, "]d")}
	}
	if p.text != "" && count(p.text) != count(key) {
		return fmt.Errorf("%q: the translation has other places for values: %q", key, p.text)
	}
	for form, text := range p.forms {
		if n := count(text); n[0] != count(key)[0] || n[1] > 1 {
			return fmt.Errorf("%q, form %s: the translation has other places for values: %q", key, form, text)
		}
	}
	return nil
}
