package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"statuary/internal/diag"
)

func site(files ...string) map[string][]byte {
	m := map[string][]byte{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = []byte(files[i+1])
	}
	return m
}

// show serves the given files from now on.
func show(s *Server, files map[string][]byte) int {
	n := s.Next()
	for name, data := range files {
		n.Put(name, data)
	}
	return n.Show()
}

func sample() map[string][]byte {
	return site(
		"index.html", "<html><body>home</body></html>", "404.html", "<body>lost</body>", "history/index.html", "<body>history",
		"assets/style.0a1b.css", "a{}", "history.atom", "<feed/>", "history.rss", "<rss/>", "robots.txt", "x", "data.json", "{}", "x.ics", "x", "noext", "x",
	)
}

func get(t *testing.T, s http.Handler, target string, change ...func(*http.Request)) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "localhost:8080"
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The server answers as a static host does.
func TestStatic(t *testing.T) {
	s := New(Options{Root: "/status/"})
	show(s, sample())
	for _, c := range []struct {
		path     string
		status   int
		typ, has string
		location string
	}{
		{"/status/", 200, "text/html; charset=utf-8", "home<script src=\"/_statuary/live.js\" data-site=\"", ""},
		{"/status/history/", 200, "text/html; charset=utf-8", "history<script", ""},
		{"/status/history?x=1", 301, "", "", "/status/history/?x=1"},
		{"/status/nowhere", 404, "text/html; charset=utf-8", "lost<script", ""},
		{"/status/assets/", 404, "text/html; charset=utf-8", "lost", ""}, // not listed
		{"/status/../index.html", 404, "text/html; charset=utf-8", "lost", ""},
		{"/elsewhere", 404, "text/html; charset=utf-8", "lost", ""},
		{"/", 302, "", "", "/status/"},
		{"/status", 302, "", "", "/status/"},
		{"/status/assets/style.0a1b.css", 200, "text/css; charset=utf-8", "a{}", ""},
		{"/status/history.atom", 200, "application/atom+xml; charset=utf-8", "<feed/>", ""},
		{"/status/history.rss", 200, "application/rss+xml; charset=utf-8", "<rss/>", ""},
		{"/status/data.json", 200, "application/json; charset=utf-8", "{}", ""},
		{"/status/x.ics", 200, "text/calendar; charset=utf-8", "x", ""},
		{"/status/noext", 200, "application/octet-stream", "x", ""},
		{"/_statuary/live.js", 200, "text/javascript; charset=utf-8", "EventSource", ""},
		{"/_statuary/other", 404, "text/plain; charset=utf-8", "", ""},
	} {
		r := get(t, s, c.path)
		if r.StatusCode != c.status || r.Header.Get("Location") != c.location || c.typ != "" && r.Header.Get("Content-Type") != c.typ {
			t.Errorf("%s: %d %s %s", c.path, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Location"))
		}
		if b := body(t, r); !strings.Contains(b, c.has) {
			t.Errorf("%s: %q", c.path, b)
		}
	}
	if got := string(sample()["index.html"]); strings.Contains(got, "script") {
		t.Error("the script is in the file")
	}
	head := get(t, s, "/status/nowhere", func(r *http.Request) { r.Method = http.MethodHead })
	if b := body(t, head); head.StatusCode != 404 || b != "" {
		t.Errorf("HEAD: %d %q", head.StatusCode, b)
	}
}

// Other machines and origins cannot read the preview.
func TestForeignHostsAreRefused(t *testing.T) {
	s, open := New(Options{Root: "/", Hosts: []string{"box.example.org"}}), New(Options{Root: "/", AnyIP: true})
	show(s, sample())
	show(open, sample())
	for _, c := range []struct {
		host            string
		loopback, bound int // status if listening on the loopback, and on all addresses
	}{
		{"localhost:8080", 200, 200},
		{"LOCALHOST", 200, 200},
		{"x.localhost:1", 200, 200},
		{"127.0.0.1:8080", 200, 200},
		{"127.9.9.9", 200, 200},
		{"[::1]:8080", 200, 200},
		{"box.example.org:8080", 200, 403},
		{"evil.example.com:8080", 403, 403},
		{"localhost.evil.example.com", 403, 403},
		{"127.0.0.1.evil.example.com", 403, 403},
		{"192.168.1.5:8080", 403, 200},
		{"", 403, 403},
	} {
		named := func(r *http.Request) { r.Host = c.host }
		for _, path := range []string{"/", "/_statuary/events?", "/_statuary/problems"} {
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
			r1 := get(t, s, path, named, func(r *http.Request) { *r = *r.WithContext(ctx) })
			r2 := get(t, open, path, named, func(r *http.Request) { *r = *r.WithContext(ctx) })
			cancel()
			if r1.StatusCode != c.loopback || r2.StatusCode != c.bound {
				t.Errorf("%s%s: %d and %d", c.host, path, r1.StatusCode, r2.StatusCode)
			}
			if r1.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("other origins may read the preview")
			}
		}
	}
	if r := get(t, s, "/", func(r *http.Request) { r.Method = http.MethodPost }); r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
		t.Error("POST:", r.StatusCode)
	}
}

