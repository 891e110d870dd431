package edit

import (
	"strings"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// noteMark begins the comment that AddNote adds.
const noteMark = "# statuary: "

// AddNote adds a comment below the first line of a file, for the people who edit it. Readers do not see it. A
// file has one such comment: a second one replaces it. Errors are of type diag.List.
func AddNote(p *incident.Parser, name string, src []byte, note string) ([]byte, error) {
	old, problems := p.Parse(name, src)
	if problems.HasErrors() {
		return nil, problems
	}
	lines := splitLines(src)
	nl := "\n"
	if strings.HasSuffix(lines[0], "\r\n") {
		nl = "\r\n"
	}
	text := lines[0] + noteMark + strings.Join(strings.Fields(chars.Clean(note)), " ") + nl
	rest := lines[1:]
	if len(rest) > 0 && strings.HasPrefix(rest[0], noteMark) {
		rest = rest[1:]
	}
	out := append([]byte(text), joinLines(rest)...)
	in, problems := p.Parse(name, out)
	before, _ := frontmatter.Parse(name, src)
	after, _ := frontmatter.Parse(name, out)
	if problems.HasErrors() || len(in.Updates) != len(old.Updates) || before.Body != after.Body || !same(before.Front, after.Front) {
		return nil, diag.List{{Pos: diag.Pos{File: name}, Text: "a comment can't be added to this file", Hint: "the front matter must begin in the first line"}}
	}
	return out, nil
}
