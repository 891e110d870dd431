package markdown

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

var spanTag = regexp.MustCompile(`</?span[^>]*>`)

// TestHighlight highlights code in several languages. Whatever the language, the text must stay the same.
func TestHighlight(t *testing.T) {
	code := "if a < b && \"é\\n\" != 'x' { // why\n\treturn 1_000 }\n- old\n+ new\n$ curl -v \"https://example.org\" | sh\nSELECT 1;\n<b c=\"d\">&amp;</b>\n\n\n"
	for _, language := range []string{"go", "Go", "bash", "yaml", "json", "python", "js", "sql", "html", "diff", "console", "rust", "ini", "dockerfile", "text", "no-such-language", "*.go", ""} {
		got := string(New(Options{}).HTML(Text{Source: "```" + language + "\n" + code + "```\n"}))
		_, got, _ = strings.Cut(got, "<code")
		_, got, _ = strings.Cut(got, ">")
		got, _, _ = strings.Cut(got, "</code>")
		if text := html.UnescapeString(spanTag.ReplaceAllString(got, "")); text != code {
			t.Errorf("%s: the text became %q", language, text)
		}
	}
	got := string(New(Options{}).HTML(Text{Source: "```go\nreturn \"a\" // b\n```\n"}))
	const want = `<span class="k">return</span> <span class="s">&quot;a&quot;</span> <span class="c">// b`
	if !strings.Contains(got, want) {
		t.Errorf("not highlighted:\n%s", got)
	}
}

// TestNotHighlighted has the code that is left plain: where no style sheet is, and where it is too long.
func TestNotHighlighted(t *testing.T) {
	const short = "return 1 // one\n"
	for name, text := range map[string]Text{
		"in feeds":          {Source: "```go\n" + short + "```\n", Absolute: true},
		"no language":       {Source: "```\n" + short + "```\n"},
		"a long block":      {Source: "```go\n" + strings.Repeat(short, 1+maxHighlighted/len(short)) + "```\n"},
		"a long line":       {Source: "```go\nx := \"" + strings.Repeat("a", maxHighlightedLine) + "\"\n```\n"},
		"an indented block": {Source: "    return 1\n"},
	} {
		if got := string(New(Options{}).HTML(text)); strings.Contains(got, "<span") {
			t.Errorf("%s: highlighted:\n%.300s", name, got)
		}
	}
	many := strings.Repeat("```go\n"+strings.Repeat(short, 200)+"```\n\n", 60)
	if n := strings.Count(string(New(Options{}).HTML(Text{Source: many})), "<span"); n == 0 || n > 3*maxHighlightedText/len(short)+1 {
		t.Errorf("%d spans in a text with more code than the limit", n)
	}
	impatient := New(Options{Patience: func() func() bool { return func() bool { return false } }})
	if got := string(impatient.HTML(Text{Source: "```go\n" + short + "```\n"})); strings.Contains(got, "<span") {
		t.Errorf("highlighted without time for it:\n%s", got)
	}
}
