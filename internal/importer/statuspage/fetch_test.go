package statuspage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"statuary/internal/histories"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
)

// pageServer is a Statuspage with incidents ten days apart, on the loopback interface.
// before can answer requests first.
type pageServer struct {
	*httptest.Server
	incidents int
	timeout   time.Duration                                              // of requests; 0 for a minute
	before    func(w http.ResponseWriter, r *http.Request, nth int) bool // true: it has answered

	mu       sync.Mutex
	seen     map[string]int
	requests atomic.Int64
	now, top atomic.Int64 // at a time
}

var pageNow = time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC)

func newPage(t *testing.T, incidents int) *pageServer {
	p := &pageServer{incidents: incidents, seen: map[string]int{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *pageServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.top.Store(max(p.top.Load(), p.now.Add(1)))
	defer p.now.Add(-1)
	if p.requests.Add(1) > 5000 {
		http.Error(w, "too many", http.StatusTeapot)
		return
	}
	p.mu.Lock()
	p.seen[r.URL.RequestURI()]++
	nth := p.seen[r.URL.RequestURI()]
	p.mu.Unlock()
	time.Sleep(time.Millisecond) // so that requests meet
	if p.before != nil && p.before(w, r, nth) {
		return
	}
	p.serve(w, r)
}

func (p *pageServer) at(n int) time.Time { return pageNow.AddDate(0, 0, -10*n-1) }

func code(n int) string { return fmt.Sprintf("c%011d", n) }

func (p *pageServer) record(n int) map[string]any {
	at := p.at(n)
	return map[string]any{
		"id": code(n), "name": fmt.Sprintf("Incident %d", n), "status": "resolved", "impact": "major", "created_at": at, "updated_at": at.Add(time.Hour),
		"resolved_at": at.Add(time.Hour), "started_at": at, "shortlink": "https://stspg.io/" + code(n), "components": []any{map[string]any{"id": "apiapiapi123", "name": "API"}},
		"incident_updates": []any{
			map[string]any{"status": "resolved", "body": "Done.", "display_at": at.Add(time.Hour), "affected_components": []any{map[string]any{"code": "apiapiapi123", "name": "API", "new_status": "operational"}}},
			map[string]any{"status": "investigating", "body": "Looking <1% & so on.", "display_at": at, "affected_components": []any{map[string]any{"code": "apiapiapi123", "name": "API", "new_status": "major_outage"}}},
		},
	}
}

func (p *pageServer) serve(w http.ResponseWriter, r *http.Request) {
	page := map[string]any{"id": "pagepagepage", "name": "Acme", "url": p.URL, "time_zone": "Etc/UTC", "updated_at": pageNow, "created_at": p.at(p.incidents)}
	components := []any{map[string]any{"id": "apiapiapi123", "name": "API", "position": 1}}
	send := func(v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	switch name := strings.TrimPrefix(r.URL.Path, "/"); {
	case name == "api/v2/summary.json" || name == "api/v2/components.json":
		send(map[string]any{"page": page, "components": components})
	case name == "api/v2/incidents.json":
		var list []any
		for n := range min(p.incidents, 50) {
			list = append(list, p.record(n))
		}
		send(map[string]any{"page": page, "incidents": list})
	case name == "history.json":
		number := 1
		_, _ = fmt.Sscan(r.URL.Query().Get("page"), &number)
		send(p.history(page, components, number))
	case strings.HasPrefix(name, "incidents/"):
		n := 0
		if _, err := fmt.Sscanf(name, "incidents/c%d.json", &n); err != nil || n >= p.incidents {
			http.NotFound(w, r)
			return
		}
		send(p.record(n))
	default:
		http.NotFound(w, r)
	}
}

func (p *pageServer) history(page, components any, number int) map[string]any {
	var months []any
	for back := 3 * (number - 1); back < 3*number; back++ {
		month := time.Date(pageNow.Year(), pageNow.Month()-time.Month(back), 1, 0, 0, 0, 0, time.UTC)
		rows := []any{}
		for n := range p.incidents {
			if at := p.at(n); at.Year() == month.Year() && at.Month() == month.Month() {
				rows = append(rows, map[string]any{"code": code(n), "name": fmt.Sprintf("Incident %d", n), "message": "Done.", "impact": "major",
					"timestamp": at.Format("Jan <var data-var='date'>_2</var>, <var data-var='time'>15:04</var> - ") + at.Add(time.Hour).Format("<var data-var='time'>15:04</var> UTC")})
			}
		}
		months = append(months, map[string]any{"name": month.Month().String(), "year": month.Year(), "incidents": rows})
	}
	return map[string]any{"page_status": map[string]any{"page": page}, "components": components, "months": months}
}

func get(t *testing.T, p *pageServer, cache string) (*exchange.History, *exchange.Report, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	c := &fetch.Client{HTTP: &http.Client{Timeout: cmp.Or(p.timeout, time.Minute)}, Cache: cache, Pause: time.Millisecond}
	r := &exchange.Report{}
	h, _, err := Fetch(ctx, c, p.URL+"/", exchange.Options{}, r)
	if err == nil {
		h.Check(r)
	}
	return h, r, err
}

// TestFetch tests that the whole history is fetched, page by page, and not only the
// newest 50 incidents.
func TestFetch(t *testing.T) {
	p := newPage(t, 120) // three years and a bit
	h, r, err := get(t, p, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Incidents) != 120 || r.Incidents.Read != 170 || r.Incidents.Merged != 50 {
		t.Errorf("%d incidents, %+v", len(h.Incidents), r.Incidents)
	}
	if top := p.top.Load(); top > fetch.AtOnce {
		t.Errorf("%d requests at a time", top)
	}
	in := h.Incidents[0]
	if in.Updates[0].Message != `Looking \<1% & so on.` || in.Updates[0].Components[0].Status.String() != "major_outage" || len(in.Aliases) != 1 {
		t.Errorf("%+v", in)
	}
}

// TestFetchRetries tests that a request is repeated if the server is busy, fails or
// cuts off its response.
func TestFetchRetries(t *testing.T) {
	for name, before := range map[string]func(w http.ResponseWriter, r *http.Request, nth int) bool{
		"429 with seconds": func(w http.ResponseWriter, _ *http.Request, nth int) bool {
			if nth == 1 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusTooManyRequests)
			}
			return nth == 1
		},
		"429 with a date": func(w http.ResponseWriter, _ *http.Request, nth int) bool {
			if nth == 1 {
				w.Header().Set("Retry-After", time.Now().UTC().Format(http.TimeFormat))
				w.WriteHeader(http.StatusTooManyRequests)
			}
			return nth == 1
		},
		"500": func(w http.ResponseWriter, _ *http.Request, nth int) bool {
			if nth <= 2 {
				w.WriteHeader(http.StatusInternalServerError)
			}
			return nth <= 2
		},
		"cut off": func(w http.ResponseWriter, _ *http.Request, nth int) bool {
			if nth == 1 {
				w.Header().Set("Content-Length", "1000")
				_, _ = w.Write([]byte(`{"page":{"id"`))
			}
			return nth == 1
		},
		"half a document": func(w http.ResponseWriter, _ *http.Request, nth int) bool {
			if nth == 1 {
				_, _ = w.Write([]byte(`{"page":{"id"`))
			}
			return nth == 1
		},
		"slow once": func(w http.ResponseWriter, r *http.Request, nth int) bool {
			if nth == 1 && strings.HasSuffix(r.URL.Path, "summary.json") {
				<-r.Context().Done()
				return true
			}
			return false
		},
		"redirects": func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if !strings.HasPrefix(r.URL.Path, "/moved/") {
				http.Redirect(w, r, "/moved"+r.URL.RequestURI(), http.StatusFound)
				return true
			}
			r.URL.Path = strings.TrimPrefix(r.URL.Path, "/moved")
			return false
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPage(t, 8)
			p.before = before
			if name == "slow once" {
				p.timeout = 5 * time.Second // other requests may take long on a busy machine, and are repeated
			}
			h, r, err := get(t, p, "")
			if err != nil {
				t.Fatal(err)
			}
			if len(h.Incidents) != 8 {
				t.Errorf("%d incidents, %+v", len(h.Incidents), r.Notes)
			}
		})
	}
}

