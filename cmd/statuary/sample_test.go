package main

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/mmcdole/gofeed"

	"statuary/internal/builder"
	"statuary/internal/config"
	"statuary/internal/histories"
	"statuary/internal/publish"
)

// buildSite builds a folder into memory.
func buildSite(t *testing.T, dir, now, baseURL string) (map[string][]byte, *builder.Result) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	files := map[string][]byte{}
	b := builder.New(builder.Options{
		Site: os.DirFS(dir), Now: func() time.Time { return at }, Jobs: 2, Overrides: config.Overrides{BaseURL: baseURL},
	})
	r, err := b.Build(context.Background(), func(f publish.File) error {
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = bytes.Clone(f.Data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, r
}

// TestSample builds the sample site at a host's root and below a path. Every link leads to
// an existing file and id, no page repeats an id or has inline styles or scripts, and all
// feeds have the same incidents.
func TestSample(t *testing.T) {
	for _, base := range []string{"https://status.example.org/", "https://example.org/a/status/"} {
		files, r := buildSite(t, "../..", "2026-11-23T19:32:00Z", base)
		if len(r.Problems) > 0 {
			t.Error(r.Problems)
		}
		u, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		s := &siteCheck{T: t, root: u.Path, files: files, ids: map[string]map[string]bool{}}
		for name, data := range files {
			if strings.HasSuffix(name, ".html") {
				s.read(name, data)
			}
		}
		for _, l := range s.links {
			s.follow(l)
		}
		if len(s.links) < 1000 {
			t.Errorf("only %d links were followed", len(s.links))
		}
		s.feeds(base)
	}
}

// siteCheck checks the pages of a site.
type siteCheck struct {
	*testing.T
	root  string
	files map[string][]byte
	ids   map[string]map[string]bool
	links [][2]string // page and address
}

func (s *siteCheck) read(name string, data []byte) {
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		s.Errorf("%s: %v", name, err)
		return
	}
	ids := map[string]bool{}
	s.ids[name] = ids
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		id := e.AttrOr("id", "")
		if ids[id] {
			s.Errorf("%s has the id %s twice", name, id)
		}
		ids[id] = true
	})
	// A data block is not a script: browsers do not run it.
	if doc.Find(`[style], style, script:not([src]):not([type="application/ld+json"]), [onclick], [onload]`).Length() > 0 {
		s.Errorf("%s has style or script of its own", name)
	}
	if doc.Find("h1").Length() != 1 || strings.TrimSpace(doc.Find("title").Text()) == "" || doc.Find("html[lang]").Length() != 1 {
		s.Errorf("%s needs one h1, a title and a language", name)
	}
	doc.Find("[href], [src]").Each(func(_ int, e *goquery.Selection) {
		for _, attr := range []string{"href", "src"} {
			if v, ok := e.Attr(attr); ok {
				s.links = append(s.links, [2]string{name, v})
			}
		}
	})
}

// follow checks that a link leads to a file, and to an id in it.
func (s *siteCheck) follow(link [2]string) {
	page, address := link[0], link[1]
	u, err := url.Parse(address)
	if err != nil {
		s.Errorf("%s: %v", page, err)
		return
	}
	if u.Host != "" || u.Scheme != "" {
		return // elsewhere, or in full
	}
	file := page
	if u.Path != "" {
		rest, ok := strings.CutPrefix(u.Path, s.root)
		if !ok {
			s.Errorf("%s: the link %s leaves the site", page, address)
			return
		}
		file = rest
		if file == "" || strings.HasSuffix(file, "/") {
			file = path.Join(file, "index.html")
		}
	}
	if _, ok := s.files[file]; !ok {
		s.Errorf("%s: the link %s leads nowhere", page, address)
	} else if u.Fragment != "" && !s.ids[file][u.Fragment] {
		s.Errorf("%s: the link %s leads to no place in the page", page, address)
	}
}

func (s *siteCheck) feeds(base string) {
	var titles [2][]string
	for n, name := range []string{"history.atom", "history.rss"} {
		f, err := gofeed.NewParser().Parse(bytes.NewReader(s.files[name]))
		if err != nil {
			s.Errorf("%s: %v", name, err)
			continue
		}
		for _, item := range f.Items {
			titles[n] = append(titles[n], item.Title+" "+item.PublishedParsed.Format(time.RFC3339))
			if !strings.HasPrefix(item.Link, base) || s.files[strings.TrimPrefix(item.Link, base)+"index.html"] == nil {
				s.Errorf("%s: %s leads nowhere", name, item.Link)
			}
			if relative := regexp.MustCompile(`(href|src)="[/#]`).FindString(item.Content + item.Description); relative != "" {
				s.Errorf("%s: a relative link in %s", name, item.Title)
			}
		}
	}
	if len(titles[0]) != 17 || strings.Join(titles[0], "\n") != strings.Join(titles[1], "\n") {
		s.Errorf("the feeds tell different things:\n%s\n\n%s", strings.Join(titles[0], "\n"), strings.Join(titles[1], "\n"))
	}
}

// TestRealSite builds a real history of 902 incidents without a problem. Every incident has
// a page with all its updates, and is on the page of its month.
func TestRealSite(t *testing.T) {
	realSite := histories.Path(t, "data/claude/site")
	files, r := buildSite(t, realSite, "2026-11-24T12:00:00Z", "")
	if len(r.Problems) > 0 {
		t.Error(r.Problems)
	}
	if r.Incidents != 902 || r.Updates != 2863 {
		t.Errorf("%d incidents, %d updates", r.Incidents, r.Updates)
	}
	sources, err := filepath.Glob(filepath.Join(realSite, "content/incidents/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var months bytes.Buffer
	for name, data := range files {
		if regexp.MustCompile(`^history/\d{4}/\d\d/`).MatchString(name) {
			months.Write(data)
		}
	}
	updates := 0
	for _, file := range sources {
		id := strings.TrimSuffix(filepath.Base(file), ".md")
		page := files["incidents/"+id+"/index.html"]
		if page == nil {
			t.Errorf("%s has no page", id)
			continue
		}
		updates += bytes.Count(page, []byte(`<li id="_update-`))
		if !bytes.Contains(months.Bytes(), []byte(`href="/incidents/`+id+`/"`)) {
			t.Errorf("%s is on no page of a month", id)
		}
	}
	if updates != 2863 {
		t.Errorf("the pages show %d updates", updates)
	}
	for _, id := range []string{"72f99lh1cj2c", "h26lykctfnsz"} { // incidents with postmortems
		if !bytes.Contains(files["incidents/"+id+"/index.html"], []byte("postmortem")) {
			t.Errorf("%s does not show its postmortem", id)
		}
	}
}
