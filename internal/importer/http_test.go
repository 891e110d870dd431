package importer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"statuary/internal/golden"
	"statuary/internal/importer"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
	"statuary/internal/importer/sitewriter"
	"statuary/internal/importer/statusapi"
)

// webPage is a page that serves the documents of an archive, by path and query.
type webPage struct {
	*httptest.Server
	documents map[string]string
	key       string // without it, requests are unauthorized; "" for public pages

	mu     sync.Mutex
	seen   []string
	before func(w http.ResponseWriter, r *http.Request) bool
}

// answer makes before answer requests from now on, if it returns true. A request that was cancelled may still
// be running.
func (p *webPage) answer(before func(w http.ResponseWriter, r *http.Request) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = before
}

func (p *webPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.RequestURI(), "/")
	p.mu.Lock()
	if !slices.Contains(p.seen, name) {
		p.seen = append(p.seen, name)
	}
	before := p.before
	p.mu.Unlock()
	if before != nil && before(w, r) {
		return
	}
	body, ok := p.documents[strings.TrimPrefix(r.URL.RequestURI(), "/")]
	switch {
	case p.key != "" && r.Header.Get("Authorization") != "Bearer "+p.key:
		http.Error(w, "no", http.StatusUnauthorized)
	case !ok:
		http.NotFound(w, r)
	default:
		_, _ = io.WriteString(w, body)
	}
}

// openPage serves the archive testdata/http/NAME.txtar.
func openPage(t *testing.T, name string) (*webPage, *txtar.Archive) {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "http", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	p := &webPage{documents: map[string]string{}}
	for _, f := range archive.Files {
		if rest, ok := strings.CutPrefix(f.Name, "http/"); ok {
			p.documents[rest] = string(f.Data)
		}
	}
	if m := regexp.MustCompile(`(?m)^key: (.*)$`).FindSubmatch(archive.Comment); m != nil {
		p.key = string(m[1])
	}
	t.Setenv(statusapi.KenerKey, p.key)
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p, archive
}

// read imports a page over HTTP.
func (p *webPage) read(tool string, timeout time.Duration) (*exchange.History, *exchange.Report, error) {
	found, ok := importer.Find(tool)
	if !ok {
		return nil, nil, fmt.Errorf("no tool %q", tool)
	}
	r := &exchange.Report{}
	client := &fetch.Client{HTTP: &http.Client{Timeout: timeout}, Pause: time.Millisecond}
	h, _, err := found.Read(context.Background(), []string{p.URL}, importer.Options{Client: client}, r)
	return h, r, err
}

// pageNames returns the archives of pages, as tool → names.
func pageNames(t *testing.T) map[string][]string {
	t.Helper()
	names, err := filepath.Glob("testdata/http/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no pages", err)
	}
	byTool := map[string][]string{}
	for _, name := range names {
		name = strings.TrimSuffix(filepath.Base(name), ".txtar")
		tool, _, _ := strings.Cut(name, "-")
		byTool[tool] = append(byTool[tool], name)
	}
	return byTool
}

// TestPages imports each page over HTTP, and again from its saved documents. The site and the report
// are compared with those in the archive. Every tool that reads an address has a page, except those
// whose package tests it.
func TestPages(t *testing.T) {
	pages := pageNames(t)
	for _, tool := range importer.Tools() {
		if tool.Fetches() && pages[tool.Name] == nil && !slices.Contains([]string{"statuspage", "atom", "rss"}, tool.Name) {
			t.Errorf("%s has no page in testdata/http", tool.Name)
		}
	}
	for tool, names := range pages {
		for _, name := range names {
			t.Run(name, func(t *testing.T) {
				p, archive := openPage(t, name)
				h, r, err := p.read(tool, time.Minute)
				if err != nil {
					t.Fatal(err)
				}
				files := planned(t, h, r)
				var report bytes.Buffer
				if err := r.Text(&report); err != nil {
					t.Fatal(err)
				}
				got := &txtar.Archive{Comment: archive.Comment}
				for _, f := range archive.Files {
					if strings.HasPrefix(f.Name, "http/") {
						got.Files = append(got.Files, f)
					}
				}
				got.Files = append(got.Files, files...)
				got.Files = append(got.Files, txtar.File{Name: "report.txt", Data: report.Bytes()})
				out := bytes.ReplaceAll(txtar.Format(got), []byte(p.URL), []byte("https://page.test"))
				golden.File(t, filepath.Join("testdata", "http", name+".txtar"), out)

				saved := t.TempDir()
				for n, f := range archive.Files {
					if rest, ok := strings.CutPrefix(f.Name, "http/"); ok {
						rest, _, _ = strings.Cut(rest, "?")
						end := filepath.Ext(rest)
						if !strings.Contains(".json.xml.atom.rss", end) || end == "" {
							end = ".json"
						}
						if err := os.WriteFile(filepath.Join(saved, fmt.Sprintf("%02d%s", n, end)), f.Data, 0o644); err != nil {
							t.Fatal(err)
						}
					}
				}
				found, _ := importer.Find(tool)
				again := &exchange.Report{}
				h, _, err = found.Read(context.Background(), []string{saved}, importer.Options{}, again)
				if err != nil {
					t.Fatal("saved documents:", err)
				}
				incidents := func(files []txtar.File) string {
					return string(txtar.Format(&txtar.Archive{Files: slices.DeleteFunc(slices.Clone(files), func(f txtar.File) bool { return !strings.Contains(f.Name, "incidents/") })}))
				}
				if a, b := incidents(planned(t, h, again)), incidents(files); a != b {
					t.Errorf("from saved documents:\n%s\nover HTTP:\n%s", a, b)
				}
			})
		}
	}
}

