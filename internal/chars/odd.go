package chars

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// odd lists characters that look like others or are invisible, and that editors and chats put into
// texts. plain is what was probably meant.
var odd = map[rune]struct{ name, plain string }{
	'\u00a0': {"no-break space", " "},
	'\u1680': {"ogham space", " "},
	'\u2000': {"en quad", " "}, '\u2001': {"em quad", " "}, '\u2002': {"en space", " "}, '\u2003': {"em space", " "},
	'\u2004': {"third of an em space", " "}, '\u2005': {"quarter of an em space", " "}, '\u2006': {"sixth of an em space", " "},
	'\u2007': {"figure space", " "}, '\u2008': {"punctuation space", " "}, '\u2009': {"thin space", " "}, '\u200a': {"hair space", " "},
	'\u202f': {"narrow no-break space", " "}, '\u205f': {"mathematical space", " "}, '\u3000': {"ideographic space", " "},
	'\u0085': {"next line character", " "},

	'\u00ad': {"soft hyphen", ""}, '\u034f': {"grapheme joiner", ""}, '\u061c': {"Arabic letter mark", ""}, '\u180e': {"Mongolian vowel separator", ""},
	'\u200b': {"zero-width space", ""}, '\u200c': {"zero-width non-joiner", ""}, '\u200d': {"zero-width joiner", ""},
	'\u200e': {"left-to-right mark", ""}, '\u200f': {"right-to-left mark", ""}, '\u2060': {"word joiner", ""},
	'\u2061': {"invisible function application", ""}, '\u2062': {"invisible times", ""}, '\u2063': {"invisible separator", ""}, '\u2064': {"invisible plus", ""},
	'\u202a': {"left-to-right embedding", ""}, '\u202b': {"right-to-left embedding", ""}, '\u202c': {"end of a text direction", ""},
	'\u202d': {"left-to-right override", ""}, '\u202e': {"right-to-left override", ""},
	'\u2066': {"left-to-right isolate", ""}, '\u2067': {"right-to-left isolate", ""}, '\u2068': {"first strong isolate", ""}, '\u2069': {"end of an isolate", ""},
	'\ufeff': {"byte order mark", ""}, '\ufe0f': {"emoji variation selector", ""}, '\ufe0e': {"text variation selector", ""}, '\ufffc': {"object replacement character", ""},

	'\u2018': {"curly quote", "'"}, '\u2019': {"curly quote", "'"}, '\u201a': {"low quote", "'"}, '\u201b': {"curly quote", "'"},
	'\u201c': {"curly quote", `"`}, '\u201d': {"curly quote", `"`}, '\u201e': {"low quote", `"`}, '\u201f': {"curly quote", `"`},
	'\u2032': {"prime", "'"}, '\u2033': {"double prime", `"`}, '\u00b4': {"acute accent", "'"}, '\u2039': {"angle quote", "'"}, '\u203a': {"angle quote", "'"},
	'\u00ab': {"angle quote", `"`}, '\u00bb': {"angle quote", `"`}, '\u301d': {"double prime quote", `"`}, '\u301e': {"double prime quote", `"`},
	'\u300c': {"corner bracket", `"`}, '\u300d': {"corner bracket", `"`}, '\u300e': {"corner bracket", `"`}, '\u300f': {"corner bracket", `"`},

	'\u2010': {"hyphen", "-"}, '\u2011': {"non-breaking hyphen", "-"}, '\u2012': {"figure dash", "-"}, '\u2013': {"en dash", "-"}, '\u2014': {"em dash", "-"},
	'\u2015': {"horizontal bar", "-"}, '\u2022': {"bullet", "-"}, '\u2043': {"hyphen bullet", "-"}, '\u2023': {"triangular bullet", "-"}, '\u25cf': {"black circle", "-"},
	'\u25aa': {"square bullet", "-"}, '\u00b7': {"middle dot", "-"}, '\u2212': {"minus sign", "-"}, '\ufe58': {"small em dash", "-"}, '\ufe63': {"small hyphen", "-"},
	'\u30fb': {"katakana middle dot", "-"}, '\u2219': {"bullet operator", "-"},

	'\u2236': {"ratio sign", ":"}, '\ua789': {"modifier colon", ":"}, '\ufe55': {"small colon", ":"}, '\u02d0': {"length mark", ":"}, '\u05c3': {"sof pasuq", ":"},
	'\u0589': {"Armenian full stop", ":"}, '\u060c': {"Arabic comma", ","}, '\u3001': {"ideographic comma", ","},
	'\ua78a': {"modifier equals sign", "="}, '\u2024': {"one dot leader", "."}, '\u2044': {"fraction slash", "/"}, '\u2215': {"division slash", "/"},
}

