package builder_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/builder"
	"statuary/internal/history"
	"statuary/internal/markdown"
	"statuary/internal/pages"
	"statuary/internal/publish"
	"statuary/internal/site"
)

// TestWarmEqualsCold changes a site at random many times. After each change it builds the
// site with a warm builder and with a new one. Their files must be equal byte for byte:
// nothing in the warm builder's caches may be stale.
func TestWarmEqualsCold(t *testing.T) {
	checks(t, "40", "2000")
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine()
		if rapid.Bool().Draw(t, "translated") {
			m.write("config.toml", "languages = [\"fr\"]\n"+string(m.fsys["config.toml"].Data))
			m.write("content/incidents/a.fr.md", strings.NewReplacer("title: A", "title: Un", "Fine", "Bien").Replace(string(m.fsys["content/incidents/a.md"].Data)))
		}
		clock := func() time.Time { return m.now }
		warm := builder.New(builder.Options{Site: m.fsys, Now: clock, Jobs: 2, Remember: true})
		for step := range rapid.IntRange(1, 12).Draw(t, "steps") {
			if step > 0 {
				m.change(t)
			}
			warmFiles, warmResult, warmErr := collect(warm)
			coldFiles, coldResult, coldErr := collect(builder.New(builder.Options{Site: m.fsys, Now: clock, Jobs: 2}))
			if fmt.Sprint(warmErr) != fmt.Sprint(coldErr) {
				t.Fatalf("warm: %v, cold: %v", warmErr, coldErr)
			}
			if warmErr != nil {
				continue // files that were put before the build failed are not used
			}
			if !same(t, warmFiles, coldFiles) {
				t.FailNow()
			}
			if !reflect.DeepEqual(warmResult.Problems, coldResult.Problems) || !warmResult.Next.Equal(coldResult.Next) {
				t.Fatalf("warm: %+v, cold: %+v", warmResult, coldResult)
			}
		}
	})
}

func newMachine() *machine {
	m := &machine{fsys: sampleSite(), now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC), clock: time.Now().Add(-24 * time.Hour)}
	m.write("content/incidents/m.md", "---\ntitle: M\ncomponents: [web]\nscheduled_for: 2026-03-08 14:00\nscheduled_until: 2026-03-08 15:00\ntimeline: [{at: 2026-03-07 10:00, status: scheduled}]\n---\n")
	m.write("content/incidents/s.md", "---\ntitle: S\ncomponents: [web]\nscheduled_for: 2026-02-15 11:30\nscheduled_until: 2026-02-15 12:30\nrepeat: FREQ=WEEKLY\n"+
		"timeline:\n  - {at: 2026-02-10 10:00, status: scheduled, message: Weekly.}\n  - {at: 2026-03-01 11:40, status: in_progress, message: '[a](a.md)'}\n---\n")
	return m
}

// machine is a site with methods that change it at random.
type machine struct {
	fsys  fstest.MapFS
	now   time.Time
	clock time.Time // of the files
	head  string    // of all settings
}

func (m *machine) write(name, data string) {
	m.clock = m.clock.Add(time.Minute)
	m.fsys[name] = &fstest.MapFile{Data: []byte(data), ModTime: m.clock}
}

