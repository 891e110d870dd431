package browsertest

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// All tests share one browser, in which each has a profile of its own, and one build of the sample
// site. Starting a browser and building the site take longer than most tests.

var browser struct {
	once sync.Once
	ctx  context.Context
	err  error
	stop func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	if browser.stop != nil {
		browser.stop()
	}
	if sample.server != nil {
		_ = sample.server.Close()
	}
	os.Exit(code)
}

func startBrowser(path string) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	browser.ctx, _ = chromedp.NewContext(ctx)
	browser.err = chromedp.Do(browser.ctx) // the first call owns the browser: no timeout
	browser.stop = func() {
		_ = chromedp.Cancel(browser.ctx)
		stop()
	}
}

// browse opens a tab in a profile of its own, which is deleted when the test ends.
func browse(t *testing.T) context.Context {
	t.Helper()
	path := chromium(t)
	browser.once.Do(func() { startBrowser(path) })
	if browser.err != nil {
		t.Fatal(browser.err)
	}
	ctx, cancel := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// sample is the sample site. Its pages contain its address, so all tests have the same server.
var sample struct {
	once   sync.Once
	url    string
	files  map[string][]byte
	err    error
	server *http.Server

	mu      sync.Mutex
	current http.Handler // of the running test
}

func buildSample() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		sample.err = err
		return
	}
	sample.url = "http://" + listener.Addr().String() + "/status/"
	if sample.files, sample.err = build(os.DirFS("../.."), sample.url, built); sample.err != nil {
		_ = listener.Close()
		return
	}
	sample.server = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sample.mu.Lock()
		handler := sample.current
		sample.mu.Unlock()
		if handler == nil {
			http.NotFound(w, r)
			return
		}
		handler.ServeHTTP(w, r)
	})}
	go func() { _ = sample.server.Serve(listener) }()
}

// serve serves the sample site. Only one test at a time can do so.
func serve(t *testing.T) *server {
	t.Helper()
	sample.once.Do(buildSample)
	if sample.err != nil {
		t.Fatal(sample.err)
	}
	s := &server{url: sample.url, files: maps.Clone(sample.files)}
	setCurrent := func(before, after http.Handler) error {
		sample.mu.Lock()
		defer sample.mu.Unlock()
		if sample.current != before {
			return fmt.Errorf("another test serves the sample site")
		}
		sample.current = after
		return nil
	}
	if err := setCurrent(nil, s); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = setCurrent(s, nil) })
	return s
}
