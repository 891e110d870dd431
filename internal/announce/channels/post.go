package channels

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"statuary/internal/announce"
)

// Pause waits for a time, or until the context is done.
type Pause func(ctx context.Context, d time.Duration) error

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Limits of one request.
const (
	requestTimeout = 30 * time.Second
	maxResponse    = 64 << 10
	maxRetryAfter  = 30 * time.Second
)

// pauses are the pauses between tries.
var pauses = []time.Duration{time.Second, 4 * time.Second}

func newClient() *http.Client {
	return &http.Client{
		Timeout: requestTimeout,
		// A redirect is a failure: the message would be lost, or go to a place that nobody has named.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// poster sends requests, again after failures that pass.
type poster struct {
	client *http.Client
	repeat bool // a request may be sent again although it may have arrived
	pause  Pause
}

// request is one request.
type request struct {
	method string // POST if empty
	url    string
	header map[string]string
	body   []byte
}

// json sends a value as JSON, and reads the response into out, which may be nil.
func (p *poster) json(ctx context.Context, r request, value, out any) error {
	var err error
	if r.body, err = json.Marshal(value); err != nil {
		return err
	}
	if r.header == nil {
		r.header = map[string]string{}
	}
	if r.header["Content-Type"] == "" {
		r.header["Content-Type"] = "application/json"
	}
	data, err := p.send(ctx, r)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(data, out); err != nil {
		// The service has taken the message, so it is not sent again.
		return nil
	}
	return nil
}

// send sends a request and returns the response. After a failure that may pass, it tries again. The
// error is announce.ErrDoubt if the request may have had its effect.
func (p *poster) send(ctx context.Context, r request) ([]byte, error) {
	for n := 0; ; n++ {
		data, wait, err := p.once(ctx, r)
		var failed *failure
		if err == nil || n == len(pauses) || !errors.As(err, &failed) || !failed.passes || failed.doubt && !p.repeat {
			return data, err
		}
		if perr := p.pause(ctx, max(wait, pauses[n])); perr != nil {
			return nil, err
		}
	}
}

// failure is the error of a request.
type failure struct {
	text   string
	passes bool // another try may succeed
	doubt  bool // the request may have had its effect
}

func (f *failure) Error() string { return f.text }

func (f *failure) Is(target error) bool { return f.doubt && target == announce.ErrDoubt }

// once sends a request once. wait is how long the server asks to wait.
func (p *poster) once(ctx context.Context, r request) (data []byte, wait time.Duration, err error) {
	method := r.method
	if method == "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, r.url, bytes.NewReader(r.body))
	if err != nil {
		return nil, 0, errors.New("its address is not valid") // the error of net/http contains it
	}
	req.Header.Set("User-Agent", "Statuary")
	for key, value := range r.header {
		req.Header.Set(key, value)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return nil, 0, explain(req.URL, err)
	}
	defer resp.Body.Close()
	data, err = io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	code := resp.StatusCode
	switch {
	case code >= 200 && code < 300:
		return data, 0, nil // even if the response is cut off
	case code >= 300 && code < 400:
		return nil, 0, &failure{text: fmt.Sprintf("%s answered with a redirect (%d)", req.URL.Host, code)}
	}
	f := &failure{text: fmt.Sprintf("%s answered %d%s", req.URL.Host, code, reason(data))}
	f.passes = code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500
	f.doubt = code == http.StatusBadGateway || code == http.StatusGatewayTimeout
	if seconds, perr := strconv.Atoi(resp.Header.Get("Retry-After")); perr == nil && seconds > 0 {
		wait = min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	return nil, wait, f
}

// explain returns the error of a request without a response. It does not contain the address, which may
// be a secret.
func explain(u *url.URL, err error) error {
	var dial *net.OpError
	var outer *url.Error
	text := err.Error()
	if errors.As(err, &outer) {
		text = outer.Err.Error()
	}
	switch {
	case errors.Is(err, context.Canceled):
		return &failure{text: "interrupted", doubt: true}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &failure{text: "cannot reach " + u.Host + ": " + text, passes: true}
	case outer != nil && outer.Timeout():
		return &failure{text: fmt.Sprintf("%s did not answer within %.0f s", u.Host, requestTimeout.Seconds()), passes: true, doubt: true}
	}
	return &failure{text: u.Host + ": " + text, passes: true, doubt: true}
}

// reason returns the beginning of a response, in one line.
func reason(data []byte) string {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(data), "")), " ")
	if text == "" {
		return ""
	}
	return ": " + responseLimit.shorten(text)
}
