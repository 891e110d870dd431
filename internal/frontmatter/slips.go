package frontmatter

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"statuary/internal/chars"
	"statuary/internal/lazyregexp"
)

// slip is a typing mistake that is visible in a line of YAML, such as a missing colon. YAML gives
// most such lines another meaning, and reports a later line or nothing.
type slip struct {
	line, col  int
	text, hint string
	weak       bool // valid YAML: a slip only if the line has an error
}

// slips returns the slips in the lines of a YAML front matter. First is the line number of the
// first line in the file; words are the keys that may be meant.
func slips(lines []string, first int, words []string) []slip {
	s := &slipFinder{words: words, dashes: map[int]bool{}, keys: map[int]bool{}}
	for n, line := range lines {
		s.n = first + n
		s.line(strings.TrimSuffix(line, "\r"))
	}
	return s.found
}

type slipFinder struct {
	words []string
	n     int // number of the current line
	found []slip

	levels []int // columns, from 0, at which lines may begin
	dashes map[int]bool
	keys   map[int]bool
	key    int  // column of the last key
	open   bool // the last key has no value yet
	plain  bool // the last key has a value that the next line may continue
	block  int  // lines that begin after this column belong to a text block; -1 outside of one
	quote  byte // the quote of the text that continues on the next line
	depth  int  // number of open brackets

	openLine, openCol int    // of the quote, or of the first bracket
	first             bool   // a line was read
	last              string // name of the last key
}

func (s *slipFinder) add(col int, hint, format string, args ...any) {
	s.found = append(s.found, slip{line: s.n, col: col + 1, text: fmt.Sprintf(format, args...), hint: hint})
}

// addWeak adds a slip that may be intended.
func (s *slipFinder) addWeak(col int, hint, format string, args ...any) {
	s.add(col, hint, format, args...)
	s.found[len(s.found)-1].weak = true
}

// keyStart matches most keys: a word of letters, digits, dashes and underscores.
var keyStart = lazyregexp.New(`^[\p{L}_][\p{L}\p{M}\p{N}_-]*`)

func (s *slipFinder) line(line string) {
	if !s.first {
		s.first, s.block = true, -1
	}
	body := strings.TrimLeft(line, " ")
	indent := len(line) - len(body)
	if strings.TrimSpace(body) == "" {
		return
	}
	if s.block >= 0 {
		if indent > s.block {
			return
		}
		s.block = -1
	}
	if s.quote != 0 || s.depth > 0 {
		if s.continuesOpen(indent, body) {
			s.value(indent, body)
			return
		}
		if s.quote != 0 {
			s.found = append(s.found, slip{line: s.openLine, col: s.openCol + 1, text: "a quoted text that is never closed", hint: "end it with the quote that it begins with: " + string(s.quote)})
		} else {
			s.found = append(s.found, slip{line: s.openLine, col: s.openCol + 1, text: "a bracket that is never closed", hint: "close it, as in [api, web] and {api: major_outage}"})
		}
		s.quote, s.depth = 0, 0
	}
	if body[0] == '#' {
		return
	}
	if r, size := utf8.DecodeRuneInString(body); body[0] == '\t' {
		s.add(indent, "indent with spaces; many editors can insert spaces for the Tab key", "a tab in the indentation")
		return
	} else if o, ok := chars.OddRune(r); ok && (o.Plain == " " || o.Plain == "") {
		hint := "replace it by ordinary spaces"
		if o.Plain == "" {
			hint = o.Hint()
		}
		s.add(indent, hint, "%s at the beginning of the line", o)
		for ; ok && (o.Plain == " " || o.Plain == "") || r == ' '; o, ok = chars.OddRune(r) {
			if o.Plain == " " || r == ' ' {
				indent++
			}
			body = body[size:]
			r, size = utf8.DecodeRuneInString(body)
		}
	}
	if body != "" {
		s.structure(indent, body)
	}
}

// continuesOpen reports whether a line continues the open quoted text or brackets. If not, these were
// never closed.
func (s *slipFinder) continuesOpen(indent int, body string) bool {
	m := keyStart.FindString(body)
	return indent > s.key || !slices.Contains(s.words, m) && !strings.HasPrefix(body, "- ")
}

