package config

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
	"statuary/internal/texttemplate"
)

// Announce is a table [announce.NAME], a channel that news is announced in.
type Announce struct {
	Name       string
	Kind       string            // one of channelKinds
	Texts      map[string]string // values of the keys that only some kinds have; secrets as "env:NAME"
	Components []string          // ids
	Impact     incident.Impact
	News       []string
	Before     time.Duration // 0: a maintenance is not announced again before it begins
	MaxAge     time.Duration
	OnDoubt    string
	Limit      int
	Language   string             // empty: that of the site
	Message    *template.Template // nil: the default
	Public     bool               // listed on the page of subscriptions
	Pos        diag.Pos
}

// channelKind is a kind of channel, with the keys that it has besides those of all channels.
type channelKind struct {
	Name     string
	Required []string
	Optional []string
}

// Keys of some kinds of channels are "url", "token" and so on: see announceSettings.
var channelKinds = []channelKind{
	{Name: "webhook", Required: []string{"url"}, Optional: []string{"secret"}},
	{Name: "slack", Optional: []string{"url", "token", "channel"}},
	{Name: "teams", Required: []string{"url"}},
	{Name: "discord", Required: []string{"url"}},
	{Name: "mattermost", Required: []string{"url"}},
	{Name: "google-chat", Required: []string{"url"}},
	{Name: "email", Required: []string{"server", "from"}, Optional: []string{"to", "list", "user", "password", "unsubscribe"}},
	{Name: "buttondown", Required: []string{"token"}, Optional: []string{"url"}},
	{Name: "mailgun", Required: []string{"token", "from", "to"}, Optional: []string{"server", "unsubscribe"}},
	{Name: "mastodon", Required: []string{"server", "token"}},
	{Name: "bluesky", Required: []string{"user", "password"}, Optional: []string{"server"}},
	{Name: "ntfy", Required: []string{"url"}, Optional: []string{"token"}},
	{Name: "telegram", Required: []string{"token", "channel"}, Optional: []string{"server"}},
	{Name: "matrix", Required: []string{"server", "token", "channel"}},
	{Name: "pagerduty", Required: []string{"token"}, Optional: []string{"server"}},
	{Name: "websub", Required: []string{"url"}},
}

// Hub returns the address of the first WebSub hub that is announced to, or "".
func (c *Config) Hub() string {
	for _, a := range c.Announce {
		if hub := a.Texts["url"]; a.Kind == "websub" && !strings.HasPrefix(hub, "env:") {
			return hub
		}
	}
	return ""
}

func channelWords() []string {
	list := make([]string, len(channelKinds))
	for i, k := range channelKinds {
		list[i] = k.Name
	}
	return list
}

// Defaults of channels.
const (
	defaultMaxAge = 24 * time.Hour
	defaultLimit  = 20
)

// newsWords are the kinds of news, in package announce.
var newsWords = []string{"incidents", "maintenance", "postmortems", "announcements"}

var doubtWords = []string{"repeat", "skip"}

// secretForm is the form of a secret: the name of a variable of the environment.
var secretForm = regexp.MustCompile(`^env:[A-Za-z_][A-Za-z0-9_]*$`)

const secretHint = `write "env:NAME", and set the variable NAME where statuary announce runs`

func (d *decoder) announce(f frontmatter.Field) {
	settings := keysOf(d.settings, "announce")
	for _, table := range d.Fields(f.Value, f.Key) {
		if table.Value.Kind != frontmatter.Map {
			d.Errorf(table.Line, table.Col, `give each channel a name: [announce.ops], then kind = "slack"`, "%s must be a table, not a %s", table.Key, table.Value.Kind)
			continue
		}
		a := Announce{Name: table.Key, MaxAge: defaultMaxAge, Limit: defaultLimit, Texts: map[string]string{}, Pos: diag.Pos{File: File, Line: table.Line, Col: table.Col}}
		d.channel = &a
		for _, k := range table.Value.Map {
			if !d.read(k, settings) {
				d.UnknownKey(k, "[announce."+a.Name+"]", names(settings))
			}
		}
		d.checkChannel(table)
		d.config.Announce = append(d.config.Announce, a)
	}
}

