package hostile

import (
	"fmt"
	"strings"
)

// YAML returns kinds of YAML.
func YAML() []Text {
	return []Text{
		numbered("keys", "", "k%d: v\n", ""),
		numbered("keys-nested", "a:\n", "  k%d: v\n", ""),
		repeated("keys-equal", "a: b\n"),
		repeated("keys-empty", "?\n"),
		numbered("keys-question", "", "? k%d\n: v\n", ""),
		numbered("keys-long", "", strings.Repeat("k", 1000)+"%d: v\n", ""),
		{"key-long", func(n int) string { return rep("k", n) + ": v\n" }},
		numbered("timeline", "title: a\ntimeline:\n", "  - at: 2026-08-01 10:00\n    status: update\n    message: m%d\n", ""),
		prefixed("list", "a:\n", "- b\n"),
		prefixed("list-flow", "a: [", "b, "),
		around("list-flow-deep", "[", "", "]"),
		prefixed("list-flow-open", "a: ", "["),
		around("map-flow-deep", "{a: ", "b", "}"),
		{"map-flow", func(n int) string { return "a: {" + numbered("", "", "k%d: v, ", "").Make(n) + "}\n" }},
		{"map-flow-lists", func(n int) string { return "a: {" + rep("[b]: c, ", n) + "}\n" }},
		prefixed("flow-adjacent", "a: [", `"b":c, `),
		prefixed("flow-colons", "a: [", ":,"),
		around("list-deep", "- ", "a\n", ""),
		around("map-deep-question", "? ", "a\n", ""),
		{"map-deep", func(n int) string {
			var b strings.Builder
			for i := 0; b.Len() < n; i++ {
				b.WriteString(strings.Repeat(" ", i) + "a:\n")
			}
			return b.String()
		}},
		{"aliases-doubling", func(n int) string {
			b := "a0: &a0 [x, x]\n"
			for i := 1; i < 40; i++ {
				b += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
			}
			return b
		}},
		{"aliases-text", func(n int) string {
			return "a: &a \"" + rep("x", n/2) + "\"\nb:\n" + strings.Repeat("- *a\n", min(15000, n/10))
		}},
		{"aliases-messages", func(n int) string {
			var b strings.Builder
			b.WriteString("title: a\nnote: &a \"" + rep("x ", n/2) + "\"\ntimeline:\n")
			for i := 0; b.Len() < n && i < 4000; i++ {
				fmt.Fprintf(&b, "  - {at: 2026-08-01 10:00, status: investigating, message: *a}\n")
			}
			return b.String()
		}},
		numbered("anchors", "", "k%d: &a v\n", ""),
		numbered("anchors-distinct", "a:\n", "- &a%d v\n", ""),
		prefixed("merges", "a: &a {b: c}\nd:\n", "  <<: *a\n"),
		repeated("comments", "# a\n"),
		numbered("comments-keys", "", "# a\nk%d: v # b\n", ""),
		prefixed("comments-indented", "a:\n", "  # b\n"),
		prefixed("comments-after-list", "a:\n- b\n", "# c\n\n"),
		repeated("directives", "%A b\n"),
		numbered("directives-tag", "", "%%TAG !a%d! b\n", ""),
		prefixed("tags", "a:\n", "- !b c\n"),
		repeated("documents", "...\n"),
		{"quoted", func(n int) string { return "a: \"" + rep("b ", n) + "\"\n" }},
		{"quoted-lines", func(n int) string { return "a: \"" + rep("b\n  ", n) + "\"\n" }},
		{"quoted-blank-lines", func(n int) string { return "a: \"" + rep("\n", n) + "\"\n" }},
		prefixed("quoted-open", "a: \"", "b "),
		{"quoted-escapes", func(n int) string { return "a: \"" + rep(`\u00e9`, n) + "\"\n" }},
		prefixed("plain-lines", "a: b\n", "  c\n"),
		prefixed("plain-blank-lines", "a: b\n", "\n"),
		prefixed("plain-spaces", "a: b", " "),
		prefixed("plain-long", "a: ", "b "),
		prefixed("literal", "a: |\n", "  b\n"),
		prefixed("literal-blank", "a: |\n", "\n"),
		prefixed("literal-commas", "a: |\n", "  b: c, [d, e]\n"),
		prefixed("folded", "a: >\n", "  b\n"),
		prefixed("folded-more", "a: >\n", "  b\n\n    c\n"),
		prefixed("tabs", "a:", "\t"),
		prefixed("colons", "a", ":"),
		prefixed("colons-spaced", "a", ": b"),
		prefixed("dashes", "a: ", "-"),
		prefixed("unindented", "a:\n", "b\n"),
		prefixed("stars", "a: ", "*"),
		prefixed("wide", "a: ", "é"),
	}
}

