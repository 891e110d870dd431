package channels

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"statuary/internal/announce"
	"statuary/internal/diag"
	"statuary/internal/incident"
)

// ntfy publishes to a topic.
type ntfy struct {
	*poster
	server, topic, token string
}

func openNtfy(s *settings) (announce.Sender, error) {
	u, err := url.Parse(s.values["url"])
	topic := ""
	if err == nil {
		topic = strings.Trim(u.Path, "/")
	}
	if topic == "" || strings.Contains(topic, "/") {
		return nil, &diag.Error{Text: "[announce." + s.Name + "]: url has no topic", Hint: `write url = "https://ntfy.sh/your-topic"`}
	}
	return &ntfy{s.poster(), u.Scheme + "://" + u.Host, topic, s.values["token"]}, nil
}

// Send implements announce.Sender.
func (c *ntfy) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	priority := 3
	if m.Incident.Open() && m.Incident.Impact == incident.Critical {
		priority = 5
	} else if m.Incident.Open() && m.Incident.Impact == incident.Major {
		priority = 4
	}
	body := map[string]any{"topic": c.topic, "title": ntfyTitle.shorten(m.Subject), "message": ntfyLimit.body(m), "click": m.URL, "priority": priority}
	header := map[string]string{}
	if c.token != "" {
		header["Authorization"] = "Bearer " + c.token
	}
	return announce.Thread{}, c.json(ctx, request{url: c.server, header: header}, body, nil)
}

// telegram sends with a bot; messages about one incident reply to the first.
type telegram struct {
	*poster
	url, chat string
}

func openTelegram(s *settings) (announce.Sender, error) {
	return &telegram{s.poster(), s.server("server", "https://api.telegram.org") + "/bot" + s.values["token"] + "/sendMessage", s.values["channel"]}, nil
}

// Send implements announce.Sender.
func (c *telegram) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	body := map[string]any{"chat_id": c.chat, "text": telegramLimit.fit(m), "link_preview_options": map[string]bool{"is_disabled": true}}
	if id, err := strconv.ParseInt(m.Thread.Root, 10, 64); err == nil {
		body["reply_parameters"] = map[string]any{"message_id": id, "allow_sending_without_reply": true}
	}
	var out struct {
		Result struct {
			ID int64 `json:"message_id"`
		} `json:"result"`
	}
	if err := c.json(ctx, request{url: c.url}, body, &out); err != nil {
		return announce.Thread{}, err
	}
	return follow(m.Thread, strconv.FormatInt(out.Result.ID, 10)), nil
}

// matrix sends events to a room; messages about one incident are one thread. The number of the
// transaction follows from the news, so the server drops a second try.
type matrix struct {
	*poster
	server, token, room string
}

func openMatrix(s *settings) (announce.Sender, error) {
	return &matrix{s.poster(), s.server("server", ""), s.values["token"], s.values["channel"]}, nil
}

// Send implements announce.Sender.
func (c *matrix) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	body := map[string]any{"msgtype": "m.notice", "body": matrixLimit.fit(m)}
	if m.Thread.Root != "" {
		body["m.relates_to"] = map[string]any{
			"rel_type": "m.thread", "event_id": m.Thread.Root, "is_falling_back": true, "m.in_reply_to": map[string]string{"event_id": m.Thread.Last},
		}
	}
	var out struct {
		Event string `json:"event_id"`
	}
	r := request{
		method: http.MethodPut, header: map[string]string{"Authorization": "Bearer " + c.token},
		url: c.server + "/_matrix/client/v3/rooms/" + url.PathEscape(c.room) + "/send/m.room.message/" + url.PathEscape(m.ID),
	}
	if err := c.json(ctx, r, body, &out); err != nil {
		return announce.Thread{}, err
	}
	return follow(m.Thread, out.Event), nil
}

// pagerDuty sends change events, which responders see beside incidents of their own and which page nobody.
// https://developer.pagerduty.com/docs/send-change-event
type pagerDuty struct {
	*poster
	url, key string
}

func openPagerDuty(s *settings) (announce.Sender, error) {
	return &pagerDuty{s.poster(), s.server("server", "https://events.pagerduty.com") + "/v2/change/enqueue", s.values["token"]}, nil
}

// Send implements announce.Sender.
func (c *pagerDuty) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	details := map[string]any{"incident": m.Incident.ID, "status": m.News.Status().String(), "message": detailLimit.shorten(m.Plain)}
	if len(m.Names) > 0 {
		details["components"] = m.Names
	}
	body := map[string]any{
		"routing_key": c.key,
		"payload": map[string]any{
			"summary": summaryLimit.shorten(m.Subject), "timestamp": m.At.UTC().Format(time.RFC3339), "source": m.Site, "custom_details": details,
		},
		"links": []any{map[string]string{"href": m.URL, "text": m.Site}},
	}
	return announce.Thread{}, c.json(ctx, request{url: c.url}, body, nil)
}
