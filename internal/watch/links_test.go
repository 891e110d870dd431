package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// link creates a symbolic link. An existing one is replaced by a rename, as programs do that swap
// folders.
func link(t *testing.T, dir, target, name string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	beside := filepath.Join(filepath.Dir(name), ".link-tmp")
	if err := os.Symlink(target, beside); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(beside, name); err != nil {
		t.Fatal(err)
	}
}

// links lists the ways in which a site can depend on symbolic links. The site is the folder "site"
// below the test's folder.
var links = []struct {
	name      string
	setup, do func(t *testing.T, dir string)
	written   string // file that is saved after the swap
	site      string // if not "site"
}{
	{
		name: "a ConfigMap: files lead to ..data, which is swapped",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/content/incidents/..v1/a.md", "one")
			link(t, dir, "..v1", "site/content/incidents/..data")
			link(t, dir, "..data/a.md", "site/content/incidents/a.md")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, "site/content/incidents/..v2/a.md", "two")
			link(t, dir, "..v2", "site/content/incidents/..data")
			remove(t, dir, "site/content/incidents/..v1")
		},
		written: "site/content/incidents/..v2/a.md",
	},
	{
		name: "a ConfigMap with folders: content leads to ..data/content",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/..v1/content/incidents/a.md", "one")
			write(t, dir, "site/..v1/config.toml", "one")
			link(t, dir, "..v1", "site/..data")
			link(t, dir, "..data/content", "site/content")
			link(t, dir, "..data/config.toml", "site/config.toml")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, "site/..v2/content/incidents/a.md", "two")
			write(t, dir, "site/..v2/config.toml", "one")
			link(t, dir, "..v2", "site/..data")
			remove(t, dir, "site/..v1")
		},
		written: "site/..v2/content/incidents/a.md",
	},
	{
		name: "a folder below content leads to ..data",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/content/incidents/..v1/2026/a.md", "one")
			link(t, dir, "..v1", "site/content/incidents/..data")
			link(t, dir, "..data/2026", "site/content/incidents/2026")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, "site/content/incidents/..v2/2026/a.md", "two")
			link(t, dir, "..v2", "site/content/incidents/..data")
			remove(t, dir, "site/content/incidents/..v1")
		},
		written: "site/content/incidents/..v2/2026/a.md",
	},
	{
		name: "git-sync: the site is a link, which is swapped",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "one/content/a.md", "one")
			link(t, dir, "one", "site")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, "two/content/a.md", "two")
			link(t, dir, "two", "site")
			remove(t, dir, "one")
		},
		written: "two/content/a.md",
	},
	{
		name: "git-sync: the site is a folder below the link",
		site: "current/status",
		setup: func(t *testing.T, dir string) {
			write(t, dir, ".worktrees/one/status/content/a.md", "one")
			link(t, dir, ".worktrees/one", "current")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, ".worktrees/two/status/content/a.md", "two")
			link(t, dir, ".worktrees/two", "current")
			remove(t, dir, ".worktrees/one")
		},
		written: ".worktrees/two/status/content/a.md",
	},
	{
		name: "a link to a link, the second of which is swapped",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "v1/content/a.md", "one")
			link(t, dir, "v1", "c")
			link(t, dir, filepath.Join(dir, "c"), "b")
			link(t, dir, "b", "site")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, "v2/content/a.md", "two")
			link(t, dir, "v2", "c")
		},
		written: "v2/content/a.md",
	},
	{
		name:  "the site's folder is replaced",
		setup: func(t *testing.T, dir string) { write(t, dir, "site/content/a.md", "one") },
		do: func(t *testing.T, dir string) {
			write(t, dir, "new/content/a.md", "two")
			rename(t, dir, "site", "old")
			rename(t, dir, "new", "site")
		},
		written: "site/content/a.md",
	},
	{
		name: "content is a link, which is swapped",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/one/a.md", "one")
			link(t, dir, "one", "site/content")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, "site/two/a.md", "two")
			link(t, dir, "two", "site/content")
		},
		written: "site/two/a.md",
	},
	{
		name: "content is a link and becomes a folder",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/one/a.md", "one")
			link(t, dir, "one", "site/content")
		},
		do: func(t *testing.T, dir string) {
			remove(t, dir, "site/content")
			write(t, dir, "site/content/a.md", "two")
		},
		written: "site/content/a.md",
	},
	{
		name: "a theme is a link, which is swapped",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/vendor/v1/templates/home.html", "one")
			link(t, dir, "../vendor/v1", "site/themes/mine")
		},
		do: func(t *testing.T, dir string) {
			write(t, dir, "site/vendor/v2/templates/home.html", "two")
			link(t, dir, "../vendor/v2", "site/themes/mine")
		},
		written: "site/vendor/v2/templates/home.html",
	},
	{
		name: "a file that a link leads to is saved in place",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/shared/a.md", "one")
			link(t, dir, "../shared/a.md", "site/content/a.md")
		},
		do:      func(t *testing.T, dir string) { write(t, dir, "site/shared/a.md", "and two") },
		written: "site/shared/a.md",
	},
	{
		name: "what a link leads to appears",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/content/b.md", "b")
			link(t, dir, "../shared/a.md", "site/content/a.md")
		},
		do:      func(t *testing.T, dir string) { write(t, dir, "site/shared/a.md", "two") },
		written: "site/shared/a.md",
	},
	{
		name: "another file of the same size and time",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/v1/a.md", "one")
			write(t, dir, "site/v2/a.md", "two")
			for _, v := range []string{"v1", "v2"} {
				at := time.Unix(1, 0)
				if err := os.Chtimes(filepath.Join(dir, "site", v, "a.md"), at, at); err != nil {
					t.Fatal(err)
				}
			}
			link(t, dir, "v1", "site/current")
			link(t, dir, "../current/a.md", "site/content/a.md")
		},
		do:      func(t *testing.T, dir string) { link(t, dir, "v2", "site/current") },
		written: "site/v2/a.md",
	},
	{
		name: "links that lead back, to themselves, out of the site and nowhere",
		setup: func(t *testing.T, dir string) {
			write(t, dir, "site/content/a.md", "one")
			link(t, dir, "..", "site/content/back")
			link(t, dir, ".", "site/content/self")
			link(t, dir, "loop", "site/content/loop")
			link(t, dir, "/", "site/content/out")
			link(t, dir, "nowhere", "site/content/nowhere")
			for n := range 12 { // each folder links to the next one twice
				link(t, dir, fmt.Sprintf("../d%d", n+1), fmt.Sprintf("site/content/d%d/x", n))
				link(t, dir, fmt.Sprintf("../d%d", n+1), fmt.Sprintf("site/content/d%d/y", n))
			}
		},
		do:      func(t *testing.T, dir string) { write(t, dir, "site/content/a.md", "and two") },
		written: "site/content/a.md",
	},
}