func (m *machine) change(t *rapid.T) {
	names := slices.Sorted(maps.Keys(m.fsys))
	texts := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasPrefix(n, "content/") || !strings.HasSuffix(n, ".md") })
	pick := func() string { return rapid.SampledFrom(texts).Draw(t, "file") }
	const template = "themes/default/templates/partials/row.html"
	switch rapid.SampledFrom([]string{"title", "add", "remove", "rename", "id", "alias", "config", "theme", "now", "touch", "break", "draft", "asset", "page", "series", "tags", "announcement", "cancelled", "key", "third-party", "template"}).Draw(t, "change") {
	case "announcement":
		m.write(fmt.Sprintf("content/incidents/news%d.md", rapid.IntRange(0, 2).Draw(t, "n")), randomAnnouncement(t, m.now))
	case "cancelled":
		m.write(fmt.Sprintf("content/incidents/cancelled%d.md", rapid.IntRange(0, 1).Draw(t, "n")), randomCancelled(t, m.now, "web"))
	case "key":
		if len(texts) > 0 {
			n := pick()
			if text := string(m.fsys[n].Data); strings.HasPrefix(n, "content/incidents/") && !strings.Contains(text, "key:") {
				m.write(n, strings.Replace(text, "---\n", "---\n"+randomKey(t), 1))
			}
		}
	case "third-party":
		m.write("content/third-party.json", randomThirdParty(t, m.now))
	case "template":
		m.write("templates/t.md", randomEntryTemplate(t))
	case "title":
		if len(texts) > 0 {
			n := pick()
			m.write(n, strings.Replace(string(m.fsys[n].Data), "title: ", "title: "+rapid.StringMatching(`[A-Z][a-z]{1,8}`).Draw(t, "word")+" ", 1))
		}
	case "add":
		n := rapid.IntRange(0, 20).Draw(t, "n")
		at := m.now.Add(time.Duration(rapid.IntRange(-60*24, 24).Draw(t, "hours")) * time.Hour)
		m.write(fmt.Sprintf("content/incidents/n%d.md", n), fmt.Sprintf("---\ntitle: N%d\nimpact: %s\ncomponents: [web]\ntimeline: [{at: %s, status: %s, message: '[a](a.md) *x*'}]\n---\n",
			n, rapid.SampledFrom([]string{"none", "minor", "critical"}).Draw(t, "impact"), at.Format(time.RFC3339), rapid.SampledFrom([]string{"investigating", "resolved"}).Draw(t, "status")))
	case "remove":
		if len(texts) > 0 {
			delete(m.fsys, pick())
		}
	case "rename":
		if len(texts) > 0 {
			n := pick()
			m.fsys[strings.TrimSuffix(n, ".md")+"x.md"] = m.fsys[n] // with its time, as mv does
			delete(m.fsys, n)
		}
	case "id":
		if len(texts) > 0 {
			n := pick()
			m.write(n, strings.Replace(string(m.fsys[n].Data), "---\n", fmt.Sprintf("---\nid: moved%d\n", rapid.IntRange(0, 3).Draw(t, "id")), 1))
		}
	case "alias":
		m.write("content/incidents/a.md", fmt.Sprintf("---\ntitle: A\naliases: [/old/%d]\ntimeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n", rapid.IntRange(0, 3).Draw(t, "alias")))
	case "config":
		m.write("config.toml", m.head+m.settings(t))
	case "theme":
		if _, ok := m.fsys[template]; ok && rapid.Bool().Draw(t, "drop") {
			delete(m.fsys, template)
		} else {
			m.write(template, "<li>"+rapid.StringMatching(`[a-z]{1,4}`).Draw(t, "theme")+" {{.Name}} {{summary .Text 20}}</li>")
		}
	case "now":
		m.now = m.now.Add(time.Duration(rapid.IntRange(-30*24*60, 30*24*60).Draw(t, "minutes")) * time.Minute)
	case "touch":
		if len(texts) > 0 {
			n := pick()
			m.write(n, string(m.fsys[n].Data))
		}
	case "break":
		m.write("content/incidents/broken.md", rapid.SampledFrom([]string{"", "---\n", "---\ntitle: Mended\ntimeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n"}).Draw(t, "broken"))
	case "draft":
		if len(texts) > 0 {
			n := pick()
			m.write(n, strings.Replace(string(m.fsys[n].Data), "---\n", "---\ndraft: true\n", 1))
		}
	case "tags":
		if len(texts) > 0 {
			n := pick()
			tags := rapid.SliceOfN(rapid.SampledFrom([]string{"db", "DB", "größe", "C++", "…"}), 0, 3).Draw(t, "tags")
			if text := string(m.fsys[n].Data); strings.HasPrefix(n, "content/incidents/") && !strings.Contains(text, "tags:") {
				m.write(n, strings.Replace(text, "---\n", fmt.Sprintf("---\ntags: [%s]\n", strings.Join(tags, ", ")), 1))
			}
		}
	case "series":
		at := m.now.Add(time.Duration(rapid.IntRange(-20*24*60, 60).Draw(t, "minutes")) * time.Minute)
		m.write("content/incidents/s.md", fmt.Sprintf("---\ntitle: S\ncomponents: [web]\nscheduled_for: 2026-02-15 11:30\nscheduled_until: 2026-02-15 12:30\nrepeat: %s\n%stimeline:\n  - {at: 2026-02-10 10:00, status: scheduled, message: Weekly.}\n  - {at: %s, status: %s, message: x}\n---\n",
			rapid.SampledFrom([]string{"FREQ=WEEKLY", "FREQ=DAILY", "FREQ=WEEKLY;COUNT=4", "FREQ=MONTHLY"}).Draw(t, "rule"), rapid.SampledFrom([]string{"", "except: [2026-02-15]\n"}).Draw(t, "except"),
			at.Format(time.RFC3339), rapid.SampledFrom([]string{"scheduled", "in_progress", "completed"}).Draw(t, "status")))
	case "asset":
		m.write("content/incidents/2026/pic.png", rapid.StringMatching(`[a-z]{0,3}`).Draw(t, "bytes"))
	case "page":
		m.write("content/pages/about.md", "---\ntitle: "+rapid.StringMatching(`[A-Z][a-z]{1,4}`).Draw(t, "page")+"\n---\n[c](../incidents/c.md)\n")
	}
}

