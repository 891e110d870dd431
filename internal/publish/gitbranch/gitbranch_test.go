package gitbranch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"statuary/internal/diag"
	"statuary/internal/git"
	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

// remote is a bare repository, and a site's repository with it as origin.
type remote struct {
	*testing.T
	bare, site string
}

func newRemote(t *testing.T) *remote {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("git is missing")
		}
		t.Skip("git is missing")
	}
	dir := t.TempDir()
	// The settings of the person who runs the test must not matter.
	t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(dir, "none"))
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	r := &remote{t, filepath.Join(dir, "remote.git"), filepath.Join(dir, "site")}
	r.git("", "init", "-q", "--bare", "-b", "main", r.bare)
	r.git("", "init", "-q", "-b", "main", r.site)
	r.git(r.site, "config", "user.name", "A Writer")
	r.git(r.site, "config", "user.email", "writer@example.org")
	r.git(r.site, "config", "core.autocrlf", "true")
	r.git(r.site, "remote", "add", "origin", "../remote.git")
	return r
}

func (r *remote) git(dir string, args ...string) string {
	r.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r *remote) branch() *Branch { return &Branch{Site: r.site, Remote: "origin", Name: "gh-pages"} }

func (r *remote) tip() string {
	return r.git(r.bare, "for-each-ref", "--format=%(objectname)", "refs/heads/gh-pages")
}

// read returns the files of the branch.
func (r *remote) read() map[string]string {
	files := map[string]string{}
	if r.tip() == "" {
		return files
	}
	var names []string
	var objects strings.Builder
	for entry := range strings.SplitSeq(r.git(r.bare, "ls-tree", "-r", "-z", "gh-pages"), "\x00") {
		head, name, _ := strings.Cut(entry, "\t")
		if fields := strings.Fields(head); len(fields) == 3 && !strings.HasPrefix(name, publish.StateDir+"/") {
			names = append(names, name)
			objects.WriteString(fields[2] + "\n")
		}
	}
	cmd := exec.Command("git", "cat-file", "--batch=%(objectsize)")
	cmd.Dir = r.bare
	cmd.Stdin = strings.NewReader(objects.String())
	out, err := cmd.Output()
	if err != nil {
		r.Fatal(err)
	}
	for _, name := range names {
		size, rest, _ := strings.Cut(string(out), "\n")
		n, _ := strconv.Atoi(size)
		files[name], out = rest[:n], []byte(rest[n+1:])
	}
	return files
}

// write commits a file to the branch, as somebody else would.
func (r *remote) write(path, content string) {
	r.Helper()
	clone := filepath.Join(r.TempDir(), "clone")
	if r.tip() == "" {
		r.git("", "init", "-q", "-b", "gh-pages", clone)
		r.git(clone, "remote", "add", "origin", r.bare)
	} else {
		r.git("", "clone", "-q", "-b", "gh-pages", r.bare, clone)
	}
	name := filepath.Join(clone, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		r.Fatal(err)
	}
	r.git(clone, "add", "-f", path)
	r.git(clone, "-c", "user.name=Other", "-c", "user.email=o@example.org", "commit", "-q", "-m", "theirs")
	r.git(clone, "push", "-q", "origin", "gh-pages")
}

func TestBranch(t *testing.T) {
	for _, squash := range []bool{false, true} {
		t.Run(fmt.Sprint("squash=", squash), func(t *testing.T) {
			publishtest.Run(t, func(t *testing.T) publishtest.Place {
				r := newRemote(t)
				return publishtest.Place{
					Target: func() publish.Target {
						b := r.branch()
						b.Squash = squash
						return b
					},
					Read:  r.read,
					Stamp: func() string { return r.git(r.bare, "for-each-ref") },
					Write: r.write,
					Break: func() { r.write(publish.ManifestFile, "{half a man") },
					Remember: func(m *publish.Memory) publish.Target {
						b := r.branch()
						b.Squash, b.Memory = squash, m
						return b
					},
				}
			})
		})
	}
}