// listen returns a function that reads the next state sent to a browser.
func listen(t *testing.T, s *Server) (next func() state) {
	t.Helper()
	server := httptest.NewServer(s)
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/_statuary/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		resp.Body.Close()
		server.Close()
	})
	if typ := resp.Header.Get("Content-Type"); typ != "text/event-stream" {
		t.Error(typ)
	}
	lines := bufio.NewScanner(resp.Body)
	return func() state {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var v state
				if err := json.Unmarshal([]byte(data), &v); err != nil {
					t.Fatal(err)
				}
				return v
			}
		}
		t.Fatal("the stream has ended", lines.Err())
		return state{}
	}
}

func TestEvents(t *testing.T) {
	s := New(Options{Root: "/"})
	next := listen(t, s)
	if v := next(); v.Problems != 0 || !strings.HasSuffix(v.Site, "-0") {
		t.Errorf("before the first build: %+v", v)
	}
	show(s, sample())
	first := next()
	if !strings.HasSuffix(first.Site, "-1") {
		t.Errorf("the first site: %+v", first)
	}
	s.ShowProblems(diag.List{{Text: "one"}, {Text: "two"}})
	if v := next(); v.Problems != 2 || v.Site != first.Site {
		t.Errorf("problems: %+v", v)
	}
	// Fixed without a change of the site: the problems are gone, and the site is the same.
	if n := show(s, sample()); n != 0 {
		t.Errorf("%d files changed", n)
	}
	if v := next(); v.Problems != 0 || v.Site != first.Site {
		t.Errorf("fixed: %+v", v)
	}
	files := sample()
	files["index.html"] = []byte("<body>new</body>")
	if n := show(s, files); n != 1 {
		t.Errorf("%d files changed", n)
	}
	if v := next(); v.Site == first.Site || v.Previous != first.Site || v.Styles != nil {
		t.Errorf("changed: %+v", v)
	}
	// Nothing is sent if nothing has changed.
	show(s, files)
	show(s, sample())
	if v := next(); !strings.HasSuffix(v.Site, "-3") {
		t.Errorf("once more: %+v", v)
	}
	if again := New(Options{Root: "/"}); again.generation() == s.generation() {
		t.Error("a restarted server has the same generations")
	}
}