// structure reads a line that begins a list entry or a key.
func (s *slipFinder) structure(indent int, body string) {
	atDash := false
	for {
		r, size := utf8.DecodeRuneInString(body)
		o, isOdd := chars.OddRune(r)
		rest := strings.TrimLeft(body[size:], " ")
		spaces := len(body) - size - len(rest)
		switch {
		case body == "-" || strings.HasPrefix(body, "- "):
			if s.plain && indent > s.key {
				return // the text above continues
			}
			s.dash(indent)
			atDash = true
			indent, body = indent+1+spaces, rest
			if body == "" || body[0] == '#' {
				return
			}
			continue
		case r == '-' && s.keyIn(body[size:]) != "":
			s.add(indent+1, "write - "+s.writtenKey(body[size:]), "a missing space after the dash")
			s.dash(indent)
			atDash, body, indent = true, body[size:], indent+2 // the column of the other keys of the entry
		case r == '-' && s.keyIn(strings.TrimLeftFunc(body[size:], oddSpace)) != "":
			space, _ := chars.FindOdd(body)
			rest = strings.TrimLeftFunc(body[size:], oddSpace)
			s.add(indent+1, "write - "+s.writtenKey(rest), "%s after the dash", space)
			s.dash(indent)
			atDash, body, indent = true, rest, indent+2
		case isOdd && o.Plain == "-" && s.keyIn(rest) != "":
			s.add(indent, "begin the entry with a hyphen: - "+s.writtenKey(rest), "%s, where a list entry begins with a hyphen", o)
			s.dash(indent)
			atDash, body, indent = true, rest, indent+1+spaces
		case (r == '*' || r == '+') && s.keyIn(rest) != "":
			s.add(indent, "begin the entry with a hyphen: - "+s.writtenKey(rest), "a %c, where a list entry begins with a hyphen", r)
			s.dash(indent)
			atDash, body, indent = true, rest, indent+1+spaces
		}
		break
	}
	if s.plain && indent > s.key && !atDash {
		s.continues(indent, body)
		return
	}
	if !atDash {
		if s.dashes[indent] && !s.keys[indent] && s.keyIn(body) != "" && slices.Contains(s.levels, indent) {
			s.add(indent, "begin it in the same column as the key behind the dash", "%q begins in the column of the dash above it", s.keyIn(body))
		}
		s.level(indent)
	} else {
		s.push(indent)
	}
	if body == "" {
		return
	}
	s.keys[indent] = true
	s.entry(indent, body, atDash)
}

// dash records the column of a dash that begins an entry.
func (s *slipFinder) dash(col int) {
	s.level(col)
	s.dashes[col] = true
	s.open, s.plain, s.last, s.key = true, false, "", col
}

// oddSpace reports whether r is a space that YAML does not accept as one.
func oddSpace(r rune) bool {
	o, ok := chars.OddRune(r)
	return ok && o.Plain == " "
}

// continues checks a line after a value: it may continue the text of the value.
func (s *slipFinder) continues(indent int, body string) {
	key := keyStart.FindString(body)
	after := strings.TrimLeft(body[len(key):], " ")
	if slices.Contains(s.words, key) && (after == ":" || strings.HasPrefix(after, ": ")) {
		s.add(indent, fmt.Sprintf("begin it in the same column as %s, which is column %d", s.last, s.key+1), "%q is indented more than the key above it, which has a value already", key)
		s.push(indent)
		s.entry(indent, body, false)
	}
}

func (s *slipFinder) push(col int) {
	for len(s.levels) > 0 && s.levels[len(s.levels)-1] >= col {
		s.levels = s.levels[:len(s.levels)-1]
	}
	s.levels = append(s.levels, col)
}

// level records the column in which a line begins, and reports a column that is between those of
// the lines above.
func (s *slipFinder) level(col int) {
	deeper := len(s.levels) == 0 || col > s.levels[len(s.levels)-1]
	if !deeper && !slices.Contains(s.levels, col) {
		near := s.levels[0]
		for _, l := range s.levels {
			if max(l-col, col-l) <= max(near-col, col-near) {
				near = l
			}
		}
		s.add(col, fmt.Sprintf("begin it in column %d, like the lines that it belongs to", near+1), "the line begins in column %d, where no line above begins", col+1)
	}
	s.push(col)
}