// The branch keeps its history, or has one commit; unchanged objects are not sent again.
func TestHistory(t *testing.T) {
	r := newRemote(t)
	publishtest.MustSync(t, r.branch(), "index.html", "1")
	publishtest.MustSync(t, r.branch(), "index.html", "2")
	if got := r.git(r.bare, "rev-list", "--count", "gh-pages"); got != "2" {
		t.Error(got, "commits")
	}
	if got := r.git(r.bare, "log", "-1", "--format=%an <%ae>|%s|%b", "gh-pages"); got != "A Writer <writer@example.org>|Publish the site|0 files added, 1 changed, 0 deleted" {
		t.Error(got)
	}
	b := r.branch()
	b.Squash = true
	publishtest.MustSync(t, b, "index.html", "3")
	if got := r.git(r.bare, "rev-list", "--count", "gh-pages"); got != "1" {
		t.Error(got, "commits after squash")
	}
	r.git(r.bare, "fsck", "--strict")
}

// If somebody pushes after the branch was read, their commit is not lost, and the next Sync keeps
// their file.
func TestConcurrentPush(t *testing.T) {
	for _, squash := range []bool{false, true} {
		r := newRemote(t)
		publishtest.MustSync(t, r.branch(), "index.html", "1")
		b := r.branch()
		b.Squash = squash
		_, err := publish.Sync(context.Background(), b, func(put func(publish.File) error) error {
			r.write("theirs.txt", "theirs")
			return publishtest.Files("index.html", "2")(put)
		})
		if !errors.Is(err, ErrMoved) {
			t.Errorf("squash=%v: %v", squash, err)
		}
		if got := r.read(); got["theirs.txt"] != "theirs" || got["index.html"] != "1" {
			t.Error(got)
		}
		publishtest.MustSync(t, r.branch(), "index.html", "2")
		if got := r.read(); got["theirs.txt"] != "theirs" || got["index.html"] != "2" {
			t.Error(got)
		}
	}
}

// The branch is created by somebody else after it was looked for.
func TestConcurrentCreation(t *testing.T) {
	r := newRemote(t)
	_, err := publish.Sync(context.Background(), r.branch(), func(put func(publish.File) error) error {
		r.write("theirs.txt", "theirs")
		return publishtest.Files("index.html", "1")(put)
	})
	if !errors.Is(err, ErrMoved) {
		t.Error(err)
	}
}

// A publication sends only what has changed, and fetches no contents.
func TestSendsOnlyWhatChanged(t *testing.T) {
	r := newRemote(t)
	r.git(r.bare, "config", "uploadpack.allowFilter", "true")
	r.git(r.bare, "config", "uploadpack.allowAnySHA1InWant", "true")
	r.git(r.site, "remote", "set-url", "origin", "file://"+r.bare)
	var files []string
	for n := range 300 {
		files = append(files, fmt.Sprintf("incidents/%03d/index.html", n), strings.Repeat(fmt.Sprint("page ", n, " "), 200))
	}
	publishtest.MustSync(t, r.branch(), files...)
	for _, squash := range []bool{false, true} {
		before := objects(r)
		files[1] += "more"
		b := r.branch()
		b.Squash = squash
		fetched := 0
		_, err := publish.Sync(context.Background(), b, func(put func(publish.File) error) error {
			out := r.git(b.scratch, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)")
			fetched = strings.Count(out, "blob")
			return publishtest.Files(files...)(put)
		})
		if err != nil {
			t.Fatal(err)
		}
		if fetched > 1 { // the manifest
			t.Errorf("squash=%v: %d files were fetched", squash, fetched)
		}
		// One file, its three folders, and the commit.
		if n := objects(r) - before; n > 5 {
			t.Errorf("squash=%v: %d objects were sent", squash, n)
		}
	}
}

