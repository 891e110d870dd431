package markdown

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark/parser"

	"statuary/internal/hostile"
)

// size is the size of hostile texts: 1 MB on request.
func size() int {
	if os.Getenv("STATUARY_LONG") != "" {
		return 1_000_000
	}
	return 20_000
}

// TestHostile renders texts of all kinds that are known to cost much. Each is either beyond a limit,
// and shown as it was written, or takes a bounded number of steps and bytes.
func TestHostile(t *testing.T) {
	for _, raw := range []RawHTML{Escape, Sanitize} {
		for _, k := range hostile.Markdown() {
			if raw == Sanitize && !strings.Contains(k.Make(1000), "<") {
				continue
			}
			t.Run(string(raw)+"/"+k.Name, func(t *testing.T) {
				source := k.Make(size())
				c := New(Options{RawHTML: raw})
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				html := c.HTML(Text{Source: source})
				c.Summary(source, 100)
				Inspect(source, true)
				LooseEnds(source)
				runtime.ReadMemStats(&after)
				// Prose needs 60 bytes for each of its own; what is beyond a limit, no more than 100 MB.
				if n, most := after.TotalAlloc-before.TotalAlloc, uint64(100_000_000+500*len(source)); n > most && !hostile.Race {
					t.Errorf("%d bytes take %d MB, more than %d", len(source), n/1e6, most/1e6)
				}
				if err := Check(source); err != nil {
					if err.Text == "" || err.At < 0 || err.At > len(source) {
						t.Errorf("the error is at %d: %q", err.At, err.Text)
					}
					if clearlyWithinLimits(source) {
						t.Error("a text beyond a limit is not checked")
					}
				} else if len(html) > 40*len(source)+maxRepeated {
					t.Errorf("%d bytes become %d bytes of HTML", len(source), len(html))
				}
			})
		}
	}
}

// TestLinear compares the CPU time of texts with that of texts four times as long. Those that are
// beyond a limit take little, and the others grow with their size.
func TestLinear(t *testing.T) {
	if os.Getenv("STATUARY_LONG") == "" {
		t.Skip("it measures CPU time, so it needs a quiet machine: set STATUARY_LONG=1")
	}
	cost := func(source string) time.Duration {
		least := time.Hour
		for range 3 {
			c := New(Options{})
			from := hostile.CPU()
			c.HTML(Text{Source: source})
			least = min(least, hostile.CPU()-from)
		}
		return least
	}
	for _, k := range hostile.Markdown() {
		one, four := k.Make(250_000), k.Make(1_000_000)
		if Check(four) != nil {
			continue
		}
		if a, b := cost(one), cost(four); b > 12*a+100*time.Millisecond {
			t.Errorf("%s: %v for %d bytes, %v for %d", k.Name, a, len(one), b, len(four))
		}
	}
}

