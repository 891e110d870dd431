package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

func TestBucket(t *testing.T) {
	for _, prefix := range []string{"", "a/status/"} {
		t.Run("prefix="+prefix, func(t *testing.T) {
			publishtest.Run(t, func(t *testing.T) publishtest.Place {
				p := newPlace(t)
				return publishtest.Place{
					Target: func() publish.Target { return p.target(prefix) },
					Read: func() map[string]string {
						files := map[string]string{}
						for key, o := range p.objects(prefix) {
							files[key] = o.Body
						}
						return files
					},
					Stamp: p.Stamp,
					Write: func(path, content string) { p.Write(prefix+path, content) },
					Break: func() { p.Write(prefix+manifestKey, "{half a man") },
					Flat:  true,
					Remember: func(m *publish.Memory) publish.Target {
						b := p.target(prefix)
						b.Memory = m
						return b
					},
					Blind: true,
				}
			})
		})
	}
}

func TestHeaders(t *testing.T) {
	p := newPlace(t)
	files := []string{
		"index.html", "<p>home", "incidents/a/index.html", "<p>a", "history.atom", "<feed/>", "history.rss", "<rss/>", "maintenance.ics", "BEGIN:VCALENDAR",
		"api/v2/summary.json", "{}", "assets/style.0123456789.css", "a{}", "assets/favicon.svg", "<svg/>", "badge.svg", "<svg/>", "pic.PNG", "png", "_headers", "/*",
		"CNAME", "x", "data.bin", "x", "sitemap.xml", "<x/>", ".nojekyll", "",
	}
	publishtest.MustSync(t, p.target(""), files...)
	const page, file, forever = "public, max-age=60", "public, max-age=3600", "public, max-age=31536000, immutable"
	got := p.objects("")
	for name, want := range map[string][2]string{
		"index.html": {"text/html; charset=utf-8", page}, "incidents/a/index.html": {"text/html; charset=utf-8", page},
		"history.atom": {"application/atom+xml; charset=utf-8", page}, "history.rss": {"application/rss+xml; charset=utf-8", page},
		"maintenance.ics": {"text/calendar; charset=utf-8", page}, "api/v2/summary.json": {"application/json", page},
		"assets/style.0123456789.css": {"text/css; charset=utf-8", forever}, "assets/favicon.svg": {"image/svg+xml", file}, "badge.svg": {"image/svg+xml", page},
		"pic.PNG": {"image/png", file}, "_headers": {"text/plain; charset=utf-8", page}, "CNAME": {"text/plain; charset=utf-8", page},
		"data.bin": {"application/octet-stream", file}, "sitemap.xml": {"application/xml", page}, ".nojekyll": {"text/plain; charset=utf-8", page},
	} {
		if o := got[name]; o.ContentType != want[0] || o.CacheControl != want[1] || o.Encoding != "" {
			t.Errorf("%s: %+v", name, o)
		}
	}

	// A change of a header alone is noticed; other files are not sent again.
	b := p.target("")
	b.Cache = "public, max-age=5"
	plan := publishtest.MustSync(t, b, files...)
	if len(plan.Add) != 0 || len(plan.Keep) != 4 {
		t.Errorf("changed %v, kept %v", plan.Change, plan.Keep)
	}
	if o := p.objects("")["history.atom"]; o.CacheControl != "public, max-age=5" {
		t.Errorf("%+v", o)
	}

	// Files are compressed only on request, and only those of text types.
	for _, encoding := range []string{"gzip", "br"} {
		b = p.target("")
		b.Encoding = encoding
		publishtest.MustSync(t, b, "index.html", strings.Repeat("<p>home", 100), "pic.png", strings.Repeat("png", 100))
		got = p.objects("")
		if o := got["index.html"]; o.Encoding != encoding || len(o.Body) > 100 {
			t.Errorf("%s: %q is sent in %d bytes", encoding, o.Encoding, len(o.Body))
		}
		if o := got["pic.png"]; o.Encoding != "" || len(o.Body) != 300 {
			t.Errorf("%s: %+v", encoding, o)
		}
	}
}

// All sends files again that the manifest lists, because somebody may have deleted them.
func TestAllSendsEveryFile(t *testing.T) {
	p := newPlace(t)
	publishtest.MustSync(t, p.target(""), "index.html", "1")
	p.Write("index.html", "theirs")
	if plan := publishtest.MustSync(t, p.target(""), "index.html", "1"); !plan.Nothing() {
		t.Error(plan)
	}
	b := p.target("")
	b.All = true
	publishtest.MustSync(t, b, "index.html", "1")
	if got := p.objects("")["index.html"].Body; got != "1" {
		t.Error(got)
	}
}

