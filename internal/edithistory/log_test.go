package edithistory

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"statuary/internal/diag"
)

// repository is a git repository for tests, with a clock that advances a minute per commit.
type repository struct {
	*testing.T
	dir string
	now int
}

func newRepository(t *testing.T) *repository {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	r := &repository{T: t, dir: t.TempDir(), now: 1_700_000_000}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *repository) git(args ...string) {
	r.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	date := fmt.Sprintf("%d +0200", r.now)
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org", "GIT_COMMITTER_DATE="+date, "GIT_AUTHOR_DATE="+date)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r *repository) write(name, text string) {
	r.Helper()
	name = filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		r.Fatal(err)
	}
}

func (r *repository) commit() {
	r.Helper()
	r.now += 60
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "x")
}

// texts returns the versions of each file as "MINUTE:FIRST_LETTER", separated by spaces.
func texts(t *testing.T, r *Reader) map[string]string {
	t.Helper()
	log, err := r.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, versions := range log.Files {
		var blobs, list []string
		for _, v := range versions {
			blobs = append(blobs, v.Blob)
		}
		err := r.Texts(context.Background(), blobs, func(n int, text []byte) {
			list = append(list, fmt.Sprintf("%d:%.1s", (versions[n].At.Unix()-1_700_000_000)/60, text))
		})
		if err != nil {
			t.Fatal(err)
		}
		got[name] = strings.Join(list, " ")
	}
	return got
}

// long returns a text that git recognizes as renamed even if its first letter changes.
func long(letter string) string { return letter + strings.Repeat("\nthe same\n", 40) }

// Reading after each change returns the same as reading once, with and without a cache, also after
// renames, merges and resets.
func TestVersions(t *testing.T) {
	r := newRepository(t)
	site := filepath.Join(r.dir, "status")
	stepwise := &Reader{Dir: site}
	look := func(want map[string]string) {
		t.Helper()
		got := texts(t, stepwise)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		cached := texts(t, &Reader{Dir: site})
		t.Setenv("XDG_CACHE_HOME", t.TempDir())
		if cold := texts(t, &Reader{Dir: site}); !reflect.DeepEqual(got, cold) || !reflect.DeepEqual(cached, cold) {
			t.Errorf("step by step %v, cached %v, at once %v", got, cached, cold)
		}
	}
	r.write("status/content/a.md", long("a"))
	r.write("status/content/é b.md", long("b")+"other\n")
	r.write("status/content/picture.png", "x")
	r.write("elsewhere/content/a.md", "x")
	look(map[string]string{})
	r.commit()
	look(map[string]string{"content/a.md": "1:a", "content/é b.md": "1:b"})
	r.write("status/content/a.md", long("c"))
	r.commit()
	r.git("mv", "status/content/a.md", "status/content/new.md")
	r.commit()
	r.write("status/content/new.md", long("d"))
	r.commit()
	look(map[string]string{"content/new.md": "1:a 2:c 3:c 4:d", "content/é b.md": "1:b"})

	// git reports two files that swap names as two changed files.
	r.git("mv", "status/content/new.md", "x")
	r.git("mv", "status/content/é b.md", "status/content/new.md")
	r.git("mv", "x", "status/content/é b.md")
	r.commit()
	look(map[string]string{"content/new.md": "1:a 2:c 3:c 4:d 5:b", "content/é b.md": "1:b 5:d"})

	// Deleted and created again.
	r.git("rm", "-q", "status/content/new.md")
	r.commit()
	r.write("status/content/new.md", "e")
	r.commit()
	want := map[string]string{"content/new.md": "1:a 2:c 3:c 4:d 5:b 7:e", "content/é b.md": "1:b 5:d"}
	look(want)

	// A branch counts when it is merged. After a fast-forward, its own commits count.
	r.git("checkout", "-q", "-b", "branch")
	r.write("status/content/new.md", "f")
	r.commit()
	r.write("status/content/new.md", "g")
	r.commit()
	r.git("checkout", "-q", "main")
	look(want)
	r.now += 60
	r.git("merge", "-q", "--no-ff", "-m", "x", "branch")
	look(map[string]string{"content/new.md": "1:a 2:c 3:c 4:d 5:b 7:e 10:g", "content/é b.md": "1:b 5:d"})
	r.git("checkout", "-q", "branch")
	r.write("status/content/other.md", "h")
	r.commit()
	look(map[string]string{"content/new.md": "1:a 2:c 3:c 4:d 5:b 7:e 8:f 9:g", "content/é b.md": "1:b 5:d", "content/other.md": "11:h"})
	r.now += 60
	r.git("merge", "-q", "--no-ff", "-m", "x", "main")
	look(map[string]string{"content/new.md": "1:a 2:c 3:c 4:d 5:b 7:e 8:f 9:g", "content/é b.md": "1:b 5:d", "content/other.md": "11:h"})

	// A commit is amended, refs are packed, and the branch is reset.
	r.write("status/content/other.md", "i")
	r.git("commit", "-q", "-a", "--amend", "-m", "x")
	r.git("pack-refs", "--all")
	look(map[string]string{"content/new.md": "1:a 2:c 3:c 4:d 5:b 7:e 8:f 9:g", "content/é b.md": "1:b 5:d", "content/other.md": "11:h 12:i"})
	r.git("reset", "-q", "--hard", "HEAD~3")
	look(map[string]string{"content/new.md": "1:a 2:c 3:c 4:d 5:b 7:e 8:f", "content/é b.md": "1:b 5:d"})
	r.git("checkout", "-q", "--detach", "HEAD~1")
	look(want)
}

