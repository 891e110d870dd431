package htmltext

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"statuary/internal/markdown"
)

// TestHTMLOrPlain tests the conversion of texts as they occur in real documents and
// feeds.
func TestHTMLOrPlain(t *testing.T) {
	for _, c := range []struct{ name, in, want, lost string }{
		{"plain", "This incident has been resolved.", "This incident has been resolved.", ""},
		{"lists and code are meant", "Two phases:\n* one `a*b`\n* two", "Two phases:\n* one `a*b`\n* two", ""},
		{"lines stay lines", "Affected:\nWeb\nAPI\n\nThank you.", "Affected:\\\nWeb\\\nAPI\n\nThank you.", ""},
		{"angle brackets are no tag", "Users of <SOME/ALL> regions, <1% of them, <0.1%", "Users of \\<SOME/ALL> regions, \\<1% of them, \\<0.1%", ""},
		{"an address in brackets", "See <https://example.org/a_b_c>.", "See <https://example.org/a_b_c>.", ""},
		{"br of 2024", "The cause is a bad deploy.<br /><br />We are rolling back.", "The cause is a bad deploy.\n\nWe are rolling back.", ""},
		{"br at the ends of lines", "a<br />\nb", "a\\\nb", ""},
		{"carriage returns", "a\r\n\r\nb", "a\n\nb", ""},
		{"a link", `See <a href="https://example.org/x">the page</a>, please.`, "See [the page](https://example.org/x), please.", ""},
		{"dates in var", "Aug <var data-var='date'>21</var>, <var data-var='time'>00:37</var> UTC", "Aug 21, 00:37 UTC", ""},
		{"a script", "Hello <script>alert(1)</script>there", "Hello there", "a script"},
		{"a link that runs a script", `<a href="javascript:alert(1)">click</a>`, "click", "the address of a link to a script or a local file"},
		{"control characters", "a\x00b\x1bc\u0085d", "abc\\\nd", "control characters"},
		{"byte order marks in words", "0\ufeff9/02/2023", "09/02/2023", ""},
		{"what would vanish", "[note]: see below", "\\[note]: see below", ""},
		{"a backslash", `C:\_temp\*`, `C:\\_temp\\*`, ""},
		{"a character reference", "write &lt;b&gt; here", `write &lt;b&gt; here`, ""},
		{"empty", " \n ", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := HTMLOrPlain(c.in)
			if got.Markdown != c.want || strings.Join(got.Lost, ",") != c.lost {
				t.Errorf("got  %q, lost %q\nwant %q, lost %q", got.Markdown, got.Lost, c.want, c.lost)
			}
		})
	}
}

func TestHTML(t *testing.T) {
	in := `<h2>What happened</h2><p>A <b>certificate</b> expired.</p><ul><li>one</li><li>two &lt;1%</li></ul>` +
		`<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><pre><code>x &lt; y</code></pre>`
	got := HTML(in)
	for _, want := range []string{"## What happened", "**certificate**", "- one", "| 1 | 2 |", "```\nx < y\n```"} {
		if !strings.Contains(got.Markdown, want) {
			t.Errorf("no %q in\n%s", want, got.Markdown)
		}
	}
	if got.Lost != nil {
		t.Error("lost", got.Lost)
	}
}

// TestImages tests that <img> tags become Markdown images, but not in code.
func TestImages(t *testing.T) {
	for in, want := range map[string]string{
		`a <img width="3414" alt="load spike" src="https://example.org/1" /> b`: `a ![load spike](https://example.org/1) b`,
		"<p align=center>\n  <img src=x.png>\n</p>\n\nb":                        "![](x.png)\n\nb",
		"<img src='my x.png' alt='a [b] *c*' title='It\"s'>\ntext":              "![a \\[b\\] \\*c\\*](<my x.png> \"It\\\"s\")\ntext",
		"`<img src=x.png>`\n\n    <img src=x.png>\n":                            "`<img src=x.png>`\n\n    <img src=x.png>\n",
		"<img>, <img src=javascript:alert(1)>, <imgs src=x>":                    "<img>, <img src=javascript:alert(1)>, <imgs src=x>",
		"<details>\n<summary>More</summary>\n<img src=x.png>\n</details>":       "<details>\n<summary>More</summary>\n![](x.png)\n</details>",
		"<figure><img src=x.png alt=a><figcaption>Why</figcaption></figure>\n":  "<figure>![a](x.png)<figcaption>Why</figcaption></figure>\n",
	} {
		if got := Images(in); got != want {
			t.Errorf("%q became\n%q, want\n%q", in, got, want)
		}
	}
}

func TestRawHTML(t *testing.T) {
	for in, want := range map[string]string{"a <br> b <!-- c --> `<u>` \\<u> 1 < 2 <https://x>": "", "a <u>b</u>": "<u>", "<details>\nx\n</details>": "<details> x </details>"} {
		if got := RawHTML(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestUncomment tests that comments are removed, including those of several paragraphs.
func TestUncomment(t *testing.T) {
	text, hidden := Uncomment("a <!-- b -->c\n\n<!--\n[Final]\n\nd\n-->\n\ne `<!-- f -->`\n\n    <!-- g -->\n\n<!-- h")
	if want := "a c\n\n\n\n\n\n\n\ne `<!-- f -->`\n\n    <!-- g -->\n\n"; text != want || strings.Join(hidden, "|") != "b|[Final] d|h" {
		t.Errorf("got %q, hidden %q", text, hidden)
	}
}

// TestPlainKeepsLetters tests that readers see all letters of any plain text, in order.
func TestPlainKeepsLetters(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"a", "B", "7", " ", "\n", "\n\n", "*", "_", "`", "[", "]", "(", ")", "<", ">", "#", "-", "+", "1.", "|", "~", "!", "\\", "&", "&amp;", ":", "    ", "\t", "http://x.y", "=", "é",
	})
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(piece, 0, 24).Draw(t, "text"), "")
		s, _ = Clean(s)
		got := fromPlain(s)
		if len(got.Lost) > 0 {
			t.Fatalf("%q became %q, which shows %q", s, got.Markdown, Visible(got.Markdown))
		}
	})
}

func FuzzHTMLOrPlain(f *testing.F) {
	for _, s := range []string{"a", "<b>x</b>", "<script>", "a\n    b", "<table><tr><td>", "&#0;", "[a]: b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, text := range []Text{HTMLOrPlain(s), HTML(s), Markdown(s)} {
			if clean, _ := Clean(text.Markdown); clean != text.Markdown {
				t.Errorf("%q is not clean", text.Markdown)
			}
			page := string(site.HTML(markdown.Text{Source: text.Markdown}))
			if low := strings.ToLower(page); strings.Contains(low, "<script") || strings.Contains(low, `href="javascript`) {
				t.Errorf("%q becomes %q", s, page)
			}
		}
	})
}
