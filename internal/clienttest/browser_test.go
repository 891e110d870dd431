package clienttest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser returns the context of a Chromium tab, which is closed when the test ends.
type browser struct {
	*testing.T
	tab context.Context
}

func browse(t *testing.T) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program(t, "chromium", "chromium", "chromium-browser", "google-chrome")), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// No name leads anywhere; the sites of the tests have none.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the first call owns the browser: no timeout
		t.Fatal(err)
	}
	return &browser{t, ctx}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.tab, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

func eval[T any](b *browser, js string) T {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.tab, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		b.Fatal(js, err)
	}
	return v
}

// eventually waits until a script returns true.
func (b *browser) eventually(what, js string) {
	b.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if eval[bool](b, js) {
			return
		}
	}
	b.Fatalf("it did not come to this: %s\n%s", what, eval[string](b, "document.documentElement.outerHTML"))
}

// asked waits until the page's scripts have read a document of the site, or were
// refused it, and have processed it.
func (b *browser) asked(url string) {
	b.Helper()
	b.eventually("a request for "+url, `performance.getEntriesByName("`+url+`").some((e) => e.responseEnd > 0)`)
	b.eventually("some rest", `window.rested ? true : (setTimeout(() => window.rested = true, 50), false)`)
}

// elsewhere is another site with one page. It collects the reported violations of its
// Content-Security-Policy.
type elsewhere struct {
	*httptest.Server
	mu      sync.Mutex
	reports []string
}

func newElsewhere(t *testing.T, policy, page string, files map[string][]byte) *elsewhere {
	e := &elsewhere{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/report" {
			body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16))
			e.mu.Lock()
			defer e.mu.Unlock()
			e.reports = append(e.reports, string(body))
			return
		}
		if data, ok := files[r.URL.Path]; ok {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			_, _ = w.Write(data)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy+"; report-uri /report")
		}
		_, _ = io.WriteString(w, "<!doctype html><html lang=en><title>Elsewhere</title><body>"+page)
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *elsewhere) breaches() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return strings.Join(e.reports, "\n")
}