// TestPagesTwice tests that the site of each page loads, and that a second import changes nothing.
func TestPagesTwice(t *testing.T) {
	for tool, names := range pageNames(t) {
		for _, name := range names {
			p, _ := openPage(t, name)
			dir := t.TempDir()
			for n := range 2 {
				h, r, err := p.read(tool, time.Minute)
				if err != nil {
					t.Fatal(name, err)
				}
				h.Check(r)
				root, err := os.OpenRoot(dir)
				if err != nil {
					t.Fatal(err)
				}
				plan, err := sitewriter.New(root.FS(), h, r, sitewriter.Options{})
				if err != nil {
					t.Fatal(name, err)
				}
				if err := plan.Write(root, nil); err != nil {
					t.Fatal(name, err)
				}
				root.Close()
				if n == 1 && (r.Incidents.New+r.Incidents.Changed > 0 || r.Config != "unchanged") {
					t.Errorf("%s: the second import: %+v, config.toml %s", name, r.Incidents, r.Config)
				}
			}
			load(t, dir)
		}
	}
}

// TestEmptyPages tests that a page without incidents is an empty history, and other documents an error.
func TestEmptyPages(t *testing.T) {
	for _, c := range []struct{ tool, document string }{
		{"cachet", `{"data": []}`}, {"kener", `{"incidents": []}`}, {"betterstack", `{"data": {"type": "status_page", "attributes": {}}, "included": []}`},
		{"openstatus", `{"statusReports": [], "maintenances": []}`}, {"kuma", `{"config": {}, "publicGroupList": []}`},
		{"incidentio", `{"page": {"id": "x", "name": "Acme"}, "incidents": []}`},
	} {
		tool, _ := importer.Find(c.tool)
		for _, document := range []string{c.document, `{"some": "thing"}`, `[]`, `null`, `{`, ``} {
			name := filepath.Join(t.TempDir(), "document.json")
			if err := os.WriteFile(name, []byte(document), 0o644); err != nil {
				t.Fatal(err)
			}
			r := &exchange.Report{}
			h, _, err := tool.Read(context.Background(), []string{name}, importer.Options{}, r)
			switch {
			case document == c.document && (err != nil || len(h.Incidents) != 0):
				t.Errorf("%s: %s: %v", c.tool, document, err)
			case document != c.document && err == nil && c.tool != "incidentio":
				t.Errorf("%s: %q is not an error", c.tool, document)
			}
		}
	}
}

