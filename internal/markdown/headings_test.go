package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"statuary/internal/hostile"
)

// TestBothForms renders texts for pages and for feeds at once, and compares them with texts rendered for one
// of both. Headings are compared with what a parser finds in the HTML.
func TestBothForms(t *testing.T) {
	texts := []string{
		"# A\n\n## B `c` & *d*\n\n## B\n", "Title &amp; more\n===\n\ntext", "# \n\n# [a](b.png)\n", "> [!NOTE]\n> # In a note\n",
		"- [x] done\n- [ ] open\n\n# A", "![a](b.png)\n\n# A", "![a](b.png 'c')\n\n```go\nfunc main() {}\n```", "# A [b](/c) #\n\n### D\n\n# E\u00a0",
		"```sql\nselect 1\n```\n\n# A\n\n[^1]\n\n[^1]: # B", "<h2 id=x>raw</h2>\n\n## A <b>c</b>", "# A\u0007b\n", "- # in a list\n\n      # code\n",
	}
	for _, k := range hostile.Markdown() {
		texts = append(texts, k.Make(100))
	}
	for _, raw := range []RawHTML{Escape, Sanitize, Allow} {
		o := Options{RawHTML: raw, Origin: "https://example.org", Link: func(dir, d string) string { return "/" + dir + d },
			Picture: func(string) Picture { return Picture{Width: 3, Height: 4, Dark: "/dark.png"} }, Words: strings.ToUpper}
		for _, source := range texts {
			feeds := o
			feeds.Feeds = true
			both := New(feeds)
			for _, absolute := range []bool{false, true, false} {
				place := Text{Source: source, Prefix: "p-", Level: 2, Absolute: absolute}
				one := New(o)
				if got, want := both.HTML(place), one.HTML(place); got != want {
					t.Errorf("%s, absolute %v: %q:\n%s\nwant\n%s", raw, absolute, source, got, want)
				}
				found := headingsOf(string(one.HTML(place)))
				for _, c := range []*Converter{both, one} {
					if got := c.render(place).headings; !slices.Equal(got, found) {
						t.Errorf("%s, absolute %v: %q: headings %v, want %v", raw, absolute, source, got, found)
					}
				}
			}
		}
	}
}

// TestHeadings checks that the headings of the highest level are returned, if there are enough.
func TestHeadings(t *testing.T) {
	c := New(Options{})
	text := Text{Source: "### Low\n\n## One\n\n### Low\n\n## Two & `three`\n", Level: 2}
	for atLeast, want := range []string{1: "[{one One 2} {two-three Two & three 2}]", 2: "[{one One 2} {two-three Two & three 2}]", 3: "[]"} {
		if got := fmt.Sprint(c.Headings(text, atLeast)); atLeast > 0 && got != want {
			t.Errorf("at least %d: %s, want %s", atLeast, got, want)
		}
	}
}
