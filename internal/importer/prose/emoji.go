package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"statuary/internal/lazyregexp"
)

// emojiCode matches the name of an emoji, such as :eyes:, or the box of a task.
var emojiCode = lazyregexp.New(`^(?::[a-z][a-z0-9_+-]{1,30}:[ \t]*|\[[ xX]\][ \t]+)`)

// decorative reports whether a character is an emoji or a part of one, or a symbol like it.
func decorative(r rune) bool {
	return unicode.In(r, unicode.So, unicode.Variation_Selector) || r == '\u200d' || r >= 0x1f3fb && r <= 0x1f3ff
}

// emojiLead returns the emoji at the beginning of a text, with the spaces after them.
func emojiLead(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); first != ':' && first != '[' && !decorative(first) {
		return ""
	}
	rest := text
	for {
		before := rest
		rest = rest[len(emojiCode.FindString(rest)):]
		rest = strings.TrimLeftFunc(rest, decorative)
		if rest == before {
			return text[:len(text)-len(rest)]
		}
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
	}
}

// decorate adds the emoji before a mark to its heading, or else to its text.
func (m *mark) decorate(emoji string) {
	emoji = strings.TrimSpace(emoji)
	if m.label != "" && emoji[0] != ':' && emoji[0] != '[' {
		m.label = emoji + " " + m.label
		return
	}
	m.emoji = emoji
}
