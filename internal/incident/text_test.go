package incident

import (
	"strings"
	"testing"
	"time"
)

// TestCheckMarkdown checks that a text beyond a limit is reported with the line that exceeds it.
func TestCheckMarkdown(t *testing.T) {
	quotes := strings.Repeat(">", 300) + " a"
	for _, tt := range []struct{ name, text, want string }{
		{"body", "---\ntitle: a\ntimeline:\n  - at: 2026-08-01 10:00\n    status: resolved\n---\n\n\nb\n\n" + quotes + "\n",
			"incidents/a.md:11:1: the text has quotes and lists nested more than 200 deep"},
		{"block", "---\ntitle: a\ntimeline:\n  - at: 2026-08-01 10:00\n    status: resolved\n    message: |\n      b\n\n      " + quotes + "\n---\n",
			"incidents/a.md:9:1: the text has quotes and lists nested more than 200 deep"},
		{"in the line of the key", "---\ntitle: a\ntimeline:\n  - {at: 2026-08-01 10:00, status: resolved, message: \"" + quotes + "\"}\n---\n",
			"incidents/a.md:4:1: the text has quotes and lists nested more than 200 deep"},
		{"few", "---\ntitle: a\ntimeline:\n  - at: 2026-08-01 10:00\n    status: resolved\n    message: |\n      > b\n---\n", ""},
	} {
		_, problems := NewParser(time.UTC, nil).Parse("incidents/a.md", []byte(tt.text))
		got := ""
		if len(problems) > 0 {
			got = problems[0].Pos.String() + ": " + problems[0].Text
		}
		if got != tt.want {
			t.Errorf("%s: %q; want %q", tt.name, got, tt.want)
		}
	}
}

// TestShort checks that texts which pages repeat are limited.
func TestShort(t *testing.T) {
	long := strings.Repeat("a", 3000)
	many := strings.Repeat("/a, ", 1200)
	const timeline = "timeline:\n  - {at: 2026-08-01 10:00, status: resolved}\n"
	for text, want := range map[string]string{
		"title: " + long + "\n" + timeline:                            "incidents/a.md:2:8: title has more than 2000 bytes",
		"title: a\ntags: [" + long + "]\n" + timeline:                 "incidents/a.md:3:8: an entry of tags has more than 2000 bytes",
		"title: a\ntags: [" + many + "b]\n" + timeline:                "incidents/a.md:3:4008: tags has more than 1000 entries",
		"title: a\naliases: [" + many + "b]\n" + timeline:             "incidents/a.md:3:4011: more than 1000 aliases",
		"title: a\naliases: [/" + long + "]\n" + timeline:             "is longer than 1000 bytes",
		"title: a\n" + strings.Repeat("b", 3000) + ": c\n" + timeline: "unknown key",
	} {
		_, problems := NewParser(time.UTC, nil).Parse("incidents/a.md", []byte("---\n"+text+"---\n"))
		got := ""
		if len(problems) > 0 {
			got = problems[0].Pos.String() + ": " + problems[0].Text
		}
		if !strings.Contains(got, want) || len(got) > 1100 {
			t.Errorf("%.40q: %q; want %q", text, got, want)
		}
	}
}
