// Package browsertest tests the sample site in Chromium: on a phone and on a desktop, in
// light and dark mode, by keyboard, and without scripts.
package browsertest

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"statuary/internal/builder"
	"statuary/internal/config"
	"statuary/internal/publish"
)

// pages are the tested pages: one of each kind.
var pages = []string{
	"", "history/", "history/2026/", "history/2026/11/", "incidents/2018-01-06-cli-and-dashboard-errors/",
	"incidents/2026-11-20-apps-unreachable-one-zone/", "incidents/2026-05-19-a-long-title/", "components/api/", "uptime/", "insights/", "about/", "nowhere",
}

// chromium returns the path of the browser. Without one, tests fail if CI is set, and are
// skipped otherwise.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("CI is set, but Chromium is not installed")
	}
	t.Skip("Chromium is not installed")
	return ""
}

// server serves a site under /status/ with a strict Content-Security-Policy, and
// collects the violations that browsers report.
type server struct {
	url     string
	mu      sync.Mutex
	files   map[string][]byte
	reports []string
}

// built is the time as of which sites are built.
var built = time.Date(2026, 11, 23, 19, 32, 0, 0, time.UTC)

func serveSite(t *testing.T, site fs.FS) *server {
	t.Helper()
	return serveAt(t, site, built)
}

// serveAt serves a site that is built as of a time.
func serveAt(t *testing.T, site fs.FS, now time.Time) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{url: "http://" + listener.Addr().String() + "/status/"}
	if s.files, err = build(site, s.url, now); err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }()
	t.Cleanup(func() { _ = web.Close() })
	return s
}

// build returns the files of a site.
func build(site fs.FS, url string, now time.Time) (map[string][]byte, error) {
	files := map[string][]byte{}
	var mu sync.Mutex
	b := builder.New(builder.Options{
		Site: site, Now: func() time.Time { return now }, Jobs: 2, Overrides: config.Overrides{BaseURL: url},
	})
	_, err := b.Build(context.Background(), func(f publish.File) error {
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = bytes.Clone(f.Data)
		return nil
	})
	return files, err
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/report" {
		body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16))
		s.mu.Lock()
		defer s.mu.Unlock()
		s.reports = append(s.reports, string(body))
		return
	}
	file := strings.TrimPrefix(r.URL.Path, "/status/")
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	w.Header().Set("Content-Security-Policy", "default-src 'self'; report-uri /report")
	s.mu.Lock()
	data, ok := s.files[file]
	s.mu.Unlock()
	if !ok {
		data = s.files["404.html"]
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
	} else {
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(file)))
	}
	_, _ = w.Write(data)
}

// within limits the time of a step.
func within(t *testing.T, ctx context.Context) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(within(t, ctx), steps...); err != nil {
		t.Fatal(err)
	}
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(within(t, ctx), chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatal(js, err)
	}
	return v
}

func scheme(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	_, err := chromedp.Call(within(t, ctx), emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Nothing is wider than the window, from 320 pixels up. The light scheme is light, and
// the dark scheme is dark.
func TestWidthsAndSchemes(t *testing.T) {
	s, ctx := serve(t), browse(t)
	for _, page := range pages {
		for _, width := range []int64{320, 375, 1280} {
			for _, name := range []string{"light", "dark"} {
				scheme(t, ctx, name)
				do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+page))
				if w := eval[int64](t, ctx, "document.documentElement.scrollWidth"); w > width {
					t.Errorf("/%s is %d pixels wide in a window of %d", page, w, width)
				}
				light := eval[float64](t, ctx, "getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) / 765")
				if (light > 0.5) != (name == "light") {
					t.Errorf("/%s is not %s: its background has a lightness of %.2f", page, name, light)
				}
			}
		}
	}
	// Use names that are wider than a phone.
	large := serveSite(t, large())
	for _, page := range []string{"", "history/", "components/part-3/", "uptime/", "insights/", "subscribe/"} {
		do(t, ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(large.url+page))
		if w := eval[int64](t, ctx, "document.documentElement.scrollWidth"); w > 320 {
			t.Errorf("/%s of a site with long names is %d pixels wide in a window of 320", page, w)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reports) > 0 {
		t.Errorf("the policy default-src 'self' was broken: %s", strings.Join(s.reports, "\n"))
	}
}

// The server receives reports of violations, so that the other tests can rely on them.
func TestPolicyIsWatched(t *testing.T) {
	s, ctx := serve(t), browse(t)
	s.files["bad/index.html"] = []byte("<!doctype html><title>x</title><p style='color:red'>x<script>1</script>")
	do(t, ctx, chromedp.Navigate(s.url+"bad/"), chromedp.Sleep(500*time.Millisecond))
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reports) < 2 {
		t.Errorf("inline style and script were not reported: %v", s.reports)
	}
}

