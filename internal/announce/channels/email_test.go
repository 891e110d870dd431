package channels

import (
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"statuary/internal/config"
)

// mailbox is an SMTP server on loopback that keeps what it receives.
type mailbox struct {
	mu    sync.Mutex
	got   []letter
	deny  bool
	deny1 map[string]int // replies to some recipients
	each  int            // messages that one connection may send; 0: any number
}

type letter struct {
	to   []string
	data string
}

func (b *mailbox) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &session{box: b, conn: c}, nil
}

type session struct {
	box  *mailbox
	conn *smtp.Conn
	sent int
	one  letter
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if s.box.each > 0 && s.sent == s.box.each {
		s.conn.Close()
		return &smtp.SMTPError{Code: 421, Message: "too many messages"}
	}
	s.sent++
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.box.deny {
		return &smtp.SMTPError{Code: 550, Message: "no such mailbox"}
	}
	if code := s.box.deny1[to]; code > 0 {
		return &smtp.SMTPError{Code: code, Message: "no such mailbox: " + to}
	}
	s.one.to = append(s.one.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	s.one.data = string(data)
	s.box.mu.Lock()
	s.box.got = append(s.box.got, s.one)
	s.box.mu.Unlock()
	return err
}

func (s *session) Reset() { s.one = letter{} }

func (s *session) Logout() error { return nil }

func startMailbox(t *testing.T) (*mailbox, string) {
	t.Helper()
	box := &mailbox{}
	server := smtp.NewServer(box)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return box, listener.Addr().String()
}

func TestEmail(t *testing.T) {
	box, address := startMailbox(t)
	s := open(t, config.Announce{Kind: "email", Texts: map[string]string{
		"server": address, "from": "Acme Status <status@example.org>", "to": "list@example.org", "unsubscribe": "mailto:leave@example.org",
	}}, nil, nil)
	m := message()
	thread, err := s.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	m.Thread = thread
	m.ID = "statuary-second"
	if _, err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if len(box.got) != 2 || box.got[0].to[0] != "list@example.org" {
		t.Fatalf("received %+v", box.got)
	}
	first, second := parse(t, box.got[0].data), parse(t, box.got[1].data)
	if id := first.Header.Get("Message-ID"); id != "<statuary-0123456789@example.org>" || second.Header.Get("References") != id || second.Header.Get("In-Reply-To") != id {
		t.Errorf("ids %q, %q", id, second.Header)
	}
	if first.Header.Get("List-Unsubscribe") != "<mailto:leave@example.org>" {
		t.Errorf("List-Unsubscribe %q", first.Header.Get("List-Unsubscribe"))
	}
	if kind := first.Header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/alternative") {
		t.Errorf("Content-Type %q", kind)
	}
	for _, part := range []string{"API errors", "text/plain", "text/html", "https://status.example.org/incidents/api-errors/"} {
		if !strings.Contains(box.got[0].data, part) {
			t.Errorf("%q is missing in\n%s", part, box.got[0].data)
		}
	}
}

func parse(t *testing.T, data string) *mail.Message {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEmailRejected(t *testing.T) {
	box, address := startMailbox(t)
	box.deny = true
	s := open(t, config.Announce{Kind: "email", Texts: map[string]string{"server": address, "from": "s@example.org", "to": "l@example.org"}}, nil, nil)
	if _, err := s.Send(t.Context(), message()); err == nil || !strings.Contains(err.Error(), "no such mailbox") {
		t.Errorf("got %v", err)
	}
}
