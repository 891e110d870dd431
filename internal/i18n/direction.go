package i18n

import (
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"
)

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

// Dir returns the value of the HTML attribute dir.
func (l *Language) Dir() string {
	if l.RTL {
		return "rtl"
	}
	return "ltr"
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
