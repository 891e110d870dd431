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
	"github.com/go-playground/locales/en"
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
	"golang.org/x/text/language"

	"statuary/internal/timefmt"

	"statuary/internal/frontmatter"
)

// supportedLocales are the languages whose month names and plural rules are compiled in. A theme
// can have a catalogue for each of them.
var supportedLocales = map[string]func() locales.Translator{
	"ar": ar.New, "cs": cs.New, "da": da.New, "de": de.New, "en": en.New, "es": es.New, "fi": fi.New, "fr": fr.New, "he": he.New, "it": it.New,
	"ja": ja.New, "ko": ko.New, "nb": nb.New, "nl": nl.New, "pl": pl.New, "pt-BR": pt_BR.New, "pt": pt_PT.New, "pt-PT": pt_PT.New,
	"ru": ru.New, "sv": sv.New, "tr": tr.New, "uk": uk.New, "zh": zh.New,
}

// monthsAlone are the names of months without a day, in the languages in which they differ from the
// names in dates. They are CLDR's stand-alone names, which package locales lacks.
var monthsAlone = map[string][]string{
	"cs": strings.Fields("leden únor březen duben květen červen červenec srpen září říjen listopad prosinec"),
	"fi": strings.Fields("tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu"),
	"pl": strings.Fields("styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień"),
	"ru": strings.Fields("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
	"uk": strings.Fields("січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень"),
}

// layouts are the layouts of package timefmt by their names in catalogues.
var layouts = map[string]string{
	"posted": timefmt.Posted, "datetime": timefmt.DateTime, "daytime": timefmt.DayTime, "date": timefmt.Date, "day": timefmt.Day, "month": timefmt.Month,
}

// firstDay is the key in [dates] of the text that {d} stands for on the first day of a month.
const firstDay = "first"

// CatalogueNames returns the names of the catalogues for a language, best first: for "de-AT" these
// are de-AT and de. Chinese is written in two scripts, and most tags do not name theirs, so for
// "zh-CN" the names are zh-CN, zh-Hans and zh.
func CatalogueNames(tag string) []string {
	names := []string{tag}
	for n := strings.LastIndexByte(tag, '-'); n > 0; n = strings.LastIndexByte(tag, '-') {
		tag = tag[:n]
		names = append(names, tag)
	}
	if script := chineseScript(names[0]); script != "" && !slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, script) }) {
		names = slices.Insert(names, max(1, len(names)-1), script)
	}
	return names
}

// chineseScript returns zh-Hans or zh-Hant for a tag of Chinese, by the region if it names no
// script, and "" for other languages.
func chineseScript(tag string) string {
	if base, _, _ := strings.Cut(tag, "-"); !strings.EqualFold(base, "zh") {
		return ""
	}
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	script, _ := t.Script()
	return "zh-" + script.String()
}

// Untranslated returns a language without a catalogue: its words are English, and its direction is
// that of the language.
func Untranslated(tag string) *Language { return &Language{Tag: tag, RTL: isRTL(tag)} }

// Problem is an error in a catalogue.
type Problem struct {
	Line int // 0 if the problem is not about one line
	Text string
}

// Parse parses a catalogue: a table [words] of phrases, each with its translation or a table of
// plural forms, and a table [dates] of patterns. If there are problems, it returns no language.
func Parse(tag string, src []byte) (*Language, []Problem) {
	var file struct {
		Words map[string]any    `toml:"words"`
		Dates map[string]string `toml:"dates"`
	}
	if err := toml.Unmarshal(src, &file); err != nil {
		p := Problem{Text: "[words] must contain texts or tables of plural forms, and [dates] must contain texts"}
		if _, list := frontmatter.ParseTOML("", src); list.HasErrors() {
			p = Problem{list[0].Line, list[0].Text + "; " + list[0].Hint}
		}
		return nil, []Problem{p}
	}
	l := &Language{Tag: tag, RTL: isRTL(tag), phrases: map[string]phrase{}, dates: map[string]string{}}
	for _, name := range CatalogueNames(tag) {
		if newLocale, ok := supportedLocales[name]; ok {
			l.locale = newLocale()
			break
		}
	}
	if l.locale == nil {
		return nil, []Problem{{Text: fmt.Sprintf("no month names and plural rules for %q; they exist for %s", tag, strings.Join(slices.Sorted(maps.Keys(supportedLocales)), ", "))}}
	}
	var problems []Problem
	wrong := func(key, format string, values ...any) {
		problems = append(problems, Problem{lineOf(src, key), fmt.Sprintf("%q: ", key) + fmt.Sprintf(format, values...)})
	}
	for key, value := range file.Words {
		p, err := l.phrase(value)
		if err == nil {
			err = checkPlaceholders(key, p)
		}
		if err != nil {
			wrong(key, "%v", err)
		}
		l.phrases[key] = p
	}
	for name, pattern := range file.Dates {
		if name == firstDay {
			if strings.ContainsAny(pattern, "{}") {
				wrong(name, "this text cannot contain placeholders")
			}
			l.first = pattern
			continue
		}
		layout, ok := layouts[name]
		if !ok {
			wrong(name, "unknown date; expected one of %s", strings.Join(slices.Sorted(maps.Keys(layouts)), ", ")+" or "+firstDay)
		}
		if place := unknownPlaceholder(pattern); place != "" {
			wrong(name, "unknown placeholder %q; expected one of %s", place, strings.Join(datePlaceholders, " "))
		}
		l.dates[layout] = pattern
	}
	if problems != nil {
		slices.SortFunc(problems, func(a, b Problem) int { return cmp.Or(a.Line-b.Line, cmp.Compare(a.Text, b.Text)) })
		return nil, problems
	}
	return l, nil
}

