package markdown

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var harmless = regexp.MustCompile(`</?p>|<br ?/?>`)

// Escaped text is shown as it is, whatever it contains.
func TestEscapeText(t *testing.T) {
	c := New(Options{RawHTML: Allow, Origin: "https://example.org"})
	words := rapid.SampledFrom([]string{
		"api", " ", "  ", "\n", "\n\n", "\t", "<b>", "</p>", "<!--", "-->", "<script>", "&amp;", "&#60;", "[x](y)", "![x](y)", "[^1]", "[^1]:", "[x]: y", "*", "**", "_", "__", "`", "```", "~~~", "~~",
		"#", "##", "> ", "- ", "+ ", "1. ", "12) ", "---", "===", "***", "|", "| - |", "\\", "\\\n", "https://example.org/x", "www.example.org", "a@example.org", "http://", "ftp://x.org", "mailto:a@b.c", "- [ ] ",
		":smile:", "$x$", "{{x}}", "{% x %}", "{#id}", "    code", ": x", "!", "\"", "'", "é", "(c)", "> [!NOTE]", "line  ", "javascript:alert(1)", "HTTPS://EXAMPLE.ORG", "WWW.example.org",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(words, 0, 12).Draw(t, "words"), "")
		if rapid.Bool().Draw(t, "any") {
			text = rapid.StringMatching(`[ -~\n]{0,40}`).Draw(t, "text")
		}
		out := string(c.HTML(Text{Source: EscapeText(text), Level: 3}))
		shown := harmless.ReplaceAllString(out, " ")
		if strings.ContainsAny(shown, "<>") {
			t.Fatalf("%q becomes %q and\n%s", text, EscapeText(text), out)
		}
		plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if got, want := plain(html.UnescapeString(shown)), plain(text); got != want {
			t.Fatalf("%q is shown as %q", want, got)
		}
	})
}