// settings draws each setting independently, so that often only one changes.
func (m *machine) settings(t *rapid.T) string {
	either := func(what string, choices ...string) string { return rapid.SampledFrom(choices).Draw(t, what) }
	return "title = \"" + either("title", "Example", "Sample") + "\"\n" +
		either("url", "base_url = \"https://example.org/status/\"\n", "base_url = \"https://example.com/\"\n") +
		either("zone", "", "", "time_zone = \"Asia/Tokyo\"\n") +
		either("language", "", "language = \"de\"\n") +
		either("auto", "", "[maintenance]\nauto = false\n") +
		either("html", "", "[markdown]\nhtml = \"allow\"\n") +
		either("feed", "", "[feed]\nentries = 1\n", "[feed]\nincidents = 0\n", "[feed]\nincidents = 10\n", "[feed]\nincidents = \"all\"\n") +
		"[[components]]\nid = \"web\"\n" + either("name", "", "name = \"The web\"\n") + either("retired", "", "retired = true\n") +
		either("api", "", "[[components]]\nid = \"api\"\n"+either("since", "", "since = 2026-03-05\n")+either("group", "", "group = \"Core\"\n")) +
		either("theirs", "", thirdPartyTable, strings.Replace(thirdPartyTable, "name =", "statuspage_name =", 1)) + randomRules(t, "web")
}

func march10() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

// manyIncidents returns a site with an incident in each of the 60 months before [march10].
func manyIncidents() fstest.MapFS {
	fsys := sampleSite()
	for n := range 60 {
		at := march10().AddDate(0, -n, -n)
		fsys[fmt.Sprintf("content/incidents/n%02d.md", n)] = &fstest.MapFile{
			Data:    fmt.Appendf(nil, "---\ntitle: N%d\nimpact: minor\ncomponents: [api]\ntimeline: [{at: %s, status: resolved, message: x}]\n---\n", n, at.Format(time.RFC3339)),
			ModTime: time.Now().Add(-time.Hour),
		}
	}
	return fsys
}

// After an edit of one file, a build parses only that file and renders only the pages that
// show it.
func TestOneEdit(t *testing.T) {
	fsys := manyIncidents()
	b := builder.New(builder.Options{Site: fsys, Now: march10, Remember: true})
	discard := func(publish.File) error { return nil }
	if _, err := b.Build(context.Background(), discard); err != nil {
		t.Fatal(err)
	}
	r, err := b.Build(context.Background(), discard)
	if err != nil || r.Parsed != 0 || r.Rendered != 0 {
		t.Errorf("nothing changed: %d parsed, %d rendered, %v", r.Parsed, r.Rendered, err)
	}
	f := fsys["content/incidents/n55.md"]
	f.Data, f.ModTime = []byte(strings.Replace(string(f.Data), "title: ", "title: New ", 1)), time.Now().Add(-time.Minute)
	r, err = b.Build(context.Background(), discard)
	// Its page, its two neighbours, its month and its year; its part of the archive; its two
	// documents, and those of the year, of the three months and of the component's uptime; the
	// search. It is too old for the component's list and for the feeds.
	if err != nil || r.Parsed != 1 || r.Rendered != 12 {
		t.Errorf("one title changed: %d parsed, %d rendered, %v", r.Parsed, r.Rendered, err)
	}
}

// Every view equals the same view of the next build: no view has a function, a NaN, or the
// time of the build on a page that does not show it.
func TestViewsCompare(t *testing.T) {
	views := func(now time.Time) map[string]any {
		fsys := sampleSite()
		s, problems := site.Open(fsys, 1)
		if s == nil {
			t.Fatal(problems)
		}
		c := s.Config
		b := builder.New(builder.Options{Site: fsys, Now: func() time.Time { return now }})
		if _, _, err := collect(b); err != nil {
			t.Fatal(err)
		}
		all, _, err := s.Content()
		if err != nil {
			t.Fatal(err)
		}
		h := history.New(all.Incidents, history.Options{Now: now, Zone: c.Zone, Components: c.Components, Auto: true})
		out := map[string]any{}
		for p := range new(pages.Planner).Plan(pages.Input{Config: c, Content: all, History: h, Theme: func(string) pages.Renderer { return nobody{} }, Markdown: markdown.New(markdown.Options{})}) {
			out[p.Path] = p.View()
		}
		return out
	}
	noon := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	first, second, later := views(noon), views(noon), views(noon.Add(10*time.Minute))
	for path, v := range first {
		if !reflect.DeepEqual(v, second[path]) {
			t.Errorf("%s: two views of the same moment differ", path)
		}
		// The home page shows the time. A component's page, and the page and the CSV file with
		// all components, show how long it has been degraded today. The view of a year's document
		// has the incidents themselves, of which one is active.
		if strings.HasPrefix(path, "api/v2/incidents/all/") {
			continue
		}
		if !reflect.DeepEqual(v, later[path]) && !slices.Contains([]string{"index.html", "uptime/index.html", "components/web/index.html", "components/web/uptime.csv"}, path) {
			t.Errorf("%s: ten minutes in which nothing happens change the view", path)
		}
	}
}

type nobody struct{}

func (nobody) Render(io.Writer, any) error { return nil }
