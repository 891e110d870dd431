package clienttest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"statuary/internal/search"
)

// wordsOf splits texts into words with the search script of the pages.
func wordsOf(t *testing.T, texts []string) (words [][]string) {
	t.Helper()
	script, err := os.ReadFile("../../themes/default/assets/search.js")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(script), "// Words are cut as")
	cut, _, end := strings.Cut(rest, "const shardOf")
	if !ok || !end {
		t.Fatal("search.js has no function that cuts words where this test looks for it")
	}
	file := filepath.Join(t.TempDir(), "words.js")
	input, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	stop, err := json.Marshal(search.Stop)
	if err != nil {
		t.Fatal(err)
	}
	source := fmt.Sprintf("//%s\nconsole.log(JSON.stringify(%s.map((t) => cut(t, %s))))\n", cut, input, stop)
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := run(t, t.TempDir(), nil, program(t, "nodejs", "node", "nodejs"), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

// The search script splits a query into the same words as the index, in any writing
// system: otherwise a title could not be found by its own words.
func TestSearchWords(t *testing.T) {
	t.Parallel()
	texts := []string{
		"Elevated errors on the API", "`max_connections` was 429", "Größe, CAFÉ and naïve", "su\u031b\u0323 co\u0302\u0301", "ﬁle ½ ①",
		"हिन्दी में समस्या", "এপিআই ত্রুটি র\u200d্যাম", "பிழை ஏற்பட்டது", "ප්\u200dරශ්නය", "പിശക് അവന്\u200d", "مشکل\u200cها آنلاین ــ مُشْكِلَة", "מֶלֶךְ ב״כ",
		"ปัญหา API ที่ DB2", "ບັນຫາ", "បញ្ហា\u200bបណ្តាញ", "ပြဿနာ", "དཀའ་ངལ", "ꯃꯤꯇꯩ", "데이터베이스 장애", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "データベース障害 DB", "ﾃﾞｰﾀ",
		"Сбой в Базе ёлка Й", "ΣΊΣΥΦΟΣ ΣΑΣ", "İstanbul ISPARTA ẞ", "👩\u200d💻 1\ufe0f\u20e3 ❤\ufe0f", "a\u0e31b ก\u0301 \u0e31x", "soft\u00adhyphen", strings.Repeat("é", 40), strings.Repeat("कि", 40),
	}
	// Each character that Unicode has in a version that this package knows, alone, within
	// a word, and within a word of a script without spaces.
	known := func(r rune) bool {
		return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cf)
	}
	for from := rune(0); from <= 0x1ffff; from += 64 {
		var b strings.Builder
		for r := from; r < from+64; r++ {
			if known(r) {
				fmt.Fprintf(&b, "%[1]c x%[1]cy 障%[1]c害 %[1]c%[1]c;", r)
			}
		}
		if b.Len() > 0 {
			texts = append(texts, b.String())
		}
	}
	for n, inPage := range wordsOf(t, texts) {
		var inIndex []string
		search.Words(texts[n], func(w []byte) { inIndex = append(inIndex, string(w)) })
		for _, w := range inIndex {
			if !slices.Contains(inPage, w) {
				t.Errorf("%.60q: the index has %+q, which the page does not search for", texts[n], w)
			}
		}
		for _, w := range inPage {
			// A query may be the beginning of a word: one letter.
			if !slices.Contains(inIndex, w) && units(w) > 1 {
				t.Errorf("%.60q: the page searches for %+q, which the index does not have", texts[n], w)
			}
		}
	}
}

// units returns how many letters with their marks a word has, as the index counts
// them in a script without spaces, or its characters in another.
func units(w string) (n int) {
	dense := strings.ContainsFunc(w, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || r == 'ー'
	})
	for _, r := range w {
		if !dense || !unicode.IsMark(r) {
			n++
		}
	}
	return n
}
