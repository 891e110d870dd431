// Package gitbranch publishes a site to a branch of a Git remote, as GitHub Pages
// and hosts like it serve one.
//
// It works on a throw-away repository, with git's fast-import, and leaves the
// site's own repository alone: no checkout, no index, no .gitignore and no
// conversion of line ends can come between. Only the newest commit of the branch
// is fetched, without the contents of files where the remote can leave them out.
// The push says which commit it has seen, so that what somebody else has pushed
// meanwhile is never lost.
package gitbranch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"statuary/internal/diag"
	"statuary/internal/git"
	"statuary/internal/publish"
)

// Branch is a [publish.Target].
type Branch struct {
	Site   string // folder of the site. The remote is one of its repository, whose settings count
	Remote string // name of a remote, an address, or a folder
	Name   string // of the branch, such as "gh-pages"
	Squash bool   // the branch has one commit, without history
	All    bool   // every file is sent, whatever is there

	git     git.Runner
	url     string
	hash    int               // length of the remote's hashes; 0: it has no commits
	tip     string            // commit that the branch is at; empty: there is no branch
	tree    map[string]string // path: object, of the tip
	digest  digest
	spool   publish.Spool
	scratch string // folder of the throw-away repository
}

var (
	// ErrNoRemote is returned by Open where the remote does not exist.
	ErrNoRemote = &diag.Error{Text: "there is no such remote", Hint: "add it with git remote add, or name another with --remote"}

	// ErrMoved is returned by Commit where the branch is not at the commit that Open found.
	ErrMoved = &diag.Error{
		Text: "somebody else has pushed to the branch meanwhile; nothing was changed",
		Hint: "publish again: what they have pushed will be kept",
	}
)

const (
	oldRef = "refs/heads/old"
	newRef = "refs/heads/new"
)

// Open implements publish.Target.
func (b *Branch) Open(ctx context.Context, _ bool) ([]string, error) {
	ours, err := b.open(ctx)
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return ours, nil
}

func (b *Branch) open(ctx context.Context) ([]string, error) {
	if err := b.checkName(ctx); err != nil {
		return nil, err
	}
	here := git.Runner{Dir: b.Site}
	if err := b.findRemote(ctx, here); err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp("", "statuary-pages-")
	if err != nil {
		return nil, err
	}
	b.scratch = scratch
	if err := b.findTip(ctx); err != nil {
		return nil, err
	}
	format, err := b.format(ctx, here)
	if err != nil {
		return nil, err
	}
	b.digest = digests[format]
	if _, err := b.git.Run(ctx, nil, "init", "--quiet", "--bare", "--template=", "--object-format="+format, b.scratch); err != nil {
		return nil, err
	}
	b.git.Env = append(b.git.Env, "GIT_DIR="+b.scratch)
	if b.tip == "" {
		return nil, nil
	}
	if err := b.fetch(ctx); err != nil {
		return nil, err
	}
	return b.readTree(ctx)
}

func (b *Branch) checkName(ctx context.Context) error {
	g := git.Runner{Dir: b.Site}
	if _, err := g.Run(ctx, nil, "check-ref-format", "refs/heads/"+b.Name); err != nil || strings.HasPrefix(b.Name, "-") {
		var failed *git.Error
		if err == nil || errors.As(err, &failed) {
			return fmt.Errorf("%q is not a name for a branch", b.Name)
		}
		return err
	}
	return nil
}

// findRemote finds the address of the remote, and where to run git so that it
// means the same as in the site's repository.
func (b *Branch) findRemote(ctx context.Context, here git.Runner) error {
	b.git = git.Runner{Dir: b.Site}
	if top, err := here.Line(ctx, "rev-parse", "--show-toplevel"); err == nil && top != "" {
		b.git.Dir = filepath.FromSlash(top)
	}
	b.git.Env = settingsOf(ctx, here)
	url, err := here.Line(ctx, "remote", "get-url", "--push", "--", b.Remote)
	if err == nil {
		b.url = url
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !strings.ContainsAny(b.Remote, `/\:`) {
		if _, err := here.Repository(ctx); err != nil {
			return err
		}
		return fmt.Errorf("%w: the folder's repository has no remote %q", ErrNoRemote, b.Remote)
	}
	if strings.HasPrefix(b.Remote, "-") {
		return fmt.Errorf("%w: %q", ErrNoRemote, b.Remote)
	}
	b.url = b.Remote
	b.git.Dir = b.Site
	return nil
}

// findTip asks the remote for the commit that the branch is at.
func (b *Branch) findTip(ctx context.Context) error {
	ref := "refs/heads/" + b.Name
	var out []byte
	err := retry(ctx, func() (err error) {
		out, err = b.git.Run(ctx, nil, "ls-remote", "--", b.url, "HEAD", ref)
		return err
	})
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(out)) {
		commit, name, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if name == ref {
			b.tip = commit
		}
		b.hash = len(commit)
	}
	return nil
}

// format returns the object format of the remote. An empty remote does not say
// it; then it is taken to be that of the site's repository, as after a clone.
func (b *Branch) format(ctx context.Context, here git.Runner) (string, error) {
	switch b.hash {
	case 40:
		return "sha1", nil
	case 64:
		return "sha256", nil
	}
	format, err := here.Line(ctx, "rev-parse", "--show-object-format")
	var failed *git.Error
	if errors.As(err, &failed) { // the site is in no repository
		return "sha1", nil
	}
	return format, err
}

