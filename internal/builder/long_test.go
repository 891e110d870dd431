package builder_test

import (
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/builder"
	"statuary/internal/pages"
)

// A warm build equals a cold one when incidents are added, deleted, moved and given the titles of others in a history
// that is longer than the list of incidents with a picture of their own.
func TestWarmLongHistory(t *testing.T) {
	checks(t, "6", "200")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	config := "title = \"S\"\nbase_url = \"https://s.example/\"\n[[components]]\nid = \"web\"\nname = \"Web\"\n[outputs]\n"
	for _, o := range pages.Outputs() {
		if o.Name != "" && o.Name != pages.Pictures {
			config += o.Name + " = false\n"
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		fsys := fstest.MapFS{"config.toml": &fstest.MapFile{Data: []byte(config), ModTime: start}}
		written := start
		write := func(id int) {
			at := start.Add(time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hour")) * time.Hour)
			written = written.Add(time.Minute)
			fsys[fmt.Sprintf("content/incidents/i%d.md", id)] = &fstest.MapFile{ModTime: written, Data: fmt.Appendf(nil,
				"---\ntitle: %s\ncomponents: [web]\ntimeline: [{at: %s, status: %s, message: Text}]\n---\n",
				rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(t, "title"), at.Format(time.RFC3339),
				rapid.SampledFrom([]string{"resolved", "resolved", "investigating"}).Draw(t, "status"))}
		}
		for id := range 35 {
			write(id)
		}
		now := func() time.Time { return start.Add(60 * 24 * time.Hour) }
		warm := builder.New(builder.Options{Site: fsys, Now: now, Jobs: 2, Remember: true})
		for range rapid.IntRange(2, 6).Draw(t, "steps") {
			equalsCold(t, warm)
			id := rapid.IntRange(0, 40).Draw(t, "incident")
			if rapid.IntRange(0, 3).Draw(t, "delete") == 0 {
				delete(fsys, fmt.Sprintf("content/incidents/i%d.md", id))
			} else {
				write(id)
			}
		}
	})
}

// An announcement that is older than all incidents changes the pages of statistics: they say since when there is a
// history.
func TestWarmOldAnnouncement(t *testing.T) {
	fsys := fstest.MapFS{
		"config.toml":            {Data: []byte("title = \"S\"\nbase_url = \"https://s.example/\"\n[[components]]\nid = \"web\"\nname = \"Web\"\n")},
		"content/incidents/a.md": {Data: []byte("---\ntitle: A\ncomponents: [web]\ntimeline: [{at: 2026-03-02 10:00, status: investigating}, {at: 2026-03-02 11:00, status: resolved}]\n---\n")},
	}
	now := func() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }
	warm := builder.New(builder.Options{Site: fsys, Now: now, Jobs: 2, Remember: true})
	for step := range 2 {
		if step == 1 {
			fsys["content/incidents/news.md"] = &fstest.MapFile{Data: []byte("---\ntitle: News\ntype: announcement\nfrom: 2026-01-05 10:00\n---\n\nNews.\n")}
		}
		equalsCold(t, warm)
	}
}

// equalsCold fails a test if a builder that remembers does not build what a new one does.
func equalsCold(t interface {
	Helper()
	Errorf(string, ...any)
	Fatal(...any)
	FailNow()
}, warm *builder.Builder) {
	t.Helper()
	got, _, err := collect(warm)
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := collect(builder.New(builder.Options{Site: warm.Site, Now: warm.Now, Jobs: 2}))
	if err != nil {
		t.Fatal(err)
	}
	if !same(t, got, want) {
		t.FailNow()
	}
}
