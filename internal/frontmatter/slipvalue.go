package frontmatter

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"statuary/internal/chars"
)

// value checks the value of a key, or its continuation on the next line.
func (s *slipFinder) value(col int, value string) {
	if s.quote == 0 && s.depth == 0 {
		switch value[0] {
		case '|', '>':
			s.block = s.key
			return
		case '"', '\'':
			s.quoted(col, value)
			return
		case '{', '[':
		case '&', '*', '!', '@', '`', '%':
			return // YAML's own error is clear
		default:
			s.plain = true
			s.plainValue(col, value)
			return
		}
	}
	s.flow(col, value)
}

// plainValue checks a value without quotes.
func (s *slipFinder) plainValue(col int, value string) {
	r, size := utf8.DecodeRuneInString(value)
	o, odd := chars.OddRune(r)
	text := strings.TrimSpace(value)
	if i := strings.Index(text, " #"); i >= 0 {
		text = strings.TrimSpace(text[:i])
	}
	second := strings.Index(text+" ", ": ")
	switch {
	case odd && (o.Plain == `"` || o.Plain == "'") && (second >= 0 || s.last != "title"):
		inside := strings.TrimSpace(strings.TrimFunc(value[size:], func(r rune) bool { o, odd := chars.OddRune(r); return odd && (o.Plain == `"` || o.Plain == "'") }))
		s.addWeak(col, fmt.Sprintf("write straight quotes: %s: %q", s.last, inside), "%s, which does not quote a text", o)
		s.found[len(s.found)-1].weak = second < 0
	case second >= 0 && !strings.ContainsAny(text, `"\`):
		s.add(col+utf8.RuneCountInString(text[:second]), fmt.Sprintf(`put the value in quotes: %s: "%s"`, s.last, text), "a second colon, where only one key can be")
	case second >= 0:
		s.add(col+utf8.RuneCountInString(text[:second]), fmt.Sprintf("put the value in quotes: %s: '%s'", s.last, strings.ReplaceAll(text, "'", "''")), "a second colon, where only one key can be")
	}
}

// quoted checks a value in quotes, which may continue on the next lines.
func (s *slipFinder) quoted(col int, value string) {
	q := value[0]
	end := closing(value[1:], q)
	if end < 0 {
		s.quote, s.openLine, s.openCol = q, s.n, col
		return
	}
	rest := strings.TrimSpace(value[end+2:])
	if rest == "" || rest[0] == '#' {
		return
	}
	at := col + utf8.RuneCountInString(value[:end+1])
	text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(value), string(q)), string(q))
	hint := fmt.Sprintf("write the text without quotes, or a quote inside it as '': '%s'", strings.ReplaceAll(strings.ReplaceAll(text, "''", "'"), "'", "''"))
	if rest[len(rest)-1] != q {
		hint = "put the value in quotes as a whole: '" + strings.ReplaceAll(strings.TrimSpace(value), "'", "''") + "'"
	} else if q == '"' {
		hint = `write a quote inside the text as \": "` + strings.ReplaceAll(strings.ReplaceAll(text, `\"`, `"`), `"`, `\"`) + `"`
	}
	s.add(at, hint, "text after the quote that ends the value")
}

// closing returns the index of the quote that ends a quoted text, or -1.
func closing(text string, q byte) int {
	for i := 0; i < len(text); i++ {
		switch {
		case q == '"' && text[i] == '\\':
			i++
		case text[i] == q && q == '\'' && i+1 < len(text) && text[i+1] == q:
			i++
		case text[i] == q:
			return i
		}
	}
	return -1
}

// flow checks lists and maps in brackets, and quoted texts that continue.
func (s *slipFinder) flow(col int, text string) {
	start := true // of an entry
	at := col
	for i, next := 0, 0; i < len(text); i = next {
		r, size := utf8.DecodeRuneInString(text[i:])
		o, odd := chars.OddRune(r)
		switch {
		case s.quote != 0:
			end := closing(text[i:], s.quote)
			if end < 0 {
				return
			}
			s.quote = 0
			size = end + 1
		case s.depth == 0 && i > 0:
			return
		case r == '"' || r == '\'' && start:
			s.quote, s.openLine, s.openCol = byte(r), s.n, at
			start = false
		case r == '{' || r == '[':
			if s.depth == 0 {
				s.openLine, s.openCol = s.n, at
			}
			s.depth++
			start = true
		case r == '}' || r == ']':
			s.depth--
		case r == '#' && i > 0 && text[i-1] == ' ':
			return
		case r == ',':
			start = true
		case odd && (o.Plain == "," || o.Plain == `"` && start || o.Plain == ":" || o.Plain == "{" || o.Plain == "}" || o.Plain == "[" || o.Plain == "]" || o.Plain == " " && start):
			s.addWeak(at, o.Hint(), "%s between brackets", o)
		case unicode.IsSpace(r):
		case start:
			start = false
			key := keyStart.FindString(text[i:])
			rest := text[i+len(key):]
			if len(key) > 0 {
				size = len(key)
			}
			if len(rest) > 1 && rest[0] == ':' && rest[1] != ' ' && !strings.HasPrefix(rest, "://") && key != "" {
				value := strings.TrimSpace(rest[1 : 1+endOfEntry(rest[1:])])
				if value != "" {
					s.addWeak(at+utf8.RuneCountInString(key), "write "+key+": "+value, "a missing space after the colon")
				}
			}
		}
		next = i + size
		at += utf8.RuneCountInString(text[i:next])
	}
}

// endOfEntry returns where the first entry of a list or map in brackets ends.
func endOfEntry(s string) int {
	if i := strings.IndexAny(s, ",}]"); i >= 0 {
		return i
	}
	return len(s)
}
