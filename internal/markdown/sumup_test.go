package markdown

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// A theme that writes a view as JSON gets only what the text consists of.
func TestSumUpInJSON(t *testing.T) {
	a, err := json.Marshal(Text{Source: "x", SumUp: 180})
	b, _ := json.Marshal(Text{Source: "x"})
	if err != nil || string(a) != string(b) {
		t.Errorf("%s, %v", a, err)
	}
}

// TestSumUp compares summaries that are made while a text is rendered with those of the text alone.
func TestSumUp(t *testing.T) {
	pieces := []string{
		"Requests failed. ", "We are **looking** into it, and `curl` helps. ", "A [link](/a \"t\") and a [reference][ref]. ", "www.example.org and https://example.org/x ",
		"Tom &amp; Jerry \\*stars\\* &lt;b&gt; ", "<b>bold</b><br>", "<!-- comment -->", "![image](/i.png) ", "~~gone~~ ", "- [ ] task\n", "- item\n", "1. one\n", "> quote\n",
		"> [!NOTE]\n> note\n\n", "\n\n", "\n", "  \n", "## Heading\n\n", "```\ncode\n\ncode\n```\n\n", "    indented\n\n", "| a | b |\n|---|---|\n| c | d |\n\n", "<div>\nblock\n</div>\n\n",
		"[ref]: /r\n\n", "note[^1] ", "[^1]: foot\n\n", "Überlänge 日本語の文章です。", strings.Repeat("long words of a text ", 9), "---\n\n", "\r\n", "\x00",
	}
	r := rand.New(rand.NewPCG(3, 4))
	alone, rendered := New(Options{}), 0
	for range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		source, n := b.String(), []int{20, 60, 180}[r.IntN(3)]
		c := New(Options{Feeds: true})
		c.HTML(Text{Source: source, Prefix: "x-", Level: 3, SumUp: n})
		if known, _ := c.cache.Get(source); len(known) > 0 && known[0].summary.length == n {
			rendered++
		}
		if got, want := c.Summary(source, n), alone.Summary(source, n); got != want {
			t.Fatalf("%q, %d characters\nwith its HTML: %q\nalone:         %q", source, n, got, want)
		}
	}
	if rendered < 5000 {
		t.Errorf("only %d summaries were made with the HTML", rendered)
	}
}
