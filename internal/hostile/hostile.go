// Package hostile makes texts that cost parsers much more than their size, for tests: each made some
// parser slow or made it take too much memory, or could.
package hostile

import (
	"fmt"
	"strings"
)

// Text is a kind of text.
type Text struct {
	Name string
	Make func(n int) string // returns a text of about n bytes
}

// rep returns s repeated to n bytes.
func rep(s string, n int) string { return strings.Repeat(s, max(1, n/len(s))) }

// repeated returns the kind of texts that repeat s.
func repeated(name, s string) Text {
	return Text{name, func(n int) string { return rep(s, n) }}
}

// around returns the kind of texts that repeat one text before, and another after, a middle.
func around(name, before, middle, after string) Text {
	return Text{name, func(n int) string {
		times := max(1, n/(len(before)+len(after)))
		return strings.Repeat(before, times) + middle + strings.Repeat(after, times)
	}}
}

// prefixed returns the kind of texts that repeat s after a beginning.
func prefixed(name, before, s string) Text {
	return Text{name, func(n int) string { return before + rep(s, n-len(before)) }}
}

// numbered returns the kind of texts that repeat a format with a number that grows.
func numbered(name, before, format, after string) Text {
	return Text{name, func(n int) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < n-len(after); i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String() + after
	}}
}

// halves returns the kind of texts whose first half repeats one numbered format, and whose second
// half repeats another.
func halves(name, first, second string) Text {
	return Text{name, func(n int) string {
		return numbered("", "", first, "").Make(n/2) + "\n\n" + numbered("", "", second, "").Make(n/2)
	}}
}