// TOML returns kinds of TOML.
func TOML() []Text {
	return []Text{
		numbered("dotted", "", "a.b%d.c.d = 1\n", ""),
		numbered("dotted-same", "", "a.b.c.d%d = 1\n", ""),
		{"dotted-deep", func(n int) string { return rep("a.", n) + "b = 1\n" }},
		{"dotted-many-deep", func(n int) string {
			return numbered("", "", "x%d."+strings.Repeat("a.", 400)+"b = 1\n", "").Make(n)
		}},
		numbered("keys", "", "k%d = 1\n", ""),
		repeated("keys-equal", "k = 1\n"),
		numbered("tables", "", "[a%d]\n", ""),
		numbered("tables-nested", "", "[a.b%d]\n", ""),
		numbered("tables-keys", "", "[a%d]\nb = 1\n", ""),
		{"table-deep", func(n int) string { return "[" + rep("a.", n) + "b]\n" }},
		repeated("lists-of-tables", "[[a]]\n"),
		numbered("components", "title = \"x\"\n", "[[components]]\nid = \"c%d\"\n", ""),
		numbered("components-long", "title = \"x\"\n", "[[components]]\nid = \"c%d\"\nname = \"A component\"\ngroup = \"A group\"\ndescription = \"what it is\"\nsince = 2020-01-01\n", ""),
		numbered("lists-of-tables-distinct", "", "[[a%d]]\n", ""),
		numbered("lists-of-tables-nested", "", "[[a]]\n[[a.b]]\n[a.b.c%d]\n", ""),
		numbered("lists-of-tables-inner", "[[a]]\n", "[[a.b]]\nc = %d\n", ""),
		prefixed("list", "a = [", "1,"),
		{"list-closed", func(n int) string { return "a = [" + rep("1,", n) + "]\n" }},
		{"list-of-maps", func(n int) string { return "a = [" + rep("{b = 1},", n) + "]\n" }},
		{"list-lines", func(n int) string { return "a = [\n" + rep("\"b\",\n", n) + "]\n" }},
		prefixed("list-deep", "a = ", "["),
		{"list-deep-closed", func(n int) string { return "a = " + around("", "[", "", "]").Make(n) + "\n" }},
		{"map", func(n int) string { return "a = {" + numbered("", "", "k%d = 1, ", "").Make(n) + "z = 1}\n" }},
		{"map-deep", func(n int) string { return "a = " + around("", "{a = ", "1", "}").Make(n) + "\n" }},
		{"map-dotted", func(n int) string { return "a = {" + numbered("", "", "a.b%d.c = 1, ", "").Make(n) + "z = 1}\n" }},
		{"text", func(n int) string { return "a = \"" + rep("b ", n) + "\"\n" }},
		{"text-lines", func(n int) string { return "a = \"\"\"" + rep("b\n", n) + "\"\"\"\n" }},
		prefixed("text-open", "a = \"", "b "),
		prefixed("text-lines-open", "a = \"\"\"", "b\n"),
		{"text-escapes", func(n int) string { return "a = \"" + rep(`\u00e9`, n) + "\"\n" }},
		{"key-long", func(n int) string { return rep("k", n) + " = 1\n" }},
		{"key-quoted", func(n int) string { return "\"" + rep("k", n) + "\" = 1\n" }},
		{"number-long", func(n int) string { return "a = " + rep("1", n) + "\n" }},
		{"number-float", func(n int) string { return "a = 1." + rep("1", n) + "\n" }},
		repeated("comments", "# a\n"),
		repeated("blank", "\n"),
		prefixed("equals", "a ", "="),
		prefixed("quotes", "a = ", "\""),
		prefixed("wide", "a = ", "é"),
		{"footer", func(n int) string { return "title = \"x\"\n[brand]\nfooter = \"" + rep("[a](b) ", n) + "\"\n" }},
	}
}
