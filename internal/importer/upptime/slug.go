package upptime

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"statuary/internal/lazyregexp"
)

// letters are the letters that Upptime writes in other ways than without their accents.
var letters = func() map[rune]string {
	m := map[rune]string{
		'&': " and ", '♥': " love ", '🦄': " unicorn ", 'ß': "ss", 'ẞ': "SS", 'ä': "ae", 'ö': "oe", 'ü': "ue", 'Ä': "Ae", 'Ö': "Oe", 'Ü': "Ue",
		'æ': "ae", 'Æ': "AE", 'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D", 'þ': "th", 'Þ': "TH", 'ı': "i",
		'ж': "zh", 'ц': "cz", 'ч': "ch", 'ш': "sh", 'щ': "shh", 'ъ': "", 'ь': "", 'ю': "yu", 'я': "ya", 'ё': "yo", 'й': "j", 'є': "ye", 'ї': "yi", 'і': "i", 'ґ': "g",
		'θ': "th", 'ξ': "ks", 'ψ': "ps", 'ς': "s",
	}
	for script, latin := range map[string]string{
		"абвгдезиклмнопрстуфхыэ": "abvgdeziklmnoprstufhye",
		"αβγδεζηικλμνοπρστυφχω":  "avgdeziiklmnoprstyfxo",
	} {
		for i, r := range []rune(script) {
			m[r] = latin[i : i+1]
		}
	}
	for r, s := range m {
		if up := unicode.ToUpper(r); up != r && m[up] == "" && s != "" {
			m[up] = strings.ToUpper(s[:1]) + s[1:]
		}
	}
	return m
}()

// boundaries are where Upptime separates words that are written together, such as AcmeDocs. Versions
// differ for the plural of an acronym: APIs was ap-is.
var boundaries = [][]*lazyregexp.Regexp{
	{lazyregexp.New(`([A-Z]{2,})(\d+)`), lazyregexp.New(`([a-z\d]+)([A-Z]{2,})`), lazyregexp.New(`([a-z\d])([A-Z])`), lazyregexp.New(`([A-Z]+)([A-Z][a-rt-z\d]+)`)},
	{lazyregexp.New(`([A-Z]{2,})(\d+)`), lazyregexp.New(`([a-z\d]+)([A-Z]{2,})`), lazyregexp.New(`([a-z\d])([A-Z])`), lazyregexp.New(`([A-Z]+)([A-Z][a-z\d]+)`)},
	{},
}

var (
	notASCII    = lazyregexp.New(`[^a-z\d]+`)
	contraction = lazyregexp.New(`([a-zA-Z\d]+)['’]([ts])(\s|$)`)
	notInFile   = lazyregexp.New(`[\\/<>:"|?*#%\s]+|-+`)
)

// slugs returns the slugs that Upptime may derive from a name, the likeliest first. A name without
// letters that it can write in ASCII keeps its letters.
func slugs(name string) (list []string) {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.TrimSpace(name)) {
		base := []rune(norm.NFD.String(string(r)))[0]
		if s, ok := letters[r]; ok {
			b.WriteString(s)
		} else if s, ok := letters[base]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(b.String()))
	add := func(s string) {
		for _, o := range list {
			if o == s {
				return
			}
		}
		if s != "" {
			list = append(list, s)
		}
	}
	for _, rules := range boundaries {
		s := plain
		for _, rule := range rules {
			s = rule.ReplaceAllString(s, "$1 $2")
		}
		add(strings.Trim(notASCII.ReplaceAllString(strings.ToLower(s), "-"), "-"))
		s = contraction.ReplaceAllString(s, "$1$2$3")
		add(strings.Trim(notASCII.ReplaceAllString(strings.ToLower(s), "-"), "-"))
	}
	if len(list) == 0 {
		kept := strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return -1
			}
			return r
		}, norm.NFKC.String(strings.TrimSpace(name)))
		add(strings.Trim(notInFile.ReplaceAllString(kept, "-"), "-."))
	}
	return list
}

// slugOf returns the slug that Upptime derives from a name, or "".
func slugOf(name string) string {
	if list := slugs(name); len(list) > 0 {
		return list[0]
	}
	return ""
}
