package frontmatter

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Files that are right, to put mistakes into.
var right = []string{
	`---
title: Errors on the API # a comment
components: [api, "web"]
impact: major
scheduled_for: 2026-01-05 10:00
aliases:
  - /old/path/
  - '/it''s/old/'
timeline:
  - at: 2026-01-05 10:00
    status: investigating
    components: {api: major_outage, web: operational}
    message: |
      We look: it is "slow".

      - one
      - two
  - at: "2026-01-05T11:00:00Z"
    status: resolved
    message: >-
      All is
      well.
downtime:
- {component: api, from: 2026-01-05 10:00, to: 2026-01-05 10:30}
---
Text
`,
	`+++
title = "Errors on the API" # a comment
components = ["api", 'web']
draft = false
[[timeline]]
at = 2026-01-05T10:00:00Z
status = "investigating"
components = {api = "major_outage", web = "operational"}
message = """
We look.
"""
[[timeline]]
at = "2026-01-05 11:00"
status = 'resolved'
+++
Text
`,
}

// rounds is how many random changes a test makes: more of them if STATUARY_LONG is set.
func rounds(few int) int {
	if os.Getenv("STATUARY_LONG") != "" {
		return 50 * few
	}
	return few
}

// mistake changes a text as people do: a character or a line too many, too few, or
// another one.
func mistake(r *rand.Rand, text string) string {
	signs := []string{" ", "  ", "\t", "\n", ":", ": ", "-", "- ", "#", "\"", "'", "{", "}", "[", "]", ",", "|", ">", "&", "*", "!", "%", "@", "`", "?", "=", "\\", "\\x", "---", "...", "0", "a", "é",
		"\u00a0", "\u200b", "“", "’", "–", "：", "\ufeff", "\r\n", "\u2028", "\x00", "\\u0007", "<<: ", "!!int ", "%YAML 1.1\n", "&a ", "*a", "2026-13-45", "10pm", "true", "~"}
	for range 1 + r.IntN(3) {
		runes := []rune(text)
		lines := strings.SplitAfter(text, "\n")
		at, line := r.IntN(len(runes)), r.IntN(len(lines))
		switch r.IntN(7) {
		case 0, 1:
			text = string(runes[:at]) + signs[r.IntN(len(signs))] + string(runes[at:])
		case 2, 3:
			text = string(runes[:at]) + string(runes[min(at+1+r.IntN(3), len(runes)):])
		case 4:
			text = string(runes[:at]) + signs[r.IntN(len(signs))] + string(runes[min(at+1, len(runes)):])
		case 5:
			text = strings.Join(slices.Insert(slices.Clone(lines), line, lines[r.IntN(len(lines))]), "")
		case 6:
			text = strings.Join(slices.Delete(slices.Clone(lines), line, line+1), "")
		}
		if text == "" {
			return "\n"
		}
	}
	return text
}

// libraryWords are parts of what the libraries of YAML and TOML say.
var libraryWords = []string{
	"yaml:", "toml:", "did not find", "could not find", "mapping values", "mapping keys", "block mapping", "block sequence", "block collection", "flow mapping", "flow sequence", "simple key",
	"while ", "scalar", "document start", "unmarshal", "token", "stream", "indicator", "directive", "anchor", "decod", "construct", "expected", "basic string", "literal string", "keyword",
	"unexpected", "U+000A", "%!", "<nil>", "invalid", "EOF",
}

// Whatever is wrong with a file, its user reads our words, with a place in the file.
func TestMistakes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	unclear, all := 0, 0
	for range rounds(6000) {
		text := mistake(r, right[r.IntN(len(right))])
		_, problems := Parse("x.md", []byte(text))
		if r.IntN(4) == 0 && strings.HasPrefix(text, "+++\n") {
			_, problems = ParseTOML("x.toml", []byte(strings.Split(text, "+++")[1]))
		}
		lines := strings.Split(text, "\n")
		for _, p := range problems {
			said := p.Text + "\n" + p.Hint
			if p.Warning || strings.Contains(p.Text, "is not UTF-8") {
				continue
			}
			all++
			if strings.Contains(p.Text, "not valid") {
				unclear++
			}
			for _, w := range libraryWords {
				if strings.Contains(said, w) && !strings.Contains(text, w) {
					t.Errorf("%q in %q of\n%s", w, said, text)
				}
			}
			if p.Line < 1 || p.Line > len(lines) || p.Col < 1 || p.Col > 1+utf8.RuneCountInString(lines[p.Line-1])+1 || p.Hint == "" {
				t.Errorf("%d:%d %q, hint %q, of\n%s", p.Line, p.Col, p.Text, p.Hint, text)
			}
		}
		if t.Failed() {
			return
		}
	}
	if unclear*10 > all {
		t.Errorf("%d of %d problems say no more than that something is not valid", unclear, all)
	}
	t.Logf("%d problems, of which %d say no more than that something is not valid", all, unclear)
}

