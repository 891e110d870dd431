package channels

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/mail"
	"net/url"
	"strings"

	"statuary/internal/announce"
	"statuary/internal/diag"
)

// buttondown creates an email to the subscribers of a newsletter.
type buttondown struct {
	*poster
	server, token string
}

func openButtondown(s *settings) (announce.Sender, error) {
	return &buttondown{s.poster(), s.server("url", "https://api.buttondown.com"), s.values["token"]}, nil
}

// Send implements announce.Sender.
func (c *buttondown) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	body := map[string]any{"subject": m.Subject, "body": strings.TrimSpace(m.Body + "\n\n" + m.URL), "status": "about_to_send"}
	header := map[string]string{"Authorization": "Token " + c.token, "X-Idempotency-Key": m.ID}
	return announce.Thread{}, c.json(ctx, request{url: c.server + "/v1/emails", header: header}, body, nil)
}

// mailgun sends mail to the address of a mailing list at Mailgun. Messages about an incident are one
// thread. https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages
type mailgun struct {
	*poster
	url, token, from, to, unsubscribe string
	host                              string // of message ids
}

func openMailgun(s *settings) (announce.Sender, error) {
	from, err := mail.ParseAddress(s.values["from"])
	if err != nil {
		return nil, &diag.Error{
			Text: fmt.Sprintf("[announce.%s]: from %q is not an address", s.Name, s.values["from"]),
			Hint: `write from = "Status <status@mg.example.org>", an address of the sending domain`,
		}
	}
	host := from.Address[strings.LastIndexByte(from.Address, '@')+1:]
	return &mailgun{
		poster: s.poster(), url: s.server("server", "https://api.mailgun.net") + "/v3/" + url.PathEscape(host) + "/messages",
		token: s.values["token"], from: s.values["from"], to: s.values["to"], unsubscribe: s.values["unsubscribe"], host: host,
	}, nil
}

// Send implements announce.Sender.
func (c *mailgun) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	id := m.ID + "@" + c.host
	form := url.Values{
		"from": {c.from}, "to": {c.to}, "subject": {m.Subject}, "text": {m.Text}, "html": {m.Mail},
		"h:Message-Id": {"<" + id + ">"}, "h:Auto-Submitted": {"auto-generated"}, "o:tracking": {"no"},
	}
	if m.Thread.Root != "" {
		form.Set("h:In-Reply-To", "<"+m.Thread.Root+">")
		form.Set("h:References", "<"+m.Thread.Root+">")
	}
	if c.unsubscribe != "" {
		form.Set("h:List-Unsubscribe", "<"+c.unsubscribe+">")
	}
	header := map[string]string{
		"Content-Type":  "application/x-www-form-urlencoded",
		"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte("api:"+c.token)),
	}
	if _, err := c.send(ctx, request{url: c.url, header: header, body: []byte(form.Encode())}); err != nil {
		return announce.Thread{}, err
	}
	if m.Thread.Root != "" {
		return m.Thread, nil
	}
	return announce.Thread{Root: id}, nil
}