func TestCleanNames(t *testing.T) {
	for _, c := range []struct{ path, forms, want string }{
		{"incidents/a/index.html", "slash bare html", "incidents/a/ incidents/a incidents/a.html"},
		{"incidents/a/index.html", "html", "incidents/a.html"},
		{"incidents/a/index.html", "", ""},
		{"index.html", "slash bare html", ""}, // the prefix itself
		{"404.html", "slash bare html", ""},
		{"a/feed.atom", "slash", ""},
	} {
		if got := strings.TrimSpace(strings.Join(cleanNames(c.path, strings.Fields(c.forms)), " ")); got != c.want {
			t.Errorf("%s %s: %q", c.path, c.forms, got)
		}
	}
	// Additional names are deleted with the page and with the option.
	p := newPlace(t)
	target := func(forms ...string) *Bucket {
		b := p.target("s/")
		b.CleanURLs = forms
		return b
	}
	keys := func() string {
		var list []string
		for key := range p.objects("s/") {
			list = append(list, key)
		}
		return strings.Join(sorted(list), " ")
	}
	publishtest.MustSync(t, target("html"), "a/index.html", "A", "b/index.html", "B", "b.html", "real")
	if got := keys(); got != "a.html a/index.html b.html b/index.html" {
		t.Error(got)
	}
	if o := p.objects("s/"); o["a.html"].Body != "A" || o["a.html"].ContentType != "text/html; charset=utf-8" || o["b.html"].Body != "real" {
		t.Errorf("%+v", o)
	}
	publishtest.MustSync(t, target("html"), "b/index.html", "B", "b.html", "real")
	if got := keys(); got != "b.html b/index.html" {
		t.Error(got)
	}
	publishtest.MustSync(t, target(), "b/index.html", "B", "b.html", "real")
	if got := keys(); got != "b.html b/index.html" {
		t.Error(got)
	}
}

