package channels

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"statuary/internal/announce"
	"statuary/internal/config"
	"statuary/internal/history"
	"statuary/internal/incident"
)

// call is a request that a stand-in received.
type call struct {
	method, path string
	header       http.Header
	body         []byte
}

func (c call) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(c.body, &v); err != nil {
		t.Fatalf("%s: %v", c.body, err)
	}
	return v
}

func (c call) form(t *testing.T) url.Values {
	t.Helper()
	v, err := url.ParseQuery(string(c.body))
	if err != nil {
		t.Fatalf("%s: %v", c.body, err)
	}
	return v
}

// standIn answers as a service does, according to its public documentation, and keeps the requests.
func standIn(t *testing.T, answer func(c call, n int) (status int, body string)) (url string, calls func() []call) {
	t.Helper()
	var mu sync.Mutex
	var list []call
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c := call{r.Method, r.URL.RequestURI(), r.Header, body}
		mu.Lock()
		list = append(list, c)
		n := len(list)
		mu.Unlock()
		status, text := answer(c, n)
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "7")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []call {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(list)
	}
}

func always(body string) func(call, int) (int, string) {
	return func(call, int) (int, string) { return http.StatusOK, body }
}

// message returns a message about an incident.
func message() *announce.Message {
	i := &history.Incident{Incident: &incident.Incident{ID: "api-errors", Title: "API errors", Impact: incident.Major}}
	i.Updates = []history.Update{{Update: &incident.Update{At: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), Status: incident.Identified}}}
	return &announce.Message{
		News: announce.News{Incident: i, At: i.Updates[0].At}, ID: "statuary-0123456789", Language: "en", Site: "Acme Status",
		Title: "API errors", Status: "Identified", Subject: "API errors – Identified", Body: "A <b> & @everyone", Plain: "A <b> & @everyone",
		Text: "API errors – Identified\n\nA <b> & @everyone\n\nhttps://status.example.org/incidents/api-errors/", Mail: "<p>A &lt;b&gt;</p>",
		URL: "https://status.example.org/incidents/api-errors/",
	}
}

