package main

import (
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// mailServer is an SMTP server on loopback that counts the messages for each address.
type mailServer struct {
	mu      sync.Mutex
	count   map[string]int
	ids     map[string]bool // Message-ID
	killAt  int             // messages until kill is called; 0: it is not
	kill    func()
	arrived int
}

func (m *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &mailSession{server: m}, nil
}

type mailSession struct {
	server *mailServer
	to     string
}

var messageID = regexp.MustCompile(`(?m)^Message-ID: (\S+)`)

func (s *mailSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *mailSession) Reset()                               {}
func (s *mailSession) Logout() error                        { return nil }

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := s.server
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count[s.to]++
	if id := messageID.FindSubmatch(data); id != nil {
		m.ids[string(id[1])] = true
	}
	if m.arrived++; m.arrived == m.killAt {
		m.kill()
	}
	return nil
}

// TestAnnounceEmailKilled kills the announcer while it sends a message to a list. Each address gets the
// message, always with the same id, and a kill repeats at most as many as are sent between two marks.
func TestAnnounceEmailKilled(t *testing.T) {
	skipWindows(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	box := &mailServer{count: map[string]int{}, ids: map[string]bool{}}
	server := smtp.NewServer(box)
	server.ErrorLog = log.New(io.Discard, "", 0) // of connections that a kill has closed
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	size, times := 300, 4
	if kills() != defaultKills {
		size, times = 5000, min(kills(), 200)
	}
	site := t.TempDir()
	var list strings.Builder
	for n := range size {
		fmt.Fprintf(&list, "reader%d@example.org\n", n)
	}
	for name, text := range map[string]string{
		"config.toml": fmt.Sprintf("title = \"Acme\"\nbase_url = \"https://status.example.org/\"\n[publish.site]\ntarget = \"out\"\n[announce.mail]\nkind = \"email\"\n"+
			"server = %q\nfrom = \"status@example.org\"\nlist = \"readers.txt\"\nunsubscribe = \"mailto:leave@example.org\"\n", listener.Addr()),
		"readers.txt":   list.String(),
		"content/.keep": "",
	} {
		save(t, site, name, text)
	}
	command := func() *exec.Cmd {
		return exec.Command(bin, "announce", "--site", site, "--wait", "0", "--now", "2026-03-10T12:00:00Z")
	}
	if out, err := command().CombinedOutput(); err != nil || !strings.Contains(string(out), "is new") {
		t.Fatalf("first run: %v\n%s", err, out)
	}
	save(t, site, "content/incidents/a.md", "---\ntitle: A\ntimeline:\n  - {at: 2026-03-10 10:00, status: investigating, message: x}\n---\n")
	random := rand.New(rand.NewPCG(7, 8))
	killed := 0
	for range times {
		cmd := command()
		box.mu.Lock()
		box.killAt = box.arrived + 1 + random.IntN(2*size/(times+1))
		box.kill = func() { killed++; _ = cmd.Process.Kill() }
		err := cmd.Start()
		box.mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if ledger, err := os.ReadFile(filepath.Join(site, "out", ".statuary", "announced.json")); err != nil || !strings.HasSuffix(string(ledger), "}\n") || strings.Contains(string(ledger), "@example.org\"") {
			t.Fatalf("the ledger is torn, or has addresses: %v\n%s", err, ledger)
		}
	}
	box.mu.Lock()
	box.killAt = 0
	box.mu.Unlock()
	if out, err := command().CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := command().CombinedOutput(); err != nil || !strings.Contains(string(out), "nothing new") {
		t.Errorf("%v\n%s", err, out)
	}
	repeated := 0
	for _, n := range box.count {
		repeated += n - 1
	}
	t.Logf("%d of %d runs were killed: %d addresses, %d messages more than once", killed, times, len(box.count), repeated)
	if len(box.count) != size || len(box.ids) != 1 || killed == 0 {
		t.Errorf("%d of %d addresses got the message, with %d ids, after %d kills", len(box.count), size, len(box.ids), killed)
	}
	if most := 50 * killed; repeated > most {
		t.Errorf("%d messages were repeated, more than %d", repeated, most)
	}
}