// No page logs anything to the console, such as an exception or a failed request.
func TestConsole(t *testing.T) {
	s, ctx := serve(t), browse(t)
	for _, page := range pages[:len(pages)-1] {
		watch, cancel := context.WithCancel(ctx)
		messages := chromedp.Console(watch)
		do(t, ctx, chromedp.Navigate(s.url+page), chromedp.Sleep(100*time.Millisecond))
		// This message arrives after all others.
		do(t, ctx, chromedp.Evaluate[chromedp.Void]("console.log('the end')"))
		for m, err := range messages {
			if err != nil {
				t.Fatal(err)
			}
			if m.Text == "the end" {
				break
			}
			t.Errorf("/%s: %s", page, m)
		}
		cancel()
	}
}

// A page has the same contents without scripts.
func TestWithoutScript(t *testing.T) {
	s, ctx := serve(t), browse(t)
	const words = `[...document.querySelectorAll("[data-ago] > span, .tools, #_zone, .of, .copy-field button, #_search, #_results, [data-running] dt")].forEach(e => e.remove()),
		[...document.querySelectorAll("time[data-relative][title]")].forEach(e => e.textContent = e.title), document.body.innerText.replace(/\s+/g, " ")`
	clock(t, ctx, built)
	for _, page := range pages {
		do(t, ctx, chromedp.Navigate(s.url+page))
		with := eval[string](t, ctx, words)
		off := func(value bool) {
			if _, err := chromedp.Call(within(t, ctx), emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: value}); err != nil {
				t.Fatal(err)
			}
		}
		off(true)
		do(t, ctx, chromedp.Navigate(s.url+page))
		off(false) // for the question; the page is loaded
		if without := eval[string](t, ctx, words); without != with {
			t.Errorf("/%s has other contents without scripts:\n%s\n%s", page, without, with)
		}
	}
}

// Scripts add relative times, and a choice of colour scheme that persists.
func TestScript(t *testing.T) {
	s, ctx := serve(t), browse(t)
	scheme(t, ctx, "light")
	do(t, ctx, chromedp.EmulateViewport(375, 800), chromedp.Navigate(s.url))
	const updated = `(t => t.innerText + " | " + t.title)(document.querySelector(".verdict time"))`
	if ago := eval[string](t, ctx, updated); !strings.HasSuffix(ago, " | Nov 23, 2026, 14:20 EST") || strings.HasPrefix(ago, "Nov") {
		t.Errorf("updated %q", ago)
	}
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`(s => { s.value = "dark"; s.dispatchEvent(new Event("change")); })(document.querySelector(".scheme select"))`), chromedp.Navigate(s.url+"history/"))
	if got := eval[string](t, ctx, "document.documentElement.dataset.scheme"); got != "dark" {
		t.Errorf("the choice did not persist: %q", got)
	}
}

// The first Tab key reaches the link that skips the header, and focus is visible.
func TestKeyboard(t *testing.T) {
	s, ctx := serve(t), browse(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url), chromedp.KeyEvent("\t"))
	if text := eval[string](t, ctx, "document.activeElement.innerText"); text != "Skip to content" {
		t.Errorf("the first tab stop is %q", text)
	}
	if top := eval[float64](t, ctx, "document.activeElement.getBoundingClientRect().top"); top < 0 {
		t.Error("the skip link is not visible while it has the focus")
	}
	do(t, ctx, chromedp.KeyEvent("\r"), chromedp.KeyEvent("\t"))
	if !eval[bool](t, ctx, `document.querySelector("main").contains(document.activeElement)`) {
		t.Error("after the skip link the focus is not in the main part")
	}
	if width := eval[string](t, ctx, "getComputedStyle(document.activeElement).outlineWidth"); width != "3px" {
		t.Errorf("the focus has an outline of %s", width)
	}
}
