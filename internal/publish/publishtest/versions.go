package publishtest

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"statuary/internal/publish"
)

// versions publishes files with versions. Only those that differ, or whose version at the target is
// not known, are made.
func versions(t *testing.T, p *place) {
	memory := filepath.Join(t.TempDir(), "folder", "memory")
	target := p.Target
	if p.Remember != nil {
		target = func() publish.Target { return p.Remember(publish.OpenMemory(memory)) }
	}
	// publish publishes files, whose versions are their data, and expects that those named are made.
	publishAll := func(what string, s site, want ...string) *publish.Plan {
		t.Helper()
		var mu sync.Mutex
		var made []string
		plan, err := publish.SyncWith(context.Background(), target(), publish.Options{}, func(put func(publish.File) error) error {
			for name, data := range s {
				err := put(publish.File{Path: name, Version: "v" + data, Make: func() ([]byte, error) {
					mu.Lock()
					defer mu.Unlock()
					made = append(made, name)
					return []byte(data), nil
				}})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if slices.Sort(made); !slices.Equal(made, want) {
			t.Errorf("%s: %v are made, want %v", what, made, want)
		}
		p.expect(s)
		if got := publish.Size(plan.Add) + publish.Size(plan.Change) + publish.Size(plan.Keep); got != sizeOf(s) {
			t.Errorf("%s: the site has %d bytes, want %d", what, got, sizeOf(s))
		}
		return plan
	}
	one := site{"index.html": "home", "a/index.html": "A", "feed.atom": "feed"}
	two := site{"index.html": "home", "a/index.html": "A2", "feed.atom": "feed"}
	publishAll("at first", one, "a/index.html", "feed.atom", "index.html")
	if plan := publishAll("again", one); !plan.Nothing() || len(plan.Keep) != 3 {
		t.Errorf("again: %+v", plan)
	}
	publishAll("one changed", two, "a/index.html")
	publishAll("the one before", one, "a/index.html")
	if !p.Blind {
		p.Write("index.html", "hove")
		publishAll("somebody changed a file", one, "index.html")
	}
	if p.Remember != nil {
		memory += "2"
		if plan := publishAll("without memory", one, "a/index.html", "feed.atom", "index.html"); !plan.Nothing() {
			t.Errorf("without memory: %+v", plan)
		}
	}
	delete(one, "a/index.html")
	publishAll("one deleted", one)
	p.sync(site{"index.html": "without versions", "feed.atom": "too"})
	publishAll("after files without versions", one, "feed.atom", "index.html")
}

func sizeOf(s site) (n int64) {
	for _, data := range s {
		n += int64(len(data))
	}
	return n
}
