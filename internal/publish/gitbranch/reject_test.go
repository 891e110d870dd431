package gitbranch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

// rejected publishes and expects an error with a hint. Nothing may have been changed or run.
func (r *remote) rejected(b *Branch, want string) {
	r.Helper()
	before := r.git(r.bare, "for-each-ref") + r.git(r.site, "for-each-ref")
	_, err := publishtest.Sync(b, "index.html", "1")
	if err == nil || !strings.Contains(err.Error(), want) || diag.HintOf(err) == "" {
		r.Errorf("%s of %s: %v (hint: %s), want %q", b.Name, b.Remote, err, diag.HintOf(err), want)
	}
	if errors.Is(err, ErrMoved) {
		r.Errorf("%s of %s: nobody has pushed", b.Name, b.Remote)
	}
	if r.git(r.bare, "for-each-ref")+r.git(r.site, "for-each-ref") != before {
		r.Errorf("%s of %s was changed", b.Name, b.Remote)
	}
}

// commit adds files to the site's repository.
func (r *remote) commit(files ...string) {
	r.Helper()
	for _, name := range files {
		name = filepath.Join(r.site, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte("x"), 0o644)); err != nil {
			r.Fatal(err)
		}
	}
	r.git(r.site, "add", ".")
	r.git(r.site, "commit", "-q", "-m", "sources")
}

// Names that git takes for something else than a branch are rejected, and so are the ones that it rejects.
func TestBadNames(t *testing.T) {
	r := newRemote(t)
	for _, name := range []string{
		"HEAD", "head", "@", "refs/heads/x", "refs/tags/v1", "refs/", "", "-", "--force", "--upload-pack=x", "a..b", "a b", "a~1", "a^", "a:b", "a?", "a*", "a[b",
		`a\b`, "/a", "a/", "a//b", ".a", "a/.b", "a.", "a.lock", "a.lock/b", "a@{1}", "a\x7f", "a\n", "a\x00", strings.Repeat("n", 251), "x/" + strings.Repeat("n", 255),
		strings.Repeat("n/", 600) + "n",
	} {
		r.rejected(&Branch{Site: r.site, Remote: "origin", Name: name}, "is not the name of a branch")
	}
	for _, name := range []string{"gh-pages", "a/b", "@a", "a@", "\u00fcber", "a.b", strings.Repeat("n", 250)} {
		publishtest.MustSync(t, &Branch{Site: r.site, Remote: "origin", Name: name}, "index.html", "1")
	}
}

// Remotes that run a program, or look like options, are rejected: given, in the settings of the
// repository, and behind an abbreviation.
func TestBadRemotes(t *testing.T) {
	r := newRemote(t)
	ran := filepath.Join(t.TempDir(), "ran")
	for _, address := range []string{
		"fd::3", "ext::touch " + ran, "ext::sh -c 'touch " + ran + "'", "codecommit::eu-west-1://x", "EXT::x", "foo://example.org/x", "ext://x",
		"--upload-pack=touch " + ran, "-x", "", "a\nb",
	} {
		r.rejected(&Branch{Site: r.site, Remote: address, Name: "gh-pages"}, "is not a remote that can be used")
		if address == "" || strings.Contains(address, "\n") {
			continue
		}
		r.git(r.site, "config", "remote.bad.url", address)
		r.rejected(&Branch{Site: r.site, Remote: "bad", Name: "gh-pages"}, "is not a remote that can be used")
	}
	r.git(r.site, "config", "protocol.allow", "always")
	r.git(r.site, "config", "url.ext::touch "+ran+" .insteadOf", "short:")
	if _, err := publishtest.Sync(&Branch{Site: r.site, Remote: "short:x", Name: "gh-pages"}, "index.html", "1"); err == nil {
		t.Error("an abbreviation of a remote helper is used")
	}
	r.git(r.site, "config", "remote.vcs.vcs", "testgit")
	r.git(r.site, "config", "remote.vcs.url", "x")
	if _, err := publishtest.Sync(&Branch{Site: r.site, Remote: "vcs", Name: "gh-pages"}, "index.html", "1"); err == nil {
		t.Error("a remote helper in the settings is used")
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program was run")
	}
}

// The site never replaces its own sources, or what somebody is working on.
func TestSources(t *testing.T) {
	r := newRemote(t)
	r.commit("config.toml", "content/incidents/a.md")
	const out, sources = "is checked out", "contains the sources of a site"
	main := func(remote string) *Branch { return &Branch{Site: r.site, Remote: remote, Name: "main"} }
	r.rejected(main("origin"), out)
	r.rejected(main(r.site), out)
	r.rejected(main("."), "unknown remote")
	r.rejected(main("file://"+r.site), out)
	r.git(r.site, "push", "-q", "origin", "main")
	r.rejected(main(r.bare), sources)
	r.git(r.site, "checkout", "-q", "-b", "work")
	r.rejected(main("origin"), sources)
	tree := filepath.Join(t.TempDir(), "tree")
	r.git(r.site, "worktree", "add", "-q", "-b", "second", tree)
	r.rejected(&Branch{Site: r.site, Remote: "origin", Name: "second"}, out)

	// In a folder of a repository as well.
	r.git(r.site, "checkout", "-q", "--orphan", "nested")
	r.git(r.site, "rm", "-rqf", ".")
	r.commit("status/config.toml", "status/content/incidents/a.md")
	r.git(r.site, "push", "-q", "origin", "nested:elsewhere")
	r.rejected(&Branch{Site: filepath.Join(r.site, "status"), Remote: "origin", Name: "elsewhere"}, sources)

	// The default branch of another repository, as for a page of a user on GitHub.
	other := filepath.Join(t.TempDir(), "other.git")
	r.git("", "init", "-q", "--bare", "-b", "nested", other)
	r.git(r.site, "remote", "add", "pages", other)
	for range 2 {
		publishtest.MustSync(t, &Branch{Site: r.site, Remote: "pages", Name: "nested"}, "index.html", "1")
		publishtest.MustSync(t, &Branch{Site: r.site, Remote: other, Name: "nested"}, "index.html", "1")
	}
	b := main("origin")
	b.Any = true
	publishtest.MustSync(t, b, "index.html", "1")
}

// A push that is rejected although nobody else has pushed says why.
func TestRejectedPush(t *testing.T) {
	r := newRemote(t)
	publishtest.MustSync(t, r.branch(), "index.html", "1")
	r.rejected(&Branch{Site: r.site, Remote: "origin", Name: "gh-pages/x"}, "the remote rejected the push")
	// Somebody deletes the branch.
	_, err := publish.Sync(context.Background(), r.branch(), func(put func(publish.File) error) error {
		r.git(r.bare, "update-ref", "-d", "refs/heads/gh-pages")
		return publishtest.Files("index.html", "2")(put)
	})
	if !errors.Is(err, ErrMoved) {
		t.Error(err)
	}
}
