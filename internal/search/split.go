package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Stop are English words that are too common to search for. The index does not contain them, and
// queries ignore them.
var Stop = []string{
	"an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "of", "on", "or", "our", "that",
	"the", "this", "to", "was", "we", "were", "will", "with", "you", "your",
}

// isStop reports whether a word is in Stop. A switch takes a fifth of the time of a map.
func isStop(word []byte) bool {
	switch string(word) {
	case "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "is", "it", "of", "on", "or", "our", "that",
		"the", "this", "to", "was", "we", "were", "will", "with", "you", "your":
		return true
	}
	return false
}

// maxLength is the number of runes of a word that count; longer ones are seldom words.
const maxLength = 24

// Words splits a text into the words by which it is found: in lower case, without accents and
// punctuation. Text in scripts that put no spaces between words is split into overlapping pairs of
// letters, each with its marks. The script on the page splits queries in the same way. The slice
// word is valid only until visit returns.
func Words(text string, visit func(word []byte)) {
	word := make([]byte, 0, maxLength)
	for i := 0; i < len(text); {
		from := i // where a word begins, which may have characters beyond ASCII
		for word = word[:0]; i < len(text); i++ {
			c := asciiLetters[text[i]]
			if c == 0 {
				break
			}
			if len(word) < maxLength {
				word = append(word, c)
			}
		}
		if i < len(text) && text[i] >= utf8.RuneSelf {
			for i < len(text) && (text[i] >= utf8.RuneSelf || asciiLetters[text[i]] != 0) {
				i++
			}
			unicodeWords(text[from:i], visit)
			continue
		}
		if len(word) > 1 && !isStop(word) {
			visit(word)
		}
		i++
	}
}

// asciiLetters are the letters and digits of ASCII in lower case. Other bytes are 0.
var asciiLetters = func() (table [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		table[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = c, c
	}
	return table
}()

// unicodeWords is Words for text without a punctuation mark or a space of ASCII. No character of it
// depends on those before and after them.
func unicodeWords(text string, visit func(word []byte)) {
	c := splitter{visit: visit}
	for _, r := range fold(text) {
		switch {
		case r < utf8.RuneSelf && asciiLetters[r] != 0:
			c.letter(rune(asciiLetters[r]))
		case r < utf8.RuneSelf:
			c.flush()
		case unicode.In(r, unicode.Mn, unicode.Mc):
			c.mark(r)
		case dense(r):
			c.dense(r)
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			c.letter(lower(r))
		default:
			c.flush()
		}
	}
	c.flush()
}

// splitter assembles the characters of a text into words.
type splitter struct {
	visit  func(word []byte)
	run    []byte // the word so far, in a script with spaces
	length int    // of run, in runes

	last, unit []byte // the previous and the current unit: a letter of a dense script with its marks
}

func (c *splitter) letter(r rune) {
	c.flushDense()
	if c.length < maxLength {
		c.run = utf8.AppendRune(c.run, r)
		c.length++
	}
}

func (c *splitter) mark(r rune) {
	switch {
	case len(c.unit) > 0:
		c.unit = utf8.AppendRune(c.unit, r)
	case c.length > 0: // otherwise the mark has no letter
		c.letter(r)
	}
}

func (c *splitter) dense(r rune) {
	c.flushRun()
	c.pair()
	c.unit = utf8.AppendRune(c.unit[:0], r)
}

// pair visits the current unit together with the previous one.
func (c *splitter) pair() {
	if len(c.unit) == 0 {
		return
	}
	if len(c.last) > 0 {
		c.visit(append(c.last, c.unit...))
	}
	c.last = append(c.last[:0], c.unit...)
	c.unit = c.unit[:0]
}

func (c *splitter) flushDense() {
	c.pair()
	c.last = c.last[:0]
}

func (c *splitter) flushRun() {
	if c.length > 1 && !isStop(c.run) {
		c.visit(c.run)
	}
	c.run, c.length = c.run[:0], 0
}

func (c *splitter) flush() {
	c.flushDense()
	c.flushRun()
}

// fold decomposes compatibility forms ("ﬁ" becomes "fi") and removes what readers do not type:
// accents, the points of Hebrew and the vowel marks of Arabic, joiners, and other invisible
// characters. It keeps the marks of other scripts, which are parts of words.
func fold(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(removed, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	return norm.NFC.String(text)
}

// removed are the characters that fold removes. The script on the page has the same ranges.
var removed = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x00ad, 0x00ad, 1}, {0x0300, 0x036f, 1}, {0x0591, 0x05bd, 1}, {0x05bf, 0x05bf, 1}, {0x05c1, 0x05c2, 1}, {0x05c4, 0x05c5, 1}, {0x05c7, 0x05c7, 1},
		{0x0610, 0x061a, 1}, {0x061c, 0x061c, 1}, {0x0640, 0x0640, 1}, {0x064b, 0x065f, 1}, {0x0670, 0x0670, 1}, {0x06d6, 0x06dc, 1}, {0x06df, 0x06e4, 1},
		{0x06e7, 0x06e8, 1}, {0x06ea, 0x06ed, 1}, {0x08d3, 0x08e1, 1}, {0x08e3, 0x08ff, 1}, {0x1ab0, 0x1aff, 1}, {0x1dc0, 0x1dff, 1},
		{0x200c, 0x200f, 1}, {0x202a, 0x202e, 1}, {0x2060, 0x2069, 1}, {0xfe00, 0xfe0f, 1}, {0xfeff, 0xfeff, 1},
	},
	LatinOffset: 1,
}

// lower returns a letter in lower case. Both forms of the small sigma become σ.
func lower(r rune) rune {
	if r = unicode.ToLower(r); r == 'ς' {
		return 'σ'
	}
	return r
}

// dense reports whether r is a letter or a number of a script that puts no spaces between words.
func dense(r rune) bool {
	// The mark for long vowels belongs to no single script.
	return r == 'ー' || r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer,
		unicode.Myanmar) && (unicode.IsLetter(r) || unicode.IsNumber(r))
}
