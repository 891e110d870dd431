package builder_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/builder"
	"statuary/internal/publish"
)

// atOnce does not delay a check.
func atOnce(context.Context) {}

// TestOnDemandEqualsCold changes a site in three languages at random, and plans it each time with one
// builder. Every file that a site then makes on demand is that of a cold build, also while later
// sites are planned, and files with the same key are the same.
func TestOnDemandEqualsCold(t *testing.T) {
	checks(t, "8", "1000")
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine()
		m.head = "languages = [\"fr\", \"de\"]\n"
		m.write("config.toml", m.head+string(m.fsys["config.toml"].Data))
		for _, l := range []string{"fr", "de"} {
			m.write("content/incidents/a."+l+".md", strings.NewReplacer("title: A", "title: A "+l, "Fine", "Fine "+l).Replace(string(m.fsys["content/incidents/a.md"].Data)))
		}
		clock := func() time.Time { return m.now }
		planner := builder.New(builder.Options{Site: m.fsys, Now: clock, Jobs: 2, Remember: true})
		keys := map[string]string{} // path and key → bytes
		var last *builder.Site
		var lastFiles map[string]string
		for step := range rapid.IntRange(1, 8).Draw(t, "steps") {
			if step > 0 {
				m.change(t)
			}
			planned, result, err := planner.Plan(context.Background())
			files, coldResult, coldErr := collect(builder.New(builder.Options{Site: m.fsys, Now: clock, Jobs: 2}))
			if fmt.Sprint(err) != fmt.Sprint(coldErr) {
				t.Fatalf("planned: %v, cold: %v", err, coldErr)
			}
			if last != nil && rapid.Bool().Draw(t, "read the last site") {
				readAll(t, last, lastFiles, nil)
			}
			if err != nil {
				continue
			}
			if !reflect.DeepEqual(result.Problems, coldResult.Problems) || !result.Next.Equal(coldResult.Next) || result.Pages != len(files) {
				t.Fatalf("planned: %+v, cold: %+v", result, coldResult)
			}
			if rapid.Bool().Draw(t, "check") {
				if problems := planned.Check(context.Background(), atOnce); problems != nil {
					t.Fatal(problems)
				}
			}
			readAll(t, planned, files, keys)
			last, lastFiles = planned, files
		}
	})
}

// readAll reads all files of a site. Keys has the bytes of files that were read before.
func readAll(t *rapid.T, s *builder.Site, want, keys map[string]string) {
	t.Helper()
	got := map[string]string{}
	for path := range want {
		data, err := s.Read(path)
		if _, copied := s.Assets()[path]; copied && keys == nil {
			continue // it may have changed since
		}
		if err != nil || !s.Has(path) {
			t.Fatalf("%s: %v, %v", path, s.Has(path), err)
		}
		got[path] = string(data)
		if keys == nil {
			continue
		}
		key := fmt.Sprint(path, s.Key(path))
		if before, ok := keys[key]; ok && before != got[path] {
			t.Fatalf("%s has the key of other bytes:\n%s\nand\n%s", path, before, got[path])
		}
		keys[key] = got[path]
	}
	for path, data := range got {
		if data != want[path] {
			t.Fatalf("%s differs:\n%s\nand\n%s", path, data, want[path])
		}
	}
}