// planned returns the files of the site that a history becomes, except for the list of imported files.
func planned(t *testing.T, h *exchange.History, r *exchange.Report) (files []txtar.File) {
	t.Helper()
	h.Check(r)
	plan, err := sitewriter.New(fstest.MapFS{}, h, r, sitewriter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Incidents.Sum() != r.Incidents.Read {
		t.Errorf("the counts do not add up: %+v", r.Incidents)
	}
	for _, w := range plan.Writes {
		if w.Name != ".statuary/import.json" {
			files = append(files, txtar.File{Name: "site/" + w.Name, Data: w.Data})
		}
	}
	for _, n := range r.Notes {
		if n.What == "an incident that could not be written" {
			t.Errorf("%s: %s", n.Place, n.Detail)
		}
	}
	return files
}

// TestPagesWithFaults tests that a page is imported completely, or not at all, or with a report of what
// is missing: for each request of each tool, and each fault.
func TestPagesWithFaults(t *testing.T) {
	faults := map[string]func(http.ResponseWriter, *http.Request){
		"401": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusUnauthorized) },
		"404": func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) },
		"500": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusInternalServerError) },
		"an HTML page": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "<!DOCTYPE html><html><p>Log in")
		},
		"nothing":         func(http.ResponseWriter, *http.Request) {},
		"half a document": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"data": [{"id":`) },
		"null":            func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `null`) },
		"other JSON":      func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"error": "busy"}`) },
		"a cut":           func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a loop": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.RequestURI(), http.StatusFound)
		},
	}
	for tool, names := range pageNames(t) {
		for _, name := range names {
			p, _ := openPage(t, name)
			h, _, err := p.read(tool, time.Minute)
			if err != nil {
				t.Fatal(name, err)
			}
			all := len(h.Incidents)
			for _, request := range slices.Clone(p.seen) {
				if _, ok := p.documents[request]; !ok {
					continue // a question that the page answers with 404 anyway
				}
				for fault, answer := range faults {
					p.answer(func(w http.ResponseWriter, r *http.Request) bool {
						if strings.TrimPrefix(r.URL.RequestURI(), "/") != request {
							return false
						}
						answer(w, r)
						return true
					})
					h, r, err := p.read(tool, 20*time.Second)
					if err != nil {
						continue
					}
					told := slices.ContainsFunc(r.Notes, func(n exchange.Note) bool {
						return (n.Kind != exchange.Guess) && strings.Contains(n.Place+n.Detail, strings.SplitN(request, "?", 2)[0])
					})
					if !told {
						t.Errorf("%s: %s for %s: %d of %d incidents, and no word about it", name, fault, request, len(h.Incidents), all)
					}
				}
			}
		}
	}
}

// TestPagesHung tests that a page that never answers, or never ends, ends an import with an error.
func TestPagesHung(t *testing.T) {
	pages := pageNames(t)
	for tool, names := range pages {
		p, _ := openPage(t, names[0])
		p.answer(func(_ http.ResponseWriter, r *http.Request) bool {
			<-r.Context().Done()
			return true
		})
		var later *fetch.TemporaryError
		if _, _, err := p.read(tool, 20*time.Millisecond); !errors.As(err, &later) {
			t.Errorf("%s: a page that does not answer: %v", tool, err)
		}
		chunk := bytes.Repeat([]byte(" "), 1<<20)
		p.answer(func(w http.ResponseWriter, _ *http.Request) bool {
			for range fetch.MaxBody>>20 + 1 {
				if _, err := w.Write(chunk); err != nil {
					break
				}
			}
			return true
		})
		if _, _, err := p.read(tool, time.Minute); err == nil || !strings.Contains(err.Error(), "larger than 32 MB") {
			t.Errorf("%s: a page without end: %v", tool, err)
		}
	}
}

// TestPagesMoved tests that redirects are followed, and that a key does not follow to another host.
func TestPagesMoved(t *testing.T) {
	for tool, names := range pageNames(t) {
		for _, name := range names {
			p, _ := openPage(t, name)
			h, _, err := p.read(tool, time.Minute)
			if err != nil {
				t.Fatal(name, err)
			}
			p.answer(func(w http.ResponseWriter, r *http.Request) bool {
				if rest, ok := strings.CutPrefix(r.URL.Path, "/moved"); ok {
					r.URL.Path = rest
					return false
				}
				http.Redirect(w, r, "/moved"+r.URL.RequestURI(), http.StatusMovedPermanently)
				return true
			})
			moved, _, err := p.read(tool, time.Minute)
			if err != nil || len(moved.Incidents) != len(h.Incidents) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	p, _ := openPage(t, "kener")
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the key was sent to another host")
		}
		http.NotFound(w, r)
	}))
	defer other.Close()
	p.answer(func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, strings.Replace(other.URL, "127.0.0.1", "localhost", 1)+r.URL.RequestURI(), http.StatusFound)
		return true
	})
	if _, _, err := p.read("kener", time.Minute); err == nil {
		t.Error("a page on another host was imported without the key")
	}
}

// TestKenerKey tests that a wrong key and a missing one are errors that name the variable.
func TestKenerKey(t *testing.T) {
	p, _ := openPage(t, "kener")
	for key, want := range map[string]string{
		"wrong": "Kener does not accept the key in " + statusapi.KenerKey,
		"":      "the page is not public: set " + statusapi.KenerKey + " to the key of its API",
	} {
		t.Setenv(statusapi.KenerKey, key)
		if _, _, err := p.read("kener", time.Minute); err == nil || !strings.Contains(err.Error(), "401") || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("with the key %q: %v", key, err)
		}
	}
}
