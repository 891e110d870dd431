// Package channels sends announcements to services: each kind of channel is one file.
//
// The formats are those of the services' public documentation. Addresses and tokens are secrets: they
// are taken from the environment, and errors name only the host.
package channels

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"statuary/internal/announce"
	"statuary/internal/config"
	"statuary/internal/diag"
)

// Options are what senders need besides the settings of their channel.
type Options struct {
	Site    string                   // folder of the site
	Env     func(name string) string // returns variables of the environment; nil for os.Getenv
	Client  *http.Client             // nil for one with limits
	Payload func(m *announce.Message) Payload
	Feeds   []string // addresses of the feeds, for hubs
	Pause   Pause    // waits between tries; nil waits for the time given
}

// kind is a kind of channel.
type kind struct {
	recognises bool // receivers drop messages with a key that they know
	open       func(s *settings) (announce.Sender, error)
}

var kinds = map[string]kind{
	"webhook":     {true, openWebhook},
	"slack":       {false, openSlack},
	"teams":       {false, openTeams},
	"discord":     {false, openDiscord},
	"mattermost":  {false, openMattermost},
	"google-chat": {false, openGoogleChat},
	"email":       {true, openEmail},
	"buttondown":  {false, openButtondown},
	"mailgun":     {false, openMailgun},
	"mastodon":    {true, openMastodon},
	"bluesky":     {true, openBluesky},
	"ntfy":        {false, openNtfy},
	"telegram":    {false, openTelegram},
	"matrix":      {true, openMatrix},
	"pagerduty":   {false, openPagerDuty},
	"websub":      {true, openWebSub},
}

// Recognises reports whether receivers of a kind drop a message that they have received before.
func Recognises(name string) bool { return kinds[name].recognises }

// Open returns the sender of a channel. The error is a *diag.Error if a variable of the environment is
// missing.
func Open(_ context.Context, c config.Announce, o Options) (announce.Sender, error) {
	kind := kinds[c.Kind]
	s := &settings{Announce: c, Options: o, values: map[string]string{}, repeat: kind.recognises}
	if s.Env == nil {
		s.Env = os.Getenv
	}
	for _, key := range slices.Sorted(maps.Keys(c.Texts)) {
		text := c.Texts[key]
		name, secret := strings.CutPrefix(text, "env:")
		if !secret {
			s.values[key] = text
			continue
		}
		value := strings.TrimSpace(s.Env(name))
		if value == "" {
			return nil, unset(c, key, name)
		}
		s.values[key], s.secrets = value, append(s.secrets, value)
	}
	sender, err := kind.open(s)
	if err != nil {
		return nil, err
	}
	return &discreet{sender, s.secrets}, nil
}

// CheckSecrets returns an error if a channel needs a variable of the environment that is not set. It reads
// nothing else, so it can run long before there is a message.
func CheckSecrets(c config.Announce) error {
	for _, key := range slices.Sorted(maps.Keys(c.Texts)) {
		name, secret := strings.CutPrefix(c.Texts[key], "env:")
		if secret && strings.TrimSpace(os.Getenv(name)) == "" {
			return unset(c, key, name)
		}
	}
	return nil
}

func unset(c config.Announce, key, name string) error {
	return &diag.Error{
		Text: fmt.Sprintf("[announce.%s]: %s is %q, but the variable %s is not set", c.Name, key, "env:"+name, name),
		Hint: "set it in the environment; in CI, create a secret with this name and pass it to the job",
	}
}

// discreet is a sender whose errors contain no secrets, which servers repeat at times.
type discreet struct {
	announce.Sender
	secrets []string
}

// Send implements announce.Sender.
func (d *discreet) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	thread, err := d.Sender.Send(ctx, m)
	if err == nil {
		return thread, nil
	}
	text := err.Error()
	for _, secret := range d.secrets {
		text = strings.ReplaceAll(text, secret, "[secret]")
	}
	var refused *announce.Refused
	if errors.As(err, &refused) {
		return thread, &announce.Refused{Text: text}
	}
	return thread, &failure{text: text, doubt: errors.Is(err, announce.ErrDoubt)}
}

// settings are the settings of a channel, with its secrets.
type settings struct {
	config.Announce
	Options
	values  map[string]string
	secrets []string
	repeat  bool // see kind.recognises
}

// path returns the path of a file in the site's folder.
func (s *settings) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.Site, filepath.FromSlash(name))
}

// server returns the address in a key, or that of the service, without a slash at the end.
func (s *settings) server(key, service string) string {
	return strings.TrimRight(cmp.Or(s.values[key], service), "/")
}

// poster returns a poster for the kind of the channel.
func (s *settings) poster() *poster {
	p := &poster{client: s.Client, repeat: s.repeat, pause: s.Pause}
	if p.client == nil {
		p.client = newClient()
	}
	if p.pause == nil {
		p.pause = sleep
	}
	return p
}
