package channels

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"statuary/internal/announce"
	"statuary/internal/api"
	"statuary/internal/diag"
)

// Payload is what a webhook sends about a message, in Statuspage's format: the incident, then one
// document for each component whose status changes. Each is a request of its own.
type Payload struct {
	Documents []any
}

// webhook sends Statuspage's webhooks, signed according to Standard Webhooks 1.0.
type webhook struct {
	*poster
	url     string
	key     []byte // of signatures; nil: there are none
	payload func(m *announce.Message) Payload
	now     func() time.Time
}

func openWebhook(s *settings) (announce.Sender, error) {
	w := &webhook{poster: s.poster(), url: s.values["url"], payload: s.Payload, now: time.Now}
	if secret := s.values["secret"]; secret != "" {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) < 16 {
			return nil, &diag.Error{
				Text: "[announce." + s.Name + "]: the secret is not \"whsec_\" followed by at least 16 bytes in base64",
				Hint: `make one with printf 'whsec_%s\n' "$(openssl rand -base64 32)"`,
			}
		}
		w.key = key
	}
	return w, nil
}

// Send implements announce.Sender. All documents have their own ids, which are the same in every try.
func (w *webhook) Send(ctx context.Context, m *announce.Message) (announce.Thread, error) {
	for n, document := range w.payload(m).Documents {
		id := m.ID
		if n > 0 {
			id += "-" + strconv.Itoa(n)
		}
		var body bytes.Buffer
		if err := api.Encode(&body, document); err != nil {
			return announce.Thread{}, err
		}
		if _, err := w.send(ctx, request{url: w.url, header: w.sign(id, body.Bytes()), body: body.Bytes()}); err != nil {
			return announce.Thread{}, err
		}
	}
	return announce.Thread{}, nil
}

// sign returns the headers of a request. https://www.standardwebhooks.com
func (w *webhook) sign(id string, body []byte) map[string]string {
	at := strconv.FormatInt(w.now().Unix(), 10)
	header := map[string]string{"Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": at}
	if w.key != nil {
		mac := hmac.New(sha256.New, w.key)
		mac.Write([]byte(id + "." + at + "."))
		mac.Write(body)
		header["webhook-signature"] = "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	return header
}