// A swap of any link on the way is reported, and so is the next save behind it: the new folders are
// watched.
func TestLinks(t *testing.T) {
	if err := os.Symlink("x", filepath.Join(t.TempDir(), "link")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	for _, poll := range []bool{false, true} {
		for _, l := range links {
			t.Run(fmt.Sprintf("%s, poll %v", l.name, poll), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				l.setup(t, dir)
				site := l.site
				if site == "" {
					site = "site"
				}
				changes := watchFolder(t, filepath.Join(dir, site), Options{Poll: poll, Every: 50 * time.Millisecond})
				l.do(t, dir)
				next(t, changes)
				settled(changes)
				write(t, dir, l.written, "once more, and longer")
				next(t, changes)
				quiet(t, changes)
			})
		}
	}
}

// watchFolder watches a folder until the test ends.
func watchFolder(t *testing.T, dir string, o Options) <-chan Change {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	o.Wanted = wanted
	o.Polling = func(err error) { t.Error(err) }
	o.Unwatched = func(path string, err error) { t.Error(path, err) }
	changes, err := Watch(ctx, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		for range changes {
		}
	})
	return changes
}

// A folder that cannot be watched is reported once, by its path in the site, and the others are
// watched.
func TestUnwatched(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "content/a.md", "a")
	write(t, dir, "content/secret/b.md", "b")
	var reported []string
	s := &scanner{
		wanted: wanted,
		watch: func(path string) error {
			if strings.HasSuffix(path, "secret") {
				return &os.PathError{Op: "watch", Path: path, Err: os.ErrPermission}
			}
			return nil
		},
		failed: func(path string, err error) { reported = append(reported, fmt.Sprint(path, ": ", err)) },
	}
	if err := s.scan(dir); err != nil {
		t.Fatal(err)
	}
	if len(reported) != 1 || reported[0] != "content/secret: permission denied" {
		t.Errorf("reported %q", reported)
	}
	if s.dirs[filepath.Join(s.root, "content")] == nil {
		t.Error("content is not watched")
	}
}
