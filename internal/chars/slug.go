package chars

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestSlug is the longest slug, in characters; longer titles are cut at a word.
const longestSlug = 60

// Slug returns a title or a name as a part of an id or an address: lower-case words with dashes between them. Accents are
// removed from Latin letters only: in other scripts a mark makes a different letter, such as
// Cyrillic й, or is a vowel.
func Slug(title string) string {
	var b strings.Builder
	dash, latin := false, false
	Words(norm.NFD.String(strings.ToLower(title)), func(r rune, word bool) {
		switch {
		case word && latin && unicode.Is(unicode.Mn, r):
		case word:
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			dash = false
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				latin = Latin(r)
			}
		case r == '\'' || r == '’':
		default:
			dash = true
		}
	})
	slug := []rune(norm.NFC.String(b.String()))
	if len(slug) > longestSlug {
		slug = slug[:longestSlug+1]
		cut := longestSlug
		for n := longestSlug; n > longestSlug/2; n-- {
			if slug[n] == '-' {
				cut = n
				break
			}
		}
		for cut > 0 && !unicode.IsLetter(slug[cut]) && !unicode.IsDigit(slug[cut]) && slug[cut] != '-' {
			cut-- // a mark or a joiner belongs to the letter before it
		}
		slug = slug[:cut]
	}
	return string(slug)
}
