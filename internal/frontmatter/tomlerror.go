package frontmatter

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/lazyregexp"
	"statuary/internal/timefmt"
)

const tomlForm = `write key = "value", one in each line`

// tomlError reports an error of the TOML library: as a slip if the line has one, or else in our
// words. The library's own messages are never shown.
func (p *problems) tomlError(err error) {
	var e *toml.DecodeError
	if !errors.As(err, &e) {
		p.add(1, 1, "this is not valid TOML", tomlForm)
		return
	}
	line, col := e.Position()
	source := diag.Line(p.src, line)
	col = runeColumn(source, col)
	library := e.Error()
	if m := definedAlready.FindStringSubmatch(library); m != nil {
		name := strings.Trim(m[1], `"'`)
		hint := "delete one of the two"
		if strings.HasPrefix(strings.TrimSpace(source), "[") {
			hint = "join the two tables; of a list such as components, each begins with two brackets: [[" + name + "]]"
		}
		p.add(line, col, fmt.Sprintf("the key %q is given twice", name), hint)
		return
	}
	if s, ok := tomlSlip(source); ok {
		p.add(line, s.col, s.text, s.hint)
		return
	}
	for _, m := range tomlMessages {
		if m.form.MatchString(library) {
			p.add(line, col, m.text, m.hint)
			return
		}
	}
	p.add(line, col, "this is not valid TOML", tomlForm)
}

var (
	definedAlready = lazyregexp.New(`(?:key|table|array) (\S+) (?:is|was|has been|should be|already|expected|cannot)`)

	tomlColon   = lazyregexp.New(`^\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*:\s*(.*)$`)
	tomlMissing = lazyregexp.New(`^\s*([\p{L}_][\p{L}\p{N}_-]*)(\s+)([^=\s].*)$`)
	tomlKey     = lazyregexp.New(`^(\s*[\p{L}\p{N}_."'-]+\s*=\s*)(.*)$`)
	tomlList    = lazyregexp.New(`^\s*-\s+`)
	wordTOML    = lazyregexp.New(`^[A-Za-z]+$`)
	numberTOML  = lazyregexp.New(`^(?:[+-]?(?:\d[\d_]*(?:\.\d+)?|inf|nan)|true|false)\s*(?:#.*)?$`)
	dateTOML    = lazyregexp.New(`^\d[\d./:-]*\d\b`)
)

// tomlSlip returns a typing mistake that is visible in a line of TOML.
func tomlSlip(line string) (slip, bool) {
	found := func(at int, hint, format string, args ...any) (slip, bool) {
		return slip{col: 1 + utf8.RuneCountInString(line[:at]), text: fmt.Sprintf(format, args...), hint: hint}, true
	}
	outside := outsideQuotes(line)
	if o, ok := chars.FindOdd(outside); ok {
		hint := o.Hint()
		if o.Plain == `"` || o.Plain == "'" {
			hint = "write straight quotes: " + strings.TrimSpace(straight(line))
		}
		return found(o.At, hint, "%s", o)
	}
	if m := tomlColon.FindStringSubmatchIndex(line); m != nil && !strings.Contains(outside, "=") {
		key, value := line[m[2]:m[3]], line[m[4]:m[5]]
		return found(m[3], "write "+key+" = "+tomlValue(value), "a colon, where the key is followed by an equals sign")
	}
	if m := tomlKey.FindStringSubmatchIndex(line); m != nil {
		value := strings.TrimSpace(line[m[4]:m[5]])
		switch {
		case value == "":
			return found(m[4], `write a value; an empty text is ""`, "a key without a value")
		case strings.EqualFold(value, "yes") || strings.EqualFold(value, "on") || value == "True" || value == "TRUE":
			return found(m[4], "write true", "%q, where TOML has true", value)
		case strings.EqualFold(value, "no") || strings.EqualFold(value, "off") || value == "False" || value == "FALSE":
			return found(m[4], "write false", "%q, where TOML has false", value)
		case strings.ContainsAny(value[:1], `"'`):
			if _, after, ok := closedString(value); !ok {
				return found(m[4], "end it with the quote that it begins with: "+value+value[:1], "a quoted text that is never closed")
			} else if after = strings.TrimSpace(after); after != "" && after[0] != '#' {
				inside := strings.TrimSuffix(value[1:], value[:1])
				return found(m[5]-len(after), "write a quote inside the text as "+`\"`+": "+line[m[2]:m[3]]+`"`+strings.ReplaceAll(strings.ReplaceAll(inside, `\"`, `"`), `"`, `\"`)+`"`, "text after the quote that ends the value")
			}
		case numberTOML.MatchString(value):
			return slip{}, false
		case !strings.ContainsAny(value[:1], "[{") && !dateTOML.MatchString(value) || wordTOML.MatchString(value):
			return found(m[4], "put the text in quotes: "+strings.TrimSpace(line[m[2]:m[3]])+" "+tomlValue(value), "a text without quotes")
		case dateTOML.MatchString(value):
			hint := "put the value in quotes, or write a date as 2026-01-31"
			if g := timefmt.Guesses(value, time.UTC); len(g) > 0 {
				hint = fmt.Sprintf("write %s %s", strings.TrimSpace(line[m[2]:m[3]]), `"`+strings.Join(g, `" or "`)+`"`)
			}
			return found(m[4], hint, "a value that is neither a number nor a date in TOML's format")
		}
		return slip{}, false
	}
	if loc := tomlList.FindStringIndex(line); loc != nil {
		return found(loc[1]-2, `write a list as key = ["a", "b"], and a list of tables with [[key]] above each`, "a list entry with a dash, which is YAML")
	}
	if m := tomlMissing.FindStringSubmatchIndex(line); m != nil && !strings.Contains(outside, "=") {
		key, value := line[m[2]:m[3]], line[m[6]:m[7]]
		return found(m[3], "write "+key+" = "+tomlValue(value), "a missing equals sign after %s", key)
	}
	return slip{}, false
}

