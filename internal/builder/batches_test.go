package builder_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/history"
	"statuary/internal/markdown"
	"statuary/internal/pages"
	"statuary/internal/site"
)

// The feeds of the site, of components and of tags are planned as soon as the incidents in them are,
// and not after all others.
func TestFeedsFollowTheirIncidents(t *testing.T) {
	fsys := fstest.MapFS{"config.toml": {Data: []byte("title = \"X\"\nbase_url = \"https://x.org/\"\n[[components]]\nid = \"a\"\nname = \"A\"\n[[components]]\nid = \"b\"\nname = \"B\"\n")}}
	start := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	const count = 120
	for n := range count {
		at := start.Add(time.Duration(n) * time.Hour)
		fsys[fmt.Sprintf("content/incidents/i%03d.md", n)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: I%d\ntags: [t]\ntimeline:\n  - {at: %s, status: investigating, components: {%c: major_outage}, message: x}\n  - {at: %s, status: resolved}\n---\n",
			n, at.Format(time.RFC3339), 'a'+n%2, at.Add(time.Minute).Format(time.RFC3339))}
	}
	s, problems := site.Open(fsys, 1)
	if s == nil {
		t.Fatal(problems)
	}
	c := s.Config
	all, problems, err := s.Content()
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	h := history.New(all.Incidents, history.Options{Now: start.AddDate(0, 1, 0), Zone: c.Zone, Components: c.Components, Auto: true})
	var paths []string
	for p := range new(pages.Planner).Plan(pages.Input{Config: c, Content: all, History: h, Theme: func(string) pages.Renderer { return nobody{} }, Markdown: markdown.New(markdown.Options{})}) {
		paths = append(paths, p.Path)
	}
	oldest := slices.Index(paths, "incidents/i000/index.html")
	for feed, last := range map[string]int{
		"history.atom": count - 25, "history.rss": count - 25, "feed.json": count - 25, "tags/t/history.atom": count - 25,
		"components/a/history.atom": count - 50, "components/a/history.rss": count - 50, "components/b/history.atom": count - 49,
	} {
		at, incident := slices.Index(paths, feed), slices.Index(paths, fmt.Sprintf("incidents/i%03d/index.html", last))
		if at < incident || at > oldest || incident < 0 {
			t.Errorf("%s is planned as number %d, its last incident as %d, and the oldest one as %d", feed, at, incident, oldest)
		}
	}
}
