package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// wanted reports whether a site needs a path.
func wanted(path string) bool {
	top, _, _ := strings.Cut(path, "/")
	return (top == "content" || top == "themes" || path == "config.toml") && !strings.HasPrefix(filepath.Base(path), ".") && !strings.HasSuffix(path, "~")
}

// watching starts a watcher of a folder with content/a.md in it.
func watching(t *testing.T, o Options) (dir string, changes <-chan Change) {
	t.Helper()
	dir = t.TempDir()
	write(t, dir, "content/a.md", "a")
	write(t, dir, "config.toml", "c")
	if err := os.MkdirAll(filepath.Join(dir, "public"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir, watchFolder(t, dir, o)
}

func write(t *testing.T, dir, name, data string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, dir, from, to string) {
	t.Helper()
	if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

// next waits for a change.
func next(t *testing.T, changes <-chan Change) Change {
	t.Helper()
	select {
	case c := <-changes:
		return c
	case <-time.After(2 * time.Minute):
		t.Fatal("no change was reported")
		return Change{}
	}
}

// nextOf waits for a change of a file. Late events of earlier changes may come before it.
func nextOf(t *testing.T, changes <-chan Change, name string) {
	t.Helper()
	for !slices.Contains(next(t, changes).Paths, name) {
	}
}

// quiet checks that no change is reported.
func quiet(t *testing.T, changes <-chan Change) {
	t.Helper()
	select {
	case c := <-changes:
		t.Errorf("%v was reported", c)
	case <-time.After(400 * time.Millisecond):
	}
}

// saves lists what programs do when they save a file or change a tree. Each ends with content/a.md,
// or the named file, in its final state.
var saves = []struct {
	name string
	do   func(t *testing.T, dir string)
}{
	{"in place, as VS Code and nano do", func(t *testing.T, dir string) { write(t, dir, "content/a.md", "b") }},
	{"vim: a trial file, a backup, a new file", func(t *testing.T, dir string) {
		write(t, dir, "content/4913", "")
		remove(t, dir, "content/4913")
		rename(t, dir, "content/a.md", "content/a.md~")
		write(t, dir, "content/a.md", "b")
		remove(t, dir, "content/a.md~")
	}},
	{"JetBrains: a new file over the old", func(t *testing.T, dir string) {
		write(t, dir, "content/a.md___jb_tmp___", "b")
		rename(t, dir, "content/a.md", "content/a.md___jb_old___")
		rename(t, dir, "content/a.md___jb_tmp___", "content/a.md")
		remove(t, dir, "content/a.md___jb_old___")
	}},
	{"emacs: a lock, a backup, a new file", func(t *testing.T, dir string) {
		if runtime.GOOS != "windows" {
			if err := os.Symlink("me@host.1", filepath.Join(dir, "content/.#a.md")); err != nil {
				t.Fatal(err)
			}
		}
		rename(t, dir, "content/a.md", "content/a.md~")
		write(t, dir, "content/a.md", "b")
		remove(t, dir, "content/.#a.md")
	}},
	{"sed -i and most libraries: a temporary file renamed", func(t *testing.T, dir string) {
		write(t, dir, "content/sedXYZ", "b")
		rename(t, dir, "content/sedXYZ", "content/a.md")
	}},
	{"a file is deleted", func(t *testing.T, dir string) { remove(t, dir, "content/a.md") }},
	{"a file is renamed", func(t *testing.T, dir string) { rename(t, dir, "content/a.md", "content/b.md") }},
	{"a folder with files appears", func(t *testing.T, dir string) {
		write(t, dir, "content/new/deep/x.md", "x")
		write(t, dir, "content/new/deep/y.md", "y")
	}},
	{"a folder is moved in from elsewhere", func(t *testing.T, dir string) {
		write(t, dir, "elsewhere/deep/x.md", "x")
		rename(t, dir, "elsewhere", "content/moved")
	}},
	{"content is deleted and made again", func(t *testing.T, dir string) {
		remove(t, dir, "content")
		write(t, dir, "content/a.md", "b")
	}},
	{"the settings are replaced", func(t *testing.T, dir string) {
		write(t, dir, "config.toml.new", "d")
		remove(t, dir, "config.toml")
		rename(t, dir, "config.toml.new", "config.toml")
	}},
	{"a theme appears", func(t *testing.T, dir string) { write(t, dir, "themes/x/templates/home.html", "x") }},
}

// Every kind of save is reported, and so is the next save in the same place: no watch is lost on
// the way.
func TestSaves(t *testing.T) {
	for _, poll := range []bool{false, true} {
		for _, s := range saves {
			t.Run(fmt.Sprintf("%s, poll %v", s.name, poll), func(t *testing.T) {
				t.Parallel()
				dir, changes := watching(t, Options{Poll: poll, Every: 50 * time.Millisecond})
				s.do(t, dir)
				next(t, changes)
				settled(changes)
				for _, name := range []string{"content/a.md", "content/new/deep/x.md", "content/moved/deep/x.md", "themes/x/templates/home.html"} {
					if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
						write(t, dir, name, "once more, and longer")
						if c := next(t, changes); !slices.Contains(c.Paths, name) {
							t.Errorf("%s was saved, but %v was reported", name, c.Paths)
						}
						settled(changes)
					}
				}
			})
		}
	}
}

// settled receives the remaining changes.
func settled(changes <-chan Change) {
	for {
		select {
		case <-changes:
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}

// A folder that was renamed is still watched.
func TestRenamedFolder(t *testing.T) {
	dir, changes := watching(t, Options{})
	write(t, dir, "content/old/x.md", "x")
	next(t, changes)
	settled(changes)
	rename(t, dir, "content/old", "content/new")
	next(t, changes)
	settled(changes)
	write(t, dir, "content/new/x.md", "y")
	nextOf(t, changes, "content/new/x.md")
}

// Changes of files that are not wanted are not reported.
func TestUnwanted(t *testing.T) {
	dir, changes := watching(t, Options{})
	write(t, dir, "public/index.html", "x")
	write(t, dir, "notes.txt", "x")
	write(t, dir, "content/.a.md.swp", "x")
	write(t, dir, "content/a.md~", "x")
	write(t, dir, ".git/index", "x")
	if err := os.Chmod(filepath.Join(dir, "content/a.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	quiet(t, changes)
}

// A thousand files, as a checkout writes them, are few changes.
func TestCheckout(t *testing.T) {
	dir, changes := watching(t, Options{})
	start := time.Now()
	for n := range 1000 {
		write(t, dir, fmt.Sprintf("content/%d/%d.md", n%10, n), "x")
	}
	count := 0
	for {
		select {
		case <-changes:
			count++
			continue
		case <-time.After(700 * time.Millisecond):
		}
		break
	}
	most := 2 + int(time.Since(start)/(500*time.Millisecond)) // a busy machine reads the events late
	if count == 0 || count > most {
		t.Errorf("%d changes were reported, want at most %d", count, most)
	}
}

// A slow receiver gets everything that happened meanwhile as one change, and later changes are not
// lost.
func TestSlowReader(t *testing.T) {
	dir, changes := watching(t, Options{})
	for n := range 5 {
		write(t, dir, fmt.Sprintf("content/%d.md", n), "x")
		time.Sleep(120 * time.Millisecond)
	}
	c := next(t, changes)
	if c.Count < 5 { // the last event may have come late
		if rest := next(t, changes); c.Count+rest.Count < 5 {
			t.Errorf("only %d and %d events were gathered: %v", c.Count, rest.Count, c.Paths)
		}
	}
	write(t, dir, "content/last.md", "x")
	nextOf(t, changes, "content/last.md")
}

// A file that is written without pause is reported all the same. How soon is for the
// benchmarks to show: a busy machine makes pauses.
func TestNeverQuiet(t *testing.T) {
	dir, changes := watching(t, Options{})
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				_ = os.WriteFile(filepath.Join(dir, "content/a.md"), []byte(time.Now().String()), 0o644)
			}
		}
	}()
	if c := next(t, changes); !slices.Contains(c.Paths, "content/a.md") {
		t.Error(c)
	}
	close(stop)
	<-done
}

func TestNoFolder(t *testing.T) {
	for _, poll := range []bool{false, true} {
		if _, err := Watch(context.Background(), filepath.Join(t.TempDir(), "nowhere"), Options{Wanted: wanted, Poll: poll}); err == nil {
			t.Error("a folder that does not exist is watched")
		}
	}
}
