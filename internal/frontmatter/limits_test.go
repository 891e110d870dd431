package frontmatter

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"statuary/internal/diag"
	"statuary/internal/hostile"
)

// TestHostile reads YAML and TOML of all kinds that are known to cost much. Each takes a bounded
// number of bytes, and none has a value more than the limit.
func TestHostile(t *testing.T) {
	size := 50_000
	if os.Getenv("STATUARY_LONG") != "" {
		size = 1_000_000
	}
	read := func(name, source string, parse func() (Value, diag.List)) {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			v, problems := parse()
			runtime.ReadMemStats(&after)
			if n, most := after.TotalAlloc-before.TotalAlloc, uint64(50_000_000+100*len(source)); n > most && !hostile.Race {
				t.Errorf("%d bytes take %d MB, more than %d", len(source), n/1e6, most/1e6)
			}
			if n := count(v); n > maxValues+1 {
				t.Errorf("%d values", n)
			}
			for _, d := range problems {
				if d.Line < 1 || d.Text == "" {
					t.Errorf("a problem without a place or a text: %v", d)
				}
			}
		})
	}
	for _, k := range hostile.YAML() {
		source := "---\n" + k.Make(size) + "\n---\n"
		read("yaml/"+k.Name, source, func() (Value, diag.List) {
			f, problems := Parse("a.md", []byte(source))
			return f.Front, problems
		})
	}
	for _, k := range hostile.TOML() {
		source := k.Make(size)
		read("toml/"+k.Name, source, func() (Value, diag.List) { return ParseTOML("config.toml", []byte(source)) })
	}
}

// count returns the number of values in a value.
func count(v Value) int {
	n := 1
	for _, item := range v.List {
		n += count(item)
	}
	for _, f := range v.Map {
		n += count(f.Value)
	}
	return n
}

// TestLimits has files just beyond a limit, and files within all.
func TestLimits(t *testing.T) {
	lines := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", strings.Repeat("x", i%40)+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676))))
		}
		return b.String()
	}
	for _, tt := range []struct {
		name, text, want string
	}{
		{"keys", "---\n" + lines("#: v\n", 2500) + "---\n", "a.md:2002:1: more than 2000 keys in one map"},
		{"many keys", "---\n" + lines("#: v\n", 1500) + "---\n", ""},
		{"values", "---\na:\n" + strings.Repeat("- b\n", 30_000) + "---\n", "more than 20000 values"},
		{"signs", "---\na:\n" + strings.Repeat("- b: c\n", 60_000) + "---\n", "more than 100000 lines and signs"},
		{"lines", "---\na: |\n" + strings.Repeat("  b\n", 110_000) + "---\n", "a.md:1:1: the front matter has more than 100000 lines"},
		{"long block", "---\na: |\n" + strings.Repeat("  b: c, [d], {e: f}\n", 40_000) + "---\n", ""},
		{"block in an entry", "---\na:\n- b: |\n" + strings.Repeat("    c: d, [e], {f: g}\n", 40_000) + "  c: d\n---\n", ""},
		{"aliases", "---\na: &a " + strings.Repeat("b", 5000) + "\nc:\n" + strings.Repeat("- *a\n", 30) + "---\n", "aliases (*name) that repeat more than 100000 bytes"},
		{"a few aliases", "---\na: &a b\nc:\n" + strings.Repeat("- *a\n", 100) + "---\n", ""},
		{"directives", "---\n" + lines("%TAG !#! a\n", 20) + "---\n", "a.md:12:1: the front matter has more than 10 lines that begin with %"},
		{"file", "---\na: b\n---\n" + strings.Repeat("c", MaxFile), "the limit is 4 MB"},
		{"dotted keys", "+++\n" + lines("a.#.b = 1\n", 2000) + "+++\n", "a.md:1668:1: the file has more than 5000 keys and tables outside of lists of tables"},
		{"tables", "+++\n" + lines("[#]\na = 1\n", 3000) + "+++\n", "more than 5000 keys and tables"},
		{"long key", "+++\na" + strings.Repeat(".a", 40) + " = 1\n+++\n", "a.md:2:1: a key of more than 32 parts"},
		{"list", "+++\na = [" + strings.Repeat("1,", 25_000) + "]\n+++\n", "more than"},
		{"list of tables", "+++\n" + lines("[[a]]\nid = \"#\"\nname = \"b\"\n", 3000) + "+++\n", ""},
	} {
		_, problems := Parse("a.md", []byte(tt.text))
		got := ""
		if len(problems) > 0 {
			got = problems[0].Pos.String() + ": " + problems[0].Text
		}
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
}

// TestBeginsTextBlock compares the quick answer with the expression for all short lines.
func TestBeginsTextBlock(t *testing.T) {
	const signs = "a |>-:#2\t"
	var try func(line []byte, more int)
	try = func(line []byte, more int) {
		if got, want := beginsTextBlock(line), textBlock.Match(line); got != want {
			t.Errorf("beginsTextBlock(%q) = %v, want %v", line, got, want)
		}
		for i := 0; i < len(signs) && more > 0; i++ {
			try(append(line[:len(line):len(line)], signs[i]), more-1)
		}
	}
	try(nil, 5)
}