// checkChannel reports keys that the kind of a channel needs or does not have.
func (d *decoder) checkChannel(table frontmatter.Field) {
	a := d.channel
	n := slices.IndexFunc(channelKinds, func(k channelKind) bool { return k.Name == a.Kind })
	if n < 0 {
		if !slices.ContainsFunc(table.Value.Map, func(f frontmatter.Field) bool { return f.Key == "kind" }) {
			d.Errorf(table.Line, table.Col, "add a line kind = with one of "+strings.Join(channelWords(), ", "), "[announce.%s] has no kind", a.Name)
		}
		return
	}
	kind := channelKinds[n]
	for _, key := range kind.Required {
		if a.Texts[key] == "" {
			d.Errorf(table.Line, table.Col, "add it; docs/announcing.md shows an example", "[announce.%s] has no %s, which %s needs", a.Name, key, kind.Name)
		}
	}
	for _, f := range table.Value.Map {
		if _, special := a.Texts[f.Key]; special && !slices.Contains(slices.Concat(kind.Required, kind.Optional, sharedTexts), f.Key) {
			d.Errorf(f.Line, f.Col, "remove it", "%s does not apply to channels of the kind %s", f.Key, kind.Name)
		}
	}
	if a.Public && (a.Texts["join"] == "" || a.Texts["about"] == "") {
		d.Errorf(table.Line, table.Col, `add join = "https://…" and about = "Slack channel #status"`, "[announce.%s] is public, but has no join or no about", a.Name)
	}
	switch {
	case a.Kind == "slack" && (a.Texts["token"] == "") == (a.Texts["url"] == ""):
		d.Errorf(table.Line, table.Col, "set url for an incoming webhook, or token and channel for a bot", "[announce.%s] needs either url or token", a.Name)
	case a.Kind == "slack" && a.Texts["token"] != "" && a.Texts["channel"] == "":
		d.Errorf(table.Line, table.Col, `add channel = "C0123456789"`, "[announce.%s] has a token, but no channel", a.Name)
	case a.Kind == "email" && (a.Texts["to"] == "") == (a.Texts["list"] == ""):
		d.Errorf(table.Line, table.Col, "set to for the address of a mailing list, or list for a file of addresses", "[announce.%s] needs either to or list", a.Name)
	}
}

// announceSettings returns the keys of channels.
func announceSettings() []Setting {
	special := func(name, about string, check func(string) (problem, hint string)) Setting {
		return Setting{Name: name, Default: "none", About: about, decode: func(d *decoder, f frontmatter.Field) {
			d.channel.Texts[name] = strings.TrimSpace(d.checked(f, check))
		}}
	}
	return []Setting{
		{Name: "kind", Required: true, About: "kind of channel", Words: channelWords(),
			decode: func(d *decoder, f frontmatter.Field) { d.channel.Kind, _ = d.oneOf(f, channelWords()) }},
		special("url", "address of the webhook, topic or hub; env:NAME takes it from the environment, since the address of a webhook is often a secret", checkAddressOrSecret),
		special("token", "access token, as env:NAME", checkSecret),
		special("secret", "webhook: secret for signatures, as env:NAME", checkSecret),
		special("password", "password, as env:NAME", checkSecret),
		special("channel", "id of the channel, chat or room", nil),
		special("server", "address of the server; of an SMTP server, host:port", nil),
		special("user", "name of the account", nil),
		special("from", "email, mailgun: sender, such as Status <status@example.org>", nil),
		special("to", "email, mailgun: address of a mailing list", nil),
		special("list", "email: file of addresses in the site's folder, one in each line; or env:NAME for the path of a file elsewhere", nil),
		special("unsubscribe", "email, mailgun: address for unsubscribing, such as https://example.org/unsubscribe or mailto:leave@example.org", nil),
		{Name: "components", Type: Texts, Default: "all", About: "announce only news about these components", decode: func(d *decoder, f frontmatter.Field) {
			d.channel.Components = d.componentIDs(f)
		}},
		{Name: "impact", Default: "`\"none\"`", About: "announce only incidents of at least this impact", Words: incident.Impacts(), decode: (*decoder).channelImpact},
		{Name: "news", Type: Texts, Default: "all", About: "kinds of news: incidents, maintenance, postmortems", Words: newsWords, decode: func(d *decoder, f frontmatter.Field) {
			for _, word := range d.Strings(f) {
				if d.oneWord(f, word, newsWords) {
					d.channel.News = append(d.channel.News, word)
				}
			}
		}},
		{Name: "before", Default: "none", About: "announce a maintenance again this long before it begins, such as 24h", Form: durationForm.String(),
			decode: func(d *decoder, f frontmatter.Field) { d.channel.Before = d.duration(f, d.channel.Before) }},
		{Name: "max_age", Default: "`\"24h\"`", About: "do not announce what is older", Form: durationForm.String(),
			decode: func(d *decoder, f frontmatter.Field) { d.channel.MaxAge = d.duration(f, d.channel.MaxAge) }},
		{Name: "on_doubt", Default: "repeat while the incident is active", Words: doubtWords,
			About:  "what to do with a message that may have arrived already, because a run was killed while it was sent",
			decode: func(d *decoder, f frontmatter.Field) { d.channel.OnDoubt, _ = d.oneOf(f, doubtWords) }},
		{Name: "limit", Type: Integer, Default: "`20`", Min: 1, Max: 1000, About: "largest number of messages in one run; if there are more, none is sent",
			decode: (*decoder).channelLimit},
		{Name: "language", Default: "that of the site", About: "language of the messages, one of the site's", Form: languageTag.String(),
			decode: func(d *decoder, f frontmatter.Field) { d.channel.Language = d.Short(f) }},
		{Name: "message", Default: "title, status, text and address", About: "template of the text of messages", decode: (*decoder).channelMessage},
		{Name: "public", Type: Bool, Default: "`false`", About: "list the channel on the page of subscriptions",
			decode: truth(func(d *decoder) *bool { return &d.channel.Public })},
		special("join", "address where visitors join the channel, for the page of subscriptions", checkLink),
		special("about", "name of the channel on the page of subscriptions, such as Slack channel #status", nil),
	}
}

