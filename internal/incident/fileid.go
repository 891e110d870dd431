package incident

import (
	"bytes"
	"regexp"
	"slices"

	"statuary/internal/chars"
	"statuary/internal/frontmatter"
)

// FileID returns the id of the incident in a file without parsing all of it: the id in its front
// matter or, if there is none, the one from its name. This takes a tenth of the time of parsing the
// file.
func FileID(name string, src []byte) string {
	front := Front(src)
	if !MayHave(front, "id") {
		return NameID(name)
	}
	f, problems := frontmatter.Parse(name, src)
	if problems.HasErrors() {
		return NameID(name)
	}
	i := slices.IndexFunc(f.Front.Map, func(f frontmatter.Field) bool { return f.Key == "id" })
	if i < 0 || f.Front.Map[i].Value.Text == "" {
		return NameID(name)
	}
	return chars.Compose(f.Front.Map[i].Value.Text)
}

// Front returns the front matter of a file. If the fences are not written in the usual way, it
// returns more than that.
func Front(src []byte) []byte {
	if before, _, ok := bytes.Cut(src, []byte("\n---\n")); ok && bytes.HasPrefix(src, []byte("---\n")) {
		return before
	}
	return src
}

// escapedKey matches a key of YAML or TOML that is written with escapes, so it may be any key.
var escapedKey = regexp.MustCompile(`"[^"\n]*\\[^"\n]*"[ \t]*[:=]`)

// MayHave reports whether a text may contain a key, at any level. It has no false negatives.
func MayHave(text []byte, key string) bool {
	if escapedKey.Match(text) {
		return true
	}
	for {
		i := bytes.Index(text, []byte(key))
		if i < 0 {
			return false
		}
		inWord := i > 0 && (text[i-1] >= 'a' && text[i-1] <= 'z' || text[i-1] >= 'A' && text[i-1] <= 'Z')
		text = text[i+len(key):]
		if rest := bytes.TrimLeft(text, "\"' \t\r\n"); !inWord && len(rest) > 0 && (rest[0] == ':' || rest[0] == '=') {
			return true
		}
	}
}
