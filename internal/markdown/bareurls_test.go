package markdown

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// TestBareURLs compares the parsers with and without bare URLs, for texts that may contain none.
func TestBareURLs(t *testing.T) {
	pieces := []string{
		"[text](https://example.org/)", "[a b](http://www.example.org/x_y*z)", "![i](https://example.org/i.png)", "[", "]", "(", ")", "](", "![",
		"https://example.org", "www.example.org", "http:", "://", "ftp://x.org/a", " ", "\n", "\n\n", "`", "``", "\\", "*", "_", "**", "~", "<", ">", "|",
		"| a | b |\n|---|---|\n", "- ", "- [x]", "[x]", "[^1]", "[^1]: ", "[r]", "[r]: https://example.org/r\n", "&amp;", "<a href=\"", "\">", "word", "^", "x",
		"[x][ref](https://example.org/)", "[a](https://e.org/`b)", "[a](https://e.org/b\\)", "(https://example.org/)", "[ref](https://example.org/)", "[ref]", "[a\\](https://example.org/)", "[a|b](https://example.org/)", "[a](https://e.org/a|b)",
		"[a](<https://example.org>)", "[a](https://example.org \"t\")", "[ ](https://example.org)", "\t", "# ", "> ", "```\n", "://www.",
	}
	c := New(Options{})
	r := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for range 200_000 {
		var b strings.Builder
		for range 1 + r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		source := b.String() + "\n\n[^1]: note\n\n[ref]: /r\n"
		if !strings.Contains(source, "://") || mayContainURL(source) {
			continue
		}
		compared++
		place := Text{Source: source}
		got := c.HTML(place)
		both := New(Options{})
		both.plain = both.linkify
		// They differ in spaces and tabs at the ends of lines, which no browser shows.
		if want := both.HTML(place); trimmedLines(string(got)) != trimmedLines(string(want)) {
			t.Fatalf("%q\nwithout bare URLs: %s\nwith them:         %s", source, got, want)
		}
	}
	if compared < 1000 {
		t.Errorf("only %d texts were compared", compared)
	}
	t.Log(compared, "texts")
}

var lineEnds = regexp.MustCompile(`[ \t]+\n`)

func trimmedLines(s string) string { return lineEnds.ReplaceAllString(s, "\n") }
