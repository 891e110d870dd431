// Package i18n says things in the language of a site. The English phrase is the
// key of its translation, so that a template reads like the page, and what a
// catalogue lacks is shown in English.
//
// A catalogue is a file of a theme, languages/de.toml. Names of months and days,
// plural forms and decimal marks are github.com/go-playground/locales', from CLDR.
package i18n

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"

	"statuary/internal/timefmt"
)

// Language is a language with its catalogue. It does not change, and may be used
// by several goroutines.
type Language struct {
	Tag     string // of BCP 47: "pt-BR"
	RTL     bool   // it is written from right to left
	phrases map[string]phrase
	dates   map[string]string // layouts of package timefmt → patterns
	locale  locales.Translator
}

// phrase is a translation, in the forms of its plural where it counts things.
type phrase struct {
	text  string
	forms map[string]string // by CLDR's category: "one", "few", "other"
}

// English is the language of the keys.
var English = &Language{Tag: "en"}

// rtl are the scripts that are written from right to left (ISO 15924).
var rtl = map[string]bool{"Arab": true, "Hebr": true, "Thaa": true, "Syrc": true, "Nkoo": true, "Adlm": true, "Rohg": true, "Mand": true, "Samr": true}

func isRTL(tag string) bool {
	t, err := language.Parse(tag)
	if err != nil {
		return false
	}
	script, _ := t.Script() // the usual one, where the tag names none
	return rtl[script.String()]
}

// Over lays a catalogue over another: what this one lacks is said as that one
// says it.
func (l *Language) Over(other *Language) *Language {
	both := *l
	both.phrases, both.dates = maps.Clone(other.phrases), maps.Clone(other.dates)
	if both.phrases == nil {
		both.phrases, both.dates = map[string]phrase{}, map[string]string{}
	}
	maps.Copy(both.phrases, l.phrases)
	maps.Copy(both.dates, l.dates)
	return &both
}

// Dir is the value of the attribute dir.
func (l *Language) Dir() string {
	if l.RTL {
		return "rtl"
	}
	return "ltr"
}

// Mark gives a phrase as it is. It is for phrases in tables and in functions that
// know no language, which are translated where they are shown: the test of the
// catalogues finds them by it.
func Mark(phrase string) string { return phrase }

// T translates a phrase. One that the catalogue does not have comes back as it is,
// as do words of the site itself: a label of its own, a name.
func (l *Language) T(phrase string) string {
	if p, ok := l.phrases[phrase]; ok && p.text != "" {
		return p.text
	}
	return phrase
}

// F translates a phrase with places for values, as package fmt has them.
func (l *Language) F(phrase string, values ...any) string { return fmt.Sprintf(l.T(phrase), values...) }

// N translates a phrase with a number in it: "%d incident" or "%d incidents".
// Catalogues have it under the second, with its plural forms.
func (l *Language) N(n int, one, other string) string {
	if p, ok := l.phrases[other]; ok && l.locale != nil {
		form := p.forms[category(l.locale.CardinalPluralRule(float64(n), 0))]
		if form == "" {
			form = p.forms["other"]
		}
		if form == "" {
			form = p.text
		}
		if form != "" {
			return withNumber(form, n)
		}
	}
	if n == 1 {
		return withNumber(one, n)
	}
	return withNumber(other, n)
}

// withNumber puts the number into its place. There may be none: in some languages
// the form for two says it.
func withNumber(form string, n int) string { return strings.Replace(form, "%d", strconv.Itoa(n), 1) }

// Forms are CLDR's names for the forms of plurals that the language has.
func (l *Language) Forms() []string {
	if l.locale == nil {
		return []string{"one", "other"}
	}
	var list []string
	for _, r := range l.locale.PluralsCardinal() {
		list = append(list, category(r))
	}
	return list
}

func category(r locales.PluralRule) string {
	switch r {
	case locales.PluralRuleZero:
		return "zero"
	case locales.PluralRuleOne:
		return "one"
	case locales.PluralRuleTwo:
		return "two"
	case locales.PluralRuleFew:
		return "few"
	case locales.PluralRuleMany:
		return "many"
	}
	return "other"
}

// Decimal writes a number with the language's decimal mark, given one with a point.
// Digits are Western in all languages, as they are in times and in names.
func (l *Language) Decimal(number string) string {
	if l.locale == nil {
		return number
	}
	return strings.Replace(number, ".", mark(l.locale), 1)
}

