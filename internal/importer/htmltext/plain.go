package htmltext

import (
	"html"
	"strings"
	"unicode"

	"statuary/internal/lazyregexp"
)

// fromPlain converts plain text to Markdown. People write lists, `code` and **bold**
// even where it is not rendered, and mean it, so those are kept. What Markdown would
// drop or join is escaped.
func fromPlain(s string) Text {
	if !special(s) {
		return Text{Markdown: s}
	}
	gentle := hardBreaks(escapeTags(s))
	if letters(Visible(gentle)) == letters(renderedWords(s)) {
		return Text{Markdown: gentle}
	}
	strict := hardBreaks(escapeAll(s))
	t := Text{Markdown: strict}
	if letters(Visible(strict)) != letters(unescapeAndSqueeze(s)) {
		t.Lost = append(t.Lost, "words that Markdown shows differently")
	}
	return t
}

// special reports whether a text contains anything that could be Markdown, or has more
// than one line.
func special(s string) bool {
	if strings.ContainsAny(s, "\\`*_<>[]#|~&!\n\t") || strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "=") {
		return true
	}
	return s != "" && s[0] >= '0' && s[0] <= '9'
}

// autolink matches an address in angle brackets, which Markdown makes a link.
var autolink = lazyregexp.New(`^<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(\.[\w-]+)+)>`)

// escapeTags escapes what Markdown would read as an HTML tag, a link definition or an
// escape. Character references are kept, because pages show "&lt;" in a plain text as
// "<" too.
func escapeTags(s string) string {
	var b strings.Builder
	code := false     // within `code`, where nothing is escaped
	lineStart := true // only spaces since the last line break
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '`':
			code = !code
		case code:
		case c == '<' && !autolink.MatchString(s[i:]), c == '\\' && i+1 < len(s) && isPunct(s[i+1]):
			b.WriteByte('\\')
		case c == '[' && lineStart && definition.MatchString(s[i:]):
			b.WriteByte('\\')
		}
		b.WriteByte(c)
		lineStart = c == '\n' || lineStart && (c == ' ' || c == '\t')
	}
	return b.String()
}

var definition = lazyregexp.New(`^\[[^\]\n]+\]:`)

func isPunct(c byte) bool {
	return c < 0x80 && c > ' ' && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
}

// escapeAll escapes everything that could be Markdown.
func escapeAll(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		line = strings.TrimSpace(line)
		if n := numbered.FindStringSubmatchIndex(line); n != nil {
			b.WriteString(line[:n[3]] + `\`)
			line = line[n[3]:]
		}
		for i := 0; i < len(line); i++ {
			if c := line[i]; strings.IndexByte("\\`*_{}[]<>|~!", c) >= 0 || i == 0 && strings.IndexByte("#+-=:", c) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(line[i])
		}
	}
	return b.String()
}

var numbered = lazyregexp.New(`^(\d+)[.)]`)

// item matches a line that starts a block, so that the line before it needs no hard
// break.
var item = lazyregexp.New("^\\s*([-*+]|\\d{1,9}[.)]|#{1,6}|>|\\||```|~~~|---|===|\\*\\*\\*)(\\s|$)")

// hardBreaks adds hard line breaks, because Statuspage shows the line breaks of a text
// and Markdown joins lines. Fenced code is not changed.
func hardBreaks(s string) string {
	if !strings.Contains(s, "\n") {
		return s
	}
	list := strings.Split(s, "\n")
	fenced := false
	for i := 0; i < len(list)-1; i++ {
		line := strings.TrimRight(list[i], " \t")
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			continue
		}
		if fenced {
			continue
		}
		next := strings.TrimSpace(list[i+1])
		list[i] = line
		heading := strings.HasPrefix(strings.TrimSpace(line), "#") || strings.Trim(strings.TrimSpace(line), "-=*_|:") == ""
		if line == "" || next == "" || heading || item.MatchString(next) || strings.HasPrefix(next, "|") || strings.HasSuffix(line, `\`) {
			continue
		}
		list[i] = line + `\`
	}
	return strings.Join(list, "\n")
}

// link matches the end of a Markdown link with the address, which readers do not see.
var link = lazyregexp.New(`\]\([^()\s]*(\s+"[^"]*")?\)`)

var (
	autoBrackets = lazyregexp.New(`<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(\.[\w-]+)+)>`)
	listNumber   = lazyregexp.New(`(?m)^\s*\d{1,9}[.)]\s`)
	infoString   = lazyregexp.New("(?m)^\\s*(```|~~~).*$")
)

// renderedWords approximates what readers see of a text if its markup is rendered.
func renderedWords(s string) string {
	s = link.ReplaceAllString(s, "]")
	s = autoBrackets.ReplaceAllString(s, "$1")
	s = listNumber.ReplaceAllString(s, "")
	return unescapeAndSqueeze(infoString.ReplaceAllString(s, ""))
}

// unescapeAndSqueeze resolves character references and removes spaces.
func unescapeAndSqueeze(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(s)), "")
}

// letters returns only letters, digits, and signs that are never markup.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '<' || r == '&' || r == '%' || r == '$' || r == '@' {
			return r
		}
		return -1
	}, s)
}
