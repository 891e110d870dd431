package chars

import (
	"strings"
	"testing"
	"unicode"
)

// Each line is one word in a script that writes with combining marks or joiners.
var words = []string{
	"समस्या", "हिन्दी", // Devanagari
	"ত্রুটি", "র\u200d্যাম", // Bengali, with a joiner before a virama
	"பிழை", "ਗਲਤੀ", "ભૂલ", "ତ୍ରୁଟି", "లోపం", "ದೋಷ", // Tamil, Gurmukhi, Gujarati, Oriya, Telugu, Kannada
	"പിശക്", "അവന്\u200d", // Malayalam, with a joiner at the end
	"ප්\u200dරශ්නය",                       // Sinhala
	"مشکل\u200cها", "مُشْكِلَة", "מֶלֶךְ", // Persian, vocalized Arabic, pointed Hebrew
	"ปัญหา", "ບັນຫາ", "បញ្ហា", "ပြဿနာ", "དཀའ་ངལ", // Thai, Lao, Khmer, Burmese, Tibetan
	"ꯃꯤꯇꯩ", "ᬲᬮᬄ", "ᠠᠯᠳᠠᠭ", "ሥህተት", // Meetei, Balinese, Mongolian, Ethiopic
	"su\u031b\u0323", "한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8", // decomposed Vietnamese, Korean, its jamo
	"ошибка", "й", "ё", "col·laboració", "ב״כ", "e\u0301te\u0301", "データ", "障害", "٣",
}

func TestWords(t *testing.T) {
	for _, s := range words {
		Words(s, func(r rune, word bool) {
			if !word {
				t.Errorf("%q: %U is not part of the word", s, r)
			}
		})
	}
	for s, want := range map[string]string{
		"👩\u200d💻 Laptop": "Laptop", "❤\ufe0f love": "love", "1\ufe0f\u20e3": "1", "a\u200db": "ab", "\u0301x": "x",
		"क\u200d ख": "कख", "·a·": "a", "་ང་": "ང", "a\u200b": "a", "क\u200c": "क", "आ-ई": "आई",
	} {
		var got strings.Builder
		Words(s, func(r rune, word bool) {
			if word {
				got.WriteRune(r)
			}
		})
		if got.String() != want {
			t.Errorf("%q: %q, want %q", s, got.String(), want)
		}
	}
}

func TestClean(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := "a" + string(r) + "b"
		if r >= 0xd800 && r <= 0xdfff {
			s = "a\xed\xa0\x80b" // a surrogate in the form of UTF-8
		}
		switch got := Clean(s); {
		case got != s && got != "ab":
			t.Fatalf("%U: %q", r, got)
		case (got == s) != IsClean(s):
			t.Fatalf("%U: IsClean is %v", r, IsClean(s))
		case got == s && strings.ContainsRune("\x00\x07\x1b\x7f\u0080\u009f\u2028\u2029\u202a\u202e\u2066\u2069\ufffe\uffff\U0001ffff\ufeff", r):
			t.Errorf("%U is left", r)
		case got != s && (unicode.IsLetter(r) || unicode.IsMark(r) || r == '\n' || r == '\t' || r == '\u200c' || r == '\u200d' || r == '\u200e'):
			t.Errorf("%U is removed", r)
		}
	}
	if got := Clean("a\xffb\xc3"); got != "ab" {
		t.Errorf("%q", got)
	}
}

func TestFold(t *testing.T) {
	for _, pair := range [][2]string{{"API-Down", "api-down"}, {"café", "cafe\u0301"}, {"ΣΑΣ", "σας"}, {"Й", "и\u0306"}, {"한", "\u1112\u1161\u11ab"}, {"Größe", "GRÖSSE"}} {
		if Fold(pair[0]) != Fold(pair[1]) {
			t.Errorf("%q and %q differ: %q, %q", pair[0], pair[1], Fold(pair[0]), Fold(pair[1]))
		}
	}
	if Fold("cafe") == Fold("café") || Fold("и") == Fold("й") {
		t.Error("letters that differ are folded")
	}
}

func TestOdd(t *testing.T) {
	for s, want := range map[string]string{
		"title\u00a0":  "a no-break space (U+00A0)",
		"“x”":          "a curly quote (U+201C)",
		"–":            "an en dash (U+2013)",
		"a：":           "a full-width : (U+FF1A)",
		"\u200bx":      "a zero-width space (U+200B)",
		"\U000e0041":   "an invisible character (U+E0041)",
		"\ufeffx":      "a byte order mark (U+FEFF)",
		"plain 'text'": "",
	} {
		o, ok := FindOdd(s)
		if got := ""; ok {
			got = o.String()
			if got != want {
				t.Errorf("%q: %q, want %q", s, got, want)
			}
		} else if want != "" {
			t.Errorf("%q: nothing odd", s)
		}
	}
	for s, want := range map[string]string{"２０２６\u201101\u201105\u00a0１０：００": "2026-01-05 10:00", "٢٠٢٦": "2026", "“resolved” ": `"resolved"`, "𝟚": "2"} {
		if got := Plain(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
