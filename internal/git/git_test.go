package git

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"statuary/internal/diag"
)

// newRunner creates a repository with one commit. It ignores the git settings of the person who
// runs the tests.
func newRunner(t *testing.T, initArgs ...string) Runner {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	r := Runner{Dir: t.TempDir()}
	run(t, r, append([]string{"init", "-q", "-b", "main"}, initArgs...)...)
	run(t, r, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "first")
	return r
}

func run(t *testing.T, r Runner, args ...string) string {
	t.Helper()
	out, err := r.Line(context.Background(), args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// localVariables contains all variables that the installed git calls local to a repository, except
// settings.
func TestLocalVariables(t *testing.T) {
	r := newRunner(t)
	list, err := r.Lines(context.Background(), "rev-parse", "--local-env-vars")
	if err != nil || len(list) == 0 {
		t.Fatal(list, err)
	}
	for _, name := range list {
		settings := strings.HasPrefix(name, "GIT_CONFIG_")
		if slices.Contains(localVariables, name) == settings {
			t.Errorf("%s is cleared: %v", name, !settings)
		}
	}
}

// Whatever the variables are, git uses the repository of its folder.
func TestEnvironmentOfAnotherRepository(t *testing.T) {
	r := newRunner(t)
	want := run(t, r, "rev-parse", "--absolute-git-dir")
	for _, name := range localVariables {
		t.Setenv(name, filepath.Join(t.TempDir(), "nowhere"))
	}
	if got := run(t, r, "rev-parse", "--absolute-git-dir"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := run(t, r, "log", "--format=%s", "HEAD"); got != "first" {
		t.Errorf("got %q", got)
	}
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "user.name")
	t.Setenv("GIT_CONFIG_VALUE_0", "From the environment")
	if got := run(t, r, "config", "user.name"); got != "From the environment" {
		t.Errorf("settings of the environment are lost: %q", got)
	}
}

// The error of a repository that cannot be used has the reason and a hint.
func TestRepository(t *testing.T) {
	ctx := context.Background()
	r := newRunner(t)
	got, err := r.Repository(ctx)
	if err != nil || got.Shallow || got.Dir != run(t, r, "rev-parse", "--absolute-git-dir") {
		t.Errorf("%+v, %v", got, err)
	}
	linked := Runner{Dir: filepath.Join(t.TempDir(), "linked")}
	run(t, r, "worktree", "add", "-q", linked.Dir)
	if tree, err := linked.Repository(ctx); err != nil || tree.Dir == got.Dir || tree.Common != got.Dir {
		t.Errorf("a linked work tree: %+v, %v", tree, err)
	}
	shallow := Runner{Dir: filepath.Join(t.TempDir(), "shallow")}
	run(t, r, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "second")
	run(t, r, "clone", "-q", "--depth", "1", "file://"+r.Dir, shallow.Dir)
	if s, err := shallow.Repository(ctx); err != nil || !s.Shallow {
		t.Errorf("a shallow clone: %+v, %v", s, err)
	}

	unavailable := func(what string, r Runner, want string) {
		t.Helper()
		_, err := r.Repository(ctx)
		var u *diag.Error
		if !errors.As(err, &u) || !strings.Contains(u.Text, want) || u.Hint == "" {
			t.Errorf("%s: got %v, want %q and a hint", what, err, want)
		}
	}
	unavailable("a folder", Runner{Dir: t.TempDir()}, "not in a git repository")
	newer := newRunner(t)
	run(t, newer, "config", "core.repositoryFormatVersion", "99")
	unavailable("a newer format", newer, "too old")
	owned := newRunner(t)
	owned.Env = []string{"GIT_TEST_ASSUME_DIFFERENT_OWNER=1"} // git's own way to test this
	unavailable("another user's", owned, "another user")
	t.Setenv("PATH", t.TempDir())
	unavailable("no git", r, "not installed")
}

// Repositories with SHA-256 work like others.
func TestSHA256(t *testing.T) {
	r := newRunner(t, "--object-format=sha256")
	if got := run(t, r, "rev-parse", "HEAD"); len(got) != 64 {
		t.Errorf("got %s", got)
	}
	if _, err := r.Repository(context.Background()); err != nil {
		t.Error(err)
	}
}