// mark is what stands between 1 and 5 in 1.5. That of Arabic digits does not go
// with Western ones: CLDR has a point for them.
func mark(t locales.Translator) string {
	m := strings.TrimSuffix(strings.TrimPrefix(t.FmtNumber(1.5, 1), "1"), "5")
	if m == "\u066b" {
		return "."
	}
	return m
}

// Percent writes a share that is given in percent.
func (l *Language) Percent(number string) string { return l.F("%s %%", l.Decimal(number)) }

// Format writes a time by a layout of package timefmt, without its zone.
func (l *Language) Format(t time.Time, layout string) string {
	pattern, ok := l.dates[layout]
	if !ok || l.locale == nil {
		return t.Format(layout)
	}
	return strings.NewReplacer(
		"{y}", strconv.Itoa(t.Year()),
		"{MMMM}", l.locale.MonthWide(t.Month()), "{MMM}", l.locale.MonthAbbreviated(t.Month()), "{M}", strconv.Itoa(int(t.Month())),
		"{d}", strconv.Itoa(t.Day()), "{time}", t.Format(timefmt.Clock),
	).Replace(pattern)
}

// Zoned writes a time of day with its zone. The name of the zone is in Latin
// letters: where one reads from the right, a mark behind it (U+200F) keeps what
// follows from being read with them.
func (l *Language) Zoned(t time.Time, layout string) string {
	s := l.Format(t, layout) + " " + timefmt.Zone(t)
	if l.RTL {
		s += "\u200f"
	}
	return s
}

// Range writes from when to when, saying each part once.
func (l *Language) Range(from, to time.Time) (first, last string) {
	a, b, zones := timefmt.Layouts(from, to)
	first = l.Format(from, a)
	if zones {
		first = l.Zoned(from, a)
	}
	return first, l.Zoned(to, b)
}

// Duration writes a length of time in its two largest units.
func (l *Language) Duration(d time.Duration) string {
	days, hours, minutes := timefmt.Units(d)
	var parts []string
	for _, u := range []struct {
		n    int
		unit string
	}{{days, Mark("%d d")}, {hours, Mark("%d h")}, {minutes, Mark("%d min")}} {
		if u.n > 0 {
			parts = append(parts, l.N(u.n, u.unit, u.unit))
		}
	}
	if len(parts) == 2 {
		return l.F("%s %s", parts[0], parts[1])
	}
	return strings.Join(parts, "")
}

// List returns names with commas between them.
func (l *Language) List(names []string) string {
	apart := make([]string, len(names))
	for n, name := range names {
		apart[n] = l.Apart(name)
	}
	return strings.Join(apart, l.T(", "))
}

// Apart returns a text that people wrote, such as a name, for use inside a
// sentence of this language. If either is written from right to left, the text
// is isolated (Unicode's first strong isolate), so that its letters do not mix
// with those around it. It is for plain texts; elements have the attribute dir.
func (l *Language) Apart(text string) string {
	if text == "" || !l.RTL && !RightToLeft(text) {
		return text
	}
	return "\u2068" + text + "\u2069"
}

// RightToLeft reports whether a text has a letter that is written from right to
// left.
func RightToLeft(text string) bool { return strings.ContainsFunc(text, rightToLeft) }

// rightToLeft reports whether a letter is written from right to left.
func rightToLeft(r rune) bool {
	if r < 0x590 {
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// Weekday is the name of a day: "Mon", and the letter for heads of calendars.
type Weekday struct{ Name, Letter string }

// Weekdays are the days of the week, from Monday on.
func (l *Language) Weekdays() [7]Weekday {
	days := [7]Weekday{{"Mon", "M"}, {"Tue", "T"}, {"Wed", "W"}, {"Thu", "T"}, {"Fri", "F"}, {"Sat", "S"}, {"Sun", "S"}}
	if l.locale != nil {
		for n := range days {
			d := time.Weekday((n + 1) % 7)
			days[n] = Weekday{l.locale.WeekdayWide(d), l.locale.WeekdayNarrow(d)}
		}
	}
	return days
}

// Month is the short name of a month.
func (l *Language) Month(m time.Month) string {
	if l.locale == nil {
		return m.String()[:3]
	}
	return l.locale.MonthAbbreviated(m)
}