// If only style sheets and their names in pages have changed, browsers get the new names.
func TestStyles(t *testing.T) {
	page := func(css, text string) map[string][]byte {
		return site("index.html", `<link href="/assets/style.`+css+`.css">`+text, "404.html", `<link href="/assets/style.`+css+`.css">`,
			"assets/style."+css+".css", css, "assets/site.1.js", "x")
	}
	for _, c := range []struct {
		name     string
		old, new map[string][]byte
		styles   map[string]string
	}{
		{"style alone", page("aa", "x"), page("bb", "x"), map[string]string{"style.aa.css": "style.bb.css"}},
		{"and a word", page("aa", "x"), page("bb", "y"), nil},
		{"a word alone", page("aa", "x"), page("aa", "y"), nil},
		{"a new file", page("aa", "x"), func() map[string][]byte { m := page("bb", "x"); m["new"] = []byte("x"); return m }(), nil},
		{"a file gone", page("aa", "x"), func() map[string][]byte { m := page("bb", "x"); delete(m, "assets/site.1.js"); return m }(), nil},
		{"another sheet", page("aa", "x"), func() map[string][]byte { m := page("aa", "x"); m["assets/more.1.css"] = []byte("x"); return m }(), nil},
	} {
		s := New(Options{Root: "/"})
		show(s, c.old)
		changed := show(s, c.new)
		if styles := s.styles; changed == 0 || len(styles) != len(c.styles) || styles["style.aa.css"] != c.styles["style.aa.css"] {
			t.Errorf("%s: %d %v", c.name, changed, styles)
		}
	}
}

// The page of problems shows everything that a person needs, escaped.
func TestProblemsPage(t *testing.T) {
	s := New(Options{Root: "/"})
	if r := get(t, s, "/"); r.StatusCode != 503 || !strings.Contains(body(t, r), "The site is being built") {
		t.Error("before the first build:", r.StatusCode)
	}
	s.ShowProblems(diag.List{
		{Pos: diag.Pos{File: "content/x.md", Line: 3, Col: 5}, Text: "unknown <b>status</b>", Hint: "did you mean this?", Source: "    <script>"},
		{Text: "odd", Warning: true},
	})
	r := get(t, s, "/anything/at/all")
	page := body(t, r)
	if r.StatusCode != 503 {
		t.Error(r.StatusCode)
	}
	for _, want := range []string{
		"content/x.md:3:5", "unknown &lt;b&gt;status&lt;/b&gt;", "hint: did you mean this?", "    &lt;script&gt;\n<span class=\"caret\">    ^</span>",
		`<span class="warning">warning</span> odd`, "2 problems", "data-alone",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	show(s, sample())
	s.ShowProblems(diag.List{{Text: "odd"}})
	if r := get(t, s, "/"); r.StatusCode != 200 || !strings.Contains(body(t, r), "home") {
		t.Error("the last good site is no longer served")
	}
	if page := body(t, get(t, s, "/_statuary/problems")); !strings.Contains(page, "odd") || strings.Contains(page, "data-alone") {
		t.Error(page)
	}
}

// Other sites may read documents and feeds, as on the published site, but no pages, and nothing of
// a preview with drafts.
func TestOtherOrigins(t *testing.T) {
	files := map[string][]byte{}
	for name := range contentTypes {
		files["a"+name] = []byte("x")
	}
	files["404.html"] = []byte("gone")
	shares := 0
	for _, share := range []bool{true, false} {
		s := New(Options{Root: "/x/", Share: share})
		show(s, files)
		for name := range files {
			got := get(t, s, "/x/"+name).Header.Get("Access-Control-Allow-Origin")
			if want := share && strings.Contains(" .json .atom .rss .ics .svg .txt ", " "+path.Ext(name)+" "); (got == "*") != want || got != "" && got != "*" {
				t.Errorf("share %v: %s: %q", share, name, got)
			} else if want {
				shares++
			}
		}
		for _, name := range []string{"/_statuary/problems", "/_statuary/live.js", "/x/gone.json"} {
			if got := get(t, s, name).Header.Get("Access-Control-Allow-Origin"); got != "" {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
	if shares != 6 {
		t.Errorf("%d types are shared", shares)
	}
}