// TestFetchTrouble tests that a document that cannot be fetched is a readable error,
// or is replaced from another source and reported, and that every fetch ends.
func TestFetchTrouble(t *testing.T) {
	const page504 = "<!DOCTYPE html><html><title>504 Gateway Time-out</title></html>"
	blocked := func(paths ...string) func(http.ResponseWriter, *http.Request, int) bool {
		return func(w http.ResponseWriter, r *http.Request, _ int) bool {
			for _, p := range paths {
				if strings.HasPrefix(r.URL.Path, p) {
					_, _ = w.Write([]byte(page504))
					return true
				}
			}
			return false
		}
	}
	t.Run("an HTML page instead of JSON", func(t *testing.T) {
		p := newPage(t, 3)
		p.before = blocked("/api/v2/summary.json")
		_, _, err := get(t, p, "")
		var wrong *fetch.KindError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "expected a document, but the server sent an HTML page") {
			t.Error(err)
		}
	})
	t.Run("no history", func(t *testing.T) {
		p := newPage(t, 60)
		p.before = blocked("/history")
		h, r, err := get(t, p, "")
		if err != nil || len(h.Incidents) != 50 || !noted(r, "only the newest 50") {
			t.Error(err, len(h.Incidents), r.Notes)
		}
	})
	t.Run("HTML history page", func(t *testing.T) {
		p := newPage(t, 60)
		p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if r.URL.Path == "/history.json" {
				http.Error(w, "no", http.StatusForbidden)
				return true
			}
			if r.URL.Path != "/history" {
				return false
			}
			number := 1
			_, _ = fmt.Sscan(r.URL.Query().Get("page"), &number)
			props, _ := json.Marshal(p.history(map[string]any{}, nil, number))
			fmt.Fprintf(w, `<!DOCTYPE html><div data-react-class="HistoryIndex" data-react-props="%s"></div>`, strings.ReplaceAll(string(props), `"`, "&quot;"))
			return true
		}
		h, _, err := get(t, p, "")
		if err != nil || len(h.Incidents) != 60 {
			t.Error(err, len(h.Incidents))
		}
	})
	t.Run("a record that cannot be fetched", func(t *testing.T) {
		p := newPage(t, 60)
		p.before = blocked("/incidents/"+code(55), "/api/v2/incidents/")
		h, r, err := get(t, p, "")
		if err != nil || len(h.Incidents) != 60 || !noted(r, "known only from a list") {
			t.Fatal(err, len(h.Incidents), r.Notes)
		}
		for _, in := range h.Incidents {
			if in.ID == code(55) && (!in.Updates[0].At.Equal(p.at(55).Truncate(time.Minute)) || in.Updates[1].Message != "Done.") {
				t.Errorf("%+v", in)
			}
		}
	})
	t.Run("endless pages", func(t *testing.T) {
		p := newPage(t, 2)
		p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if r.URL.Path != "/history.json" {
				return false
			}
			number := 1
			_, _ = fmt.Sscan(r.URL.Query().Get("page"), &number)
			h := p.history(map[string]any{"created_at": time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)}, nil, number)
			h["months"].([]any)[0].(map[string]any)["incidents"] = []any{map[string]any{"code": fmt.Sprint("x", number), "name": "n", "timestamp": "Aug 1, 10:00 UTC"}}
			_ = json.NewEncoder(w).Encode(h)
			return true
		}
		if _, _, err := get(t, p, ""); err != nil {
			t.Error(err)
		}
		if n := p.requests.Load(); n > 2000 {
			t.Errorf("%d requests", n)
		}
	})
	t.Run("a page without a creation time", func(t *testing.T) {
		p := newPage(t, 3)
		p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if r.URL.Path != "/history.json" {
				return false
			}
			number := 1
			_, _ = fmt.Sscan(r.URL.Query().Get("page"), &number)
			_ = json.NewEncoder(w).Encode(p.history(map[string]any{}, nil, number))
			return true
		}
		r := &exchange.Report{}
		f := &fetcher{Client: &fetch.Client{HTTP: p.Client()}, base: p.URL, c: newCollector(r), docs: &Documents{Files: map[string][]byte{}}}
		if err := f.pages(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := p.requests.Load(); n != 1+emptyPages {
			t.Errorf("%d requests for one page with incidents", n)
		}
	})
	t.Run("a host that ignores ?page=", func(t *testing.T) {
		p := newPage(t, 80)
		p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if n := 0; strings.HasPrefix(r.URL.Path, "/history/page/") {
				if _, err := fmt.Sscanf(r.URL.Path, "/history/page/%d.json", &n); err == nil && n < 12 {
					_ = json.NewEncoder(w).Encode(p.history(map[string]any{}, nil, n))
					return true
				}
			}
			r.URL.RawQuery = ""
			return false
		}
		h, _, err := get(t, p, "")
		if err != nil || len(h.Incidents) != 80 {
			t.Error(err, len(h.Incidents))
		}
	})
	// An error on a later page is a failure, whatever it is, and not the end of the history.
	for what, answer := range map[string]func(http.ResponseWriter){
		"401":              func(w http.ResponseWriter) { http.Error(w, "no", http.StatusUnauthorized) },
		"403":              func(w http.ResponseWriter) { http.Error(w, "no", http.StatusForbidden) },
		"404":              func(w http.ResponseWriter) { http.Error(w, "no", http.StatusNotFound) },
		"410":              func(w http.ResponseWriter) { http.Error(w, "no", http.StatusGone) },
		"500":              func(w http.ResponseWriter) { http.Error(w, "no", http.StatusInternalServerError) },
		"an HTML page":     func(w http.ResponseWriter) { _, _ = w.Write([]byte(page504)) },
		"nothing":          func(http.ResponseWriter) {},
		"half a document":  func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"months": [{"name":`)) },
		"another document": func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"error": "busy"}`)) },
		"a redirect without end": func(w http.ResponseWriter) {
			w.Header().Set("Location", "/history.json?page=2")
			w.WriteHeader(http.StatusFound)
		},
		"a connection that closes": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		for _, list := range []string{"/history.json", "/history"} {
			t.Run("page 2 of "+list+": "+what, func(t *testing.T) {
				p := newPage(t, 60)
				p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
					switch {
					case r.URL.Path == list && r.URL.Query().Get("page") == "2":
						answer(w)
					case list == "/history" && r.URL.Path == "/history.json":
						http.Error(w, "no", http.StatusForbidden)
					case r.URL.Path == "/history":
						props, _ := json.Marshal(p.history(map[string]any{}, nil, 1))
						fmt.Fprintf(w, `<!DOCTYPE html><div data-react-class="HistoryIndex" data-react-props="%s"></div>`, strings.ReplaceAll(string(props), `"`, "&quot;"))
					default:
						return false
					}
					return true
				}
				if _, _, err := get(t, p, ""); err == nil || !strings.Contains(err.Error(), "could not read the whole history") {
					t.Error("the import ends with", err)
				}
			})
		}
	}
	t.Run("a silent year", func(t *testing.T) {
		p := newPage(t, 60)
		p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
			number := 1
			_, _ = fmt.Sscan(r.URL.Query().Get("page"), &number)
			if r.URL.Path != "/history.json" || number > 4 {
				return false
			}
			h := p.history(map[string]any{"created_at": p.at(60)}, nil, number)
			for _, m := range h["months"].([]any) {
				m.(map[string]any)["incidents"] = []any{}
			}
			_ = json.NewEncoder(w).Encode(h)
			return true
		}
		h, _, err := get(t, p, "")
		if err != nil || h == nil || len(h.Incidents) != 60 {
			t.Error(err, h)
		}
	})
	t.Run("a document without end", func(t *testing.T) {
		p := newPage(t, 1)
		p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if r.URL.Path != "/api/v2/summary.json" {
				return false
			}
			chunk := []byte(strings.Repeat(" ", 1<<20))
			for range 2 * fetch.MaxBody >> 20 {
				if _, err := w.Write(chunk); err != nil {
					break
				}
			}
			return true
		}
		if _, _, err := get(t, p, ""); err == nil || !strings.Contains(err.Error(), "larger than 32 MB") {
			t.Error(err)
		}
	})
	t.Run("too long to wait", func(t *testing.T) {
		p := newPage(t, 1)
		p.before = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			w.Header().Set("Retry-After", "100000")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		if _, _, err := get(t, p, ""); err == nil || !strings.Contains(err.Error(), "asks to wait for 27h46m40s; run the import again later") {
			t.Error(err)
		}
	})
}