// lineOf returns the number of the line that begins with a key, or 0.
func lineOf(src []byte, key string) int {
	for n, line := range strings.Split(string(src), "\n") {
		left, _, _ := strings.Cut(strings.TrimSpace(line), "=")
		if strings.HasPrefix(strings.TrimSpace(line), strconv.Quote(key)) || strings.TrimSpace(left) == key {
			return n + 1
		}
	}
	return 0
}

// phrase converts the value of a key in [words].
func (l *Language) phrase(value any) (phrase, error) {
	switch value := value.(type) {
	case string:
		return phrase{text: value}, nil
	case map[string]any:
		p := phrase{forms: map[string]string{}}
		for form, text := range value {
			s, ok := text.(string)
			if !ok {
				return p, fmt.Errorf("plural form %q is not a text", form)
			}
			if !slices.Contains(l.Forms(), form) {
				return p, fmt.Errorf("unknown plural form %q; %s has %s", form, l.Tag, strings.Join(l.Forms(), ", "))
			}
			p.forms[form] = s
		}
		if p.forms["other"] == "" {
			return p, errors.New("missing plural form \"other\"")
		}
		return p, nil
	}
	return phrase{}, errors.New("the value is neither a text nor a table of plural forms")
}

// datePlaceholders are the placeholders of date patterns.
var datePlaceholders = []string{"{y}", "{LLLL}", "{MMMM}", "{MMM}", "{M}", "{d}", "{time}"}

// unknownPlaceholder returns the first placeholder of a date pattern that does not exist, or "".
func unknownPlaceholder(pattern string) string {
	for _, place := range regexp.MustCompile(`\{[^}]*\}?`).FindAllString(pattern, -1) {
		if !slices.Contains(datePlaceholders, place) {
			return place
		}
	}
	return ""
}

// checkPlaceholders returns an error if the placeholders of a translation differ from those of the
// phrase: fmt would print %!s, or omit a value.
func checkPlaceholders(key string, p phrase) error {
	if p.text != "" && !fits(key, p.text) {
		return fmt.Errorf("the translation has other placeholders than the phrase: %q", p.text)
	}
	for form, text := range p.forms {
		// The form for two may omit the number, as in Arabic.
		places := strings.Count(text, "%d")
		without := strings.Replace(key, "%d", "", 1-min(places, 1))
		if places > 1 || !strings.Contains(key, "%d") || !fits(without, text) {
			return fmt.Errorf("form %s: the translation has other placeholders than the phrase: %q", form, text)
		}
	}
	return nil
}

// fits reports whether a translation can be formatted with the values of a phrase. A phrase without
// placeholders of fmt is shown unchanged; its % is filled in by the script.
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

// Key is a phrase in [words] of a catalogue, or a table of it, which has an empty Table.
type Key struct {
	Table, Name string
	Line        int
}

// Keys returns the tables of a catalogue and the phrases that it translates. A catalogue with errors
// has none.
func Keys(src []byte) []Key {
	var tables map[string]any
	if err := toml.Unmarshal(src, &tables); err != nil {
		return nil
	}
	var keys []Key
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		keys = append(keys, Key{"", name, max(lineOf(src, "["+name+"]"), lineOf(src, name))})
	}
	words, _ := tables["words"].(map[string]any)
	for _, phrase := range slices.Sorted(maps.Keys(words)) {
		keys = append(keys, Key{"words", phrase, lineOf(src, phrase)})
	}
	return keys
}