// Odd is a character that looks like another one or is invisible.
type Odd struct {
	Rune  rune
	Name  string // such as "no-break space"
	Plain string // what was probably meant, such as " "; empty if the character should be deleted
	At    int    // index in the text, in bytes
}

// String returns the name with an article and the code, such as "a no-break space (U+00A0)".
func (o Odd) String() string {
	article := "a "
	if strings.ContainsRune("aeioAEIO", rune(o.Name[0])) {
		article = "an "
	}
	return fmt.Sprintf("%s%s (U+%04X)", article, o.Name, o.Rune)
}

// Hint returns what to do about the character.
func (o Odd) Hint() string {
	switch o.Plain {
	case "":
		return "delete it; it may not be visible in your editor"
	case " ":
		return "replace it by an ordinary space"
	case `"`, "'":
		return "replace it by a straight quote: " + o.Plain
	}
	return "replace it by " + o.Plain
}

// FindOdd returns the first odd character of s; ok is false if there is none.
func FindOdd(s string) (o Odd, ok bool) {
	for i, r := range s {
		if r < 0x80 {
			continue
		}
		if o, ok := oddOf(r); ok {
			o.At = i
			return o, true
		}
	}
	return Odd{}, false
}

// OddRune returns the description of r; ok is false if r is not odd.
func OddRune(r rune) (o Odd, ok bool) { return oddOf(r) }

func oddOf(r rune) (Odd, bool) {
	if o, ok := odd[r]; ok {
		return Odd{Rune: r, Name: o.name, Plain: o.plain}, true
	}
	if r >= 0xff01 && r <= 0xff5e { // full-width forms of ASCII
		return Odd{Rune: r, Name: "full-width " + string(r-0xfee0), Plain: string(r - 0xfee0)}, true
	}
	if r >= 0x80 && (unicode.Is(unicode.Cf, r) || unicode.IsSpace(r)) && !(r >= 0x600 && r <= 0x605) {
		return Odd{Rune: r, Name: "invisible character"}, true
	}
	return Odd{}, false
}

// Plain returns s with each odd character replaced by what was probably meant, digits of other
// scripts replaced by ASCII digits, and spaces at both ends removed.
func Plain(s string) string {
	var b strings.Builder
	for _, r := range width.Narrow.String(norm.NFC.String(s)) {
		if o, ok := oddOf(r); ok && r >= 0x80 {
			b.WriteString(o.Plain)
		} else if d, ok := digit(r); ok {
			b.WriteByte(d)
		} else {
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// digit returns the ASCII digit for a decimal digit of another script. Unicode has the digits of a
// script in a row of ten, from zero.
func digit(r rune) (byte, bool) {
	if r < utf8.RuneSelf || !unicode.IsDigit(r) {
		return 0, false
	}
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte('0' + (r-rune(t.Lo))%10), true
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte('0' + (r-rune(t.Lo))%10), true
		}
	}
	return 0, false
}

// Name returns how a message names a character: in quotes, by its name if it is odd, or by its code
// if it is invisible.
func Name(r rune) string {
	o, isOdd := oddOf(r)
	switch {
	case r == ' ':
		return "a space"
	case r == utf8.RuneError:
		return "a byte that is not UTF-8"
	case isOdd && r >= utf8.RuneSelf:
		return o.String()
	case Forbidden(r) || !unicode.IsGraphic(r) || unicode.IsMark(r):
		return fmt.Sprintf("the character U+%04X", r)
	}
	return fmt.Sprintf("the character %q", r)
}
