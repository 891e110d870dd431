package channels

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"statuary/internal/announce"
)

// mastodon posts a status; later messages about an incident reply to the one before.
type mastodon struct {
	*poster
	server, token string
}

func openMastodon(s *settings) (announce.Sender, error) {
	return &mastodon{s.poster(), s.server("server", ""), s.values["token"]}, nil
}

// Send implements announce.Sender.
func (c *mastodon) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	body := map[string]any{"status": mastodonText(m), "visibility": "public"}
	if m.Language != "" {
		body["language"] = m.Language
	}
	if m.Thread.Last != "" {
		body["in_reply_to_id"] = m.Thread.Last
	}
	var out struct {
		ID string `json:"id"`
	}
	header := map[string]string{"Authorization": "Bearer " + c.token, "Idempotency-Key": m.ID}
	if err := c.json(ctx, request{url: c.server + "/api/v1/statuses", header: header}, body, &out); err != nil {
		return announce.Thread{}, err
	}
	return follow(m.Thread, out.ID), nil
}

// mastodonURL is the number of letters that every address counts in a post.
const mastodonURL = 23

// mastodonText returns the text of a post. Its address may be of any length.
func mastodonText(m *announce.Message) string {
	counted := limit{mastodonLimit.most, func(text string) int {
		return mastodonLimit.size(strings.ReplaceAll(text, m.URL, strings.Repeat("x", mastodonURL)))
	}}
	return counted.fit(m)
}

// bluesky posts to a repository of the AT Protocol. The key of a record follows from the news, so that
// a second try replaces the first.
type bluesky struct {
	*poster
	server, user, password string
	did, access            string // of the session
}

func openBluesky(s *settings) (announce.Sender, error) {
	return &bluesky{poster: s.poster(), server: s.server("server", "https://bsky.social"), user: s.values["user"], password: s.values["password"]}, nil
}

// reference names a post.
type reference struct {
	URI string `json:"uri"`
	CID string `json:"cid"`
}

// Send implements announce.Sender.
func (c *bluesky) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	if c.access == "" {
		if err := c.signIn(ctx); err != nil {
			return announce.Thread{}, err
		}
	}
	shown := *m // with an address that fits into a post; the link leads to the whole one
	if shown.URL = shownURL(m.URL); strings.HasSuffix(m.Text, m.URL) {
		shown.Text = strings.TrimSuffix(m.Text, m.URL) + shown.URL
	}
	text := blueskyLimit.fit(&shown)
	record := map[string]any{"$type": "app.bsky.feed.post", "text": text, "createdAt": m.At.UTC().Format(time.RFC3339)}
	if m.Language != "" {
		record["langs"] = []string{m.Language}
	}
	if start := strings.LastIndex(text, shown.URL); start >= 0 {
		record["facets"] = []any{map[string]any{
			"index":    map[string]int{"byteStart": start, "byteEnd": start + len(shown.URL)},
			"features": []any{map[string]string{"$type": "app.bsky.richtext.facet#link", "uri": m.URL}},
		}}
	}
	if root, last := readReference(m.Thread.Root), readReference(m.Thread.Last); root.URI != "" && last.URI != "" {
		record["reply"] = map[string]reference{"root": root, "parent": last}
	}
	body := map[string]any{"repo": c.did, "collection": "app.bsky.feed.post", "rkey": tid(m.At, m.ID), "record": record}
	var out reference
	header := map[string]string{"Authorization": "Bearer " + c.access}
	if err := c.json(ctx, request{url: c.server + "/xrpc/com.atproto.repo.putRecord", header: header}, body, &out); err != nil {
		return announce.Thread{}, err
	}
	post, err := json.Marshal(out)
	return follow(m.Thread, string(post)), err
}

func (c *bluesky) signIn(ctx context.Context) error {
	var out struct {
		DID    string `json:"did"`
		Access string `json:"accessJwt"`
	}
	body := map[string]string{"identifier": c.user, "password": c.password}
	if err := c.json(ctx, request{url: c.server + "/xrpc/com.atproto.server.createSession"}, body, &out); err != nil {
		return &failure{text: "cannot sign in: " + err.Error()} // nothing was posted
	}
	if out.DID == "" || out.Access == "" {
		return &failure{text: "cannot sign in: the server's answer is not as expected"}
	}
	c.did, c.access = out.DID, out.Access
	return nil
}

func readReference(text string) (r reference) {
	_ = json.Unmarshal([]byte(text), &r) // an empty reference starts a new thread
	return r
}

// tid returns the key of a record: microseconds and ten bits that distinguish posts of the same time,
// in base 32. https://atproto.com/specs/tid
func tid(at time.Time, key string) string {
	const letters = "234567abcdefghijklmnopqrstuvwxyz"
	s := sha256.Sum256([]byte(key))
	n := uint64(at.UnixMicro()+int64(binary.BigEndian.Uint16(s[2:])%1000))&(1<<53-1)<<10 | uint64(binary.BigEndian.Uint16(s[:])&1023)
	var out [13]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = letters[n&31]
		n >>= 5
	}
	return string(out[:])
}

// openWebSub opens a hub. https://www.w3.org/TR/websub/
func openWebSub(s *settings) (announce.Sender, error) {
	return &webSub{poster: s.poster(), hub: s.values["url"], feeds: s.Feeds}, nil
}

// webSub is a hub. It is told once in a run that the feeds have changed.
type webSub struct {
	*poster
	hub   string
	feeds []string
	done  bool
}

// Send implements announce.Sender.
func (c *webSub) Send(ctx context.Context, _ *announce.Message) (announce.Thread, error) {
	if c.done {
		return announce.Thread{}, nil
	}
	for _, feed := range c.feeds {
		// Hubs disagree on the name of the second key, so it has both.
		body := url.Values{"hub.mode": {"publish"}, "hub.url": {feed}, "hub.topic": {feed}}.Encode()
		header := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
		if _, err := c.send(ctx, request{url: c.hub, header: header, body: []byte(body)}); err != nil {
			return announce.Thread{}, err
		}
	}
	c.done = true
	return announce.Thread{}, nil
}
