package builder_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"statuary/internal/builder"
)

// idsAndFragments returns the ids in a piece of HTML, and the fragments of links within
// the page at an address.
func idsAndFragments(t *testing.T, name, source, address string) (ids map[string]int, fragments []string) {
	t.Helper()
	ids = map[string]int{}
	z := html.NewTokenizer(strings.NewReader(source))
	for z.Next() != html.ErrorToken {
		for _, a := range z.Token().Attr {
			switch {
			case a.Key == "id":
				ids[a.Val]++
			case a.Key == "href" && strings.HasPrefix(a.Val, address+"#"):
				fragments = append(fragments, strings.TrimPrefix(a.Val, address+"#"))
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				fragments = append(fragments, a.Val[1:])
			}
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("%s has the id %q %d times", name, id, n)
		}
	}
	return ids, fragments
}

// noted is a text whose headings and footnotes have the same names as in every other text,
// with links to them.
const noted = `One[^1], two[^n], one again[^1]. [Down](#cause), [again](#cause-1), [the first](#_update-1).

## Cause
## Cause
## Update 1 cause

[^1]: A note.
[^n]: Another, with a [link](#update-1-cause).
`

func notedSite() fstest.MapFS {
	fsys := fstest.MapFS{}
	put := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
	put("config.toml", "title = \"Example\"\nbase_url = \"https://status.example.net/at/\"\n[markdown]\nhtml = \"sanitize\"\n[[components]]\nid = \"api\"\n")
	message := "    message: |\n      " + strings.ReplaceAll(strings.TrimSpace(noted), "\n", "\n      ") + "\n      <b id=\"raw\">raw</b> <a href=\"#raw\">to it</a>\n"
	for _, id := range []string{"a", "a-b", "a-cause"} {
		text := "---\ntitle: Of " + id + "\ncomponents: [api]\nimpact: minor\ntimeline:\n"
		for n, status := range []string{"investigating", "identified", "resolved"} {
			if n == 2 && id != "a-cause" {
				break // still open, so that the home page shows it
			}
			text += fmt.Sprintf("  - at: 2026-03-01 1%d:00\n    status: %s\n%s", n, status, message)
		}
		if id == "a-cause" {
			text += "  - {at: 2026-03-02 10:00, status: postmortem}\n  - {at: 2026-03-03 10:00, status: postmortem}\n"
			text += "---\n" + noted + "\n### More\n### Still more\n"
		} else {
			text += "---\n"
		}
		put("content/incidents/"+id+".md", text)
	}
	put("content/pages/about.md", "---\ntitle: About\n---\n"+strings.ReplaceAll(noted, "[the first](#_update-1)", "that"))
	return fsys
}

// TestAnchors builds a site whose texts have the same headings and footnotes. No id repeats
// on a page or in a feed entry. Links within a page lead to an id on it, and those in feed
// entries lead to an id on the incident's page.
func TestAnchors(t *testing.T) {
	files, _, err := collect(&builder.Builder{Options: options(notedSite(), "2026-03-04T00:00:00Z")})
	if err != nil {
		t.Fatal(err)
	}
	const root = "https://status.example.net/at/"
	pages := map[string]map[string]int{}
	links := 0
	for name, text := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		ids, fragments := idsAndFragments(t, name, text, "/at/"+strings.TrimSuffix(name, "index.html"))
		pages[strings.TrimSuffix(name, "index.html")] = ids
		for _, f := range fragments {
			if links++; f != "" && ids[f] == 0 {
				t.Errorf("%s has a link to #%s, but no such id", name, f)
			}
		}
	}
	var feed struct {
		Items []struct {
			URL  string `json:"url"`
			HTML string `json:"content_html"`
		} `json:"items"`
	}
	if err := json.Unmarshal([]byte(files["feed.json"]), &feed); err != nil {
		t.Fatal(err)
	}
	for _, item := range feed.Items {
		page := pages[strings.TrimPrefix(item.URL, root)]
		ids, fragments := idsAndFragments(t, "the entry of "+item.URL, item.HTML, item.URL)
		for id := range ids {
			if page[id] == 0 {
				t.Errorf("the entry of %s has the id %q, which is not on its page", item.URL, id)
			}
		}
		for _, f := range fragments {
			if links++; page[f] == 0 {
				t.Errorf("the entry of %s has a link to #%s, which is not on its page", item.URL, f)
			}
		}
	}
	if len(feed.Items) != 3 || links < 50 {
		t.Fatalf("%d entries and %d links to look at", len(feed.Items), links)
	}
}
