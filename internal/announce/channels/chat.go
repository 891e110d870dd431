package channels

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/url"
	"strings"

	"statuary/internal/announce"
)

// incoming is an incoming webhook: one request without a thread.
type incoming struct {
	*poster
	url  string
	body func(m *announce.Message) any
}

// Send implements announce.Sender.
func (c *incoming) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	return announce.Thread{}, c.json(ctx, request{url: c.url}, c.body(m), nil)
}

func openDiscord(s *settings) (announce.Sender, error) {
	return &incoming{s.poster(), s.values["url"], func(m *announce.Message) any {
		return map[string]any{
			"content":          discordLimit.fit(m),
			"allowed_mentions": map[string]any{"parse": []string{}}, // "@everyone" in a text calls nobody
		}
	}}, nil
}

func openMattermost(s *settings) (announce.Sender, error) {
	return &incoming{s.poster(), s.values["url"], func(m *announce.Message) any {
		return map[string]any{"text": mattermostLimit.fit(m)}
	}}, nil
}

// openTeams opens a channel for a workflow of Teams that posts an adaptive card.
func openTeams(s *settings) (announce.Sender, error) {
	return &incoming{s.poster(), s.values["url"], func(m *announce.Message) any {
		card := map[string]any{
			"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
			"body":    []any{map[string]any{"type": "TextBlock", "text": teamsLimit.withoutURL(m), "wrap": true}},
			"actions": []any{map[string]any{"type": "Action.OpenUrl", "title": m.Site, "url": m.URL}},
		}
		return map[string]any{"type": "message", "attachments": []any{
			map[string]any{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil, "content": card},
		}}
	}}, nil
}

// googleChat posts to a space; messages about one incident are one thread.
type googleChat struct {
	*poster
	url string
}

func openGoogleChat(s *settings) (announce.Sender, error) {
	u, err := url.Parse(s.values["url"])
	if err != nil {
		return nil, fmt.Errorf("[announce.%s]: the address of the webhook is not valid", s.Name)
	}
	q := u.Query()
	q.Set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD")
	u.RawQuery = q.Encode()
	return &googleChat{s.poster(), u.String()}, nil
}

// Send implements announce.Sender.
func (g *googleChat) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	body := map[string]any{"text": googleLimit.fit(m), "thread": map[string]string{"threadKey": "statuary-" + m.Incident.ID}}
	return announce.Thread{}, g.json(ctx, request{url: g.url}, body, nil)
}

// slack posts with the token of a bot; messages about one incident are one thread.
type slack struct {
	*poster
	token, channel string
	server         string
}

func openSlack(s *settings) (announce.Sender, error) {
	if s.values["token"] == "" {
		return &incoming{s.poster(), s.values["url"], func(m *announce.Message) any {
			return map[string]any{"text": slackText(slackLimit.fit(m)), "unfurl_links": false}
		}}, nil
	}
	return &slack{s.poster(), s.values["token"], s.values["channel"], s.server("url", "https://slack.com/api")}, nil
}

// slackText escapes the three letters that Slack treats as markup of links and mentions.
func slackText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// Send implements announce.Sender.
func (c *slack) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	body := map[string]any{
		"channel": c.channel, "text": slackText(slackLimit.fit(m)), "unfurl_links": false, "client_msg_id": uuid(m.ID),
	}
	if m.Thread.Root != "" {
		body["thread_ts"], body["reply_broadcast"] = m.Thread.Root, true
	}
	var out struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
		TS    string `json:"ts"`
	}
	header := map[string]string{"Authorization": "Bearer " + c.token, "Content-Type": "application/json; charset=utf-8"}
	if err := c.json(ctx, request{url: c.server + "/chat.postMessage", header: header}, body, &out); err != nil {
		return announce.Thread{}, err
	}
	if !out.OK {
		return announce.Thread{}, &failure{text: "Slack answered: " + out.Error}
	}
	return follow(m.Thread, out.TS), nil
}

// follow returns the thread after a message.
func follow(t announce.Thread, message string) announce.Thread {
	if t.Root == "" {
		return announce.Thread{Root: message, Last: message}
	}
	return announce.Thread{Root: t.Root, Last: message}
}

// uuid returns a UUID for a key (RFC 9562, version 8).
func uuid(key string) string {
	b := sha256.Sum256([]byte(key))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
