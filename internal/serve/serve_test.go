package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"statuary/internal/diag"
)

// files is a site whose files exist already.
type files map[string][]byte

func (f *files) Has(path string) bool { return (*f)[path] != nil }

func (f *files) Read(path string) ([]byte, error) {
	if (*f)[path] == nil {
		return nil, fs.ErrNotExist
	}
	if text, broken := strings.CutPrefix(string((*f)[path]), "broken: "); broken {
		return nil, diag.List{{Text: text}}
	}
	return (*f)[path], nil
}

func (f *files) Key(path string) any {
	if (*f)[path] == nil {
		return nil
	}
	return string((*f)[path])
}

func (f *files) Assets() map[string]any {
	keys := map[string]any{}
	for name := range *f {
		if path.Ext(name) != ".html" {
			keys[name] = f.Key(name)
		}
	}
	return keys
}

func site(files ...string) map[string][]byte {
	m := map[string][]byte{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = []byte(files[i+1])
	}
	return m
}

// show serves the given files from now on.
func show(s *Server, f files) *files {
	s.Show(&f)
	return &f
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
			ctx, cancel := context.WithCancel(context.Background())
			cancel() // a stream of events has begun, and ends at once
			r1 := get(t, s, path, named, func(r *http.Request) { *r = *r.WithContext(ctx) })
			r2 := get(t, open, path, named, func(r *http.Request) { *r = *r.WithContext(ctx) })
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

// listen returns a function that reads the next state sent to a browser that shows a page.
func listen(t *testing.T, s *Server, page string) (next func() state) {
	t.Helper()
	server := httptest.NewServer(s)
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/_statuary/events?page="+url.QueryEscape(page), nil)
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
	next, other := listen(t, s, "/"), listen(t, s, "/history/")
	before := next()
	if before.Problems != 0 || before.Version != 0 {
		t.Errorf("before the first build: %+v", before)
	}
	other()
	show(s, sample())
	first, quiet := next(), other()
	if first.Site == before.Site || first.Previous != before.Site || first.Site == quiet.Site {
		t.Errorf("the first site: %+v", first)
	}
	if page := body(t, get(t, s, "/")); !strings.Contains(page, `data-site="`+first.Site+`"`) {
		t.Errorf("the page has another version than %s: %s", first.Site, page)
	}
	s.ShowProblems(diag.List{{Text: "one"}, {Text: "two"}})
	if v := next(); v.Problems != 2 || v.Site != first.Site {
		t.Errorf("problems: %+v", v)
	}
	// Fixed without a change of the site: the problems are gone, and the site is the same.
	show(s, sample())
	if v := next(); v.Problems != 0 || v.Site != first.Site {
		t.Errorf("fixed: %+v", v)
	}
	files := sample()
	files["index.html"] = []byte("<body>new</body>")
	show(s, files)
	if v := next(); v.Site == first.Site || v.Previous != first.Site || v.Styles != nil {
		t.Errorf("changed: %+v", v)
	}
	// Nothing is sent if the page has not changed.
	show(s, files)
	files = sample()
	files["history/index.html"] = []byte("<body>old")
	show(s, files)
	if v := next(); v.Site != first.Site {
		t.Errorf("as at first: %+v", v)
	}
	for _, problems := range []int{2, 0} { // of these it heard as well
		if v := other(); v.Problems != problems || v.Site != quiet.Site {
			t.Errorf("another page: %+v", v)
		}
	}
	if v := other(); v.Site == quiet.Site {
		t.Errorf("another page has changed: %+v", v)
	}
	again := New(Options{Root: "/"})
	show(again, sample())
	if v := listen(t, again, "/")(); v.Site == first.Site {
		t.Error("a restarted server has the same versions")
	}
}

// A page is loaded again if a file has changed that it may show, but not for a feed.
func TestFilesOfPages(t *testing.T) {
	s := New(Options{Root: "/"})
	f := sample()
	show(s, f)
	version := func() string { return listen(t, s, "/")().Site }
	for _, c := range []struct {
		name, text string
		reload     bool
	}{
		{"a.png", "1", true}, {"a.png", "1", false}, {"a.png", "2", true}, {"feed.atom", "2", false}, {"style.css", "b", true}, {"a.png", "", true},
	} {
		before := version()
		f = maps.Clone(f)
		if f[c.name] = []byte(c.text); c.text == "" {
			delete(f, c.name)
		}
		show(s, f)
		if reload := version() != before; reload != c.reload {
			t.Errorf("%s %s: %v", c.name, c.text, reload)
		}
	}
}

// A generated picture counts if a browser has asked for it.
func TestGeneratedPictures(t *testing.T) {
	s := New(Options{Root: "/"})
	picture := func(text string) pictures {
		return pictures{&files{"index.html": []byte("x"), "404.html": []byte("x"), "a.svg": []byte(text)}}
	}
	version := func() string { return listen(t, s, "/")().Site }
	s.Show(picture("1"))
	first := version()
	s.Show(picture("2"))
	if version() != first {
		t.Error("nobody has seen the picture")
	}
	get(t, s, "/a.svg")
	s.Show(picture("2"))
	if version() != first {
		t.Error("it is the same")
	}
	s.Show(picture("3"))
	if version() == first {
		t.Error("it has changed")
	}
}

// pictures is a site whose pictures are rendered.
type pictures struct{ *files }

func (pictures) Assets() map[string]any { return nil }

// A site with a page that can't be rendered is withdrawn: the last good one is served, or the problem
// if there is none.
func TestWithdraw(t *testing.T) {
	s := New(Options{Root: "/"})
	broken := sample()
	broken["index.html"] = []byte("broken: row.html has an error")
	broken["history/index.html"] = []byte("new")
	show(s, broken)
	if r := get(t, s, "/history/"); r.StatusCode != 200 {
		t.Error("a page that can be rendered is not served:", r.StatusCode)
	}
	if r := get(t, s, "/"); r.StatusCode != 503 || !strings.Contains(body(t, r), "row.html has an error") {
		t.Error("no site was good before:", r.StatusCode)
	}
	good := show(s, sample())
	s.Keep(good)
	next, quiet := listen(t, s, "/"), listen(t, s, "/history/")
	first := next()
	version := quiet().Site
	bad := show(s, broken)
	if page := body(t, get(t, s, "/history/")); !strings.HasPrefix(page, "new") {
		t.Error("the new site is not served:", page)
	}
	if v := next(); v.Problems != 1 || v.Site != first.Site { // its page can't be rendered
		t.Errorf("%+v, at first %+v", v, first)
	}
	for v := quiet(); v.Problems != 1 || v.Site != version; {
		v = quiet()
	}
	if page := body(t, get(t, s, "/history/")); !strings.HasPrefix(page, "<body>history") {
		t.Error("the good site is not served:", page)
	}
	s.Keep(bad) // too late
	s.Withdraw(bad, nil)
	if page := body(t, get(t, s, "/_statuary/problems")); !strings.Contains(page, "row.html has an error") {
		t.Error(page)
	}
	show(s, sample())
	if v := next(); v.Problems != 0 || v.Site != first.Site {
		t.Errorf("fixed: %+v", v)
	}
}

// However much is read, only a bounded part of it is kept.
func TestKeptIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := newKept()
		for range rapid.IntRange(1, 60).Draw(t, "files") {
			name := strconv.Itoa(rapid.IntRange(0, 30).Draw(t, "name"))
			f := file{key: rapid.IntRange(0, 2).Draw(t, "key"), data: make([]byte, rapid.IntRange(0, largestKept+1).Draw(t, "size"))}
			k.add(name, f)
			if got, ok := k.get(name, f.key); ok != (len(f.data) <= largestKept) || ok && len(got.data) != len(f.data) {
				t.Fatalf("%d bytes were added, %v", len(f.data), ok)
			}
			if _, ok := k.get(name, 3); ok {
				t.Fatal("the file has another key")
			}
			sum := 0
			k.each(func(_ string, f file) { sum += len(f.data) })
			if sum != k.bytes || sum > keptBytes {
				t.Fatalf("%d bytes are kept, %d counted", sum, k.bytes)
			}
		}
	})
}

// Work in the background waits while a browser waits.
func TestIdle(t *testing.T) {
	s := New(Options{Root: "/"})
	s.Idle(context.Background())
	s.begin()
	s.begin()
	done, cancel := context.WithCancel(context.Background())
	cancel()
	s.Idle(done)
	idle := make(chan bool)
	go func() {
		s.Idle(context.Background())
		idle <- true
	}()
	s.end()
	select {
	case <-idle:
		t.Error("a request is being answered")
	default:
	}
	s.end()
	<-idle
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
		next := listen(t, s, "/")
		next()
		for name := range c.old {
			get(t, s, "/"+name)
		}
		show(s, c.new)
		if v := next(); len(v.Styles) != len(c.styles) || v.Styles["style.aa.css"] != c.styles["style.aa.css"] {
			t.Errorf("%s: %v", c.name, v)
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
