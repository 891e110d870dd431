package markdown

import "strings"

// mayContainURL reports whether a text may contain a bare URL. Most texts do not, and save a
// quarter of their time, because goldmark looks for a URL after every space.
func mayContainURL(s string) bool {
	if strings.IndexByte(s, '@') >= 0 {
		return true
	}
	for at := 0; ; {
		n := strings.Index(s[at:], "://")
		if n < 0 {
			return strings.Contains(s[at:], "www.")
		}
		if strings.Contains(s[at:at+n], "www.") {
			return true
		}
		end := endOfLink(s, at, at+n)
		if end < 0 {
			return true
		}
		at = end
	}
}

// endOfLink returns the end of a link such as [text](https://example.org/), whose :// is at the offset
// colon, if it begins after from and is certainly a link: its text and its address hold nothing that could
// be part of something else. Otherwise, it returns -1.
func endOfLink(s string, from, colon int) int {
	before := strings.TrimRight(s[from:colon], "abcdefghijklmnopqrstuvwxyz")
	text, ok := strings.CutSuffix(before, "](")
	if !ok {
		return -1
	}
	start := strings.LastIndexAny(text, "[]^`\\<|\n")
	if start < 0 || text[start] != '[' || len(text)-start < 3 || start > 0 && (text[start-1] == '\\' || text[start-1] == ']') {
		return -1
	}
	n := strings.IndexFunc(s[colon:], func(r rune) bool { return r <= ' ' || strings.ContainsRune("()<>`\\|", r) })
	if n < 0 || s[colon+n] != ')' {
		return -1
	}
	return colon + n + 1
}
