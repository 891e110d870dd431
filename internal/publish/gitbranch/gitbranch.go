// Package gitbranch publishes a site to a branch of a Git remote, as GitHub Pages and similar hosts
// need it.
//
// It uses a temporary repository and git fast-import, so the site's own repository stays unchanged,
// and no checkout, index, .gitignore or conversion of line ends affects the files. Only the newest
// commit of the branch is fetched, without the contents of files if the remote can omit them. The
// push names the commit that was fetched, so commits that others push meanwhile are never lost.
package gitbranch

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"statuary/internal/atomicfile"
	"statuary/internal/diag"
	"statuary/internal/git"
	"statuary/internal/publish"
)

// Branch is a [publish.Target].
type Branch struct {
	Site   string          // folder of the site; its repository has the remote and the settings
	Remote string          // name of a remote, a URL, or a folder
	Name   string          // name of the branch, such as "gh-pages"
	Any    bool            // the branch may be checked out, or contain the site's sources
	Squash bool            // keep only one commit, without history
	All    bool            // send every file, even if it is the same
	Memory *publish.Memory // of what was sent; may be nil

	git     git.Runner
	url     string
	named   bool              // Remote is the name of a remote of the site's repository
	hash    int               // length of the remote's hashes; 0 if it has no commits
	tip     string            // commit of the branch; empty if the branch does not exist
	tree    map[string]string // objects of the tip, by path
	digest  digest
	spool   publish.Spool
	scratch string       // folder of the temporary repository
	remove  func() error // deletes it
}

var (
	// ErrNoRemote is returned by Open if the remote does not exist.
	ErrNoRemote = &diag.Error{Text: "unknown remote", Hint: "add it with git remote add, or name another with --remote"}

	// ErrMoved is returned by Commit if the branch is no longer at the commit that Open found.
	ErrMoved = &diag.Error{
		Text: "somebody else pushed to the branch in the meantime; nothing was changed",
		Hint: "publish again; their changes will be kept",
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
	if err := checkNames(b.Remote, b.Name); err != nil {
		return nil, err
	}
	here := git.Runner{Dir: b.Site}
	if err := b.findRemote(ctx, here); err != nil {
		return nil, err
	}
	var err error
	if b.scratch, b.remove, err = atomicfile.TempDir("statuary-pages-"); err != nil {
		return nil, err
	}
	if err := b.checkNotCheckedOut(ctx, here); err != nil {
		return nil, err
	}
	if err := b.findTip(ctx); err != nil {
		return nil, err
	}
	format, err := b.objectFormat(ctx, here)
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
	ours, err := b.readTree(ctx)
	if err == nil {
		err = b.checkNoSources(ctx, here)
	}
	return ours, err
}

// findRemote finds the URL of the remote, and the folder in which git resolves it as in the site's
// repository.
func (b *Branch) findRemote(ctx context.Context, here git.Runner) error {
	b.git = git.Runner{Dir: b.Site}
	if top, err := here.Line(ctx, "rev-parse", "--show-toplevel"); err == nil && top != "" {
		b.git.Dir = filepath.FromSlash(top)
	}
	b.git.Env = append(settingsOf(ctx, here), "GIT_ALLOW_PROTOCOL="+strings.Join(remoteSchemes, ":"))
	url, err := here.Line(ctx, "remote", "get-url", "--push", "--", b.Remote)
	if err == nil {
		b.url, b.named = url, true
		return checkNames(url, b.Name)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !strings.ContainsAny(b.Remote, `/\:`) {
		if _, err := here.Repository(ctx); err != nil {
			return err
		}
		return fmt.Errorf("%w %q", ErrNoRemote, b.Remote)
	}
	b.url = b.Remote
	b.git.Dir = b.Site
	return nil
}

// findTip asks the remote for the commit of the branch.
func (b *Branch) findTip(ctx context.Context) error {
	ref := "refs/heads/" + b.Name
	var out []byte
	err := retry(ctx, func() (err error) {
		out, err = b.git.Run(ctx, nil, "ls-remote", "--", b.url, "HEAD", ref)
		return err
	})
	var failed *git.Error
	if errors.As(err, &failed) && ctx.Err() == nil {
		return &diag.Error{Text: err.Error(), Hint: "check the address of the remote, and that git ls-remote can read it", Err: err}
	}
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

// objectFormat returns the object format of the remote. An empty remote does not tell, so it is
// assumed to be that of the site's repository, as after a clone.
func (b *Branch) objectFormat(ctx context.Context, here git.Runner) (string, error) {
	switch b.hash {
	case 40:
		return "sha1", nil
	case 64:
		return "sha256", nil
	}
	format, err := here.Line(ctx, "rev-parse", "--show-object-format")
	var failed *git.Error
	if errors.As(err, &failed) { // the site is not in a repository
		return "sha1", nil
	}
	return format, err
}

// fetch fetches only the tip. Remotes that cannot omit the contents of files send them too.
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
		b.tip = got // the branch may have moved since findTip
		return err
	})
}

// readTree reads the tree of the branch, and returns the paths of our files.
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
			b.tree[path] = "" // a link or an executable, which we never write
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
		return nil, nil // unreadable: no file is known to be ours, so nothing is deleted
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
			return false, fmt.Errorf("a Git repository cannot contain %q", f.Path)
		}
	}
	object := b.digest.blob(f.Data)
	b.Memory.Set(f.Path, f.Version, object, len(f.Data))
	if there, ok := b.tree[f.Path]; ok && !b.All && there == object {
		return false, nil
	}
	return true, b.spool.Add(f)
}

// Has implements publish.Versioner.
func (b *Branch) Has(path, version string) (int64, bool) {
	return b.Memory.Has(path, version, b.tree[path])
}

// Commit implements publish.Target. If nothing differs, it makes no commit and no push.
func (b *Branch) Commit(ctx context.Context, p *publish.Plan) error {
	manifest, err := publish.Manifest{Files: p.All()}.Marshal()
	if err != nil {
		return err
	}
	listed := b.tree[publish.ManifestFile] == b.digest.blob(manifest)
	if p.Nothing() && listed {
		_ = b.Memory.Save(p.All()) // without it, only the next publication takes longer
		return nil
	}
	if err := b.spool.Add(publish.File{Path: publish.ManifestFile, Data: manifest}); err != nil {
		return err
	}
	if err := b.commit(ctx, p, !listed); err != nil {
		return err
	}
	if err := b.push(ctx); err != nil {
		return err
	}
	_ = b.Memory.Save(p.All())
	return nil
}