// Until something is committed, Read starts no git and returns the same log, also in a linked work tree.
func TestReadWithoutGit(t *testing.T) {
	r := newRepository(t)
	r.write("content/a.md", "a")
	r.commit()
	tree := filepath.Join(t.TempDir(), "tree")
	r.git("worktree", "add", "-q", tree)
	r.git("pack-refs", "--all")
	for _, dir := range []string{r.dir, tree} {
		reader := &Reader{Dir: dir}
		log, err := reader.Read(context.Background())
		if err != nil || len(log.Files) != 1 {
			t.Fatal(log, err)
		}
		path := os.Getenv("PATH")
		t.Setenv("PATH", "")
		again, err := reader.Read(context.Background())
		if again != log || err != nil {
			t.Errorf("read again: %v", err)
		}
		if err := os.WriteFile(filepath.Join(dir, "content", "a.md"), []byte("b"), 0o644); err != nil {
			t.Fatal(err)
		}
		if again, err = reader.Read(context.Background()); again != log || err != nil {
			t.Errorf("read again: %v", err)
		}
		t.Setenv("PATH", path)
		r.dir = dir
		r.commit()
		if again, err = reader.Read(context.Background()); err != nil || len(again.Files["content/a.md"]) != 2 {
			t.Errorf("a commit was not seen: %v, %v", again, err)
		}
	}
}

// A damaged cache file is ignored.
func TestDamagedCache(t *testing.T) {
	r := newRepository(t)
	r.write("content/a.md", "a")
	r.commit()
	texts(t, &Reader{Dir: r.dir})
	name := cacheFile(r.dir)
	data, err := os.ReadFile(name)
	if err != nil || loadCache(r.dir).head == "" {
		t.Fatal(err)
	}
	for _, broken := range [][]byte{data[:len(data)-1], data[1:], []byte(strings.Replace(string(data), "a.md", "b.md", 1)), nil} {
		if err := os.WriteFile(name, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		if s := loadCache(r.dir); s.head != "" {
			t.Errorf("damaged cache %q was used", broken)
		}
	}
}

func TestUnavailable(t *testing.T) {
	r := newRepository(t)
	for n := range 3 {
		r.write("content/a.md", fmt.Sprint(n))
		r.commit()
	}
	shallow := filepath.Join(t.TempDir(), "clone")
	r.git("clone", "-q", "--depth", "1", "file://"+r.dir, shallow)
	for dir, want := range map[string]string{t.TempDir(): "not in a git repository", shallow: "shallow"} {
		_, err := (&Reader{Dir: dir}).Read(context.Background())
		var missing *diag.Error
		if !errors.As(err, &missing) || !strings.Contains(missing.Text, want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