// Every message of the libraries has words of ours.
func TestMessages(t *testing.T) {
	for src, want := range map[string]string{
		"---\na: [b\n---\n":                                  "never closed",
		"---\na: {b: c\n---\n":                               "never closed",
		"---\na: \"b\n---\n":                                 "never closed",
		"---\na: 'b\n---\n":                                  "never closed",
		"---\n- a\nb: c\n---\n":                              "column",
		"---\na: &\n---\n":                                   "without a name after it",
		"---\na: *b\n---\n":                                  "there is none",
		"---\na: \"\\q\"\n---\n":                             "a backslash before a character that can't be escaped",
		"---\na: \"\\xZZ\"\n---\n":                           "an escape with too few digits",
		"---\na: \"\\ud800\"\n---\n":                         "an escape for a character that does not exist",
		"---\na: |x\n  b\n---\n":                             "text after the | or >",
		"---\na: |0\n  b\n---\n":                             "a 0 after the | or >",
		"---\na: @b\n---\n":                                  "is reserved in YAML",
		"---\na: %b\n---\n":                                  "is reserved in YAML",
		"---\n%YAML 3.0\n---\na: b\n":                        "continues after a line that ends it",
		"---\n%YAML 3.0\n---\n":                              "",
		"---\na: !<\n---\n":                                  "is reserved in YAML",
		"---\na: !x!y b\n---\n":                              "is reserved in YAML",
		"---\na: - b\n---\n":                                 "begins in the line of its key",
		"---\na: ? b\n---\n":                                 "a ? that begins a key",
		"---\na: b\n...\nc: d\n---\n":                        "continues after a line that ends it",
		"---\n? [a]\n: b\n---\n":                             "a key must be a word",
		"+++\na = \n+++\n":                                   "a key without a value",
		"+++\na = [1\n+++\n":                                 "never closed",
		"+++\na = {b = 1\n+++\n":                             "never closed",
		"+++\na = \"b\n+++\n":                                "never closed",
		"+++\na = \"\"\"b\n+++\n":                            "never closed",
		"+++\na = \"\\q\"\n+++\n":                            "a backslash",
		"+++\na = 2026-02-30\n+++\n":                         "in TOML's format",
		"+++\na = 25:00:00\n+++\n":                           "in TOML's format",
		"+++\na = 01\n+++\n":                                 "begins with 0",
		"+++\na = 99999999999999999999\n+++\n":               "number",
		"+++\na = b\n+++\n":                                  "a text without quotes",
		"+++\na = tru\n+++\n":                                "a text without quotes",
		"+++\na = 1 b\n+++\n":                                "",
		"+++\n[a\n+++\n":                                     "never closed",
		"+++\n[]\n+++\n":                                     "neither a key with a value nor the name of a table",
		"+++\n= 1\n+++\n":                                    "neither a key with a value nor the name of a table",
		"+++\na = 1\na = 2\n+++\n":                           "given twice",
		"+++\n[a]\n[a]\n+++\n":                               "given twice",
		"+++\na = 1\n[a]\n+++\n":                             "given twice",
		"+++\na = 1\n[[a]]\n+++\n":                           "given twice",
		"+++\na.b = 1\na.b.c = 2\n+++\n":                     "given twice",
		"+++\na = \"\\ud800\"\n+++\n":                        "a backslash",
		"+++\na = " + strings.Repeat("[", 20000) + "\n+++\n": "",
	} {
		_, problems := Parse("x.md", []byte(src))
		if len(problems) == 0 || !strings.Contains(problems[0].Text, want) {
			t.Errorf("%.60q: %v, want %q", src, problems, want)
			continue
		}
		for _, w := range libraryWords {
			if strings.Contains(problems[0].Text+problems[0].Hint, w) {
				t.Errorf("%.60q: %s, hint %s", src, problems[0].Text, problems[0].Hint)
			}
		}
	}
}