// TestCheck has texts just beyond a limit, and texts that people write and that are within all.
func TestCheck(t *testing.T) {
	row := "|" + strings.Repeat("a|", 100) + "\n"
	table := row + "|" + strings.Repeat("-|", 100) + "\n"
	for _, tt := range []struct {
		name, text, want string
	}{
		{"table", table + strings.Repeat("|\n", 600), "more than 50000 table cells"},
		{"small table", "|" + strings.Repeat("a|", 300) + "\n|" + strings.Repeat("-|", 300) + "\n" + strings.Repeat("|\n", 900), "more than 50000 table cells"},
		{"tables in a quote", strings.Repeat("> |-|\n", 600), "more than 50000 table cells"},
		{"large table", table + strings.Repeat(row, 400), ""},
		{"quotes", strings.Repeat(">", 300) + " a", "quotes and lists nested more than 200 deep"},
		{"nested quotes", strings.Repeat("> ", 20) + "a", ""},
		{"lists", strings.Repeat("- ", 150) + "a", "quotes and lists nested more than 200 deep"},
		{"lines", strings.Repeat("a\n", 150_000), "more than 100000 lines"},
		{"log", "```\n" + strings.Repeat("2026-08-01 10:00:00 [api] a_b_c *x* `y`\n", 20_000) + "```\n", ""},
		{"log without a fence", strings.Repeat("2026-08-01 10:00:00 [api] a_b_c = <x>\n", 3000), ""},
		{"snake case", strings.Repeat("some_long_name ", 2000), ""},
		{"references", "[a]: /" + strings.Repeat("x", 10_000) + "\n\n" + strings.Repeat("[a] ", 300), "links that repeat more than 2 MB"},
		{"changelog", strings.Repeat("- [#1](https://example.org/1): *fix* `a` and **b**\n", 3000), ""},
		{"nested images", strings.Repeat("![", 100) + "a" + strings.Repeat("](b)", 100), "a link or an image inside more than 50 open brackets"},
		{"footnotes", strings.Repeat("a[^1] ", 100) + "\n\n[^1]: b\n", ""},
		{"lists in lists", indented(250), "quotes and lists nested more than 200 deep"},
		{"lists of many marks", strings.Repeat("- ", 50) + "a\n" + strings.Repeat(" ", 100) + strings.Repeat("- ", 50) + "a\n" + strings.Repeat(" ", 200) + strings.Repeat("- ", 50) + "a\n" + strings.Repeat(" ", 300) + strings.Repeat("- ", 50) + "a\n" + strings.Repeat(" ", 400) + strings.Repeat("- ", 50) + "a\n", "quotes and lists nested more than 200 deep"},
		{"emphasis", strings.Repeat("*a ", 20_000) + strings.Repeat("b_ ", 20_000), "million steps"},
	} {
		err := Check(tt.text)
		switch {
		case err == nil && tt.want != "":
			t.Errorf("%s: no error; want %q", tt.name, tt.want)
		case err != nil && (tt.want == "" || !strings.Contains(err.Text, tt.want)):
			t.Errorf("%s: %v; want %q", tt.name, err, tt.want)
		}
	}
}

// TestCheckFindsAll looks for texts that are not parsed to be checked although they exceed a limit.
func TestCheckFindsAll(t *testing.T) {
	for _, k := range hostile.Markdown() {
		for n := 10; n <= mostLength; n *= 2 {
			source := k.Make(n)
			if !clearlyWithinLimits(source) {
				continue
			}
			doc, err := parse(checkParser, []byte(source), parser.NewContext())
			if err != nil || doc == nil {
				t.Errorf("%s of %d bytes: %v", k.Name, len(source), err)
			}
		}
	}
}

// TestEqualHeadings checks that the ids of many equal headings are distinct and count up.
func TestEqualHeadings(t *testing.T) {
	html := string(New(Options{}).HTML(Text{Source: strings.Repeat("# a\n", 20_000)}))
	for _, want := range []string{`id="a"`, `id="a-1"`, `id="a-19999"`} {
		if strings.Count(html, want) != 1 {
			t.Errorf("%s is there %d times", want, strings.Count(html, want))
		}
	}
	html = string(New(Options{}).HTML(Text{Source: "# a\n# a-1\n# a\n# a\n# a-1\n"}))
	for _, want := range []string{`id="a"`, `id="a-1"`, `id="a-2"`, `id="a-3"`, `id="a-1-1"`} {
		if strings.Count(html, want) != 1 {
			t.Errorf("%s is there %d times in %s", want, strings.Count(html, want), html)
		}
	}
}

// TestCheckHTML has HTML that parsers make much larger, and ordinary HTML.
func TestCheckHTML(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
	}{
		{"formatting", "<p>" + strings.Repeat("<b><i><u>", 150) + strings.Repeat("<p>x", 5000), "more than 200000 elements"},
		{"attributes", "<a" + manyAttributes(2000) + ">", "more than 1000 attributes"},
		{"nested", strings.Repeat("<div>", 3000), "nested more than 512 deep"},
		{"paragraphs", strings.Repeat("<p>This is <b>bold</b> and <a href=/x>a link</a>.", 10_000), ""},
		{"table", "<table>" + strings.Repeat("<tr><td>a<td>b", 10_000) + "</table>", ""},
	} {
		err := CheckHTML(tt.text)
		switch {
		case err == nil && tt.want != "":
			t.Errorf("%s: no error; want %q", tt.name, tt.want)
		case err != nil && (tt.want == "" || !strings.Contains(err.Text, tt.want)):
			t.Errorf("%s: %v; want %q", tt.name, err, tt.want)
		}
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=b", i)
	}
	return b.String()
}

// indented returns n list items, each inside the one before it.
func indented(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	return b.String()
}
