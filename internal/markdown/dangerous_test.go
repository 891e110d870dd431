package markdown

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// harmful matches an address that runs a script or shows another document.
var harmful = regexp.MustCompile(`(?i)(href|src)="\s*((javascript|vbscript|file):|data:(text|image/svg))`)

// No form of a link has a dangerous URL, however its characters are written.
func TestDangerousURLs(t *testing.T) {
	forms := []string{"[x](|)", "![x](|)", "[x](<|>)", "a [x][r]\n\n[r]: |", "![x][r]\n\n[r]: <|> \"title\"", "> [x](|)", "[![x](|)](|)", "| a |\n|---|\n| [x](|) |", "# [x](|)", "<|>"}
	urls := []string{"javascript:alert(1)", "VBScript:x", "file:///etc/passwd", "data:text/html,x", "data:image/svg+xml,x"}
	r := rand.New(rand.NewPCG(5, 6))
	for _, mode := range []RawHTML{Escape, Sanitize, Allow} {
		for _, resolve := range []func(string, string) string{nil, func(_, dest string) string { return strings.TrimPrefix(dest, "./") }} {
			c := New(Options{RawHTML: mode, Feeds: true, Link: resolve})
			for _, form := range forms {
				for _, url := range urls {
					for range 20 {
						source := strings.ReplaceAll(form, "|", disguised(r, url))
						if strings.Contains(form, "---") {
							source = "| a |\n|---|\n| [x](" + disguised(r, url) + ") |"
						}
						for _, place := range []Text{{Source: source, Prefix: "x-"}, {Source: source, Absolute: true}} {
							if got := c.HTML(place); harmful.MatchString(string(got)) {
								t.Fatalf("%s: %q became %s", mode, source, got)
							}
						}
					}
				}
			}
		}
	}
}

// disguised writes a URL with references and backslashes, which a parser resolves, and bytes that are removed.
func disguised(r *rand.Rand, url string) string {
	var b strings.Builder
	if r.IntN(4) == 0 {
		b.WriteString("./")
	}
	for i := range len(url) {
		if r.IntN(20) == 0 {
			b.WriteByte(0x84)
		}
		switch char := url[i]; {
		case r.IntN(6) == 0:
			b.WriteString([]string{"&#" + strconv.Itoa(int(char)) + ";", "&#0" + strconv.Itoa(int(char)) + ";"}[r.IntN(2)])
		case char == ':' && r.IntN(2) == 0:
			b.WriteString([]string{"&colon;", `\:`, "&#x3a;", "&#X3A;"}[r.IntN(4)])
		default:
			b.WriteByte(char)
		}
	}
	return b.String()
}
