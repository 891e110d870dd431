package i18n

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
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

	"statuary/internal/timefmt"

	"statuary/internal/frontmatter"
)

// known are the languages of which names of months and forms of plurals are
// compiled in. A theme may bring the words for any of them.
var known = map[string]func() locales.Translator{
	"ar": ar.New, "cs": cs.New, "da": da.New, "de": de.New, "es": es.New, "fi": fi.New, "fr": fr.New, "he": he.New, "it": it.New,
	"ja": ja.New, "ko": ko.New, "nb": nb.New, "nl": nl.New, "pl": pl.New, "pt-BR": pt_BR.New, "pt": pt_PT.New, "pt-PT": pt_PT.New,
	"ru": ru.New, "sv": sv.New, "tr": tr.New, "uk": uk.New, "zh": zh.New,
}

// layouts are the layouts of package timefmt by their names in catalogues.
var layouts = map[string]string{
	"posted": timefmt.Posted, "datetime": timefmt.DateTime, "daytime": timefmt.DayTime, "date": timefmt.Date, "day": timefmt.Day, "month": timefmt.Month,
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

// Problem is something wrong in a catalogue.
type Problem struct {
	Line int // 0: it is of the whole
	Text string
}

// Parse reads a catalogue: a table [words] of phrases, each with its translation
// or with the forms of its plural, and a table [dates] of patterns. With problems
// there is no language.
func Parse(tag string, src []byte) (*Language, []Problem) {
	var file struct {
		Words map[string]any    `toml:"words"`
		Dates map[string]string `toml:"dates"`
	}
	if err := toml.Unmarshal(src, &file); err != nil {
		p := Problem{Text: "[words] must hold texts or tables of plural forms, and [dates] must hold texts"}
		if _, list := frontmatter.ParseTOML("", src); list.HasErrors() {
			p = Problem{list[0].Line, list[0].Text + "; " + list[0].Hint}
		}
		return nil, []Problem{p}
	}
	l := &Language{Tag: tag, RTL: isRTL(tag), phrases: map[string]phrase{}, dates: map[string]string{}}
	for _, name := range Names(tag) {
		if make, ok := known[name]; ok {
			l.locale = make()
			break
		}
	}
	if l.locale == nil {
		return nil, []Problem{{Text: fmt.Sprintf("names of months and plurals are not known for %s; they are for %s", tag, strings.Join(slices.Sorted(maps.Keys(known)), ", "))}}
	}
	var problems []Problem
	wrong := func(key, format string, values ...any) {
		problems = append(problems, Problem{lineOf(src, key), fmt.Sprintf("%q: ", key) + fmt.Sprintf(format, values...)})
	}
	for key, value := range file.Words {
		p, err := l.phrase(value)
		if err == nil {
			err = sameValues(key, p)
		}
		if err != nil {
			wrong(key, "%v", err)
		}
		l.phrases[key] = p
	}
	for name, pattern := range file.Dates {
		layout, ok := layouts[name]
		if !ok {
			wrong(name, "there is no such date; there are %s", strings.Join(slices.Sorted(maps.Keys(layouts)), ", "))
		}
		if place := unknownPlace(pattern); place != "" {
			wrong(name, "there is no %s in dates; there are %s", place, strings.Join(places, " "))
		}
		l.dates[layout] = pattern
	}
	if problems != nil {
		slices.SortFunc(problems, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, cmp.Compare(a.Text, b.Text)) })
		return nil, problems
	}
	return l, nil
}

// lineOf is the line that begins with a key.
func lineOf(src []byte, key string) int {
	for n, line := range strings.Split(string(src), "\n") {
		left, _, _ := strings.Cut(strings.TrimSpace(line), "=")
		if strings.HasPrefix(strings.TrimSpace(line), strconv.Quote(key)) || strings.TrimSpace(left) == key {
			return n + 1
		}
	}
	return 0
}

// phrase reads a translation.
func (l *Language) phrase(value any) (phrase, error) {
	switch value := value.(type) {
	case string:
		return phrase{text: value}, nil
	case map[string]any:
		p := phrase{forms: map[string]string{}}
		for form, text := range value {
			s, ok := text.(string)
			if !ok {
				return p, fmt.Errorf("the form %s is no text", form)
			}
			if !slices.Contains(l.Forms(), form) {
				return p, fmt.Errorf("there is no form %q in %s; there are %s", form, l.Tag, strings.Join(l.Forms(), ", "))
			}
			p.forms[form] = s
		}
		if p.forms["other"] == "" {
			return p, errors.New("the form other is missing")
		}
		return p, nil
	}
	return phrase{}, errors.New("it has neither a text nor forms")
}

// places are what a pattern of a date may hold.
var places = []string{"{y}", "{MMMM}", "{MMM}", "{M}", "{d}", "{time}"}

// unknownPlace finds what looks like a place of a date and is none.
func unknownPlace(pattern string) string {
	for _, place := range regexp.MustCompile(`\{[^}]*\}?`).FindAllString(pattern, -1) {
		if !slices.Contains(places, place) {
			return place
		}
	}
	return ""
}

// sameValues finds a translation whose places for values are not those of the
// phrase: it would be shown with %!s in it, or without a value.
func sameValues(key string, p phrase) error {
	if p.text != "" && !fits(key, p.text) {
		return fmt.Errorf("the translation has other places for values: %q", p.text)
	}
	for form, text := range p.forms {
		// The form for two may say it without a number.
		places := strings.Count(text, "%d")
		without := strings.Replace(key, "%d", "", 1-min(places, 1))
		if places > 1 || !strings.Contains(key, "%d") || !fits(without, text) {
			return fmt.Errorf("form %s: the translation has other places for values: %q", form, text)
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
