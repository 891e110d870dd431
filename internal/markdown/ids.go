package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"statuary/internal/chars"
)

// ids generates the ids of headings. Unlike goldmark's it keeps the words of all scripts: "Über
// Ärger" becomes über-ärger, and a Hindi heading has an id. Ids are in Unicode Normalization Form
// C, like the fragments of links. They contain no underscore, so ids of themes can begin with one.
type ids struct {
	prefix string
	used   map[string]bool
	next   map[string]int // the number to try next for an id that is used, so that many equal headings do not try all
}

func newIDs(prefix string) *ids {
	return &ids{prefix: prefix}
}

// Generate implements parser.IDs.
func (i *ids) Generate(value []byte, _ ast.NodeKind) []byte {
	var b strings.Builder
	dash := false
	chars.Words(chars.Compose(strings.ToLower(string(value))), func(r rune, word bool) {
		switch {
		case word:
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		case unicode.IsSpace(r) || r == '-' || r == '_':
			dash = true
		}
	})
	base := i.fit(b.String())
	if b.Len() == 0 {
		base += "section"
	}
	id := base
	for n := max(1, i.next[base]); i.used[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
		if i.next == nil {
			i.next = map[string]int{}
		}
		i.next[base] = n + 1
	}
	i.use(id)
	return []byte(id)
}

// fit returns an id with the prefix. An id without a prefix that looks like one with the prefix of
// an update becomes "section-…".
func (i *ids) fit(id string) string {
	if i.prefix == "" && updateHeading(id) {
		return "section-" + id
	}
	return i.prefix + id
}

// UpdatePrefix is the start of the prefixes of updates: that of the first is "update-1-". They are
// on one page with a text that has no prefix.
const UpdatePrefix = "update-"

// updateHeading reports whether an id without a prefix could be mistaken for one with the prefix of
// an update.
func updateHeading(id string) bool {
	rest, ok := strings.CutPrefix(id, UpdatePrefix)
	number, _, dash := strings.Cut(rest, "-")
	_, err := strconv.ParseUint(number, 10, 64)
	return ok && dash && err == nil
}

// Put implements parser.IDs.
func (i *ids) Put(value []byte) { i.use(string(value)) }

func (i *ids) use(id string) {
	if i.used == nil { // most texts have none
		i.used = map[string]bool{}
	}
	i.used[id] = true
}
