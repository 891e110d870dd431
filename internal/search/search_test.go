package search

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Elevated errors on the API":              "elevated errors api",
		"`max_connections` was 429, at 10%":       "max connections 429 10",
		"Größe, CAFÉ and naïve":                   "große cafe naive",
		"see [the docs](https://example.org/a-b)": "see docs https example org",
		"データベース障害 DB":                             "デー ータ タベ ベー ース ス障 障害 db",
		"a I x":                                   "",
		"ﬁle":                                     "file",
		"":                                        "",
		strings.Repeat("ab", 40):                  strings.Repeat("ab", 12),
		"Сбой в Базе":                             "сбои базе",
		"हिन्दी में समस्या":             "हिन्दी में समस्या",
		"مشکل\u200cها مُشْكِلَة מֶלֶךְ": "مشکلها مشكلة מלך",
		"ปัญหา":                             "ปัญ ญห หา",
		"ΣΑΣ Ёлка su\u031b\u0323":           "σασ елка su",
		"1\ufe0f\u20e3 👩\u200d💻 db\u200bx9": "db x9",
	} {
		var got []string
		Words(text, func(w []byte) { got = append(got, string(w)) })
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestShardOf(t *testing.T) {
	for word, want := range map[string]string{"error": "er", "429": "42", "große": "gr", "障害": "_969", "u6": "u6", "aя": "_6", "я": "_44"} {
		if got := ShardOf(word); got != want {
			t.Errorf("%s is in %s, want %s", word, got, want)
		}
	}
}

// The file decodes as the script decodes it, by adding up the differences.
func TestEncodeWords(t *testing.T) {
	var first, second Collector
	first.Add(0, Texts{Title: "Slow queries", Bodies: []string{"The queries of the API are slow."}})
	first.Add(3, Texts{Title: "Outage", Bodies: []string{"slow, slow"}})
	second.Add(250, Texts{Title: "Slow"})
	var b bytes.Buffer
	x := Index{Records: []Record{}}
	a, z := first.Shards(), second.Shards()
	for _, name := range []string{"ap", "ou", "qu", "sl"} {
		var parts []*Postings
		for _, p := range []*Postings{a[name], z[name]} {
			if p != nil {
				parts = append(parts, p)
			}
		}
		x.Words = append(x.Words, parts)
	}
	if err := x.Encode(&b); err != nil {
		t.Fatal(err)
	}
	var doc struct{ Words map[string][]int }
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	read := doc.Words
	got := map[string][]int{}
	for word, steps := range read {
		n := 0
		for _, s := range steps {
			n += s
			got[word] = append(got[word], n)
		}
	}
	want := map[string][]int{"slow": {1, 6, 501}, "queries": {1}, "api": {0}, "outage": {7}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v, from %s", got, want, b.String())
	}
}

// Blocks that take over words of an earlier one have the words of a new block, also where
// incidents have changed.
func TestTake(t *testing.T) {
	texts := func(n, change int) Texts {
		return Texts{Title: fmt.Sprintf("Incident %d of 障害%c", n, 'а'+rune(n%20)), Bodies: []string{fmt.Sprintf("errors of %d", n+change)}}
	}
	var before, after, want Collector
	for n := range 100 {
		before.Add(n, texts(n, 0))
		want.Add(n, texts(n, n%3/2))
	}
	shards := before.Shards()
	after.Take(shards, func(number int) bool { return number%3 < 2 })
	for n := 2; n < 100; n += 3 {
		after.Add(n, texts(n, 1))
	}
	got, all := after.Shards(), want.Shards()
	if len(got) != len(all) || len(all) < 20 {
		t.Errorf("%d shards, want %d", len(got), len(all))
	}
	for name, want := range all {
		if got[name] == nil || !got[name].Equal(want) {
			t.Errorf("shard %s: %v, want %v", name, got[name], want)
		}
		for _, word := range want.lists().words {
			if ShardOf(word) != name {
				t.Errorf("%s is in %s", word, name)
			}
		}
	}
	if shards["er"].Equal(&Postings{}) || !shards["er"].Equal(all["er"]) {
		t.Error("the shard of a word in all incidents has changed")
	}
}

func TestStop(t *testing.T) {
	for _, w := range Stop {
		if !isStop([]byte(w)) || isStop([]byte(w+"x")) {
			t.Errorf("%s is searched for, or %sx is not", w, w)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("Größe データ x\xff")
	f.Add("=\u0338 a\u0308-\u0308b ¨c de\u0301f/デー<\u20d2タ x½y")
	f.Fuzz(func(t *testing.T, text string) {
		var words []string
		Words(text, func(w []byte) { words = append(words, string(w)) })
		// Only parts with characters of other alphabets are folded, as if all were.
		var folded []string
		unicodeWords(text, func(w []byte) { folded = append(folded, string(w)) })
		if utf8.ValidString(text) && !slices.Equal(words, folded) {
			t.Errorf("%q: the words are %q, of the folded text %q", text, words, folded)
		}
		for _, w := range words {
			if n := utf8.RuneCountInString(w); n < 2 || n > maxLength || strings.ContainsAny(w, " *") || slices.Contains(Stop, w) {
				t.Errorf("%q of %q", w, text)
			}
			// A word must be split into itself, because the script splits a query in the same way.
			var again []string
			Words(w, func(w []byte) { again = append(again, string(w)) })
			if utf8.ValidString(w) && !slices.Equal(again, []string{w}) && len(again) > 1 {
				t.Errorf("%q is cut again into %q", w, again)
			}
		}
	})
}