// An edit changes the plan of only the pages that show it.
func TestPlanOneEdit(t *testing.T) {
	fsys := manyIncidents()
	b := builder.New(builder.Options{Site: fsys, Now: march10, Remember: true})
	plan := func() (*builder.Site, *builder.Result) {
		t.Helper()
		s, r, err := b.Plan(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return s, r
	}
	first, r := plan()
	if r.Changed != r.Pages {
		t.Errorf("at first, %d of %d files have changed", r.Changed, r.Pages)
	}
	if _, r = plan(); r.Parsed != 0 || r.Rendered != 0 || r.Changed != 0 {
		t.Errorf("nothing changed: %d parsed, %d pages, %d files", r.Parsed, r.Rendered, r.Changed)
	}
	f := fsys["content/incidents/n55.md"]
	f.Data, f.ModTime = []byte(strings.Replace(string(f.Data), "title: ", "title: New ", 1)), time.Now().Add(-time.Minute)
	fsys["content/a.txt"] = &fstest.MapFile{Data: []byte("a"), ModTime: time.Now()}
	second, r := plan()
	// Those of Build, and pages of the component and lists whose views are not compared; and one that is copied.
	if r.Parsed != 1 || r.Rendered != 19 || r.Changed != 20 {
		t.Errorf("one title changed: %d parsed, %d pages, %d files", r.Parsed, r.Rendered, r.Changed)
	}
	if path := "incidents/n55/index.html"; first.Key(path) == second.Key(path) || second.Key(path) == nil {
		t.Error("a changed page has the same key")
	}
	if path := "incidents/n10/index.html"; first.Key(path) != second.Key(path) {
		t.Error("a page that is the same has another key")
	}
	if second.Key("nowhere") != nil || !second.Has("a.txt") {
		t.Error("a file that was added is not there")
	}
	// Texts may show a picture, with its size. So all pages are planned again when there is another one.
	delete(fsys, "content/incidents/2026/pic.png")
	if third, _ := plan(); third.Has("incidents/2026/pic.png") {
		t.Error("a file that was deleted is there")
	}
}

// A template that fails for one page is reported by the check, though nobody asks for that page, and
// by the next plan at once. Pages that were rendered are not rendered again.
func TestCheckFindsErrors(t *testing.T) {
	fsys := manyIncidents()
	const template = "themes/default/templates/incident.html"
	fsys[template] = &fstest.MapFile{Data: []byte("<h1>{{.Title}}</h1>\n{{if eq .Title \"N40\"}}{{.Nonsense}}{{end}}\n")}
	b := builder.New(builder.Options{Site: fsys, Now: march10, Remember: true})
	s, _, err := b.Plan(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want := func(err error) {
		t.Helper()
		if err == nil || !strings.HasPrefix(err.Error(), template+":2:") || !strings.Contains(err.Error(), "Nonsense") {
			t.Fatalf("got %v", err)
		}
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if problems := s.Check(done, atOnce); problems != nil {
		t.Errorf("a check that was stopped found %v", problems)
	}
	if problems := s.Check(context.Background(), atOnce); len(problems) != 1 {
		t.Fatalf("found %v", problems)
	} else {
		want(problems)
	}
	_, err = s.Read("incidents/n40/index.html")
	want(err)
	if data, err := s.Read("incidents/n41/index.html"); err != nil || string(data) != "<h1>N41</h1>\n\n" {
		t.Errorf("%q, %v", data, err)
	}
	// Something else is edited; then the template, so that it still fails; then it is fixed.
	fsys["content/pages/about.md"].Data = []byte("---\ntitle: About us\n---\n")
	_, _, err = b.Plan(context.Background())
	want(err)
	fsys[template] = &fstest.MapFile{Data: []byte("<h2>{{.Title}}</h2>\n{{if eq .Title \"N40\"}}{{.Nonsense}}{{end}}\n")}
	_, _, err = b.Plan(context.Background())
	want(err)
	fsys[template] = &fstest.MapFile{Data: []byte("<h2>{{.Title}}</h2>\n")}
	if s, _, err = b.Plan(context.Background()); err != nil {
		t.Fatal(err)
	}
	calls := 0
	count := func(context.Context) { calls++ }
	if problems := s.Check(context.Background(), count); problems != nil || calls == 0 {
		t.Errorf("fixed: %v, %d pages", problems, calls)
	}
	calls = 0
	if s, _, err = b.Plan(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s.Check(context.Background(), count); calls != 0 {
		t.Errorf("%d pages are checked again", calls)
	}
}

// A template that fails for every page is reported before any page of it is shown.
func TestPlanTriesTemplates(t *testing.T) {
	fsys := manyIncidents()
	b := builder.New(builder.Options{Site: fsys, Now: march10, Remember: true})
	if _, _, err := b.Plan(context.Background()); err != nil {
		t.Fatal(err)
	}
	fsys["themes/default/templates/404.html"] = &fstest.MapFile{Data: []byte("{{.Nonsense}}")}
	if _, _, err := b.Plan(context.Background()); err == nil || !strings.Contains(err.Error(), "404.html:1:") {
		t.Errorf("got %v", err)
	}
}

// A plan finds the addresses that are taken, also if no page is planned or changed by the edit that takes them.
func TestPlanFindsConflicts(t *testing.T) {
	const later, soon = "content/incidents/later.md", "content/incidents/soon.md"
	for name, change := range map[string]func(fstest.MapFS){
		"an incident that is not visible yet": func(fsys fstest.MapFS) {
			fsys[soon] = fsys[later]
			delete(fsys, later)
		},
		"a copied file": func(fsys fstest.MapFS) { fsys["content/history/index.html"] = &fstest.MapFile{Data: []byte("x")} },
		"an alias": func(fsys fstest.MapFS) {
			fsys["content/pages/about.md"].Data = []byte("---\ntitle: About\naliases: [/history/]\n---\n")
		},
	} {
		fsys := manyIncidents()
		fsys[later] = &fstest.MapFile{Data: []byte("---\ntitle: Later\ntimeline: [{at: 2027-01-01 10:00, status: investigating}]\n---\n")}
		fsys["content/incidents/soon/index.html"] = &fstest.MapFile{Data: []byte("x")}
		b := builder.New(builder.Options{Site: fsys, Now: march10, Remember: true})
		for range 2 {
			if _, _, err := b.Plan(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		change(fsys)
		if _, _, err := b.Plan(context.Background()); err == nil {
			t.Errorf("%s: no conflict", name)
		}
	}
}

// A site that is written has all files. Files that the folder has already are not rendered.
func TestWrite(t *testing.T) {
	fsys := manyIncidents()
	b := builder.New(builder.Options{Site: fsys, Now: march10, Remember: true})
	versions := map[string]string{}
	write := func() (made map[string]string, err error) {
		s, _, err := b.Plan(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		made = map[string]string{}
		var mu sync.Mutex
		return made, s.Write(context.Background(), 2, func(f publish.File) error {
			mu.Lock()
			defer mu.Unlock()
			if f.Make != nil {
				if versions[f.Path] == f.Version {
					return nil
				}
				versions[f.Path] = f.Version
				data, err := f.Make()
				if err != nil {
					return err
				}
				f.Data = data
			}
			made[f.Path] = string(f.Data)
			return nil
		})
	}
	cold, _, err := collect(builder.New(builder.Options{Site: fsys, Now: march10}))
	if err != nil {
		t.Fatal(err)
	}
	if made, err := write(); err != nil || !same(t, made, cold) {
		t.Fatal(err)
	}
	fsys["content/incidents/n55.md"].Data = []byte(strings.Replace(string(fsys["content/incidents/n55.md"].Data), "title: ", "title: New ", 1))
	fsys["content/incidents/n55.md"].ModTime = time.Now().Add(-time.Minute)
	made, err := write()
	if _, edited := made["incidents/n55/index.html"]; err != nil || !edited || len(made) > 100 {
		t.Errorf("%d files, %v", len(made), err)
	}
	fsys["themes/default/templates/incident.html"] = &fstest.MapFile{Data: []byte("{{if eq .Title \"N40\"}}{{.Nonsense}}{{end}}{{if eq .Title \"N41\"}}{{.Bogus}}{{end}}")}
	if _, err := write(); err == nil || !strings.Contains(err.Error(), "Nonsense") || !strings.Contains(err.Error(), "Bogus") {
		t.Errorf("got %v", err)
	}
}

// Pages of a site are rendered while the next one is planned.
func TestReadWhilePlanning(t *testing.T) {
	fsys := manyIncidents()
	fsys["config.toml"].Data = append([]byte("languages = [\"fr\"]\n"), fsys["config.toml"].Data...)
	b := builder.New(builder.Options{Site: fsys, Now: march10, Jobs: 2, Remember: true})
	s, _, err := b.Plan(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		f := fsys["content/incidents/n05.md"]
		fsys["content/incidents/n05.md"] = &fstest.MapFile{Data: append(f.Data, fmt.Sprint(n)...), ModTime: time.Now().Add(-time.Minute)}
		var checking sync.WaitGroup
		checking.Go(func() {
			if problems := s.Check(context.Background(), atOnce); problems != nil {
				t.Error(problems)
			}
		})
		next, _, err := b.Plan(context.Background())
		checking.Wait()
		if err != nil {
			t.Fatal(err)
		}
		s = next
	}
}
