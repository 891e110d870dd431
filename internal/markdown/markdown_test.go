package markdown

import (
	"os"
	"regexp"
	"statuary/internal/golden"
	"strings"
	"sync"
	"testing"
)

// TestHTML reads testdata/cases.txt: a number and a title, the Markdown and the HTML, with the
// separators of goldmark's own test cases.
func TestHTML(t *testing.T) {
	const file, line, end = "testdata/cases.txt", "//- - - - - - - - -//\n", "//= = = = = = = = =//\n"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := New(Options{Origin: "https://example.org", Link: func(dir, dest string) string {
		if strings.HasPrefix(dest, "/") {
			return "/status" + dest
		}
		return "/status/" + dir + dest
	}})
	var out strings.Builder
	for part := range strings.SplitSeq(strings.TrimSuffix(string(data), "\n"), end) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		title, rest, _ := strings.Cut(strings.TrimLeft(part, "\n"), "\n"+line)
		source, _, _ := strings.Cut(rest, line)
		place := Text{Source: strings.TrimSuffix(source, "\n"), Dir: "incidents/x/", Level: 3}
		if strings.Contains(title, "prefix") {
			place.Prefix = "u2-"
		}
		if strings.Contains(title, "absolute") {
			place.Absolute = true
		}
		got := string(c.HTML(place))
		out.WriteString(title + "\n" + line + source + line + got + end + "\n")
	}
	golden.File(t, file, []byte(out.String()))
}

func TestRawHTML(t *testing.T) {
	const src = "a <b onclick=\"x()\">b</b> <script>alert(1)</script> [l](javascript:x)\n\n<div style=\"color:red\">\n\n</div></main></section>\n\n- [x] done\n"
	for mode, want := range map[RawHTML][]string{
		Escape:   {"&lt;b onclick", "&lt;script&gt;", "Done"},
		Sanitize: {"<b>b</b>", "Done"},
		Allow:    {`<b onclick="x()">`, "<script>", "Done"},
	} {
		got := string(New(Options{RawHTML: mode}).HTML(Text{Source: src}))
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %s in\n%s", mode, w, got)
			}
		}
		if mode != Allow && regexp.MustCompile(`<script|<b onclick|<div style|javascript:`).MatchString(got) {
			t.Errorf("%s passes harmful HTML:\n%s", mode, got)
		}
		if strings.Contains(got, "</main>") || strings.Contains(got, "javascript:") {
			t.Errorf("%s closes the element around the text, or keeps a dangerous link:\n%s", mode, got)
		}
	}
}

func TestSummary(t *testing.T) {
	c := New(Options{})
	for _, tc := range []struct {
		src  string
		n    int
		want string
	}{
		{"", 20, ""},
		{"Short.", 20, "Short."},
		{"# Heading\n\nSome *words* and `code`.", 100, "Some words and code."},
		{"Cut between the words, please", 15, "Cut between…"},
		{"日本語の長い文章です", 5, "日本語の長…"},
		{"A [link](https://x.org), a footnote[^1] and <br> a break.\n\n[^1]: No.", 100, "A link, a footnote and a break."},
		{"Fish &amp; chips \\* < 5", 100, "Fish & chips * < 5"},
		{"`&amp;` stays in code", 100, "&amp; stays in code"},
		{"> [!NOTE]\n> Mind the gap.", 100, "Mind the gap."},
		{"[!NOTE]s are marks, [!x] too", 100, "[!NOTE]s are marks, [!x] too"},
		{"[!a]b] c", 100, "c"},
		{"- one\n- two", 100, "one two"},
		{"| a |\n|---|\n| b |\n\nAfter the table.", 100, "After the table."},
		{"```\ncode\n```\nAfter.", 100, "After."},
		{strings.Repeat("word ", 10_000), 10, "word word…"},
	} {
		if got := c.Summary(tc.src, tc.n); got != tc.want {
			t.Errorf("Summary(%.40q, %d) = %q, want %q", tc.src, tc.n, got, tc.want)
		}
	}
}

// A converter can be used by several goroutines; run with -race.
func TestConcurrentUse(t *testing.T) {
	c := New(Options{})
	texts := []Text{{Source: "# A\n\n[^1] https://x.org\n\n[^1]: x", Prefix: "a-"}, {Source: "# A\n\n| a |\n|--|\n| b |", Prefix: "b-"}}
	want := []string{string(c.HTML(texts[0])), string(c.HTML(texts[1]))}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 200 {
				if got := string(c.HTML(texts[i%2])); got != want[i%2] {
					t.Errorf("got %s", got)
					return
				}
			}
		})
	}
	wg.Wait()
}

