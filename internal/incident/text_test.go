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
