package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// ids makes the ids of headings. Unlike goldmark's own it keeps the letters of
// all scripts: "Über Ärger" is über-ärger, and a Japanese heading has an id.
// No id holds an underscore, so that those of a theme can begin with one.
type ids struct {
	prefix string
	used   map[string]bool
}

// Generate implements parser.IDs.
func (i *ids) Generate(value []byte, _ ast.NodeKind) []byte {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(string(value)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '_':
			dash = true
		}
	}
	base := i.prefix + b.String()
	if b.Len() == 0 {
		base += "section"
	}
	id := base
	for n := 1; i.used[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	i.used[id] = true
	return []byte(id)
}

// Put implements parser.IDs.
func (i *ids) Put(value []byte) { i.used[string(value)] = true }