// tomlValue returns a value as TOML: texts in quotes.
func tomlValue(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || s == "true" || s == "false" || strings.ContainsAny(s[:1], `"'[{`) || !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		return s
	}
	return `"` + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`) + `"`
}

// straight returns a line with straight quotes instead of quotes of other kinds.
func straight(line string) string {
	var b strings.Builder
	for _, r := range line {
		if o, ok := chars.OddRune(r); ok && r >= utf8.RuneSelf && o.Plain == "'" || ok && o.Plain == `"` {
			b.WriteByte('"')
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// closedString splits a text after the quoted text that it begins with. ok is false if that is not
// closed.
func closedString(s string) (text, rest string, ok bool) {
	q := s[0]
	if triple := strings.Repeat(s[:1], 3); strings.HasPrefix(s, triple) {
		return s, "", true
	}
	for i := 1; i < len(s); i++ {
		switch {
		case q == '"' && s[i] == '\\':
			i++
		case s[i] == q:
			return s[:i+1], s[i+1:], true
		}
	}
	return s, "", false
}

// outsideQuotes returns a line with the text between straight quotes, and comments,
// replaced by x, byte by byte.
func outsideQuotes(line string) string {
	b := []byte(line)
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '#':
			for ; i < len(b); i++ {
				b[i] = 'x'
			}
		case '"', '\'':
			_, rest, ok := closedString(line[i:])
			if !ok {
				rest = ""
			}
			for end := len(line) - len(rest); i < end; i++ {
				b[i] = 'x'
			}
			i--
		}
	}
	return string(b)
}

// tomlMessages maps the messages of the library to plain ones.
var tomlMessages = []struct {
	form       *lazyregexp.Regexp
	text, hint string
}{
	{lazyregexp.New(`nested more`), "lists or tables nested too deep", "check that this is the right file"},
	{lazyregexp.New(`array is incomplete|after array value|unexpected comma in array|expected.*array`), "a [ that is never closed, or a comma missing after it", `write ["a", "b"]`},
	{lazyregexp.New(`inline table`), "a { that is never closed, or a comma missing after it", `write {name = "a", url = "b"}, all in one line`},
	{lazyregexp.New(`new lines`), "a quoted text that is never closed", `end it with the quote that it begins with; a text of several lines is between """ and """`},
	{lazyregexp.New(`not terminated|unterminated|multiline`), "a text of several lines that is never closed", `end it with """`},
	{lazyregexp.New(`too many quotes`), `too many quotes at the end of a text between """`, `end it with """`},
	{lazyregexp.New(`escape|need a character after`), "a backslash before a character that can't be escaped", `write \\ for a backslash, or put the text between single quotes`},
	{lazyregexp.New(`impossible date|dates are|month|day`), "a date that does not exist, or is not in TOML's format", "write 2026-01-31"},
	{lazyregexp.New(`hour|minutes|seconds|times are|datetime|date-time|timezone|local date|local time|colon between|: separator`), "a time that does not exist, or is not in TOML's format", `write 2026-01-31 15:04, or put it in quotes: "2026-01-31 15:04"`},
	{lazyregexp.New(`leading zeroes`), "a number that begins with 0", "put it in quotes if it is text, or leave the 0 out"},
	{lazyregexp.New(`too large`), "a number that is too large", "put it in quotes if it is text"},
	{lazyregexp.New(`digit|number|float|sign|prefix|underscores`), "a value that is not a number", "put it in quotes if it is text"},
	{lazyregexp.New(`expected keyword`), "a text without quotes", `put it in quotes: key = "value"`},
	{lazyregexp.New(`expected newline`), "text after the end of a value", "put the value in quotes as a whole, or write # before a comment"},
	{lazyregexp.New(`expected value|start of value`), "a value is missing, or is a text without quotes", `write key = "value"`},
	{lazyregexp.New(`strings must be quoted`), "a text without quotes", `put it in quotes: key = "value"`},
	{lazyregexp.New(`start of key|expected key|expected '='|expected "="`), "a line that is neither a key with a value nor the name of a table", tomlForm},
	{lazyregexp.New(`\]`), "the name of a table that is never closed", "write [table], or [[list]]"},
	{lazyregexp.New(`carriage return`), "a carriage return without a line feed", "save the file with Unix or Windows line endings"},
	{lazyregexp.New(`control character`), "a control character", "delete it; it may not be visible in your editor"},
	{lazyregexp.New(`UTF-8`), "bytes that are not UTF-8", "save the file with the encoding UTF-8"},
}
