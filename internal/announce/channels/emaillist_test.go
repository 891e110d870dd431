package channels

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"statuary/internal/announce"
	"statuary/internal/config"
)

// addresses returns addresses to test with.
func addresses(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("reader%d@example.org", i))
	}
	return list
}

// openList opens a channel for a list of addresses.
func openList(t *testing.T, server string, list []string) announce.Sender {
	t.Helper()
	name := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(name, []byte(strings.Join(list, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, config.Announce{Kind: "email", Texts: map[string]string{
		"server": server, "from": "s@example.org", "list": name, "unsubscribe": "mailto:leave@example.org",
	}}, nil, nil)
}

// counts returns how many messages each address received, and checks that all have the same id.
func (b *mailbox) counts(t *testing.T) map[string]int {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	got := map[string]int{}
	for _, l := range b.got {
		got[strings.Join(l.to, " ")]++
		if !strings.Contains(l.data, "Message-ID: <statuary-0123456789@example.org>") {
			t.Fatalf("another id in\n%s", l.data)
		}
	}
	return got
}

// TestEmailListKilled stops a run at each mark, as a kill would: the next one continues behind the last
// mark that was stored, also if addresses came and went. STATUARY_LONG sends to 5,000 addresses.
func TestEmailListKilled(t *testing.T) {
	size := 180
	if os.Getenv("STATUARY_LONG") != "" {
		size = maxRecipients
	}
	for stored := range 3 {
		box, server := startMailbox(t)
		list := addresses(size)
		m := message()
		calls := 0
		m.SetMark = func(mark string) error {
			if calls++; calls > stored {
				return errors.New("killed")
			}
			m.Mark = mark
			return nil
		}
		if _, err := openList(t, server, list).Send(t.Context(), m); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("first run: %v", err)
		}
		if got := len(box.counts(t)); got != (stored+1)*markEvery {
			t.Errorf("%d marks: the first run sent %d", stored, got)
		}
		list = append(list[1:], "new@example.org")
		writes := 0
		m.SetMark = func(string) error { writes++; return nil }
		if _, err := openList(t, server, list).Send(t.Context(), m); err != nil {
			t.Fatalf("second run: %v", err)
		}
		got := box.counts(t)
		repeated := 0
		for _, to := range list {
			if got[to] == 0 && to != "new@example.org" {
				t.Errorf("%d marks: %s received nothing", stored, to)
			} else if got[to] > 1 {
				repeated++
			}
		}
		if repeated > markEvery || writes > size/markEvery {
			t.Errorf("%d marks: %d messages were repeated, and the mark was stored %d times", stored, repeated, writes)
		}
	}
}

// TestEmailListRefused checks that addresses that a server refuses keep the message from nobody else, and
// that errors do not contain addresses.
func TestEmailListRefused(t *testing.T) {
	for name, test := range map[string]struct {
		deny   map[string]int
		each   int
		size   int
		got    int
		fails  string // empty: it does not
		refuse bool   // the message counts as sent
	}{
		"none":                 {size: 60, got: 60},
		"some":                 {map[string]int{"reader3@example.org": 550, "reader5@example.org": 451}, 0, 60, 58, "refused 2 of 60 addresses", true},
		"short connections":    {each: 7, size: 60, got: 60},
		"all":                  {map[string]int{"reader0@example.org": 554, "reader1@example.org": 554}, 0, 2, 0, "refused 2 addresses in a row (554)", false},
		"an end of the server": {each: -1, size: 30, got: 0, fails: "refused 20 addresses in a row (550)"},
	} {
		t.Run(name, func(t *testing.T) {
			box, server := startMailbox(t)
			box.deny1, box.each, box.deny = test.deny, max(test.each, 0), test.each < 0
			m := message()
			m.SetMark = func(mark string) error { m.Mark = mark; return nil }
			_, err := openList(t, server, addresses(test.size)).Send(t.Context(), m)
			var refused *announce.Refused
			switch {
			case (err != nil) != (test.fails != "") || errors.As(err, &refused) != test.refuse || errors.Is(err, announce.ErrDoubt):
				t.Errorf("error %v", err)
			case err != nil && (!strings.Contains(err.Error(), test.fails) || strings.Contains(err.Error(), "@")):
				t.Errorf("error %v, want %q", err, test.fails)
			}
			got := box.counts(t)
			for to, n := range got {
				if n != 1 {
					t.Errorf("%s received %d messages", to, n)
				}
			}
			if len(got) != test.got {
				t.Errorf("%d received the message, want %d", len(got), test.got)
			}
			if !test.refuse && err != nil && m.Mark != "" {
				t.Errorf("mark %s, although nobody was sent the message", m.Mark)
			}
		})
	}
}
