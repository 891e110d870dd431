package chars

import (
	"strings"
	"unicode/utf8"
)

// Forbidden reports whether r may not appear in any page, feed or document.
func Forbidden(r rune) bool { return Control(r) || Formatting(r) }

// Control reports whether r is a control character other than a tab or a line break, a line or
// paragraph separator, a surrogate or a noncharacter. A file that contains one is rejected: it is
// not text, or it is damaged.
func Control(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f, r == '\t', r == '\n', r == '\r':
		return false
	case r < ' ', r >= 0x7f && r < 0xa0, r == '\u2028', r == '\u2029':
		return true
	case r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // noncharacters
		return true
	case r >= 0xd800 && r <= 0xdfff, r < 0, r > utf8.MaxRune:
		return true
	}
	return false
}

// Formatting reports whether r is an invisible character that changes the text around it: a control
// that embeds, overrides or isolates text of another direction (U+202A to U+202E and U+2066 to
// U+2069), a byte order mark or an interlinear annotation. They come with copied text and are
// removed, because pages set the direction of each text by its letters. The marks U+200E, U+200F
// and U+061C are not among them; they affect only their own place.
func Formatting(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfeff || r >= 0xfff9 && r <= 0xfffb
}

// Unformatted returns s without the characters that Formatting reports.
func Unformatted(s string) string {
	// The first byte of these characters is one of two, and most texts contain neither.
	if strings.IndexByte(s, 0xe2) < 0 && strings.IndexByte(s, 0xef) < 0 || !strings.ContainsFunc(s, Formatting) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if Formatting(r) {
			return -1
		}
		return r
	}, s)
}

// Clean returns s without forbidden characters and without bytes that are not UTF-8.
func Clean(s string) string {
	if IsClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !(r == utf8.RuneError && size == 1) && !Forbidden(r) {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

// IsClean reports whether Clean would return s unchanged.
func IsClean(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || Forbidden(r) {
			return false
		}
		i += size
	}
	return true
}

// Printable returns s with a dot in place of each character that could change what a terminal
// shows: forbidden ones, line breaks, and bytes that are not UTF-8. Tabs stay.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r == '\n' || r == '\r' || Forbidden(r) {
			return '·'
		}
		return r
	}, s)
}
