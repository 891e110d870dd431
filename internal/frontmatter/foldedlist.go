package frontmatter

import (
	"bytes"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// blockStart matches the beginning of a line that Markdown reads as a list item, a heading, a
// quotation, a table row or a code block.
var blockStart = regexp.MustCompile("^(?:[-*+] |\\d{1,3}[.)] |#{1,6} |> |\\||```|~~~)")

// folded warns of a text of several lines that YAML joins although they begin like those of a list:
// readers would see "We found: - one - two".
func (w *yamlWalk) folded(n *yaml.Node) {
	block := n.Style&yaml.FoldedStyle != 0
	if n.Style&yaml.LiteralStyle != 0 || !block && !strings.Contains(n.Value, " ") || len(n.Value) < 4 {
		return
	}
	if w.lines == nil {
		w.lines = make([]int, 0, bytes.Count(w.src, []byte("\n")))
		for at := 0; len(w.lines) < cap(w.lines); {
			at += bytes.IndexByte(w.src[at:], '\n') + 1
			w.lines = append(w.lines, at)
		}
	}
	if n.Line > len(w.lines) {
		return
	}
	rest := w.src[w.lines[n.Line-1]:]
	base := -1 // the indentation of the text
	last := true
	if block {
		last = false // the line above is the key's
	}
	for line := n.Line + 1; len(rest) > 0; line++ {
		raw, after, _ := bytes.Cut(rest, []byte("\n"))
		rest = after
		text := strings.TrimSpace(string(raw))
		indent := len(raw) - len(bytes.TrimLeft(raw, " "))
		if text == "" {
			last = false
			continue
		}
		if base < 0 {
			base = indent
		}
		if block && indent < base || !block && !strings.Contains(n.Value, strings.TrimRight(text, `"'`)) {
			return
		}
		if block && indent > base {
			last = false // its line breaks are kept
			continue
		}
		if last && blockStart.MatchString(text) {
			hint := "write | instead of >"
			if !block {
				hint = "write | after the key, and the text below it, indented"
			}
			w.warn(line, indent+1, "folded-list", "YAML joins this line with the one above, so readers see no list, heading or table", hint)
			return
		}
		last = true
	}
}
