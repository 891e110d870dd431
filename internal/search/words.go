package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Stop are English words that say nothing of an incident: they are in no index,
// and a query passes over them.
var Stop = []string{
	"an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "of", "on", "or", "our", "that",
	"the", "this", "to", "was", "we", "were", "will", "with", "you", "your",
}

var stop = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range Stop {
		m[w] = true
	}
	return m
}()

// longest is how many runes of a word count; what is longer is seldom one.
const longest = 24

// Words cuts a text into the words it is found by: in lower case, without accents
// and punctuation. Scripts that put no spaces between words are cut into pairs of
// letters. The script of the page does the same with what is typed.
func Words(text string, visit func(word string)) {
	var run []rune
	flush := func() {
		if len(run) > 1 {
			if w := string(run[:min(len(run), longest)]); !stop[w] {
				visit(w)
			}
		}
		run = run[:0]
	}
	var before rune // the last letter, if it is of a script without spaces
	if !isASCII(text) {
		text = norm.NFKD.String(text)
	}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue // an accent, cut off its letter
		case dense(r):
			flush()
			if before != 0 {
				visit(string([]rune{before, r}))
			}
			before = r
			continue
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			run = append(run, unicode.ToLower(r))
		default:
			flush()
		}
		before = 0
	}
	flush()
}

// dense is true for letters of scripts that put no spaces between words.
func dense(r rune) bool {
	// The mark that makes a vowel long belongs to no script of its own.
	return r == 'ー' || r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Hangul)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