// fetch brings the tip, and no more than that. Remotes that can't leave out
// files' contents send them.
func (b *Branch) fetch(ctx context.Context) error {
	if _, err := b.git.Run(ctx, nil, "remote", "add", "target", b.url); err != nil {
		return err
	}
	return retry(ctx, func() error {
		_, err := b.git.Run(ctx, nil, "fetch", "--quiet", "--depth=1", "--no-tags", "--filter=blob:none", "target", "+refs/heads/"+b.Name+":"+oldRef)
		if err != nil {
			return err
		}
		got, err := b.git.Line(ctx, "rev-parse", oldRef)
		b.tip = got // it may have moved since
		return err
	})
}

// readTree reads what is in the branch, and which of it is ours.
func (b *Branch) readTree(ctx context.Context) ([]string, error) {
	out, err := b.git.Run(ctx, nil, "ls-tree", "-r", "-z", "--full-tree", oldRef)
	if err != nil {
		return nil, err
	}
	b.tree = map[string]string{}
	for _, entry := range strings.Split(string(out), "\x00") {
		head, path, _ := strings.Cut(entry, "\t")
		if mode, rest, _ := strings.Cut(head, " "); mode == fileMode {
			_, object, _ := strings.Cut(rest, " ")
			b.tree[path] = object
		} else if path != "" {
			b.tree[path] = "" // a link, a program: not what we would put
		}
	}
	object := b.tree[publish.ManifestFile]
	if object == "" {
		return nil, nil
	}
	data, err := b.git.Run(ctx, nil, "cat-file", "blob", object)
	if err != nil {
		return nil, err
	}
	m, err := publish.ParseManifest(data)
	if err != nil {
		return nil, nil // unreadable: nothing is known to be ours, so nothing is deleted
	}
	return slices.DeleteFunc(m.Files, func(p string) bool { _, there := b.tree[p]; return !there }), nil
}

// Put implements publish.Target.
func (b *Branch) Put(_ context.Context, f publish.File) (bool, error) {
	if err := publish.Check(f); err != nil {
		return false, err
	}
	for part := range strings.SplitSeq(f.Path, "/") {
		if strings.EqualFold(part, ".git") {
			return false, fmt.Errorf("%q can't be in a Git repository", f.Path)
		}
	}
	if object, ok := b.tree[f.Path]; ok && !b.All && object == b.digest.blob(f.Data) {
		return false, nil
	}
	return true, b.spool.Add(f)
}

// Commit implements publish.Target. If nothing differs there is no commit and
// no push.
func (b *Branch) Commit(ctx context.Context, p *publish.Plan) error {
	manifest, err := publish.Manifest{Files: p.All()}.Marshal()
	if err != nil {
		return err
	}
	noted := b.tree[publish.ManifestFile] == b.digest.blob(manifest)
	if p.Nothing() && noted {
		return nil
	}
	if err := b.spool.Add(publish.File{Path: publish.ManifestFile, Data: manifest}); err != nil {
		return err
	}
	if err := b.importCommit(ctx, p, !noted); err != nil {
		return err
	}
	return b.push(ctx)
}

// push brings the new commit, unless the branch is not where it was.
func (b *Branch) push(ctx context.Context) error {
	ref := "refs/heads/" + b.Name
	var out []byte
	err := retry(ctx, func() (err error) {
		out, err = b.git.Run(ctx, nil, "push", "--porcelain", "--force-with-lease="+ref+":"+b.tip, "--", b.url, newRef+":"+ref) // a + before it would force it
		return err
	})
	if err == nil {
		return nil
	}
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "!") {
			continue
		}
		// The remote's own words differ by how late it noticed.
		for _, word := range []string{"stale info", "fetch first", "non-fast-forward", "failed to update ref", "cannot lock ref", "already exists"} {
			if strings.Contains(line, word) {
				return ErrMoved
			}
		}
		return fmt.Errorf("the remote refused the push: %s%s", strings.TrimSpace(line[1:]), said(err))
	}
	return err
}

// said is what the remote has printed, such as the reason of a protected branch.
func said(err error) string {
	var failed *git.Error
	if !errors.As(err, &failed) {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(failed.Stderr) {
		if text, ok := strings.CutPrefix(line, "remote:"); ok && strings.TrimSpace(text) != "" {
			b.WriteString("\n  " + strings.TrimSpace(text))
		}
	}
	return b.String()
}

// Close implements publish.Target.
func (b *Branch) Close() error {
	err := b.spool.Close()
	if b.scratch != "" {
		err = errors.Join(err, os.RemoveAll(b.scratch))
	}
	return err
}

// pauses between attempts to reach a remote.
var pauses = []time.Duration{time.Second, 4 * time.Second}

// retry does again what has failed because of the network.
func retry(ctx context.Context, do func() error) error {
	for n := 0; ; n++ {
		err := do()
		var failed *git.Error
		if err == nil || n == len(pauses) || !errors.As(err, &failed) || !ofTheNetwork(failed.Stderr) {
			return err
		}
		select {
		case <-time.After(pauses[n]):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func ofTheNetwork(stderr string) bool {
	for _, word := range []string{
		"Could not resolve", "Connection re", "Connection timed out", "Operation timed out", "early EOF", "hung up unexpectedly",
		"HTTP 429", "HTTP 5", "error: 429", "error: 5", "RPC failed", "Failed to connect",
	} {
		if strings.Contains(stderr, word) {
			return true
		}
	}
	return false
}
