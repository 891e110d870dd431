// Package fetch gets documents over HTTP, politely and with patience: a few at a
// time, waiting where the server asks for it, trying again where it fails, and
// never without end. What came is kept in a folder until the import is done, so
// that one that was interrupted goes on where it stopped.
package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits. A record of a real incident has up to 60 kB, a page of the history 300.
const (
	AtOnce   = 4        // requests at a time
	MaxBody  = 32 << 20 // bytes of a document
	MaxAll   = 1 << 30  // bytes of all
	MaxTries = 5        // of one document
	MaxWait  = 2 * time.Minute
	maxTotal = 100_000 // requests of one import
	cacheAge = 24 * time.Hour
	agent    = "statuary-import"
)

// Kind is what a document is to be.
type Kind int

// The kinds of documents.
const (
	JSON Kind = iota
	Feed
	Page // HTML
)

// Client gets documents.
type Client struct {
	HTTP  *http.Client
	Cache string        // a folder for what came; "" keeps nothing
	Log   func(string)  // told of waiting; may be nil
	Pause time.Duration // before the second try, doubled each time; 0 is a second

	slots    chan struct{}
	once     sync.Once
	requests atomic.Int64
	bytes    atomic.Int64
}

// StatusError is an answer that is not the document.
type StatusError struct {
	URL  string
	Code int
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: the server answered %d %s", e.URL, e.Code, http.StatusText(e.Code))
}

// NotThere is true for an answer that the document does not exist, or is not to
// be had: there is no use in trying again.
func NotThere(err error) bool {
	var s *StatusError
	return errors.As(err, &s) && s.Code >= 400 && s.Code < 500
}

// LaterError is for a server that does not answer now, and may later.
type LaterError struct{ Err error }

func (e *LaterError) Error() string {
	return e.Err.Error() + "; run the import again later to continue"
}

func (e *LaterError) Unwrap() error { return e.Err }

// WrongKind is the error for a page of HTML where something else was due.
type WrongKind struct{ URL, Got, Start string }

func (e *WrongKind) Error() string {
	return fmt.Sprintf("%s: expected a document, but the server sent %s (it begins %q)", e.URL, e.Got, e.Start)
}

// Get gets a document. It tries again where the server is busy or fails.
func (c *Client) Get(ctx context.Context, address string, kind Kind) ([]byte, error) {
	c.once.Do(func() { c.slots = make(chan struct{}, AtOnce) })
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	pause := c.Pause
	if pause == 0 {
		pause = time.Second
	}
	var err error
	for try := 1; ; try++ {
		if c.requests.Add(1) > maxTotal {
			return nil, errors.New("stopped after 100,000 requests: the server's list does not end")
		}
		var data []byte
		var wait time.Duration
		data, wait, err = c.get(ctx, address)
		if err == nil {
			if err = check(address, data, kind); err == nil {
				return data, nil
			}
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if NotThere(err) && wait == 0 || errors.Is(err, errTooLarge) {
			return nil, err
		}
		if try == MaxTries {
			if transport := new(url.Error); wait > 0 || errors.As(err, &transport) {
				return nil, &LaterError{err}
			}
			return nil, err
		}
		var wrong *WrongKind
		if errors.As(err, &wrong) && try >= 2 {
			return nil, err
		}
		if wait == 0 {
			wait = pause << (try - 1)
		}
		if wait > MaxWait {
			return nil, &LaterError{fmt.Errorf("%w, and asks to wait for %s", err, wait.Round(time.Second))}
		}
		if c.Log != nil && wait >= 5*time.Second {
			c.Log(fmt.Sprintf("%v; waiting for %s", err, wait.Round(time.Second)))
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

var errTooLarge = errors.New("the document is larger than 32 MB")

// get tries once. The second result is how long the server asks to wait.
func (c *Client) get(ctx context.Context, url string) ([]byte, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "application/json, application/atom+xml, */*;q=0.5")
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
		wait := time.Duration(0)
		if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable {
			wait = retryAfter(resp.Header.Get("Retry-After"))
			if wait == 0 && resp.StatusCode == http.StatusTooManyRequests {
				wait = 5 * time.Second
			}
		}
		return nil, wait, &StatusError{url, resp.StatusCode}
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, MaxBody+1))
	if err != nil {
		return nil, 0, fmt.Errorf("%s: the response was cut off: %w", url, err)
	}
	if len(data) > MaxBody || c.bytes.Add(int64(len(data))) > MaxAll {
		return nil, 0, fmt.Errorf("%s: %w", url, errTooLarge)
	}
	return data, 0, nil
}

// retryAfter reads the header: seconds, or a date.
func retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 {
		return max(time.Duration(n)*time.Second, time.Millisecond)
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(time.Until(t), time.Millisecond)
	}
	return 0
}

// check looks whether a document is of the kind that was due.
func check(url string, data []byte, kind Kind) error {
	start := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	begin := strings.ToLower(string(start[:min(len(start), 100)]))
	isHTML := strings.HasPrefix(begin, "<!doctype html") || strings.HasPrefix(begin, "<html") || strings.HasPrefix(begin, "<head")
	switch {
	case kind == Page:
		return nil
	case len(start) == 0:
		return &WrongKind{url, "nothing", ""}
	case isHTML:
		return &WrongKind{url, "an HTML page", begin[:min(len(begin), 40)]}
	case kind == JSON && !json.Valid(start):
		return fmt.Errorf("%s: the response is not complete JSON; it ends with %q", url, start[max(0, len(start)-40):])
	}
	return nil
}

// Cached gives a document that an interrupted import has got within the last
// day, or gets it and keeps it.
func (c *Client) Cached(ctx context.Context, url string, kind Kind) ([]byte, error) {
	if c.Cache == "" {
		return c.Get(ctx, url, kind)
	}
	sum := sha256.Sum256([]byte(url))
	name := filepath.Join(c.Cache, hex.EncodeToString(sum[:12]))
	if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) < cacheAge {
		if data, err := os.ReadFile(name); err == nil && check(url, data, kind) == nil {
			return data, nil
		}
	}
	data, err := c.Get(ctx, url, kind)
	if err != nil {
		return nil, err
	}
	if os.MkdirAll(c.Cache, 0o755) == nil {
		// A cache that can't be written costs time, and nothing else.
		if tmp := name + ".tmp"; os.WriteFile(tmp, data, 0o644) == nil {
			_ = os.Rename(tmp, name)
		}
	}
	return data, nil
}

// Done forgets what came.
func (c *Client) Done() error {
	if c.Cache == "" {
		return nil
	}
	return os.RemoveAll(c.Cache)
}