func objects(r *remote) int {
	return len(strings.Fields(r.git(r.bare, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")))
}

// Runs in a hook are not affected by the hook's repository.
func TestInsideAHook(t *testing.T) {
	r := newRemote(t)
	t.Setenv("GIT_DIR", filepath.Join(r.site, "nowhere"))
	t.Setenv("GIT_INDEX_FILE", filepath.Join(r.site, "nowhere"))
	_, err := publishtest.Sync(r.branch(), "index.html", "1")
	os.Unsetenv("GIT_DIR")
	os.Unsetenv("GIT_INDEX_FILE")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.read(); got["index.html"] != "1" {
		t.Error(got)
	}
}

// The settings of the site's repository for remotes are used; automation keeps the header with its
// token there.
func TestSettings(t *testing.T) {
	r := newRemote(t)
	r.git(r.site, "config", "core.sshCommand", "ssh -i key")
	r.git(r.site, "config", "http.https://example.org/.extraheader", "AUTHORIZATION: basic x")
	r.git(r.site, "config", "alias.x", "status")
	got := settingsOf(context.Background(), git.Runner{Dir: r.site})
	want := []string{
		"GIT_CONFIG_KEY_0=core.sshcommand", "GIT_CONFIG_VALUE_0=ssh -i key",
		"GIT_CONFIG_KEY_1=http.https://example.org/.extraheader", "GIT_CONFIG_VALUE_1=AUTHORIZATION: basic x", "GIT_CONFIG_COUNT=2",
	}
	if !slices.Equal(got, want) {
		t.Error(got)
	}
	r.git(r.site, "remote", "set-url", "origin", "short:remote.git")
	r.git(r.site, "config", "url."+filepath.Dir(r.bare)+"/.insteadOf", "short:")
	publishtest.MustSync(t, r.branch(), "index.html", "1")
	if got := r.read(); got["index.html"] != "1" {
		t.Error(got)
	}
}

func TestErrors(t *testing.T) {
	r := newRemote(t)
	for _, c := range []struct {
		remote, branch, want string
	}{
		{"orign", "gh-pages", `unknown remote "orign"`},
		{"origin", "a..b", `the branch "a..b" is not the name of a branch`},
		{"origin", "--force", `the branch "--force" is not the name of a branch`},
		{"./nowhere.git", "gh-pages", "does not appear to be a git repository"},
		{"--upload-pack=touch /tmp/x", "gh-pages", "it begins with a hyphen"},
	} {
		_, err := publishtest.Sync(&Branch{Site: r.site, Remote: c.remote, Name: c.branch}, "index.html", "1")
		if err == nil || !strings.Contains(err.Error(), c.want) || diag.HintOf(err) == "" && c.remote != "origin" {
			t.Errorf("%s %s: %v, with the hint %q", c.remote, c.branch, err, diag.HintOf(err))
		}
	}
	// The error contains a remote's reason for rejecting a push.
	hook := filepath.Join(r.bare, "hooks", "pre-receive")
	if err := os.WriteFile(hook, []byte("#!/bin/sh\necho the branch is protected >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := publishtest.Sync(r.branch(), "index.html", "1")
	if err == nil || !strings.Contains(err.Error(), "pre-receive hook declined") || !strings.Contains(err.Error(), "the branch is protected") {
		t.Error(err)
	}
	if _, err := publishtest.Sync(r.branch(), "a/.GIT/x", "1"); err == nil || !strings.Contains(err.Error(), "Git repository cannot contain") {
		t.Error(err)
	}
}

// Nothing is left in the folder for temporary files.
func TestNoTemporaryFilesLeft(t *testing.T) {
	r := newRemote(t)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	publishtest.MustSync(t, r.branch(), "index.html", "1")
	_, _ = publishtest.Sync(&Branch{Site: r.site, Remote: "./nowhere.git", Name: "x"}, "index.html", "1")
	if left, _ := os.ReadDir(tmp); len(left) > 0 {
		t.Error(left[0].Name(), "is left over")
	}
}
