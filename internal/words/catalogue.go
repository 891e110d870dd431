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
				if !slices.Contains(l.Forms(), form) {
					return nil, fmt.Errorf("%q: there is no form %q in %s; there are %s", key, form, tag, strings.Join(l.Forms(), ", "))
				}
				s, ok := text.(string)
				if !ok {
					return nil, fmt.Errorf("%q: the form %s is no text", key, form)
				}
				p.forms[form] = s
			}
			if p.forms["other"] == "" {
				return nil, fmt.Errorf("%q: the form other is missing", key)
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
// phrase: it would be shown with %!s in it, or without a value.
func sameValues(key string, p phrase) error {
	if p.text != "" && !fits(key, p.text) {
		return fmt.Errorf("%q: the translation has other places for values: %q", key, p.text)
	}
	for form, text := range p.forms {
		// The form for two may say it without a number.
		places := strings.Count(text, "%d")
		without := strings.Replace(key, "%d", "", 1-min(places, 1))
		if places > 1 || !strings.Contains(key, "%d") || !fits(without, text) {
			return fmt.Errorf("%q, form %s: the translation has other places for values: %q", key, form, text)
		}
	}
	return nil
}

// fits is true if a translation can be formatted with the values of a phrase. One
// without places for values is shown as it is, and the script fills its %.
func fits(key, text string) bool {
	plain := strings.ReplaceAll(key, "%%", "")
	var values []any
	for n := range len(plain) - 1 {
		switch plain[n : n+2] {
		case "%s":
			values = append(values, "")
		case "%d":
			values = append(values, 0)
		}
	}
	if len(values) == 0 && plain == key {
		return strings.Count(text, "%") == strings.Count(key, "%")
	}
	return !strings.Contains(fmt.Sprintf(text, values...), "%!")
}