// Errors of the store are explained, with hints.
func TestErrorsAreExplained(t *testing.T) {
	p := newPlace(t)
	try := func(b *Bucket) (string, string) {
		_, err := publishtest.Sync(b, "index.html", "1")
		var r *diag.Error
		if !errors.As(err, &r) {
			t.Errorf("%v", err)
			return "", ""
		}
		return r.Text, r.Hint
	}
	b := p.target("")
	b.Name = "nowhere"
	if text, _ := try(b); text != `bucket "nowhere" does not exist` {
		t.Error(text)
	}
	publishtest.Credentials(t, "wrong")
	b = p.target("")
	b.Client = p.connect()
	if text, hint := try(b); text != "the store does not accept the secret access key" || !strings.Contains(hint, "AWS_SECRET_ACCESS_KEY") {
		t.Error(text, hint)
	}
	publishtest.Credentials(t, publishtest.SecretKey)
	t.Setenv("AWS_ACCESS_KEY_ID", "somebody")
	b.Client = p.connect()
	if text, _ := try(b); text != "unknown access key" {
		t.Error(text)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	b.Client = p.connect()
	if text, _ := try(b); text != "no credentials found" {
		t.Error(text)
	}
	if len(p.objects("")) != 0 {
		t.Error("something was written")
	}
}

func TestInterrupted(t *testing.T) {
	p := newPlace(t)
	publishtest.MustSync(t, p.target(""), "index.html", "1", "old/index.html", "old")
	stop := errors.New("stopped")
	b := p.target("")
	b.failAt = func(_ context.Context, stage string) error {
		if stage == "step 3" {
			return stop
		}
		return nil
	}
	next := []string{"index.html", "2", "new/index.html", "new", "assets/a.0123456789.css", "a{}"}
	if _, err := publishtest.Sync(b, next...); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	// New files have been sent, and existing ones are unchanged.
	got := p.objects("")
	if got["index.html"].Body != "1" || got["old/index.html"].Body != "old" || got["new/index.html"].Body != "new" {
		t.Errorf("%+v", got)
	}
	// The next publication sends only the rest, and invalidates everything.
	var invalidated []string
	b = p.target("")
	b.Root, b.Changed = "/x/", invalidator(func(paths []string) { invalidated = paths })
	plan := publishtest.MustSync(t, b, next...)
	if strings.Join(publish.Paths(plan.Keep), " ") != "assets/a.0123456789.css new/index.html" || len(plan.Change) != 1 || len(plan.Delete) != 1 {
		t.Errorf("%+v", plan)
	}
	if strings.Join(invalidated, " ") != "/x/*" {
		t.Error(invalidated)
	}
	if got := p.objects(""); len(got) != 3 || got["index.html"].Body != "2" {
		t.Errorf("%+v", got)
	}
}

type invalidator func(paths []string)

func (i invalidator) Invalidate(_ context.Context, _ string, paths []string) error {
	i(paths)
	return nil
}

// After a publication that was stopped while it deleted files, publishing the old site again
// restores them.
func TestRestoreAfterInterrupted(t *testing.T) {
	p := newPlace(t)
	one := []string{"index.html", "1", "old/index.html", "old"}
	publishtest.MustSync(t, p.target(""), one...)
	stop := errors.New("stopped")
	b := p.target("")
	b.failAt = func(_ context.Context, stage string) error {
		if stage == "invalidate" {
			return stop
		}
		return nil
	}
	if _, err := publishtest.Sync(b, "index.html", "2"); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	publishtest.MustSync(t, p.target(""), one...)
	if got := p.objects(""); len(got) != 2 || got["old/index.html"].Body != "old" || got["index.html"].Body != "1" {
		t.Errorf("%+v", got)
	}
}

// A running publisher is not disturbed. One without a heartbeat is replaced, and notices that.
func TestHeartbeat(t *testing.T) {
	p := newPlace(t)
	target := func() *Bucket {
		b := p.target("")
		b.Lease = 4 * time.Second
		return b
	}
	var second, third error
	b := target()
	b.failAt = func(_ context.Context, stage string) error {
		if stage == "delete" {
			other := target()
			other.Lease = time.Hour // it ends its wait at the first heartbeat
			_, second = publishtest.Sync(other, "index.html", "2")
		}
		return nil
	}
	if _, err := publishtest.Sync(b, "index.html", "1"); err != nil {
		t.Error(err)
	}
	if !errors.Is(second, ErrBusy) {
		t.Error("the second: ", second)
	}
	// No heartbeat.
	b = target()
	b.Lease = time.Hour
	b.failAt = func(_ context.Context, stage string) error {
		if stage == "delete" {
			_, third = publishtest.Sync(target(), "index.html", "3")
		}
		return nil
	}
	if _, err := publishtest.Sync(b, "index.html", "2"); !errors.Is(err, ErrTaken) {
		t.Error("the publisher without a heartbeat: ", err)
	}
	if third != nil {
		t.Error("the publisher that took over: ", third)
	}
	if got := p.objects("")["index.html"].Body; got != "3" {
		t.Error(got)
	}
	// A publisher that sleeps meanwhile notices at its next heartbeat.
	b = target()
	b.Lease = 16 * time.Second // a heartbeat every 4 s, and the other publisher waits for 2 s
	b.failAt = func(ctx context.Context, stage string) error {
		if stage == "delete" {
			quick := target()
			quick.Lease = 2 * time.Second
			err := error(ErrBusy)
			for errors.Is(err, ErrBusy) { // it saw a heartbeat while it waited
				_, err = publishtest.Sync(quick, "index.html", "5")
			}
			if err != nil {
				return err
			}
			<-ctx.Done()
		}
		return nil
	}
	if _, err := publishtest.Sync(b, "index.html", "4"); !errors.Is(err, ErrTaken) {
		t.Error("the publisher that slept: ", err)
	}
	if got := p.objects("")["index.html"].Body; got != "5" {
		t.Error(got)
	}
}

// A first publication that was killed just before its end is resumed.
func TestResumed(t *testing.T) {
	p := newPlace(t)
	var files []string
	for n := range 50 {
		files = append(files, fmt.Sprintf("p%d/index.html", n), fmt.Sprint("page ", n))
	}
	files = append(files, "index.html", "home")
	b := p.target("")
	b.CleanURLs = []string{"html"}
	// Some stores list times in whole seconds; files of the first second count as old.
	killed := errors.New("killed")
	b.failAt = func(_ context.Context, stage string) error {
		switch stage {
		case "step 0":
			time.Sleep(1100 * time.Millisecond)
		case fmt.Sprint("step ", int(publish.HomePage)):
			panic(killed)
		}
		return nil
	}
	func() {
		defer func() {
			if recover() != any(killed) {
				t.Error("it was not killed")
			}
		}()
		_, _ = publishtest.Sync(b, files...)
	}()
	b = p.target("")
	b.CleanURLs = []string{"html"}
	b.Lease = 3 * time.Second
	plan := publishtest.MustSync(t, b, files...)
	if len(plan.Keep) != 50 || len(plan.Add)+len(plan.Change) != 1 {
		t.Errorf("kept %d, added %v, changed %v", len(plan.Keep), plan.Add, plan.Change)
	}
	if got := p.objects(""); len(got) != 101 {
		t.Errorf("%d objects", len(got))
	}
	b = p.target("")
	b.CleanURLs = []string{"html"}
	if plan := publishtest.MustSync(t, b, files...); !plan.Nothing() {
		t.Errorf("%+v", plan)
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}

// A publication that was stopped before it sent anything has already listed its new files as ours.
// They still count as new, and are sent before the pages that link to them.
func TestOrderAfterInterrupted(t *testing.T) {
	p := newPlace(t)
	publishtest.MustSync(t, p.target(""), "index.html", "1", "history/index.html", "1")
	stop := errors.New("stopped")
	next := []string{"index.html", "2", "history/index.html", "2", "incidents/new/index.html", "new"}
	b := p.target("")
	b.failAt = func(context.Context, string) error { return stop }
	if _, err := publishtest.Sync(b, next...); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	b = p.target("")
	looked := false
	b.failAt = func(_ context.Context, stage string) error {
		if stage == fmt.Sprint("step ", int(publish.ChangedPages)) {
			looked = true
			if got := p.objects(""); got["incidents/new/index.html"].Body != "new" || got["history/index.html"].Body != "1" {
				t.Errorf("%+v", got)
			}
		}
		return nil
	}
	publishtest.MustSync(t, b, next...)
	if !looked {
		t.Error("pages were never changed")
	}
}

// Requests are repeated if the store is busy or the connection breaks.
func TestRequestsAreRepeated(t *testing.T) {
	p := newPlace(t)
	target, err := url.Parse(p.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // part of the signature
	}}
	var asked, failed atomic.Int32
	flaky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n := asked.Add(1); {
		case n%5 == 1: // also the very first request
			failed.Add(1)
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>")
		case n%7 == 0:
			failed.Add(1)
			panic(http.ErrAbortHandler) // breaks the connection
		case n%11 == 0: // the request is handled, and the response is lost
			failed.Add(1)
			proxy.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			proxy.ServeHTTP(w, r)
		}
	}))
	defer flaky.Close()
	client, _, err := Connect(context.Background(), Access{Endpoint: flaky.URL, PathStyle: true})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		var files []string
		for n := range 40 {
			files = append(files, fmt.Sprintf("p%d/index.html", n+round), fmt.Sprint(round))
		}
		b := p.target("")
		b.Client, b.Lease = client, 0
		publishtest.MustSync(t, b, files...)
		if got := p.objects(""); len(got) != 40 || got["p10/index.html"].Body != fmt.Sprint(round) {
			t.Errorf("%d objects, %+v", len(got), got["p10/index.html"])
		}
	}
	if failed.Load() < 20 {
		t.Errorf("only %d of %d requests failed", failed.Load(), asked.Load())
	}
}

