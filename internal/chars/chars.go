// Package chars classifies the characters of texts that people write: parts of words in any
// script, invisible characters, and characters that no page, feed or document may contain.
package chars

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// Fold returns a form of s that is equal for names that a file system or a reader may take for the
// same name: those that differ only in case or in Unicode normalization.
func Fold(s string) string {
	if ascii(s) {
		return lowerASCII(s)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
}

// Compose returns s in Unicode Normalization Form C, the form that people type. Names of files on
// macOS may be decomposed.
func Compose(s string) string { return norm.NFC.String(s) }

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func lowerASCII(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			b := []byte(s)
			for i, c := range b {
				if c >= 'A' && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// Word reports, for each character of a text in turn, whether it is part of a word: a letter, a
// digit, a combining mark after one of them, a joiner within a word of a script that uses joiners,
// or a mark such as the Tibetan tsheg between two letters. The zero Word is ready to use.
type Word struct {
	last   rune // last character of the current word; 0 outside a word
	letter rune // last letter of the current word
}

// Next reports whether r is part of a word. next is the character after r, or 0 at the end.
func (w *Word) Next(r, next rune) bool {
	switch {
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		w.last, w.letter = r, r
		return true
	case w.last == 0:
		return false
	case mark(r):
		w.last = r
		return true
	case r == zeroWidthJoiner || r == zeroWidthNonJoiner:
		if joins(w.letter) && (joins(next) || mark(next) || virama(w.last)) {
			w.last = r
			return true
		}
	case within(r):
		if unicode.IsLetter(w.letter) && unicode.IsLetter(next) {
			w.last = r
			return true
		}
	}
	*w = Word{}
	return false
}

// Words calls visit with each character of s and whether it is part of a word.
func Words(s string, visit func(r rune, word bool)) {
	var w Word
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		next, _ := utf8.DecodeRuneInString(s)
		if len(s) == 0 {
			next = 0
		}
		visit(r, w.Next(r, next))
	}
}

// mark reports whether r is a combining mark of a word. Variation selectors of emoji and enclosing
// marks are not.
func mark(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Mc) && r != '\ufe0e' && r != '\ufe0f'
}

// joins reports whether r is a letter of a script in which joiners change how words are written. In
// other scripts a joiner is only invisible.
func joins(r rune) bool {
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian, unicode.Hebrew,
		unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Ethiopic)
}

// virama reports whether r is a mark that removes the vowel of its letter (canonical combining
// class 9). A joiner may follow it at the end of a word.
func virama(r rune) bool { return norm.NFD.PropertiesString(string(r)).CCC() == 9 }

// within reports whether r is a sign that connects the letters on both sides into one word.
func within(r rune) bool {
	switch r {
	case '\u00b7', // Catalan: col·laboració
		'\u05f3', '\u05f4', // Hebrew geresh and gershayim
		'\u0f0b', '\u0f0c': // Tibetan tsheg, between syllables
		return true
	}
	return false
}

// Latin reports whether r is a letter of the Latin alphabet.
func Latin(r rune) bool { return unicode.Is(unicode.Latin, r) }