// open opens a channel whose pauses are noted instead of waited for.
func open(t *testing.T, c config.Announce, env map[string]string, waited *[]time.Duration) announce.Sender {
	t.Helper()
	c.Name = "test"
	s, err := Open(t.Context(), c, Options{
		Site: t.TempDir(), Env: func(name string) string { return env[name] }, Feeds: []string{"https://status.example.org/history.atom"},
		Pause: func(_ context.Context, d time.Duration) error {
			if waited != nil {
				*waited = append(*waited, d)
			}
			return nil
		},
		Payload: func(*announce.Message) Payload {
			return Payload{Documents: []any{map[string]string{"a": "<1>"}, map[string]string{"b": "2"}}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWebhookSignature checks signatures with the library of Standard Webhooks, which also rejects old
// timestamps.
func TestWebhookSignature(t *testing.T) {
	secret := "whsec_" + base64.StdEncoding.EncodeToString([]byte("a key of at least sixteen bytes"))
	url, calls := standIn(t, always(""))
	s := open(t, config.Announce{Kind: "webhook", Texts: map[string]string{"url": url, "secret": "env:SECRET"}},
		map[string]string{"SECRET": secret}, nil)
	if _, err := s.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	if len(calls()) != 2 {
		t.Fatalf("got %d requests, want one for each document", len(calls()))
	}
	ids := map[string]bool{}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range calls() {
		if err := verifier.Verify(c.body, c.header); err != nil {
			t.Errorf("%v: %v", c.header, err)
		}
		if err := verifier.Verify(append(c.body, ' '), c.header); err == nil {
			t.Error("a changed body has a valid signature")
		}
		ids[c.header.Get("webhook-id")] = true
	}
	if !ids["statuary-0123456789"] || len(ids) != 2 {
		t.Errorf("ids %v", ids)
	}
	if got := string(calls()[0].body); got != "{\"a\":\"<1>\"}\n" {
		t.Errorf("body %q", got)
	}
}

// TestFailures checks what is tried again, and whether an error says that the message may have arrived.
func TestFailures(t *testing.T) {
	for _, test := range []struct {
		name     string
		kind     string // webhook recognises messages, discord does not
		statuses []int  // of the answers; 0 closes the connection without one
		calls    int
		fails    bool
		doubt    bool
		waited   []time.Duration
	}{
		{"fine", "discord", []int{204}, 1, false, false, nil},
		{"fine after an error", "discord", []int{500, 503, 200}, 3, false, false, []time.Duration{time.Second, 4 * time.Second}},
		{"too many requests", "discord", []int{429, 200}, 2, false, false, []time.Duration{7 * time.Second}},
		{"rejected", "discord", []int{400}, 1, true, false, nil},
		{"redirect", "discord", []int{302}, 1, true, false, nil},
		{"always errors", "discord", []int{500, 500, 500}, 3, true, false, []time.Duration{time.Second, 4 * time.Second}},
		{"no answer", "discord", []int{0}, 1, true, true, nil},
		{"no answer from one that recognises messages", "slow-webhook", []int{0, 0, 200}, 3, false, false, []time.Duration{time.Second, 4 * time.Second}},
		{"gateway without an answer", "discord", []int{504}, 1, true, true, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			url, calls := standIn(t, func(_ call, n int) (int, string) {
				status := test.statuses[min(n, len(test.statuses))-1]
				if status == 0 {
					panic(http.ErrAbortHandler)
				}
				return status, "why"
			})
			kind, documents := test.kind, 1
			if kind == "slow-webhook" {
				kind, documents = "webhook", 2
			}
			var waited []time.Duration
			s := open(t, config.Announce{Kind: kind, Texts: map[string]string{"url": url}}, nil, &waited)
			_, err := s.Send(t.Context(), message())
			if (err != nil) != test.fails || errors.Is(err, announce.ErrDoubt) != test.doubt {
				t.Errorf("error %v, doubt %v", err, errors.Is(err, announce.ErrDoubt))
			}
			if got := len(calls()) - documents + 1; got != test.calls {
				t.Errorf("%d tries, want %d", got, test.calls)
			}
			if len(waited) != len(test.waited) {
				t.Fatalf("waited %v, want %v", waited, test.waited)
			}
			for n := range waited {
				if waited[n] != test.waited[n] {
					t.Errorf("waited %v, want %v", waited, test.waited)
				}
			}
		})
	}
}

// TestSecretsStaySecret checks that no error contains the address of a webhook or a token.
func TestSecretsStaySecret(t *testing.T) {
	const secret = "T0pS3cret"
	url, _ := standIn(t, func(c call, _ int) (int, string) {
		return http.StatusBadRequest, "bad path " + c.path + " " + string(c.body) + c.header.Get("Authorization")
	})
	closed := httptest.NewServer(nil)
	closed.Close()
	for kind := range kinds {
		for _, server := range []string{closed.URL, url} {
			if kind == "email" && server == url {
				continue // a mail client waits for the greeting of a web server
			}
			texts := map[string]string{"url": "env:URL", "server": server, "user": "me", "channel": "c", "from": "s@example.org", "to": "l@example.org"}
			env := map[string]string{"URL": server + "/" + secret, "KEY": secret, "HOOK": "whsec_" + base64.StdEncoding.EncodeToString([]byte(secret+secret))}
			texts["token"], texts["password"] = "env:KEY", "env:KEY"
			if kind == "webhook" {
				texts["secret"] = "env:HOOK"
			}
			if kind == "email" {
				texts["server"] = strings.TrimPrefix(server, "http://")
			}
			_, err := open(t, config.Announce{Kind: kind, Texts: texts}, env, nil).Send(t.Context(), message())
			if err == nil {
				t.Errorf("%s: no error", kind)
			} else if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error contains the secret: %v", kind, err)
			}
		}
	}
}

// TestKinds checks that the kinds are those of the settings and of the docs.
func TestKinds(t *testing.T) {
	docs, err := os.ReadFile("../../../docs/announcing.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range config.Settings() {
		for _, key := range table.Keys {
			if table.Name != "announce" || key.Name != "kind" {
				continue
			}
			if len(key.Words) != len(kinds) {
				t.Errorf("%d kinds in the settings, %d here", len(key.Words), len(kinds))
			}
			for _, word := range key.Words {
				if kinds[word].open == nil {
					t.Errorf("nothing opens %s", word)
				}
				if !strings.Contains(string(docs), "\n| [`"+word+"`](channels/"+word+".md) | ") {
					t.Errorf("docs/announcing.md has no row for %s", word)
				}
			}
		}
	}
}

func TestMissingVariable(t *testing.T) {
	_, err := Open(t.Context(), config.Announce{Name: "ops", Kind: "slack", Texts: map[string]string{"url": "env:SLACK_URL"}}, Options{Env: func(string) string { return "" }})
	if err == nil || !strings.Contains(err.Error(), `[announce.ops]: url is "env:SLACK_URL", but the variable SLACK_URL is not set`) {
		t.Errorf("got %v", err)
	}
	c := config.Announce{Name: "ops", Texts: map[string]string{"url": "env:STATUARY_TEST_URL", "channel": "C1"}}
	if err := CheckSecrets(c); err == nil {
		t.Error("a missing variable was not reported")
	}
	t.Setenv("STATUARY_TEST_URL", "https://hooks.example.org/")
	if err := CheckSecrets(c); err != nil {
		t.Error(err)
	}
}

func TestThreads(t *testing.T) {
	for _, test := range []struct {
		kind, answer string
		texts        map[string]string
		check        func(t *testing.T, first, second call)
	}{
		{"slack", `{"ok":true,"ts":"1503435956.000247"}`, map[string]string{"url": "URL", "token": "env:KEY", "channel": "C1"}, func(t *testing.T, first, second call) {
			if got := second.json(t)["thread_ts"]; got != "1503435956.000247" || first.json(t)["thread_ts"] != nil {
				t.Errorf("thread %v", got)
			}
			if text := first.json(t)["text"].(string); !strings.Contains(text, "A &lt;b&gt; &amp; @everyone") {
				t.Errorf("text %q", text)
			}
			if first.path != "/chat.postMessage" || first.header.Get("Authorization") != "Bearer key" {
				t.Errorf("%s, %v", first.path, first.header)
			}
		}},
		{"mailgun", `{"id":"<x@mg.example.org>","message":"Queued. Thank you."}`, map[string]string{
			"server": "URL", "token": "env:KEY", "from": "Acme <status@mg.example.org>", "to": "readers@mg.example.org", "unsubscribe": "mailto:leave@example.org",
		}, func(t *testing.T, first, second call) {
			one, two := first.form(t), second.form(t)
			if one.Get("h:Message-Id") != "<statuary-0123456789@mg.example.org>" || two.Get("h:References") != one.Get("h:Message-Id") || one.Has("h:References") {
				t.Errorf("ids %v, %v", one, two)
			}
			if first.path != "/v3/mg.example.org/messages" || first.header.Get("Authorization") != "Basic YXBpOmtleQ==" {
				t.Errorf("%s, %v", first.path, first.header)
			}
			if one.Get("to") != "readers@mg.example.org" || one.Get("subject") == "" || one.Get("text") == "" || one.Get("html") == "" || one.Get("h:List-Unsubscribe") != "<mailto:leave@example.org>" {
				t.Errorf("%v", one)
			}
		}},
		{"pagerduty", `{"message":"Change event processed","status":"success"}`, map[string]string{"server": "URL", "token": "env:KEY"}, func(t *testing.T, first, _ call) {
			body := first.json(t)
			payload := body["payload"].(map[string]any)
			if first.path != "/v2/change/enqueue" || body["routing_key"] != "key" || payload["summary"] != "API errors – Identified" || payload["timestamp"] != "2026-05-01T12:00:00Z" || payload["source"] != "Acme Status" {
				t.Errorf("%s: %s", first.path, first.body)
			}
		}},
		{"mastodon", `{"id":"103254962155278888"}`, map[string]string{"server": "URL", "token": "env:KEY"}, func(t *testing.T, first, second call) {
			if got := second.json(t)["in_reply_to_id"]; got != "103254962155278888" {
				t.Errorf("reply to %v", got)
			}
			if first.path != "/api/v1/statuses" || first.header.Get("Idempotency-Key") != "statuary-0123456789" {
				t.Errorf("%s, %v", first.path, first.header)
			}
		}},
		{"telegram", `{"ok":true,"result":{"message_id":365}}`, map[string]string{"server": "URL", "token": "env:KEY", "channel": "@status"}, func(t *testing.T, first, second call) {
			if got, _ := second.json(t)["reply_parameters"].(map[string]any); got["message_id"] != 365.0 {
				t.Errorf("reply to %v", got)
			}
			if first.path != "/botkey/sendMessage" || first.json(t)["chat_id"] != "@status" {
				t.Errorf("%s, %s", first.path, first.body)
			}
		}},
		{"matrix", `{"event_id":"$YUwRidLecu"}`, map[string]string{"server": "URL", "token": "env:KEY", "channel": "!room:example.org"}, func(t *testing.T, first, second call) {
			relation, _ := second.json(t)["m.relates_to"].(map[string]any)
			if relation["event_id"] != "$YUwRidLecu" || relation["rel_type"] != "m.thread" {
				t.Errorf("relation %v", relation)
			}
			if want := "/_matrix/client/v3/rooms/%21room:example.org/send/m.room.message/statuary-0123456789"; first.method != "PUT" || first.path != want {
				t.Errorf("%s %s, want %s", first.method, first.path, want)
			}
		}},
		{"google-chat", `{}`, map[string]string{"url": "URL/v1/spaces/x/messages?key=a&token=b"}, func(t *testing.T, first, second call) {
			if first.json(t)["thread"].(map[string]any)["threadKey"] != second.json(t)["thread"].(map[string]any)["threadKey"] {
				t.Error("two threads")
			}
			if !strings.Contains(first.path, "messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD") || !strings.Contains(first.path, "key=a") {
				t.Error(first.path)
			}
		}},
	} {
		t.Run(test.kind, func(t *testing.T) {
			url, calls := standIn(t, always(test.answer))
			texts := map[string]string{}
			for key, text := range test.texts {
				texts[key] = strings.Replace(text, "URL", url, 1)
			}
			if test.kind == "slack" {
				texts["url"] += "/"
			}
			s := open(t, config.Announce{Kind: test.kind, Texts: texts}, map[string]string{"KEY": "key"}, nil)
			m := message()
			thread, err := s.Send(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			m.Thread = thread
			if _, err := s.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			test.check(t, calls()[0], calls()[1])
		})
	}
}

func TestBluesky(t *testing.T) {
	url, calls := standIn(t, func(c call, _ int) (int, string) {
		if strings.HasSuffix(c.path, "createSession") {
			return 200, `{"did":"did:plc:1","accessJwt":"jwt"}`
		}
		return 200, `{"uri":"at://did:plc:1/app.bsky.feed.post/3k","cid":"bafy"}`
	})
	s := open(t, config.Announce{Kind: "bluesky", Texts: map[string]string{"server": url, "user": "me.example", "password": "env:KEY"}}, map[string]string{"KEY": "k"}, nil)
	m := message()
	thread, err := s.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	m.Thread = thread
	if _, err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if len(calls()) != 3 {
		t.Fatalf("%d requests, want one session and two posts", len(calls()))
	}
	first, second := calls()[1].json(t), calls()[2].json(t)
	if first["rkey"] != second["rkey"] || len(first["rkey"].(string)) != 13 {
		t.Errorf("keys %v and %v of the same news", first["rkey"], second["rkey"])
	}
	record := second["record"].(map[string]any)
	reply := record["reply"].(map[string]any)["root"].(map[string]any)
	if reply["cid"] != "bafy" {
		t.Errorf("reply %v", reply)
	}
	index := record["facets"].([]any)[0].(map[string]any)["index"].(map[string]any)
	if got := record["text"].(string)[int(index["byteStart"].(float64)):int(index["byteEnd"].(float64))]; got != m.URL {
		t.Errorf("link %q", got)
	}
}

func TestWebSubOnce(t *testing.T) {
	url, calls := standIn(t, func(call, int) (int, string) { return http.StatusNoContent, "" })
	s := open(t, config.Announce{Kind: "websub", Texts: map[string]string{"url": url}}, nil, nil)
	for range 3 {
		if _, err := s.Send(t.Context(), message()); err != nil {
			t.Fatal(err)
		}
	}
	if len(calls()) != 1 || !strings.Contains(string(calls()[0].body), "hub.mode=publish") || !strings.Contains(string(calls()[0].body), "history.atom") {
		t.Errorf("got %d pings: %s", len(calls()), calls()[0].body)
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"a@example.org\n# comment\n\n b@example.org \nA@example.org\n": "", "": "empty", "a@example.org\nnobody\n": "line 2",
		strings.Repeat("x", 10): "line 1",
	} {
		name := filepath.Join(t.TempDir(), "list")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		list, err := readAddresses(name)
		if want == "" && (err != nil || len(list) != 2) || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, %v", text, list, err)
		}
	}
}
