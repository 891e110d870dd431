package i18n

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"statuary/internal/timefmt"
)

// catalogue has one of each kind of entry.
const catalogue = `
[words]
"Resolved" = "Done"
"%s of %d" = "%[2]d from %[1]s"
"%d incidents" = { other = "%d things" }
"% found" = "found: %"
"%s%%" = "%s%%"

[dates]
datetime = "{d}/{MMM}/{y} {time}"
daytime = "{d}/{MMM} {time}"
date = "{d} {MMMM} {y}"
month = "{LLLL} {y}"
`

func parsed(t testing.TB, tag, src string) *Language {
	t.Helper()
	l, problems := Parse(tag, []byte(src))
	if problems != nil {
		t.Fatal(tag, problems)
	}
	return l
}

func TestPhrases(t *testing.T) {
	l := parsed(t, "de", catalogue)
	for _, c := range []struct{ got, want string }{
		{l.T("Resolved"), "Done"},
		{l.T("Workaround"), "Workaround"}, // a word of the site itself
		{l.T("%d incidents"), "%d incidents"},
		{l.F("%s of %d", "x", 3), "3 from x"},
		{l.F("%s and %d", "x", 3), "x and 3"},
		{l.T("% found"), "found: %"},
		{l.Percent("99.5"), "99,5%"},
		{l.Decimal("100"), "100"},
		{l.Dir(), "ltr"},
		{English.T("Resolved"), "Resolved"},
		{English.Percent("99.5"), "99.5%"},
		{English.N(1, "%d incident", "%d incidents"), "1 incident"},
		{English.N(0, "%d incident", "%d incidents"), "0 incidents"},
		{l.List([]string{"a", "b"}), "a, b"},
		{l.List(nil), ""},
		{l.Apart("a"), "a"},
		{Untranslated("he").Dir(), "rtl"},
		{Untranslated("fa-IR").T("Resolved"), "Resolved"},
		{Untranslated("ku-Arab").Dir(), "rtl"},
		{Untranslated("pa").Dir(), "ltr"},
		{Untranslated("ur").Dir(), "rtl"},
		{Untranslated("x-nonsense").Dir(), "ltr"},
		{Untranslated("ar").Apart("API"), "\u2068API\u2069"},
		{Untranslated("ar").List([]string{"API", "Web"}), "\u2068API\u2069, \u2068Web\u2069"},
		{Untranslated("ar").Apart(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// Plural forms follow CLDR's rules; a missing form is replaced by "other".
func TestPlurals(t *testing.T) {
	const all = `{ zero = "zero %d", one = "one %d", two = "two", few = "few %d", many = "many %d", other = "other %d" }`
	for _, c := range []struct {
		tag, forms string
		want       map[int]string
	}{
		{"de", `{ one = "one %d", other = "other %d" }`, map[int]string{0: "other 0", 1: "one 1", 2: "other 2", 101: "other 101"}},
		{"fr", `{ one = "one %d", other = "other %d" }`, map[int]string{0: "one 0", 1: "one 1", 2: "other 2"}},
		{"ja", `"%d 件"`, map[int]string{0: "0 件", 1: "1 件", 22: "22 件"}},
		{"ar", all, map[int]string{0: "zero 0", 1: "one 1", 2: "two", 3: "few 3", 10: "few 10", 11: "many 11", 99: "many 99", 100: "other 100", 102: "other 102", 103: "few 103"}},
		{"pl", `{ one = "one %d", few = "few %d", many = "many %d", other = "other %d" }`, map[int]string{1: "one 1", 2: "few 2", 4: "few 4", 5: "many 5", 12: "many 12", 22: "few 22", 0: "many 0"}},
		{"pl", `{ one = "one %d", other = "other %d" }`, map[int]string{1: "one 1", 2: "other 2", 5: "other 5"}},
	} {
		l := parsed(t, c.tag, "[words]\n\"%d incidents\" = "+c.forms)
		for n, want := range c.want {
			if got := l.N(n, "%d incident", "%d incidents"); got != want {
				t.Errorf("%s: %d is %q, want %q", c.tag, n, got, want)
			}
		}
		if got := l.N(1, "%d day", "%d days"); got != "1 day" {
			t.Errorf("%s: what is missing is %q", c.tag, got)
		}
	}
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestTimes(t *testing.T) {
	at := time.Date(2018, 3, 6, 9, 5, 0, 0, zone(t, "America/New_York"))
	for _, c := range []struct{ tag, datetime, date, alone, month, letters string }{
		{"de", "6/März/2018 09:05 EST", "6 März 2018", "März 2018", "März", "MDMDFSS"},
		{"ja", "6/3月/2018 09:05 EST", "6 3月 2018", "3月 2018", "3月", "月火水木金土日"},
		{"ar", "6/مارس/2018 09:05 EST\u200f", "6 مارس 2018", "مارس 2018", "مارس", "نثرخجسح"},
		{"pl", "6/mar/2018 09:05 EST", "6 marca 2018", "marzec 2018", "mar", "pwścpsn"},
	} {
		l := parsed(t, c.tag, catalogue)
		letters := ""
		for _, d := range l.Weekdays() {
			letters += d.Letter
			if len(d.Name) <= len(d.Letter) && c.tag != "ja" {
				t.Errorf("%s: a day is called %q", c.tag, d.Name)
			}
		}
		for _, pair := range [][2]string{
			{l.Zoned(at, timefmt.DateTime), c.datetime}, {l.Format(at, timefmt.Date), c.date}, {l.Format(at, timefmt.Month), c.alone}, {l.Month(at.Month()), c.month}, {letters, c.letters},
			{l.Format(at, timefmt.Clock), "09:05"}, {l.Format(at, timefmt.Day), "Mar 6"}, // which the catalogue does not have
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: got %q, want %q", c.tag, pair[0], pair[1])
			}
		}
	}
	if d := English.Weekdays(); d[0] != (Weekday{"Mon", "M"}) || d[6] != (Weekday{"Sun", "S"}) {
		t.Error(d)
	}
}

// On the first day of a month, {d} is the text of the key first, which a narrower catalogue inherits.
func TestFirstDay(t *testing.T) {
	const dates = "[dates]\nday = \"{d} {MMMM}\"\nposted = \"{d} {MMM} {y}, {time}\"\nmonth = \"{MMMM} {y}\"\n"
	fr := parsed(t, "fr", dates+"first = \"1er\"\n")
	it := parsed(t, "it", dates+"first = \"1º\"\n")
	canada := parsed(t, "fr-CA", "[dates]\nday = \"le {d} {MMMM}\"\n").WithFallback(fr)
	for _, c := range []struct {
		l            *Language
		day          int
		layout, want string
	}{
		{fr, 1, timefmt.Day, "1er juin"},
		{fr, 1, timefmt.Posted, "1er juin 2018, 01:01"},
		{fr, 1, timefmt.Month, "juin 2018"},
		{fr, 2, timefmt.Day, "2 juin"},
		{fr, 11, timefmt.Day, "11 juin"},
		{fr, 21, timefmt.Day, "21 juin"},
		{it, 1, timefmt.Day, "1º giugno"},
		{canada, 1, timefmt.Day, "le 1er juin"},
		{fr.WithFallback(it), 1, timefmt.Day, "1er juin"},
		{parsed(t, "de", dates), 1, timefmt.Day, "1 Juni"},
	} {
		if got := c.l.Format(time.Date(2018, 6, c.day, 1, 1, 0, 0, time.UTC), c.layout); got != c.want {
			t.Errorf("%s: got %q, want %q", c.l.Tag, got, c.want)
		}
	}
}

// A range repeats no part. The English one is that of package timefmt.
func TestRanges(t *testing.T) {
	ny := zone(t, "America/New_York")
	for _, c := range []struct {
		from, to                      time.Time
		first, last, inEnglish, until string
	}{
		{time.Date(2018, 1, 6, 10, 0, 0, 0, ny), time.Date(2018, 1, 6, 14, 38, 0, 0, ny), "6/Jan./2018 10:00", "14:38 EST", "Jan 6, 2018, 10:00", "14:38 EST"},
		{time.Date(2018, 1, 6, 10, 0, 0, 0, ny), time.Date(2018, 1, 7, 14, 38, 0, 0, ny), "6/Jan./2018 10:00", "7/Jan. 14:38 EST", "Jan 6, 2018, 10:00", "Jan 7, 14:38 EST"},
		{time.Date(2018, 12, 31, 10, 0, 0, 0, ny), time.Date(2019, 1, 1, 14, 38, 0, 0, ny), "31/Dez./2018 10:00", "1/Jan./2019 14:38 EST", "Dec 31, 2018, 10:00", "Jan 1, 2019, 14:38 EST"},
		{time.Date(2018, 3, 10, 10, 0, 0, 0, ny), time.Date(2018, 3, 11, 14, 38, 0, 0, ny), "10/März/2018 10:00 EST", "11/März 14:38 EDT", "Mar 10, 2018, 10:00 EST", "Mar 11, 14:38 EDT"},
	} {
		if first, last := parsed(t, "de", catalogue).Range(c.from, c.to); first != c.first || last != c.last {
			t.Errorf("%q – %q, want %q – %q", first, last, c.first, c.last)
		}
		if first, last := English.Range(c.from, c.to); first != c.inEnglish || last != c.until {
			t.Errorf("in English: %q – %q, want %q – %q", first, last, c.inEnglish, c.until)
		}
	}
}

func TestDurations(t *testing.T) {
	ar := parsed(t, "ar", `[words]
"%d d" = { zero = "%d يوم", one = "يوم واحد", two = "يومان", few = "%d أيام", many = "%d يومًا", other = "%d يوم" }
"%d h" = { zero = "%d ساعة", one = "ساعة واحدة", two = "ساعتان", few = "%d ساعات", many = "%d ساعة", other = "%d ساعة" }
"%d min" = "%d دقيقة"
"%s %s" = "%s و%s"`)
	ja := parsed(t, "ja", "[words]\n\"%d d\" = \"%d日\"\n\"%d h\" = \"%d時間\"\n\"%d min\" = \"%d分\"\n\"%s %s\" = \"%s%s\"")
	for d, want := range map[time.Duration][2]string{
		0:                            {"1 دقيقة", "1分"},
		42 * time.Minute:             {"42 دقيقة", "42分"},
		4*time.Hour + 38*time.Minute: {"4 ساعات و38 دقيقة", "4時間38分"},
		26 * time.Hour:               {"يوم واحد وساعتان", "1日2時間"},
		72 * time.Hour:               {"3 أيام", "3日"},
		50*24*time.Hour + time.Hour:  {"50 يومًا وساعة واحدة", "50日1時間"},
	} {
		if got := [2]string{ar.Duration(d), ja.Duration(d)}; got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
		if got, want := English.Duration(d), timefmt.Duration(d); got != want {
			t.Errorf("%s in English is %q, want %q", d, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for tag, want := range map[string]string{"de": "de", "de-AT": "de-AT de", "zh-Hant-TW": "zh-Hant-TW zh-Hant zh", "zh": "zh zh-Hans", "zh-CN": "zh-CN zh-Hans zh", "zh-cn": "zh-cn zh-Hans zh", "zh-hans": "zh-hans zh", "zh-TW": "zh-TW zh-Hant zh", "": ""} {
		if got := strings.Join(CatalogueNames(tag), " "); got != want {
			t.Errorf("%q: catalogues %q, want %q", tag, got, want)
		}
	}
	for _, tag := range []string{"de-AT", "de_AT", "pt-BR", "pt", "PT-br"} {
		if _, problems := Parse(tag, nil); (problems != nil) != (tag == "de_AT" || tag == "PT-br") {
			t.Errorf("%s: %v", tag, problems)
		}
	}
}

func TestWrongCatalogues(t *testing.T) {
	for _, c := range []struct{ tag, src, want string }{
		{"de", "[words]\n\"a\" = \n", "2: "},
		{"de", "[words]\n\"a\" = 1\n", `2: "a": the value is neither a text nor a table`},
		{"de", "[words]\n\"a %s\" = \"b\"\n", "other placeholders"},
		{"de", "[words]\n\"a %s\" = \"b %d\"\n", "other placeholders"},
		{"de", "[words]\n\"a %s\" = \"b %s %s\"\n", "other placeholders"},
		{"de", "[words]\n\"a %s\" = \"b %[2]s\"\n", "other placeholders"},
		{"de", "[words]\n\"a %s\" = \"100 % b %s\"\n", "other placeholders"},
		{"de", "[words]\n\"a\" = \"b %s\"\n", "other placeholders"},
		{"de", "[words]\n\"% found\" = \"found\"\n", "other placeholders"},
		{"de", "[words]\n\"%d a\" = { one = \"b\", other = \"%d %d\" }\n", "2: \"%d a\": form other: the translation has other"},
		{"de", "[words]\n\"a\" = { one = \"b\", other = \"c\" }\n", "form "},
		{"de", "[words]\n\"%d a\" = { one = 1, other = \"%d\" }\n", `plural form "one" is not a text`},
		{"de", "[words]\n\"%d a\" = { one = \"%d\" }\n", `missing plural form "other"`},
		{"de", "[words]\n\"%d a\" = { few = \"%d\", other = \"%d\" }\n", `unknown plural form "few"; de has one, other`},
		{"de", "[dates]\nhour = \"{time}\"\n", `2: "hour": unknown date; expected one of date, datetime`},
		{"de", "[dates]\ndate = \"{d} {Y}\"\n", `2: "date": unknown placeholder "{Y}"`},
		{"fr", "[dates]\nfirst = \"{d}er\"\n", `2: "first": this text cannot contain placeholders`},
		{"de", "[words]\n\"a\" = 1\n\n\"b %s\" = \"c\"\n[dates]\nhour = \"\"", `2: "a": the value is neither a text nor a table of plural forms; 4: "b %s": the translation has other placeholders than the phrase: "c"; 6: "hour": unknown`},
		{"tlh", "", `for "tlh"; they exist for ar, cs`},
	} {
		_, problems := Parse(c.tag, []byte(c.src))
		var list []string
		for _, p := range problems {
			list = append(list, fmt.Sprintf("%d: %s", p.Line, p.Text))
		}
		if got := strings.Join(list, "; "); problems == nil || !strings.Contains(got, c.want) {
			t.Errorf("%q: %s, want %q", c.src, got, c.want)
		}
	}
}

// No catalogue makes a page show a verb of package fmt that has no value, and nothing panics.
func FuzzParse(f *testing.F) {
	f.Add("de", catalogue)
	f.Add("ar", "[words]\n\"%d incidents\" = { zero = \"none\", other = \"%d\" }")
	f.Add("ja", "[words]\n\"%s of %d\" = \"%[2]d %[1]s\"\n[dates]\ndate = \"{y}{y}\"")
	f.Add("pl", "[words]\n\"% found\" = \"%!%\"")
	f.Fuzz(func(t *testing.T, tag, src string) {
		l, problems := Parse(tag, []byte(src))
		if problems != nil {
			return
		}
		for _, got := range []string{l.F("%s of %d", "x", 3), l.N(3, "%d incident", "%d incidents")} {
			if strings.Contains(got, "%!") || strings.Contains(got, "%d") {
				t.Errorf("%q", got)
			}
		}
		at := time.Date(2018, 1, 6, 14, 38, 0, 0, time.UTC)
		_ = l.Zoned(at, timefmt.DateTime) + l.Format(at, timefmt.Month) + l.Percent("99.5") + l.Duration(50*time.Hour) + l.Month(1)
		_ = l.Weekdays()
	})
}
