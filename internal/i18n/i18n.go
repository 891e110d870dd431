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
	"time"
	"unicode/utf8"

	"github.com/go-playground/locales"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"

	"statuary/internal/timefmt"
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

// rtlScripts are the scripts that are written from right to left, by their ISO 15924 codes.
var rtlScripts = map[string]bool{"Arab": true, "Hebr": true, "Thaa": true, "Syrc": true, "Nkoo": true, "Adlm": true, "Rohg": true, "Mand": true, "Samr": true}

func isRTL(tag string) bool {
	t, err := language.Parse(tag)
	if err != nil {
		return false
	}
	script, _ := t.Script() // the usual one if the tag names none
	return rtlScripts[script.String()]
}

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

// Dir returns the value of the HTML attribute dir.
func (l *Language) Dir() string {
	if l.RTL {
		return "rtl"
	}
	return "ltr"
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

// Format formats a time with a layout of package timefmt, without its zone.
func (l *Language) Format(t time.Time, layout string) string {
	var space [64]byte
	return string(l.appendFormat(space[:0], t, layout))
}

// appendFormat appends a time with a layout.
func (l *Language) appendFormat(b []byte, t time.Time, layout string) []byte {
	pattern, ok := l.dates[layout]
	if !ok || l.locale == nil {
		return t.AppendFormat(b, layout)
	}
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		day = cmp.Or(l.first, day)
	}
	for pattern != "" {
		before, rest, ok := strings.Cut(pattern, "{")
		b = append(b, before...)
		if !ok {
			break
		}
		var field string
		field, pattern, _ = strings.Cut(rest, "}")
		switch field {
		case "y":
			b = strconv.AppendInt(b, int64(t.Year()), 10)
		case "LLLL":
			b = append(b, l.monthAlone(t.Month())...)
		case "MMMM":
			b = append(b, l.locale.MonthWide(t.Month())...)
		case "MMM":
			b = append(b, l.locale.MonthAbbreviated(t.Month())...)
		case "M":
			b = strconv.AppendInt(b, int64(t.Month()), 10)
		case "d":
			b = append(b, day...)
		case "time":
			b = t.AppendFormat(b, timefmt.Clock)
		}
	}
	return b
}

// DayRange formats days of one year without repeating the month: "Nov 21–26", "21.–26. Nov",
// "Oct 30 – Nov 2".
func (l *Language) DayRange(first, last time.Time) string {
	pattern := cmp.Or(l.dates[timefmt.Day], "{MMM} {d}")
	before, after, _ := strings.Cut(pattern, "{d}")
	day := strconv.Itoa(last.Day())
	switch {
	case first.Month() != last.Month():
	case !strings.Contains(after, "{"):
		return l.Format(first, timefmt.Day) + "–" + day + after
	case before == "":
		after, _, _ = strings.Cut(after, "{")
		return strings.TrimSpace(strconv.Itoa(first.Day())+after) + "–" + l.Format(last, timefmt.Day)
	}
	return l.Format(first, timefmt.Day) + " – " + l.Format(last, timefmt.Day)
}

// monthAlone returns the name of a month for use without a day.
func (l *Language) monthAlone(m time.Month) string {
	if names := monthsAlone[l.locale.Locale()]; names != nil {
		return names[m-1]
	}
	return l.locale.MonthWide(m)
}

// Zoned formats a time followed by its zone. The abbreviation of the zone is in Latin letters, so
// in languages written from right to left a mark (U+200F) separates it from the text that follows.
func (l *Language) Zoned(t time.Time, layout string) string {
	var space [64]byte
	b := append(l.appendFormat(space[:0], t, layout), ' ')
	b = append(b, timefmt.Zone(t)...)
	if l.RTL {
		b = append(b, "\u200f"...)
	}
	return string(b)
}

// Range formats a time span without repeating parts, for the two sides of a dash.
func (l *Language) Range(from, to time.Time) (first, last string) {
	a, b, zones := timefmt.Layouts(from, to)
	first = l.Format(from, a)
	if zones {
		first = l.Zoned(from, a)
	}
	return first, l.Zoned(to, b)
}

// Duration formats a duration in its two largest units.
func (l *Language) Duration(d time.Duration) string {
	days, hours, minutes := timefmt.Units(d)
	var parts [3]string
	count := 0
	for _, u := range [3]struct {
		n    int
		unit string
	}{{days, Mark("%d d")}, {hours, Mark("%d h")}, {minutes, Mark("%d min")}} {
		if u.n > 0 {
			parts[count] = l.N(u.n, u.unit, u.unit)
			count++
		}
	}
	if both := l.T("%s %s"); count == 2 && both != "%s %s" {
		return fmt.Sprintf(both, parts[0], parts[1])
	}
	return strings.Join(parts[:count], " ")
}

// List joins names with commas.
func (l *Language) List(names []string) string {
	apart := make([]string, len(names))
	for n, name := range names {
		apart[n] = l.Apart(name)
	}
	return strings.Join(apart, l.T(", "))
}

// Apart returns a text that people wrote, such as a name, for use inside a sentence of this
// language. If either is written from right to left, the text is enclosed in a first strong isolate
// of Unicode, so that its letters do not mix with those around it. It is for plain text; HTML
// elements have the attribute dir.
func (l *Language) Apart(text string) string {
	if text == "" || !l.RTL && !RightToLeft(text) {
		return text
	}
	return "\u2068" + text + "\u2069"
}

// RightToLeft reports whether a text contains a letter that is written from right to left.
func RightToLeft(text string) bool {
	// These letters are from U+0590 on, and the first byte of their UTF-8 is at least 0xd6. Most
	// texts have few such characters.
	for i := 0; i < len(text); {
		if text[i] < 0xd6 {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if rightToLeft(r) {
			return true
		}
		i += size
	}
	return false
}

// rightToLeft reports whether a letter is written from right to left.
func rightToLeft(r rune) bool {
	if r < 0x590 {
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// Weekday is a day of the week.
type Weekday struct {
	Name   string // such as "Mon"
	Letter string // such as "M", for the heads of calendars
}

// Weekdays returns the days of the week, from Monday.
func (l *Language) Weekdays() [7]Weekday {
	days := [7]Weekday{{"Mon", "M"}, {"Tue", "T"}, {"Wed", "W"}, {"Thu", "T"}, {"Fri", "F"}, {"Sat", "S"}, {"Sun", "S"}}
	if l.locale != nil && l.locale.Locale() != "en" { // a catalogue of English keeps the short names
		for n := range days {
			d := time.Weekday((n + 1) % 7)
			days[n] = Weekday{l.locale.WeekdayWide(d), l.locale.WeekdayNarrow(d)}
		}
	}
	return days
}

// Month returns the abbreviated name of a month.
func (l *Language) Month(m time.Month) string {
	if l.locale == nil {
		return m.String()[:3]
	}
	return l.locale.MonthAbbreviated(m)
}
