package channels

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"

	"statuary/internal/announce"
	"statuary/internal/diag"
)

// email sends mail through an SMTP server: one message for each recipient. Messages about an incident
// are one thread.
type email struct {
	client      *mail.Client
	from        string
	to          string   // address of a mailing list; empty: the message goes to each of list
	list        []string // sorted by mark
	unsubscribe string
	host        string // of message ids
}

// maxRecipients is the largest number of addresses in a file. More belong to a mailing list or to a
// provider of newsletters.
const maxRecipients = 5000

func openEmail(s *settings) (announce.Sender, error) {
	wrong := func(text, hint string) error {
		return &diag.Error{Text: "[announce." + s.Name + "]: " + text, Hint: hint}
	}
	host, port, err := net.SplitHostPort(s.values["server"])
	if err != nil {
		host, port = s.values["server"], "587"
	}
	number, err := strconv.Atoi(port)
	if err != nil || host == "" {
		return nil, wrong(fmt.Sprintf("server %q is not host:port", s.values["server"]), `write server = "smtp.example.org:587"`)
	}
	options := []mail.Option{mail.WithPort(number), mail.WithTimeout(requestTimeout)}
	switch {
	case number == 465:
		options = append(options, mail.WithSSL())
	case isLoopback(host):
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.values["user"] != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.values["user"]), mail.WithPassword(s.values["password"]))
	}
	client, err := mail.NewClient(host, options...)
	if err != nil {
		return nil, wrong(err.Error(), "")
	}
	e := &email{client: client, from: s.values["from"], unsubscribe: s.values["unsubscribe"], host: host}
	if err := mail.NewMsg().From(e.from); err != nil {
		return nil, wrong(fmt.Sprintf("from %q is not an address", e.from), `write from = "Status <status@example.org>"`)
	}
	if at := strings.LastIndexByte(e.from, '@'); at >= 0 {
		e.host = strings.TrimRight(e.from[at+1:], "> ")
	}
	if s.values["to"] != "" {
		e.to = s.values["to"]
		return e, nil
	}
	if e.unsubscribe == "" {
		return nil, wrong("list needs unsubscribe: everyone on a list must be able to leave it", `write unsubscribe = "mailto:leave@example.org"`)
	}
	e.list, err = readAddresses(s.path(s.values["list"]))
	if err != nil {
		return nil, wrong(err.Error(), "write one address in each line")
	}
	slices.SortFunc(e.list, func(a, b string) int { return cmp.Compare(markOf(a), markOf(b)) })
	return e, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// readAddresses reads a file of addresses. It ignores empty lines and lines that begin with #.
func readAddresses(name string) (list []string, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, errors.New("cannot read the file of addresses")
	}
	seen := map[string]bool{}
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		text = strings.TrimSpace(text)
		if text == "" || strings.HasPrefix(text, "#") || seen[strings.ToLower(text)] {
			continue
		}
		if err := mail.NewMsg().To(text); err != nil {
			return nil, fmt.Errorf("line %d of the file of addresses is not an address", line)
		}
		seen[strings.ToLower(text)] = true
		list = append(list, text)
	}
	switch {
	case len(list) == 0:
		return nil, errors.New("the file of addresses is empty")
	case len(list) > maxRecipients:
		return nil, fmt.Errorf("the file has more than %d addresses; use a mailing list", maxRecipients)
	}
	return list, nil
}

// Send implements announce.Sender.
func (e *email) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	id := m.ID + "@" + e.host
	if err := e.client.DialWithContext(ctx); err != nil {
		return announce.Thread{}, &failure{text: "cannot connect to the SMTP server: " + err.Error()}
	}
	defer e.client.Close()
	var err error
	if e.to == "" {
		err = e.sendList(ctx, m, id)
	} else {
		var one *mail.Msg
		if one, err = e.letter(m, id, e.to); err == nil {
			err = e.send(one)
		}
	}
	if m.Thread.Root != "" {
		return m.Thread, err
	}
	return announce.Thread{Root: id}, err
}

// send sends one message.
func (e *email) send(one *mail.Msg) error {
	err := e.client.Send(one)
	if err == nil || one.IsDelivered() {
		return nil
	}
	var problem *mail.SendError
	lost := errors.As(err, &problem) && problem.Reason == mail.ErrSMTPDataClose && problem.ErrorCode() == 0
	return &failure{text: "the SMTP server did not take the message: " + err.Error(), doubt: lost}
}

// letter returns a message to one address.
func (e *email) letter(m *announce.Message, id, to string) (*mail.Msg, error) {
	one := mail.NewMsg()
	if err := errors.Join(one.From(e.from), one.To(to)); err != nil {
		return nil, err
	}
	one.Subject(m.Subject)
	one.SetMessageIDWithValue(id)
	one.SetDateWithValue(m.At)
	one.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Thread.Root != "" {
		one.SetGenHeader(mail.HeaderInReplyTo, "<"+m.Thread.Root+">")
		one.SetGenHeader(mail.HeaderReferences, "<"+m.Thread.Root+">")
	}
	if e.unsubscribe != "" {
		one.SetGenHeader(mail.HeaderListUnsubscribe, "<"+e.unsubscribe+">")
	}
	one.SetBodyString(mail.TypeTextPlain, m.Text)
	one.AddAlternativeString(mail.TypeTextHTML, m.Mail)
	return one, nil
}
