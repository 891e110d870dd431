package browsertest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"
)

// large returns a site with 30 components in six groups, some of them down, and 60
// incidents in the last 90 days.
func large() fstest.MapFS {
	settings := "title = \"Example\"\nbase_url = \"https://status.example.com/\"\n"
	id := func(n int) string { return fmt.Sprintf("part-%d", n%30) }
	for n := range 30 {
		settings += fmt.Sprintf("[[components]]\nid = %q\nname = \"Part %d of the whole (part.example.com)\"\ngroup = \"Group %c\"\nsince = 2025-01-01\n", id(n), n, 'A'+n/5)
	}
	site := fstest.MapFS{"config.toml": {Data: []byte(settings)}}
	states := []string{"degraded_performance", "partial_outage", "major_outage"}
	for n := range 60 {
		at := built.Add(-time.Duration(n*n*35+20) * time.Minute)
		text := fmt.Sprintf("---\ntitle: Trouble number %d with part %d\ntimeline:\n- at: %s\n  status: investigating\n  components: {%s: %s, %s: %s}\n  message: We look into errors.\n",
			n, n%30, at.Format(time.RFC3339), id(7*n), states[n%3], id(11*n+3), states[n%2])
		if n >= 3 {
			text += fmt.Sprintf("- at: %s\n  status: resolved\n  message: All is well again.\n", at.Add(time.Duration(n*7+5)*time.Minute).Format(time.RFC3339))
		}
		site[fmt.Sprintf("content/incidents/%d.md", n)] = &fstest.MapFile{Data: []byte(text + "---\n")}
	}
	return site
}

// During an outage, the home page needs few requests: the page, a style sheet, a script
// and the favicon, and nothing from other hosts. An incident needs one more style sheet.
func TestWeight(t *testing.T) {
	ctx := browse(t)
	sample, busy := serve(t), serveSite(t, large())
	for _, c := range []struct {
		site *server
		page string
		most int // requests without the favicon
	}{{sample, "", 3}, {sample, "incidents/2018-01-06-cli-and-dashboard-errors/", 4}, {busy, "", 3}} {
		do(t, ctx, chromedp.Navigate(c.site.url+c.page), chromedp.Sleep(200*time.Millisecond))
		loaded := append(eval[[]string](t, ctx, `performance.getEntriesByType("resource").map((r) => r.name)`), c.site.url+c.page+"index.html")
		total, requests := 0, 0
		for _, address := range loaded {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			data, ok := c.site.files[strings.TrimPrefix(u.Path, "/status/")]
			if !ok || !strings.HasPrefix(address, c.site.url) {
				t.Errorf("/%s loads %s", c.page, address)
			}
			total += compressed(t, data)
			if !strings.Contains(address, "favicon") {
				requests++
			}
		}
		if requests > c.most || total > 20<<10 {
			t.Errorf("/%s: %d bytes in %d requests: %q", c.page, total, len(loaded), loaded)
		}
		t.Logf("/%s: %d bytes", c.page, total)
	}
}

// compressed returns the length of a file after gzip.
func compressed(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, 6)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
