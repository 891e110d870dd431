package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/diag"
	"statuary/internal/edit"
	"statuary/internal/incident"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

// write makes a site.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // for the lock
	dir := t.TempDir()
	files["config.toml"] = "title = \"x\"\nbase_url = \"https://example.org/\"\n"
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func open(t rapid.TB, dir string) *Workspace {
	t.Helper()
	w, err := Open(dir, noon)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

const one = "---\ntitle: A\ntimeline:\n  - {at: 2026-03-10 10:00, status: investigating}\n---\n"

func appendEntry(w *Workspace, in Incident, n int) (*Change, error) {
	e := incident.Update{At: noon.Add(time.Duration(n) * time.Minute), Status: incident.Identified, Message: fmt.Sprint("entry ", n)}
	return w.Edit(in.Incident, func(src []byte) ([]byte, error) { return edit.Append(w.Parser, in.Source.File, src, e) })
}

// Of many who write to one file at the same moment, each finds its entry in it,
// and none leaves anything lying about.
func TestAllAtOnce(t *testing.T) {
	dir := write(t, map[string]string{"content/incidents/a.md": one})
	const writers = 20
	var wg sync.WaitGroup
	for n := range writers {
		wg.Go(func() {
			w, err := Open(dir, noon)
			if err != nil {
				t.Error(err)
				return
			}
			in, err := w.Find("a")
			if err != nil {
				t.Error(err)
				return
			}
			c, err := appendEntry(w, in, n)
			if err == nil {
				err = c.Save()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	in, err := open(t, dir).Find("a")
	if err != nil || len(in.Updates) != writers+1 {
		t.Errorf("%v, %d updates", err, len(in.Updates))
	}
	left, err := os.ReadDir(filepath.Join(dir, "content", "incidents"))
	if err != nil || len(left) != 1 {
		t.Errorf("%v, %v", err, left)
	}
	info, err := os.Stat(filepath.Join(dir, "content", "incidents", "a.md"))
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, mode %v", err, info.Mode())
	}
}

// What a link in the site leads to is changed, and the link stays; one that
// leads out of the site is not followed.
func TestLinks(t *testing.T) {
	dir := write(t, map[string]string{"content/incidents/a.md": one, "content/other/b.txt": strings.Replace(one, "A", "B", 1)})
	link := filepath.Join(dir, "content", "incidents", "b.md")
	if err := os.Symlink("../other/b.txt", link); err != nil {
		t.Skip(err)
	}
	w := open(t, dir)
	in, err := w.Find("b")
	if err != nil {
		t.Fatal(err)
	}
	c, err := appendEntry(w, in, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(link); err != nil || target != "../other/b.txt" {
		t.Errorf("the link is gone: %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "content", "other", "b.txt")); !strings.Contains(string(got), "entry 1") {
		t.Errorf("got %s", got)
	}

	outside := filepath.Join(t.TempDir(), "c.md")
	if err := os.WriteFile(outside, []byte(one), 0o644); err != nil {
		t.Fatal(err)
	}
	a, err := w.Find("a")
	if err != nil {
		t.Fatal(err)
	}
	if c, err = appendEntry(w, a, 1); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "content", "incidents", "a.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "content", "incidents", "a.md")); err != nil {
		t.Fatal(err)
	}
	if err := c.Save(); err == nil || !strings.Contains(err.Error(), "outside the site") {
		t.Errorf("got %v", err)
	}
	if got, _ := os.ReadFile(outside); string(got) != one {
		t.Errorf("a file outside was changed: %s", got)
	}
}

// A new file takes no other's place, and a file that has become unreadable is
// left alone.
func TestLost(t *testing.T) {
	dir := write(t, map[string]string{"content/incidents/a.md": one})
	w := open(t, dir)
	draft := edit.Draft{Title: "B", Updates: []incident.Update{{At: noon, Status: incident.Investigating}}}
	first, err := w.Create("b", draft)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.Create("b", draft)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Save(); err != nil {
		t.Fatal(err)
	}
	if err := second.Save(); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("got %v", err)
	}
	in, err := w.Find("a")
	if err != nil {
		t.Fatal(err)
	}
	c, err := appendEntry(w, in, 1)
	if err != nil {
		t.Fatal(err)
	}
	broken := []byte("---\ntitle: A\n")
	if err := os.WriteFile(filepath.Join(dir, "content", "incidents", "a.md"), broken, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := c.Save(); err == nil {
		t.Error("an entry for a file that is broken")
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "content", "incidents", "a.md")); string(got) != string(broken) {
		t.Errorf("got %s", got)
	}
	var missing *diag.Error
	if _, err := w.Find("zzz"); !errors.As(err, &missing) {
		t.Errorf("got %v", err)
	}
}
