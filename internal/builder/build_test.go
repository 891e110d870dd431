package builder_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/golden"
	"statuary/internal/publish"
)

// collect builds a site into a map.
func collect(b *builder.Builder) (map[string]string, *builder.Result, error) {
	var mu sync.Mutex
	files := map[string]string{}
	r, err := b.Build(context.Background(), func(f publish.File) error {
		mu.Lock()
		defer mu.Unlock()
		if _, ok := files[f.Path]; ok {
			return fmt.Errorf("%s was written twice", f.Path)
		}
		files[f.Path] = string(f.Data)
		return nil
	})
	return files, r, err
}

func options(fsys fstest.MapFS, now string) builder.Options {
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		panic(err)
	}
	return builder.Options{Site: fsys, Now: func() time.Time { return at }, Jobs: 2}
}

// TestSites builds the sites in testdata/*.txtar. The last line of an archive's comment is
// the time of the build. The file check of the archive has assertions, such as
//
//	history/index.html has TEXT
//	history/index.html lacks TEXT
//	about/index.html exists
//	draft/index.html missing
//	incidents/x/index.html order WORD WORD WORD
//
// and a file want/PATH is the expected content of PATH, byte for byte.
func TestSites(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no test data", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(string(a.Comment)), "\n")
			fsys := fstest.MapFS{}
			for _, f := range a.Files {
				if f.Name != "check" && !strings.HasPrefix(f.Name, "want/") {
					fsys[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			files, r, err := collect(builder.New(options(fsys, lines[len(lines)-1])))
			var problems diag.List
			if err != nil && !errors.As(err, &problems) {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := diag.Print(&b, r.Problems, false); err != nil {
				t.Fatal(err)
			}
			files["PROBLEMS"] = b.String()
			for i, f := range a.Files {
				path, isWant := strings.CutPrefix(f.Name, "want/")
				switch {
				case f.Name == "check":
					check(t, files, string(f.Data))
				case isWant:
					a.Files[i].Data = []byte(files[path])
				}
			}
			golden.File(t, name, txtar.Format(a))
		})
	}
}

func check(t *testing.T, files map[string]string, rules string) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSpace(rules), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		path, rest, _ := strings.Cut(line, " ")
		verb, text, _ := strings.Cut(rest, " ")
		data, exists := files[path]
		ok := false
		switch verb {
		case "exists":
			ok = exists
		case "missing":
			ok = !exists
		case "has":
			ok = strings.Contains(data, text)
		case "order": // the words come one after the other
			ok = exists
			for word := range strings.SplitSeq(text, " ") {
				var found bool
				_, data, found = strings.Cut(data, word)
				ok = ok && found
			}
		case "lacks":
			ok = exists && !strings.Contains(data, text)
		default:
			t.Fatalf("unknown assertion: %s", line)
		}
		if !ok {
			t.Errorf("false: %s", line)
			if !exists {
				t.Log(slices.Sorted(maps.Keys(files)))
			}
		}
	}
}

// The same files and the same time produce the same bytes, whatever the number of
// workers and the machine's time zone.
func TestReproducible(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	var first map[string]string
	for n, jobs := range []int{1, 2, 7} {
		time.Local = time.FixedZone("X", n*3600)
		o := options(sampleSite(), "2026-03-10T12:00:00Z")
		o.Jobs = jobs
		files, _, err := collect(builder.New(o))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = files
		}
		same(t, files, first)
	}
}

// same compares two sites.
func same(t interface {
	Helper()
	Errorf(string, ...any)
}, got, want map[string]string) bool {
	t.Helper()
	for path, data := range want {
		if got[path] != data {
			t.Errorf("%s differs:\n%s\nand\n%s", path, got[path], data)
			return false
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("unexpected file %s", path)
			return false
		}
	}
	return true
}

// With KeepGoing, a broken file is skipped and the rest is built.
func TestKeepGoing(t *testing.T) {
	fsys := sampleSite()
	fsys["content/incidents/broken.md"] = &fstest.MapFile{Data: []byte("---\ntitle: x\n---\n")}
	o := options(fsys, "2026-03-10T12:00:00Z")
	_, r, err := collect(builder.New(o))
	if err == nil || !r.Problems.HasErrors() {
		t.Error("the build did not fail, although a file is broken")
	}
	o.KeepGoing = true
	files, r, err := collect(builder.New(o))
	if err != nil || len(r.LeftOut) != 1 || r.LeftOut[0].File != "content/incidents/broken.md" {
		t.Error(err, r.LeftOut)
	}
	if files["incidents/a/index.html"] == "" || files["incidents/broken/index.html"] != "" {
		t.Error("the wrong file was skipped")
	}
}

// A broken template stops the build. It is reported once, with its position, although
// every page uses it.
func TestBrokenTemplate(t *testing.T) {
	fsys := sampleSite()
	fsys["themes/default/templates/incident.html"] = &fstest.MapFile{Data: []byte("<p>\n{{.Nonsense}}</p>")}
	_, r, err := collect(builder.New(options(fsys, "2026-03-10T12:00:00Z")))
	if err == nil || len(r.Problems) != 1 || r.Problems[0].Pos.String() != "themes/default/templates/incident.html:2:3" {
		t.Errorf("%v %+v", err, r.Problems)
	}
}

// An error of put ends the build and is passed on.
func TestPutFails(t *testing.T) {
	full := errors.New("the disk is full")
	_, err := builder.New(options(sampleSite(), "2026-03-10T12:00:00Z")).Build(context.Background(), func(f publish.File) error {
		if strings.HasPrefix(f.Path, "incidents/") {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) {
		t.Error(err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := builder.New(options(sampleSite(), "2026-03-10T12:00:00Z")).Build(ctx, func(publish.File) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// sampleSite returns a site with content of every kind.
func sampleSite() fstest.MapFS {
	m := fstest.MapFS{}
	for name, data := range map[string]string{
		"config.toml": `title = "Example"
base_url = "https://example.org/status/"
time_zone = "Europe/Berlin"
[[components]]
id = "api"
name = "API"
group = "Core"
[[components]]
id = "web"
name = "Web"
`,
		"content/incidents/a.md": `---
title: A
timeline:
  - {at: 2026-03-01 10:00, status: investigating, components: {api: major_outage}, message: "See [b](b.md)"}
  - {at: 2026-03-01 11:00, status: resolved, message: Fine}
  - {at: 2026-03-02 11:00, status: postmortem}
---
## Why

Because.
`,
		"content/incidents/b.md":         "---\ntitle: B\ncomponents: [web]\nscheduled_for: 2026-03-10 14:00\nscheduled_until: 2026-03-10 15:00\ntimeline: [{at: 2026-03-09 10:00, status: scheduled}]\n---\n",
		"content/incidents/c.md":         "---\ntitle: C\nimpact: minor\ncomponents: [web]\naliases: [/old/c]\ntimeline: [{at: 2026-03-10 10:00, status: investigating}]\n---\n",
		"content/pages/about.md":         "---\ntitle: About\n---\nHello\n",
		"content/incidents/2026/pic.png": "png",
	} {
		m[name] = &fstest.MapFile{Data: []byte(data), ModTime: time.Now().Add(-time.Hour)}
	}
	return m
}
