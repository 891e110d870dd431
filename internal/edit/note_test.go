package edit

import (
	"testing"
	"time"

	"statuary/internal/incident"
)

func TestAddNote(t *testing.T) {
	p := incident.NewParser(time.UTC, nil)
	for _, c := range []struct{ src, want string }{
		{"---\ntitle: X # x\ntimeline:\n  - {at: 2026-03-10 12:00, status: resolved}\n---\n\nText\n", "---\n# statuary: It is over.\ntitle: X # x\ntimeline:\n  - {at: 2026-03-10 12:00, status: resolved}\n---\n\nText\n"},
		{"---\n# statuary: It began.\ntitle: X\ntimeline:\n  - {at: 2026-03-10 12:00, status: resolved}\n---\n", "---\n# statuary: It is over.\ntitle: X\ntimeline:\n  - {at: 2026-03-10 12:00, status: resolved}\n---\n"},
		{"---\r\ntitle: X\r\ntimeline:\r\n  - {at: 2026-03-10 12:00, status: resolved}\r\n---\r\n", "---\r\n# statuary: It is over.\r\ntitle: X\r\ntimeline:\r\n  - {at: 2026-03-10 12:00, status: resolved}\r\n---\r\n"},
		{"+++\ntitle = \"X\"\n[[timeline]]\nat = 2026-03-10 12:00:00\nstatus = \"resolved\"\n+++\n", "+++\n# statuary: It is over.\ntitle = \"X\"\n[[timeline]]\nat = 2026-03-10 12:00:00\nstatus = \"resolved\"\n+++\n"},
	} {
		got, err := AddNote(p, "x.md", []byte(c.src), " It is\nover.\x00 ")
		if err != nil || string(got) != c.want {
			t.Errorf("%v\n%q\n%q", err, got, c.want)
		}
	}
	if _, err := AddNote(p, "x.md", []byte("no front matter"), "x"); err == nil {
		t.Error("a file without front matter gets a note")
	}
}
