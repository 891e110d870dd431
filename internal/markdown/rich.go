package markdown

import "strings"

// Rich reports whether a text may contain more than paragraphs, lists, links, emphasis and short code:
// headings, blocks of code, tables, quotations, images, footnotes, tasks or HTML. It may be wrong about
// a text that only looks like one of them.
func Rich(source string) bool {
	if strings.ContainsAny(source, "|<") || strings.Contains(source, "![") || strings.Contains(source, "[^") ||
		strings.Contains(source, "\n==") || strings.Contains(source, "\n--") || strings.Contains(source, "] ") {
		return true
	}
	for line := range strings.Lines(source) {
		text := strings.TrimLeft(line, " ")
		if len(line)-len(text) >= 4 || strings.HasPrefix(text, "\t") ||
			text != "" && strings.IndexByte("#>", text[0]) >= 0 || strings.HasPrefix(text, "```") || strings.HasPrefix(text, "~~~") {
			return true
		}
	}
	return false
}