func noted(r *exchange.Report, what string) bool {
	for _, n := range r.Notes {
		if strings.Contains(n.What, what) {
			return true
		}
	}
	return false
}

// TestFetchResumes tests that an interrupted import continues where it stopped.
func TestFetchResumes(t *testing.T) {
	p := newPage(t, 40)
	cache := filepath.Join(t.TempDir(), "fetched")
	p.before = func(w http.ResponseWriter, r *http.Request, _ int) bool {
		if r.URL.Path == "/incidents/"+code(20)+".json" {
			w.Header().Set("Retry-After", "100000") // nobody waits for that long
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		return false
	}
	if _, _, err := get(t, p, cache); err == nil || !strings.Contains(err.Error(), "run the import again later to continue") {
		t.Fatal(err)
	}
	got, err := os.ReadDir(cache)
	if err != nil || len(got) < 20 {
		t.Fatal(err, len(got))
	}
	p.before = nil
	p.mu.Lock()
	clear(p.seen)
	p.mu.Unlock()
	h, _, err := get(t, p, cache)
	if err != nil || len(h.Incidents) != 40 {
		t.Fatal(err)
	}
	again := 0
	for name := range p.seen {
		if strings.HasPrefix(name, "/incidents/") {
			again++
		}
	}
	if again > 1 {
		t.Errorf("%d records were asked for again", again)
	}
}

// TestFetchSynthetic tests the import of a copy of the structure of a real page over
// HTTP.
func TestFetchSynthetic(t *testing.T) {
	dir := histories.Path(t, "data/statuspage/synthetic-site")
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	r := &exchange.Report{}
	h, docs, err := Fetch(context.Background(), &fetch.Client{HTTP: server.Client(), Pause: time.Millisecond}, server.URL, exchange.Options{}, r)
	if err != nil {
		t.Fatal(err)
	}
	h.Check(r)
	if len(h.Incidents) != 6 || r.Incidents.Read != r.Incidents.Merged+6 || len(h.Components) != 4 {
		t.Errorf("%d incidents, %d components, %+v", len(h.Incidents), len(h.Components), r.Incidents)
	}
	for _, in := range h.Incidents {
		if !strings.HasPrefix(in.AtomID, "tag:127.0.0.1:8199,2005:Incident/") {
			t.Errorf("%s has the feed id %q", in.ID, in.AtomID)
		}
	}
	before := len(h.Incidents[0].Downtime)
	docs.Corrections(h, time.Date(2026, 8, 21, 12, 40, 0, 0, time.UTC), r)
	if before != 0 || !noted(r, "taken from the page's own uptime") {
		t.Errorf("no correction: %+v", r.Notes)
	}
}