// Markdown returns kinds of Markdown.
func Markdown() []Text {
	return []Text{
		repeated("prose", "The API was slow for some customers in Europe. We are **sorry** for that; see [the graph](graph.png).\n\n"),
		repeated("one-paragraph", "the API was slow for some customers "),
		repeated("short-paragraphs", "a\n\n"),
		repeated("short-lines", "a\n"),
		repeated("blank-lines", "\n"),
		repeated("spaces", " "),
		repeated("tabs", "\t"),
		repeated("newline-tab", "\n\t"),
		repeated("nul-like", "\u2028"),
		{"table-wide", func(n int) string {
			cols := max(1, n/40)
			return "|" + strings.Repeat("a|", cols) + "\n|" + strings.Repeat("-|", cols) + "\n" + rep("|\n", n-4*cols)
		}},
		{"table-many", func(n int) string { return rep("|a|b|\n|-|-|\n|c|d|\n\n", n) }},
		{"table-rows", func(n int) string { return "|a|\n|-|\n" + rep("|b|\n", n) }},
		{"table-escaped-pipes", func(n int) string { return "|a|\n|-|\n" + rep("|`\\|`|\n", n) }},
		{"table-escaped-pipes-one-cell", func(n int) string { return "|a|\n|-|\n|`" + rep("\\|", n) + "`|\n" }},
		{"table-columns", func(n int) string { return rep("a|", n/2) + "\n" + rep("-|", n/2) + "\n" }},
		{"table-delimiters", func(n int) string { return "a\n" + rep("-|-\n", n) }},
		{"tables-fill", func(n int) string {
			const cols = 500
			one := "|" + strings.Repeat("a|", cols) + "\n|" + strings.Repeat("-|", cols) + "\n" + strings.Repeat("|\n", 500) + "\n"
			return rep(one, n)
		}},
		repeated("headings-equal", "# a\n"),
		numbered("headings-taken", "", "# a-%d\n# a\n", ""),
		repeated("headings-empty", "#\n"),
		repeated("setext", "a\n=\n"),
		repeated("setext-dashes", "a\n-\n"),
		prefixed("setext-long", "", "a\n"+"b\n"),
		repeated("rules", "***\n"),
		around("quotes-deep", "> ", "a\n", ""),
		around("quotes-tight", ">", "a\n", ""),
		{"quotes-lines", func(n int) string { return rep(strings.Repeat(">", 90)+" a\n", n) }},
		{"quotes-then-blank", func(n int) string { return strings.Repeat(">", 90) + " a\n" + rep(">\n", n) }},
		{"quotes-lazy", func(n int) string { return strings.Repeat(">", 90) + " a\n" + rep("a\n", n) }},
		around("lists-deep", "- ", "a\n", ""),
		around("lists-ordered-deep", "1. ", "a\n", ""),
		around("lists-mixed-deep", "- + * 1. > ", "a\n", ""),
		{"lists-indented", func(n int) string {
			var b strings.Builder
			for i := 0; b.Len() < n; i++ {
				b.WriteString(strings.Repeat("  ", i) + "- a\n")
			}
			return b.String()
		}},
		{"lists-then-blank", func(n int) string { return strings.Repeat("- ", 90) + "a\n" + rep("\n", n) }},
		{"lists-blank-text", func(n int) string {
			return strings.Repeat("- ", 90) + "a\n" + rep("\n"+strings.Repeat(" ", 180)+"b\n", n)
		}},
		repeated("list-items", "- a\n"),
		repeated("list-items-loose", "- a\n\n"),
		repeated("list-empty", "-\n"),
		repeated("list-alternating", "- a\n+ b\n"),
		repeated("tasks", "- [ ] a\n"),
		repeated("indented-code", "    a\n\n"),
		repeated("fences", "```\n"),
		repeated("fence-open", "````\n```\n"),
		{"fence-info", func(n int) string { return "```" + rep("a", n) + "\n" }},
		repeated("backticks", "`"),
		{"backticks-lengths", func(n int) string {
			var b strings.Builder
			for i := 1; b.Len() < n; i++ {
				b.WriteString(strings.Repeat("`", i) + "a")
			}
			return b.String()
		}},
		{"backticks-lines", func(n int) string {
			var b strings.Builder
			for i := 1; b.Len() < n/2; i++ {
				b.WriteString(strings.Repeat("`", i) + "a\n")
			}
			return b.String() + rep("b\n", n/2)
		}},
		repeated("code-spans", "`a` "),
		repeated("stars", "*"),
		repeated("star-open", "*a "),
		repeated("star-close", "a* "),
		repeated("star-word", "a*"),
		around("stars-nested", "*a ", "b", " a*"),
		around("strong-nested", "**a ", "b", " a**"),
		repeated("underscore-words", "a_b_c "),
		repeated("underscore-open", "_a "),
		repeated("emphasis-mixed", "*a_ "),
		repeated("emphasis-mixed-both", "*_a "),
		repeated("emphasis-threes", "***a** b* "),
		repeated("emphasis-both-ways", "a**b*c"),
		halves("emphasis-open-other-close", "*a ", "b_ "),
		{"emphasis-never-matching", func(n int) string { return rep("*a ", n/2) + rep("b_ ", n/2) }},
		{"emphasis-strikethrough", func(n int) string { return rep("*a ", n/2) + rep("b~~ ", n/2) }},
		repeated("tildes", "~~a "),
		repeated("tilde-runs", "~a~~b~~~c "),
		repeated("emphasis-paragraphs", strings.Repeat("*a b_ ", 400)+"\n\n"),
		repeated("brackets-open", "["),
		repeated("brackets-images", "!["),
		repeated("brackets-closed", "[]"),
		repeated("brackets-text", "[a]"),
		around("brackets-nested", "[", "a", "]"),
		{"brackets-nested-blocks", func(n int) string {
			return rep(strings.Repeat("[", 450)+"a"+strings.Repeat("]", 450)+" ", n)
		}},
		around("brackets-siblings", "[", "a", "b *c* ]"),
		around("images-nested", "![", "a", "](b)"),
		{"images-nested-in-link", func(n int) string { return "[" + rep("![a](b) ", n/2) + rep("]", n/2) }},
		around("links-nested", "[", "a", "](b)"),
		repeated("links-open", "[a](b"),
		repeated("links-open-angle", "[a](<b"),
		repeated("links-open-title", `[a](b "c`),
		repeated("links-open-title-paren", `[a](b (c`),
		repeated("links-parens", "[a]("+strings.Repeat("(", 100)),
		repeated("links-reference-open", "[a]["),
		repeated("links-reference", "[a][b]"),
		repeated("links-inline", "[a](b) "),
		repeated("links-lines", "[a\n"),
		around("bracket-close-links", "[", "a", "*b*]"),
		prefixed("reference-long", "[a]: /"+strings.Repeat("x", 100_000)+"\n\n", "[a] "),
		prefixed("reference-title-long", "[a]: /b '"+strings.Repeat("x", 100_000)+"'\n\n", "[a] "),
		prefixed("reference-image-long", "[a]: /"+strings.Repeat("x", 10_000)+"\n\n", "![a]"),
		numbered("definitions", "", "[a%d]: b\n", ""),
		repeated("definitions-equal", "[a]: b\n"),
		numbered("definitions-titles", "", "[a%d]: b \"c\n", ""),
		numbered("definitions-apart", "", "[a%d]: b\n\n", ""),
		repeated("definitions-open", "[a\n"),
		repeated("definitions-unfinished", "[a]:\n"),
		halves("definitions-used", "[a%d]: b\n", "[a%d] "),
		numbered("footnotes", "", "[^%d]: b\n", ""),
		numbered("footnotes-apart", "", "[^%d]: b\n\n", ""),
		halves("footnotes-used", "[^%d]: b\n\n", "[^%d] "),
		prefixed("footnote-many-references", "[^a]: b\n\n", "[^a] "),
		{"footnotes-undefined-many", func(n int) string {
			return numbered("", "", "[^%d]: b\n\n", "").Make(n/2) + rep("[^x] ", n/2)
		}},
		{"footnotes-reversed", func(n int) string {
			var b strings.Builder
			for i := n / 20; i > 0; i-- {
				fmt.Fprintf(&b, "[^%d] ", i)
			}
			return b.String() + "\n\n" + numbered("", "", "[^%d]: b\n\n", "").Make(n/2)
		}},
		repeated("footnotes-open", "[^"),
		repeated("footnotes-nested", "[^a]: "),
		repeated("footnote-labels", "[^"+strings.Repeat("a", 990)+"] "),
		repeated("footnote-blank", "[^a]: b\n\n    c\n\n"),
		repeated("less-than", "<"),
		repeated("tags-open", "<a "),
		repeated("tags-attributes", "<a b=c"),
		repeated("tags-quote-open", `<a b="`),
		repeated("tags-quotes-mixed", `<a b="<a c='`),
		prefixed("tag-long", "x <a", " b"),
		repeated("tags-names", "<aaaaaaaaaaaaaaaaaaaa"),
		repeated("tags-closing", "x </a"),
		repeated("tags-inline", "x <b>y</b> "),
		repeated("tags-nested", "x <b>"),
		repeated("tags-div", "<div>"),
		repeated("tags-div-lines", "<div>\n\n"),
		repeated("tags-anchor", "<a href=b>"),
		repeated("tags-table", "<table><tr><td>"),
		{"tags-formatting", func(n int) string { return "<p>" + numbered("", "", "<b id=a%d>", "").Make(5000) + rep("<p>x", n) }},
		{"tags-formatting-font", func(n int) string {
			return "<p>" + numbered("", "", "<font size=%d>", "").Make(8000) + rep("</p><p>x", n)
		}},
		repeated("tags-adoption", "<b><div></b>"),
		repeated("tags-adoption-links", "<a><div><a>"),
		repeated("tags-select", "<select><option>"),
		repeated("tags-svg", "<svg><g>"),
		{"tag-attributes-many", func(n int) string { return "<div" + numbered("", "", " a%d=b", "").Make(n) + ">" }},
		{"tag-attributes-many-inline", func(n int) string { return "x <b" + numbered("", "", " a%d=b", "").Make(n) + ">y" }},
		numbered("tag-ids", "", "<i id=a%d></i>", ""),
		repeated("comments-open", "<!--"),
		repeated("comments-inline", "x <!-- "),
		repeated("comments", "<!-- a -->"),
		repeated("comments-dashes", "<!-- a -- b"),
		repeated("instructions", "x <?"),
		repeated("declarations", "x <!A"),
		repeated("cdata", "x <![CDATA["),
		repeated("html-blocks", "<script>\n"),
		repeated("html-blocks-style", "<pre>\n\n"),
		repeated("autolinks", "<http://a.b>"),
		repeated("autolinks-open", "<http://a.b"),
		repeated("autolinks-mail", "<a@b.c"),
		repeated("urls", "http://a.b/c "),
		repeated("urls-glued", "http://a.b(http://"),
		repeated("urls-parens", "(http://a.b/("),
		repeated("urls-broken", "http: "),
		repeated("urls-www", "www.a.b "),
		repeated("urls-www-glued", "_www.a"),
		{"urls-closing", func(n int) string { return "http://a.b/" + rep(")", n) }},
		{"urls-entities", func(n int) string { return "http://a.b/" + rep("&a;", n) }},
		repeated("mail-words", "a@b.c "),
		repeated("mail-underscores", "_a"),
		repeated("mail-underscores-at", "_a@"),
		repeated("mail-stars", "*a~"),
		{"mail-domain", func(n int) string { return rep("_a", 200) + "@" + rep("a.", n) }},
		repeated("entities", "&amp;"),
		repeated("entities-open", "&"),
		repeated("entities-words", "&aaaa"),
		repeated("entities-numbers", "&#1"),
		{"entity-long", func(n int) string { return "&#" + rep("1", n) + ";" }},
		repeated("escapes", `\*`),
		repeated("backslashes", `\`),
		repeated("hard-breaks", "a  \n"),
		repeated("hard-breaks-backslash", "a\\\n"),
		repeated("alerts", "> [!NOTE]\n> a\n\n"),
		repeated("figures", "![a](b \"c\")\n\n"),
		repeated("quotes", `"`),
		repeated("amps-quotes", `"&<`),
		repeated("emoji", "👩‍👩‍👧 "),
		repeated("combining", "e\u0301\u0302\u0303"),
		prefixed("combining-one", "e", "\u0301"),
		{"combining-heading", func(n int) string { return "# e" + rep("\u0301\u0323", n) }},
		repeated("arabic", "خطأ "),
		repeated("bidi", "\u202ea\u202c"),
		{"word", func(n int) string { return rep("a", n) }},
		{"word-cjk", func(n int) string { return rep("障害", n) }},
		repeated("words-distinct", "aé1 b-c_d "),
		numbered("words-numbered", "", "w%d ", ""),
		repeated("srcset", `<img srcset="a 1x, b 2x, ">`),
		{"srcset-long", func(n int) string { return `<img srcset="` + rep("a,", n) + `">` }},
		repeated("time-like", "12:00 UTC, 2026-08-01 10:00 "),
		repeated("dollars", "$a$ {{b}} "),
	}
}
