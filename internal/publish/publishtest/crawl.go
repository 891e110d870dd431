package publishtest

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/PuerkitoBio/goquery"
)

// Crawl follows every link of a site from its home page, as a visitor could. It finds broken links
// and, if Types is set, files with a wrong content type.
type Crawl struct {
	Get   func(path string) (*http.Response, error)
	Base  string // absolute URLs with this prefix are links of the site: "https://status.example.org/status/"
	Types bool   // check content types

	root    string
	mu      sync.Mutex
	seen    map[string]bool
	bad     []string
	wait    sync.WaitGroup
	running chan struct{} // limits concurrent requests
}

// Run returns the number of visited URLs and the problems. Without a home page, nothing can be
// reached, and there are none.
func (c *Crawl) Run() (seen int, problems []string) {
	u, err := url.Parse(c.Base)
	if err != nil {
		return 0, []string{err.Error()}
	}
	c.root, c.seen, c.running = u.EscapedPath(), map[string]bool{}, make(chan struct{}, 8)
	if res, err := c.Get(c.root); err == nil {
		res.Body.Close()
		if res.StatusCode == http.StatusNotFound {
			return 0, nil
		}
	}
	c.visit(c.root, "")
	c.wait.Wait()
	slices.Sort(c.bad)
	return len(c.seen), c.bad
}

func (c *Crawl) visit(address, from string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen[address] {
		return
	}
	c.seen[address] = true
	c.wait.Go(func() {
		c.running <- struct{}{}
		defer func() { <-c.running }()
		if problem := c.read(address); problem != "" {
			c.mu.Lock()
			c.bad = append(c.bad, fmt.Sprintf("%s, to which %s links: %s", address, from, problem))
			c.mu.Unlock()
		}
	})
}

func (c *Crawl) read(address string) string {
	res, err := c.Get(address)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return res.Status
	}
	t := res.Header.Get("Content-Type")
	if want := wantedType(address); c.Types && !strings.HasPrefix(t, want) {
		return fmt.Sprintf("the type is %q", t)
	}
	if !strings.HasPrefix(t, "text/html") {
		_, err := io.Copy(io.Discard, res.Body)
		return message(err)
	}
	doc, err := goquery.NewDocumentFromReader(res.Body)
	if err != nil {
		return err.Error()
	}
	for _, attr := range []string{"href", "src"} {
		doc.Find("[" + attr + "]").Each(func(_ int, e *goquery.Selection) { c.follow(e.AttrOr(attr, ""), address) })
	}
	return ""
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func (c *Crawl) follow(link, from string) {
	if rest, ok := strings.CutPrefix(link, c.Base); ok {
		link = c.root + rest
	}
	here, _ := url.Parse(from)
	u, err := here.Parse(link)
	if err != nil || u.Host != "" || u.Scheme != "" {
		return // another site
	}
	c.visit(u.EscapedPath(), from)
}

// wantedType returns the content type that a file must have.
func wantedType(address string) string {
	switch path.Ext(address) {
	case "", ".html":
		return "text/html"
	case ".css":
		return "text/css"
	case ".js":
		return "text/javascript"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".json":
		return "application/json"
	case ".atom":
		return "application/atom+xml"
	case ".rss":
		return "application/rss+xml"
	case ".xml":
		return "application/xml"
	case ".ics":
		return "text/calendar"
	case ".txt":
		return "text/plain"
	}
	return ""
}
