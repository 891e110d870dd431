package search

import (
	"unicode"
	"unicode/utf8"

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
// letters. The script of the page does the same with what is typed. A word is good
// only until visit returns.
func Words(text string, visit func(word []byte)) {
	var run []byte
	length := 0 // of run, in runes
	flush := func() {
		if length > 1 && !stop[string(run)] {
			visit(run)
		}
		run, length = run[:0], 0
	}
	var before rune // the last letter, if it is of a script without spaces
	if !isASCII(text) {
		text = norm.NFKD.String(text)
	}
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		case r < utf8.RuneSelf:
			if r < 'A' || r > 'Z' {
				flush()
				before = 0
				continue
			}
			r += 'a' - 'A'
		case unicode.Is(unicode.Mn, r):
			continue // an accent, cut off its letter
		case dense(r):
			flush()
			if before != 0 {
				visit(utf8.AppendRune(utf8.AppendRune(nil, before), r))
			}
			before = r
			continue
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			r = unicode.ToLower(r)
		default:
			flush()
			before = 0
			continue
		}
		before = 0
		if length < longest {
			run = utf8.AppendRune(run, r)
			length++
		}
	}
	flush()
}

// dense is true for letters of scripts that put no spaces between words.
func dense(r rune) bool {
	// The mark that makes a vowel long belongs to no script of its own.
	return r == 'ー' || r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Hangul)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