// sharedTexts are the keys in Announce.Texts that all kinds have.
var sharedTexts = []string{"join", "about"}

func checkSecret(s string) (problem, hint string) {
	if !secretForm.MatchString(s) {
		return "is not taken from the environment", secretHint
	}
	return "", ""
}

func checkAddressOrSecret(s string) (problem, hint string) {
	if strings.HasPrefix(s, "env:") {
		return checkSecret(s)
	}
	return checkLink(s)
}

// checkLink checks an address that may have a query.
func checkLink(s string) (problem, hint string) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(s, " \t") {
		return "is not an address", `write "https://example.org/path"`
	}
	return "", ""
}

var durationForm = regexp.MustCompile(`^\d{1,5}(m|h|d)$`)

// duration reads a duration such as 30m, 24h or 7d.
func (d *decoder) duration(f frontmatter.Field, or time.Duration) time.Duration {
	s := d.Short(f)
	if !durationForm.MatchString(s) {
		d.Errorf(f.Value.Line, f.Value.Col, fmt.Sprintf(`write a whole number with a unit, m, h or d, such as %s = "30m"`, f.Key), "%s %q is not a duration", f.Key, s)
		return or
	}
	n, _ := strconv.Atoi(s[:len(s)-1])
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[s[len(s)-1]]
	return time.Duration(n) * unit
}

func (d *decoder) channelImpact(f frontmatter.Field) {
	if word, ok := d.oneOf(f, incident.Impacts()); ok {
		d.channel.Impact, _ = incident.ReadImpact(word)
	}
}

func (d *decoder) channelLimit(f frontmatter.Field) {
	n, err := strconv.ParseInt(d.Short(f), 0, 0)
	if err != nil || n < 1 || n > 1000 {
		d.Errorf(f.Value.Line, f.Value.Col, "write limit = 20", "limit must be a number from 1 to 1000")
		return
	}
	d.channel.Limit = int(n)
}

func (d *decoder) channelMessage(f frontmatter.Field) {
	d.channel.Message = d.template(f, "docs/announcing.md lists what templates can use")
}

// template reads a template of a text. It returns nil after a diagnostic.
func (d *decoder) template(f frontmatter.Field, hint string) *template.Template {
	t, err := texttemplate.Parse(f.Key, d.String(f))
	if err != nil {
		d.Errorf(f.Value.Line, f.Value.Col, hint, "%s is not a template: %v", f.Key, err)
		return nil
	}
	return t
}
