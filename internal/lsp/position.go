package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf16"

	"statuary/internal/diag"
)

// rangeOf returns the range of a problem: the word or the quoted text at its place.
func rangeOf(d diag.Diagnostic) textRange {
	line := max(d.Line-1, 0)
	text := []rune(d.Source)
	start, end := d.Col-1, 0
	if d.Col == 0 { // the line
		start = len(text) - len([]rune(strings.TrimLeftFunc(d.Source, unicode.IsSpace)))
		end = len(text)
	} else {
		start = min(start, len(text))
		end = start + wordLength(text[start:])
	}
	if d.Fix != nil && strings.HasPrefix(string(text[start:]), d.Fix.Old) {
		end = start + len([]rune(d.Fix.Old))
	}
	return textRange{position{line, units(text[:start])}, position{line, units(text[:end])}}
}

func wordLength(text []rune) int {
	if len(text) == 0 {
		return 0
	}
	n := 1
	if q := text[0]; q == '"' || q == '\'' {
		for n < len(text) {
			if n++; text[n-1] == q {
				return n
			}
		}
		return n
	}
	for isWord(text[0]) && n < len(text) && isWord(text[n]) {
		n++
	}
	return n
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("_-./\u200c\u200d", r)
}

// units returns the length of a text in UTF-16.
func units(text []rune) int { return len(utf16.Encode(text)) }

// splitUTF16 splits a line at a place in units of UTF-16.
func splitUTF16(line string, units int) (before, after string) {
	n := 0
	for i, r := range line {
		if n >= units {
			return line[:i], line[i:]
		}
		n += utf16.RuneLen(r)
	}
	return line, ""
}

// pathOf returns the path of a file's URI.
func pathOf(uri string) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return "", false
	}
	p := u.Path
	if len(p) > 2 && p[2] == ':' { // /C:/site
		p = p[1:]
	}
	return filepath.FromSlash(p), true
}

// uriOf returns the URI of an absolute path.
func uriOf(name string) string {
	p := filepath.ToSlash(name)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}