// The names under which pages are written. The store of the other tests keeps files in folders and
// so cannot have x and x/ next to x/index.html, as a real bucket can. This server only records the
// requests.
func TestCleanKeys(t *testing.T) {
	publishtest.Credentials(t, publishtest.SecretKey)
	var mu sync.Mutex
	var put []string
	stub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "<Error><Code>NoSuchKey</Code></Error>")
			return
		}
		w.Header().Set("ETag", `"x"`)
		mu.Lock()
		defer mu.Unlock()
		if body, _ := io.ReadAll(r.Body); !strings.Contains(r.URL.Path, publish.StateDir) {
			put = append(put, fmt.Sprintf("%s=%s (%s)", r.URL.Path, body, r.Header.Get("Content-Type")))
		}
	}))
	defer stub.Close()
	client, _, err := Connect(context.Background(), Access{Endpoint: stub.URL, PathStyle: true})
	if err != nil {
		t.Fatal(err)
	}
	b := &Bucket{Client: client, Name: "b", Prefix: "s/", CleanURLs: []string{"slash", "bare"}}
	publishtest.MustSync(t, b, "incidents/a/index.html", "A", "index.html", "home", "history.atom", "feed")
	want := []string{
		"/b/s/history.atom=feed (application/atom+xml; charset=utf-8)", "/b/s/incidents/a/index.html=A (text/html; charset=utf-8)",
		"/b/s/incidents/a/=A (text/html; charset=utf-8)", "/b/s/incidents/a=A (text/html; charset=utf-8)",
		"/b/s/index.html=home (text/html; charset=utf-8)", "/b/s/=home (text/html; charset=utf-8)",
	}
	if !slices.Equal(put, want) {
		t.Errorf("%s", strings.Join(put, "\n"))
	}
}
