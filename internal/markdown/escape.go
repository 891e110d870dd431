package markdown

import "strings"

// special are the characters that can begin Markdown anywhere in a line.
const special = "\\`*_[]<>&|~^#!@"

// EscapeText returns the Markdown of a text: rendered, it shows the text, without links, pictures, HTML
// or other markup. Line breaks stay, and lines are not indented.
func EscapeText(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		line = strings.TrimSpace(line)
		start := true // only digits so far
		for n, r := range line {
			switch {
			case strings.ContainsRune(special, r),
				r == ':' && strings.HasPrefix(line[n:], ":/"), r == '.' && bareAddress(line[:n]), // bare addresses become links
				n == 0 && strings.ContainsRune("-+=:", r), // lists, headings, definitions
				start && n > 0 && (r == '.' || r == ')'):  // numbered lists
				b.WriteByte('\\')
			}
			start = start && r >= '0' && r <= '9'
			b.WriteRune(r)
		}
	}
	return b.String()
}

// bareAddress reports whether the text before a dot ends like a bare address.
func bareAddress(before string) bool { return strings.HasSuffix(strings.ToLower(before), "www") }
