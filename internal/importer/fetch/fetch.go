// Package fetch fetches documents over HTTP without overloading the server: a few at a
// time, waiting when the server asks for it, retrying failures, within fixed limits.
// Documents can be cached in a folder until the import is done, so that an interrupted
// import continues where it stopped.
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
	"statuary/internal/atomicfile"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits of a [Client]. The record of a real incident has up to 60 kB, a history page
// up to 300 kB.
const (
	AtOnce   = 4               // concurrent requests
	MaxBody  = 32 << 20        // bytes of one document
	MaxAll   = 1 << 30         // bytes of all documents
	MaxTries = 5               // attempts for one document
	MaxWait  = 2 * time.Minute // longest wait that a server may ask for
	maxTotal = 100_000         // requests of one client
	cacheAge = 24 * time.Hour  // age up to which a cached document is used
	agent    = "statuary-import"
)

// Kind is the expected kind of a document.
type Kind int

// The kinds of documents.
const (
	JSON Kind = iota
	Feed
	Page // HTML
)

// Client fetches documents. Get and Cached may be called concurrently.
type Client struct {
	HTTP  *http.Client
	Cache string        // folder for fetched documents; "" disables the cache
	Log   func(string)  // called before waits of 5 seconds or more; may be nil
	Pause time.Duration // before the second attempt, doubled for each further one; 0 means a second

	// Bearer is a key that is sent with each request, for tools with an API that needs one. The
	// HTTP client removes it from redirects to other hosts. Set it before the first request.
	Bearer string

	slots    chan struct{}
	once     sync.Once
	requests atomic.Int64
	bytes    atomic.Int64
}

// StatusError is returned for a response whose status is not 200 OK.
type StatusError struct {
	URL  string
	Code int
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: the server answered %d %s", e.URL, e.Code, http.StatusText(e.Code))
}

// IsClientError reports whether err is a response with a 4xx status: the document does not
// exist or is not accessible, so retrying is no use.
func IsClientError(err error) bool {
	var s *StatusError
	return errors.As(err, &s) && s.Code >= 400 && s.Code < 500
}

// TemporaryError is returned when the server is unreachable or asks for a long wait, so
// that the import may succeed later.
type TemporaryError struct{ Err error }

func (e *TemporaryError) Error() string {
	return e.Err.Error() + "; run the import again later to continue"
}

func (e *TemporaryError) Unwrap() error { return e.Err }

// KindError is the error for an empty response, or an HTML page where another kind of
// document was expected.
type KindError struct{ URL, Got, Start string }

func (e *KindError) Error() string {
	return fmt.Sprintf("%s: expected a document, but the server sent %s (it begins %q)", e.URL, e.Got, e.Start)
}

// Get fetches a document. It retries up to [MaxTries] times if the server is busy or
// fails.
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
		if IsClientError(err) && wait == 0 || errors.Is(err, errTooLarge) {
			return nil, err
		}
		if try == MaxTries {
			if transport := new(url.Error); wait > 0 || errors.As(err, &transport) {
				return nil, &TemporaryError{err}
			}
			return nil, err
		}
		var wrong *KindError
		if errors.As(err, &wrong) && try >= 2 {
			return nil, err
		}
		if wait == 0 {
			wait = pause << (try - 1)
		}
		if wait > MaxWait {
			return nil, &TemporaryError{fmt.Errorf("%w, and asks to wait for %s", err, wait.Round(time.Second))}
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

// get makes one attempt. The second result is how long the server asks to wait.
func (c *Client) get(ctx context.Context, url string) ([]byte, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", "application/json, application/atom+xml, */*;q=0.5")
	if c.Bearer != "" {
		req.Header.Set("Authorization", "Bearer "+c.Bearer)
	}
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

// retryAfter parses a Retry-After header, which is seconds or a date. It returns 0 if
// it is neither.
func retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 {
		return max(time.Duration(n)*time.Second, time.Millisecond)
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(time.Until(t), time.Millisecond)
	}
	return 0
}

// check returns an error if a document is not of the expected kind.
func check(url string, data []byte, kind Kind) error {
	start := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	begin := strings.ToLower(string(start[:min(len(start), 100)]))
	isHTML := strings.HasPrefix(begin, "<!doctype html") || strings.HasPrefix(begin, "<html") || strings.HasPrefix(begin, "<head")
	switch {
	case kind == Page:
		return nil
	case len(start) == 0:
		return &KindError{url, "nothing", ""}
	case isHTML:
		return &KindError{url, "an HTML page", begin[:min(len(begin), 40)]}
	case kind == JSON && !json.Valid(start):
		return fmt.Errorf("%s: the response is not complete JSON; it ends with %q", url, start[max(0, len(start)-40):])
	}
	return nil
}

// Cached returns a document from the cache if it was fetched within the last day, or
// else fetches it and stores it in the cache.
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
		// A cache that cannot be written only costs time.
		_ = atomicfile.WriteCache(name, func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
	}
	return data, nil
}

// Done deletes the cache.
func (c *Client) Done() error {
	if c.Cache == "" {
		return nil
	}
	return os.RemoveAll(c.Cache)
}
