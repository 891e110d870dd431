package markdown

import (
	"strings"
	"testing"
)

func TestRelink(t *testing.T) {
	cases := []struct{ source, want string }{
		{"![a](x.png)", "![a](NEW)"},
		{"[a](x.png \"title\") and ![](<x.png>)", "[a](NEW \"title\") and ![](<NEW>)"},
		{"[![](x.png)](x.png) [b](y.png)", "[![](NEW)](NEW) [b](y.png)"},
		{"![a][1]\n\n- ![b][1]\n\n[1]: x.png 'why'\n", "![a][1]\n\n- ![b][1]\n\n[1]: NEW 'why'\n"},
		{"`![a](x.png)` ![a](x.png)", "`![a](x.png)` ![a](NEW)"},
		{"    ![a](x.png)\n\n```\n![a](x.png)\n```\n", "    ![a](x.png)\n\n```\n![a](x.png)\n```\n"},
		{"> - ![a\nb](\n>   x.png\n>   )", "> - ![a\nb](\n>   NEW\n>   )"},
		{"\\![a](x.png) \\[a](x.png)", "\\![a](NEW) \\[a](x.png)"},
		{"<img src=x.png> [a]() https://x.png", "<img src=x.png> [a]() https://x.png"},
		{"One[^1].\n\n[^1]: x.png\n", "One[^1].\n\n[^1]: x.png\n"},
		{"# ![a](x.png)\n\n*![a](x.png)*", "# ![a](NEW)\n\n*![a](NEW)*"},
	}
	for _, c := range cases {
		got, ok := Relink(c.source, func(e Element) string { return strings.ReplaceAll(e.Dest, "x.png", "NEW") })
		if !ok || got != c.want {
			t.Errorf("%q became %q, %v; want %q", c.source, got, ok, c.want)
		}
	}
}

func TestTags(t *testing.T) {
	got := Tags("a <b>b</b> `<b>` \\<b>\n\n<p>\nx\n</p>\n\n    <b>\n\n1 < 2 and <b\nc=d>", func(s string) string { return "{" + strings.TrimSpace(s) + "}" })
	if want := "a {<b>}b{</b>} `<b>` \\<b>\n\n{<p>\nx\n</p>}\n    <b>\n\n1 < 2 and {<b\nc=d>}"; got != want {
		t.Errorf("got %q", got)
	}
}

// The result has the requested destinations, and everything else is unchanged.
func FuzzRelink(f *testing.F) {
	for _, s := range []string{"![a](x.png)", "[a][b]\n\n[b]: x.png", "> - ![a](<x y.png> 'z')", "[![](x)](y)", "\t- [a](b)\n\t\t[c](d)", "[a](\\x.png)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		before := Inspect(source, false)
		got, ok := Relink(source, func(e Element) string {
			if e.Dest == "" {
				return ""
			}
			return "to/" + "x.png"
		})
		if !ok {
			return
		}
		after := Inspect(got, false)
		if len(before) != len(after) {
			t.Fatalf("%q became %q", source, got)
		}
		for i, e := range before {
			want := e
			if e.Kind != HeadingElement && e.Dest != "" {
				want.Dest = "to/x.png"
			}
			if after[i] != want {
				t.Fatalf("%q became %q: %+v", source, got, after[i])
			}
		}
	})
}
