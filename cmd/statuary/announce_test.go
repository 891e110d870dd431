package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// hook is a receiver of webhooks that knows the ids of messages, as Standard Webhooks asks for.
type hook struct {
	mu      sync.Mutex
	seen    map[string]int // requests by id
	random  *rand.Rand
	calm    bool
	arrived chan struct{} // gets a value for each request
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	h.mu.Lock()
	mood := h.random.IntN(6)
	if h.calm {
		mood = 0
	}
	if mood != 1 && mood != 2 {
		h.seen[r.Header.Get("webhook-id")]++
	}
	h.mu.Unlock()
	select {
	case h.arrived <- struct{}{}:
	default:
	}
	switch mood {
	case 1:
		w.WriteHeader(http.StatusBadRequest) // rejected
	case 2:
		panic(http.ErrAbortHandler) // it did not arrive
	case 3:
		panic(http.ErrAbortHandler) // it did, but nobody learns that
	}
}

// TestAnnounceKilled kills the announcer again and again while it sends, with a receiver that fails.
// Each entry arrives, and the ledger is never torn. STATUARY_KILLS sets the number of kills, 200 at most.
func TestAnnounceKilled(t *testing.T) {
	skipWindows(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	h := &hook{seen: map[string]int{}, random: rand.New(rand.NewPCG(3, 4)), arrived: make(chan struct{}, 1)}
	server := httptest.NewServer(h)
	defer server.Close()
	site := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(site, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("config.toml", fmt.Sprintf("title = \"Acme\"\nbase_url = \"https://status.example.org/\"\n[publish.site]\ntarget = \"out\"\n[announce.hook]\nkind = \"webhook\"\nurl = %q\nlimit = 1000\n", server.URL))
	write("content/.keep", "")
	command := func() *exec.Cmd {
		return exec.Command(bin, "announce", "--site", site, "--wait", "0", "--now", "2026-03-10T12:00:00Z")
	}
	if out, err := command().CombinedOutput(); err != nil || !strings.Contains(string(out), "is new") {
		t.Fatalf("first run: %v\n%s", err, out)
	}
	const entries = 40
	for n := range entries {
		write(fmt.Sprintf("content/incidents/i%d.md", n), fmt.Sprintf("---\ntitle: I%d\ntimeline:\n  - at: 2026-03-10 10:%02d\n    status: investigating\n    message: x\n---\n", n, n))
	}
	times := 20
	if kills() != defaultKills {
		times = min(kills(), 200)
	}
	interrupted := 0
	for range times {
		cmd := command()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select { // kill it at a random moment after a message, or let it end
		case <-h.arrived:
			time.Sleep(time.Duration(h.random.IntN(3000)) * time.Microsecond)
			_ = cmd.Process.Kill()
			interrupted++
			<-ended
		case <-ended:
		}
		if ledger, err := os.ReadFile(filepath.Join(site, "out", ".statuary", "announced.json")); err != nil || !strings.HasSuffix(string(ledger), "}\n") {
			t.Fatalf("the ledger is torn: %v\n%s", err, ledger)
		}
	}
	t.Logf("%d of %d runs were killed while they sent", interrupted, times)
	h.mu.Lock()
	h.calm = true
	h.mu.Unlock()
	var out []byte
	for range 3 { // a run ends early after failures in a row
		if out, err = command().CombinedOutput(); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(h.seen) != entries {
		t.Errorf("%d messages with different ids arrived, want %d", len(h.seen), entries)
	}
	if out, err := command().CombinedOutput(); err != nil || !strings.Contains(string(out), "nothing new") {
		t.Errorf("%v\n%s", err, out)
	}
}