// entry reads a key with its value, or a line that should be one.
func (s *slipFinder) entry(col int, body string, atDash bool) {
	if c := body[0]; c == '{' || c == '[' || c == '"' && !quotedKey(body) || c == '\'' && !quotedKey(body) || c == '&' || c == '*' || c == '!' || c == '|' || c == '>' {
		s.key, s.open, s.plain, s.last = col, false, false, ""
		s.value(col, body)
		return
	}
	key, rest, ok := cutKey(body)
	if ok {
		if o, odd := chars.FindOdd(key); odd && s.known(chars.Plain(key)) {
			s.add(col+utf8.RuneCountInString(key[:o.At]), "write "+strings.Trim(chars.Plain(key), `"'`)+":", "%s in the key %q", o, key)
		}
		s.key, s.last = col, key
		value := strings.TrimLeft(rest, " ")
		at := col + utf8.RuneCountInString(body[:len(body)-len(value)])
		s.open, s.plain = value == "" || value[0] == '#', false
		if !s.open {
			s.value(at, value)
		}
		return
	}
	name := keyStart.FindString(body)
	after := body[len(name):]
	space := strings.TrimLeft(after, " ")
	at := col + utf8.RuneCountInString(name)
	r, size := utf8.DecodeRuneInString(space)
	o, odd := chars.OddRune(r)
	known := s.known(name)
	switch value := strings.TrimSpace(space[min(size, len(space)):]); {
	case name == "":
	case odd && o.Plain == ":":
		s.add(at, "write "+name+": "+value, "%s, where the key ends with a colon", o)
	case r == ':' && len(after) == len(space) && strings.IndexFunc(space[1:], oddSpace) == 0:
		o, _ := chars.FindOdd(space)
		s.add(at+1, "write "+name+": "+chars.Plain(value), "%s after the colon", o)
	case r == ':' && len(after) == len(space) && !strings.HasPrefix(value, "//") && (known || !atDash):
		s.add(at, "write "+name+": "+value, "a missing space after the colon")
	case r == '=' && (known || !atDash):
		s.add(at, "write "+name+": "+strings.Trim(value, `"`), "an equals sign, where the key ends with a colon")
	case known && odd && o.Plain == " ":
		s.add(at, "write "+name+": "+chars.Plain(space), "a missing colon after %s, and %s", name, o)
	case known && (len(space) < len(after) || space == "" && !atDash):
		s.add(at, strings.TrimSpace("write "+name+": "+strings.TrimSpace(space)), "a missing colon after %s", name)
	}
	s.key, s.last = col, name
	s.open, s.plain = false, true
}

// quotedKey reports whether a line begins with a key in quotes.
func quotedKey(body string) bool {
	end := strings.IndexByte(body[1:], body[0])
	return end > 0 && strings.HasPrefix(strings.TrimLeft(body[end+2:], " "), ":")
}

// cutKey splits a line after the colon of its key, which is followed by a space or the end of the
// line.
func cutKey(body string) (key, rest string, ok bool) {
	for i := 0; i < len(body); i++ {
		if body[i] == '#' && i > 0 && body[i-1] == ' ' {
			return "", "", false
		}
		if body[i] == ':' && (i+1 == len(body) || body[i+1] == ' ' || body[i+1] == '\t') {
			key = strings.TrimSpace(body[:i])
			// "title X and: more" has no key, because of the spaces.
			return strings.Trim(key, `"'`), body[i+1:], key != "" && !strings.Contains(key, " ")
		}
	}
	return "", "", false
}

// keyIn returns the key at the beginning of a text, if a colon follows, a character that looks like
// one, or if the key is known. Otherwise it returns "".
func (s *slipFinder) keyIn(text string) string {
	key := keyStart.FindString(text)
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[len(key):], " "))
	if o, odd := chars.OddRune(r); key != "" && (r == ':' || odd && o.Plain == ":" || s.known(key)) {
		return key
	}
	return ""
}

// writtenKey returns a key with its value in the correct form.
func (s *slipFinder) writtenKey(text string) string {
	key := keyStart.FindString(text)
	rest := strings.TrimLeft(text[len(key):], " :：")
	return strings.TrimSpace(key + ": " + strings.TrimSpace(rest))
}

func (s *slipFinder) known(word string) bool {
	word = strings.ToLower(strings.Trim(word, `"'`))
	return slices.Contains(s.words, word)
}
