// Package i18n translates the phrases of pages and formats times and numbers in the language of a
// site. The key of a translation is the English phrase, so templates are readable, and phrases that
// a catalogue lacks appear in English.
//
// A catalogue is a file of a theme, such as languages/de.toml. Names of months and days, plural
// rules and decimal marks come from CLDR, through github.com/go-playground/locales.
package i18n

import (
	"cmp"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/go-playground/locales"
)

// Language is a language with its catalogue. It is immutable and safe for use by several goroutines.
type Language struct {
	Tag     string // BCP 47 tag, such as "pt-BR"
	RTL     bool   // written from right to left
	phrases map[string]phrase
	dates   map[string]string // layouts of package timefmt → patterns
	first   string            // the first day of a month, such as "1er", or "" for "1"
	locale  locales.Translator
}

// phrase is a translation. A phrase that counts things has a text for each plural form.
type phrase struct {
	text  string
	forms map[string]string // by CLDR's plural category: "one", "few", "other"
}

// English is the language of the keys.
var English = &Language{Tag: "en"}

// WithFallback returns a copy of l that takes phrases and dates missing in l from other.
func (l *Language) WithFallback(other *Language) *Language {
	both := *l
	both.phrases, both.dates = maps.Clone(other.phrases), maps.Clone(other.dates)
	if both.phrases == nil {
		both.phrases, both.dates = map[string]phrase{}, map[string]string{}
	}
	maps.Copy(both.phrases, l.phrases)
	maps.Copy(both.dates, l.dates)
	both.first = cmp.Or(l.first, other.first)
	return &both
}

// Mark returns the phrase unchanged. It marks phrases in tables and in functions without a
// language, which are translated where they are shown, so that the test of the catalogues finds
// them.
func Mark(phrase string) string { return phrase }

// T translates a phrase. It returns a phrase that is not in the catalogue unchanged, and so also
// texts of the site itself, such as labels and names.
func (l *Language) T(phrase string) string {
	if p, ok := l.phrases[phrase]; ok && p.text != "" {
		return p.text
	}
	return phrase
}

// F translates a phrase with verbs of package fmt, and formats the values with it.
func (l *Language) F(phrase string, values ...any) string { return fmt.Sprintf(l.T(phrase), values...) }

// N translates a phrase that contains a number: "%d incident" or "%d incidents". In catalogues, the
// key is the second, and its plural forms are the value.
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

// withNumber replaces %d by the number. There may be no %d: in some languages the form for two is a
// word.
func withNumber(form string, n int) string { return strings.Replace(form, "%d", strconv.Itoa(n), 1) }

// Forms returns the CLDR names of the language's plural forms.
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

// Decimal returns a number, given with a decimal point, with the language's decimal mark. Digits
// are Western in all languages, as they are in times and in names.
func (l *Language) Decimal(number string) string {
	if l.locale == nil {
		return number
	}
	return strings.Replace(number, ".", decimalMark(l.locale), 1)
}

// decimalMark returns the character between 1 and 5 in 1.5. For languages with Arabic digits it is
// a point, which CLDR has for Western digits.
func decimalMark(t locales.Translator) string {
	m := strings.TrimSuffix(strings.TrimPrefix(t.FmtNumber(1.5, 1), "1"), "5")
	if m == "\u066b" {
		return "."
	}
	return m
}

// Percent formats a number as a percentage.
func (l *Language) Percent(number string) string { return l.F("%s%%", l.Decimal(number)) }

// List joins names with commas.
func (l *Language) List(names []string) string {
	apart := make([]string, len(names))
	for n, name := range names {
		apart[n] = l.Apart(name)
	}
	return strings.Join(apart, l.T(", "))
}