// FuzzHTML checks that no text makes the converter panic and that the HTML contains no script.
func FuzzHTML(f *testing.F) {
	f.Add("# a\n\n[x](javascript:alert(1)) <script>alert(1)</script>", "p-")
	f.Add("| a |\n|:-:|\n| ![x](data:text/html,x) |\n\n> [!NOTE]\n\n- [ ] x\n\n[^1]\n\n[^1]: y", "")
	f.Add("<javascript:x> <a@b.c> www.x.org", "")
	f.Add("[x](&#106;avascript:x) [y](data\\:text/html,x)", "")
	resolving, plain := New(Options{Link: func(dir, dest string) string { return "/" + dir + dest }}), New(Options{})
	bad := regexp.MustCompile(`(?i)<(script|style|iframe|object|embed|form|[^>]*\son\w+=)`)
	f.Fuzz(func(t *testing.T, src, prefix string) {
		for _, c := range []*Converter{resolving, plain} {
			out := string(c.HTML(Text{Source: src, Prefix: "p-", Level: 3, Dir: "x/"}))
			if bad.MatchString(out) || harmful.MatchString(out) {
				t.Errorf("%q became %q", src, out)
			}
			_ = c.Summary(src, 50)
		}
	})
}

func TestRawHTMLLinks(t *testing.T) {
	resolve := func(dir, dest string) string {
		if strings.HasPrefix(dest, "/") {
			return "/status" + dest
		}
		return "/status/" + dir + strings.TrimSuffix(dest, ".md")
	}
	cases := []struct{ source, want, absolute string }{
		{`<a href="/about/">a</a>`, `href="/status/about/"`, `href="https://example.org/status/about/"`},
		{`<a href="b.md">a</a>`, `href="/status/incidents/b"`, `href="https://example.org/status/incidents/b"`},
		{`<img src=x.png alt=x>`, `src="/status/incidents/x.png"`, `src="https://example.org/status/incidents/x.png"`},
		{"<div>\n<img\nsrc='x.png'>\n</div>", `src="/status/incidents/x.png"`, `src="https://example.org/status/incidents/x.png"`},
		{`<A HREF=/about/>a</A>`, `href="/status/about/"`, `href="https://example.org/status/about/"`},
		{`<a href="//cdn.example/x">a</a>`, `href="//cdn.example/x"`, ``},
		{`<a href="https://other.example/?a=1&amp;b=2">a</a>`, `href="https://other.example/?a=1&amp;b=2"`, ``},
		{`<a href="#x">a</a>`, `href="#u-x"`, ``},
		{`<b id="x">a</b><b id="x">b</b>`, `<b id="u-x">a</b><b>b</b>`, ``},
		{"## X\n\n<b id=\"x\">a</b>", `<b>a</b>`, ``},
		{"`<a href=\"b.md\">`", `&lt;a href=&quot;b.md&quot;&gt;`, ``},
	}
	for _, mode := range []RawHTML{Sanitize, Allow} {
		c := New(Options{RawHTML: mode, Origin: "https://example.org", Link: resolve})
		for _, test := range cases {
			place := Text{Source: test.source, Dir: "incidents/", Prefix: "u-"}
			if got := strings.ReplaceAll(string(c.HTML(place)), "&#34;", "&quot;"); !strings.Contains(got, test.want) {
				t.Errorf("%s: %s became %s; want %s", mode, test.source, got, test.want)
			}
			place.Absolute = true
			if got := string(c.HTML(place)); test.absolute != "" && !strings.Contains(got, test.absolute) {
				t.Errorf("%s in a feed: %s became %s; want %s", mode, test.source, got, test.absolute)
			}
		}
	}
	c := New(Options{RawHTML: Allow, Origin: "https://example.org", Link: resolve})
	got := string(c.HTML(Text{Source: `<img srcset="x.png, /y.png 2x,https://z.example/a,b.png 3x"> <video poster=p.png></video>`, Dir: "incidents/"}))
	for _, want := range []string{`srcset="/status/incidents/x.png, /status/y.png 2x, https://z.example/a,b.png 3x"`, `poster="/status/incidents/p.png"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}
