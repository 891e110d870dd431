package sitenews

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"statuary/internal/golden"
)

// channelPages is the folder with a page for each kind of channel.
const channelPages = "../../../docs/channels"

// addresses are the values of variables that are addresses; other variables are secrets.
var addresses = map[string]string{
	"WEBHOOK_URL": "https://receiver.example.org/hook", "TEAMS_URL": "https://teams.example.org/workflow", "DISCORD_URL": "https://discord.com/api/webhooks/1/x",
	"MATTERMOST_URL": "https://chat.example.org/hooks/x", "GOOGLE_CHAT_URL": "https://chat.googleapis.com/v1/spaces/x/messages",
	"WEBHOOK_SECRET": "whsec_QSBrZXkgb2YgYXQgbGVhc3Qgc2l4dGVlbiBieXRlcw==",
}

var (
	tomlBlock = regexp.MustCompile("(?s)```toml\n(.*?)```")
	envName   = regexp.MustCompile(`env:([A-Z_]+)`)
)

// TestChannelPages announces an update with the settings of each page, and writes what the service gets
// into the page. The workflow of init passes the variables that the settings name.
func TestChannelPages(t *testing.T) {
	workflow, err := os.ReadFile("../../scaffold/site/workflows/status.yml")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(channelPages + "/*.md")
	if err != nil || len(pages) != 16 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	for _, page := range pages {
		kind := strings.TrimSuffix(filepath.Base(page), ".md")
		t.Run(kind, func(t *testing.T) {
			src, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			block := tomlBlock.FindSubmatch(src)
			if block == nil || !strings.Contains(string(block[1]), fmt.Sprintf("\nkind = %q\n", kind)) {
				t.Fatalf("the page has no settings of the kind %s", kind)
			}
			names := map[string]string{}
			for _, m := range envName.FindAllStringSubmatch(string(block[1]), -1) {
				value := addresses[m[1]]
				if value == "" {
					value = "value-of-" + m[1]
				}
				t.Setenv(m[1], value)
				names[m[1]] = value
				if !strings.Contains(string(workflow), fmt.Sprintf("\n          %s: ${{ secrets.%[1]s }}\n", m[1])) {
					t.Errorf("the workflow of init does not pass %s", m[1])
				}
			}
			before, rest, begins := strings.Cut(string(src), "<!-- sample: ")
			comment, _, _ := strings.Cut(rest, "-->\n")
			_, after, ends := strings.Cut(rest, "<!-- end of sample -->")
			if !begins || !ends {
				t.Fatal("the page has no place for a sample")
			}
			sample := announceSample(t, string(block[1]), names)
			golden.File(t, page, []byte(before+"<!-- sample: "+comment+"-->\n\n"+sample+"\n<!-- end of sample -->"+after))
		})
	}
}

// announceSample announces one update in a channel, and returns what its service gets.
func announceSample(t *testing.T, table string, secrets map[string]string) string {
	t.Helper()
	var b strings.Builder
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		if !strings.HasSuffix(r.URL.Path, "createSession") {
			if b.Len() > 0 {
				b.WriteString("\n")
			}
			b.WriteString(describe(t, r, body, secrets))
		}
		_, _ = io.WriteString(w, `{"ok":true,"did":"did:plc:example","accessJwt":"token","uri":"at://x","cid":"x"}`)
	}))
	defer server.Close()
	dialer := &net.Dialer{}
	// All services are the receiver on loopback. It has no certificate, so requests go there without TLS.
	client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		next := r.Clone(r.Context())
		next.Header.Set("Original-URL", r.URL.String())
		next.URL.Scheme, next.URL.Host = "http", server.Listener.Addr().String()
		return (&http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}).RoundTrip(next)
	})}
	box := &lettersOnly{}
	if strings.Contains(table, `"email"`) {
		table = regexp.MustCompile(`(?m)^(user|password) = .*\n`).ReplaceAllString(table, "") // needs TLS
		table = strings.Replace(table, "smtp.example.org:587", box.listen(t), 1)
	}
	p := &place{T: t, dir: t.TempDir(), now: time.Date(2026, 5, 1, 13, 5, 0, 0, time.UTC)}
	p.write("config.toml", "title = \"Acme\"\nbase_url = \"https://status.example.org/\"\nlanguage = \"en\"\n[[components]]\nid = \"api\"\nname = \"API\"\n"+table)
	p.write("content/.keep", "")
	o := p.options()
	o.Client = client
	for range 2 { // the first run announces nothing
		outcomes, problems, err := Announce(t.Context(), o)
		if err != nil || len(problems) > 0 || len(outcomes[0].Failed) > 0 {
			t.Fatal(err, problems, outcomes)
		}
		p.write("content/incidents/api-errors.md", `---
title: API returns errors
timeline:
  - at: 2026-05-01 13:00
    status: investigating
    components: {api: major_outage}
    message: Some requests to the API fail. We are investigating.
---
`)
	}
	return b.String() + box.text(t)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// describe returns a request for a page, with the names of variables instead of their values.
func describe(t *testing.T, r *http.Request, body []byte, secrets map[string]string) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "```http\n%s %s\n", r.Method, r.Header.Get("Original-URL"))
	for _, name := range []string{"Authorization", "Idempotency-Key", "X-Idempotency-Key", "Webhook-Id"} {
		if value := r.Header.Get(name); value != "" && !strings.HasPrefix(value, "Basic ") {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	b.WriteString("\n")
	if strings.Contains(r.Header.Get("Content-Type"), "json") {
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, bytes.TrimSpace(body), "", "  "); err != nil {
			t.Fatal(err)
		}
		b.Write(pretty.Bytes())
		b.WriteString("\n")
	} else {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range slices.Sorted(maps.Keys(form)) {
			for _, value := range form[key] {
				fmt.Fprintf(&b, "%s=%s\n", key, strings.ReplaceAll(strings.ReplaceAll(value, "\n", "\n  "), "\n  \n", "\n\n"))
			}
		}
	}
	text := b.String() + "```\n"
	for name, value := range secrets {
		text = strings.ReplaceAll(text, value, "$"+name)
	}
	return text
}

// lettersOnly is an SMTP server on loopback that keeps what it receives.
type lettersOnly struct{ got []string }

func (b *lettersOnly) listen(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &letters{b}, nil }))
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return listener.Addr().String()
}

// text returns the messages for a page: some headers and the text.
func (b *lettersOnly) text(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for _, data := range b.got {
		m, err := mail.ReadMessage(strings.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString("```\n")
		for _, name := range []string{"From", "To", "Subject", "Message-ID", "List-Unsubscribe", "Auto-Submitted"} {
			value, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(name))
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%s: %s\n", name, value)
		}
		_, part, _ := strings.Cut(data, "text/plain")
		_, part, _ = strings.Cut(part, "\r\n\r\n")
		part, _, _ = strings.Cut(part, "\r\n--")
		text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(part)))
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString("\n" + strings.TrimSpace(strings.ReplaceAll(string(text), "\r", "")) + "\n```\n")
	}
	return out.String()
}

type letters struct{ box *lettersOnly }

func (s *letters) Mail(string, *smtp.MailOptions) error { return nil }
func (s *letters) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *letters) Reset()                               {}
func (s *letters) Logout() error                        { return nil }
func (s *letters) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	s.box.got = append(s.box.got, string(data))
	return err
}
