package gitbranch

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/git"
)

const otherBranch = "publish to a branch of its own, such as gh-pages; if this one is meant, set any_branch = true in config.toml"

// checkNotCheckedOut returns an error if the branch is checked out: in the repository of the site,
// unless it belongs to another remote, or in a remote on this machine.
func (b *Branch) checkNotCheckedOut(ctx context.Context, here git.Runner) error {
	if b.Any {
		return nil
	}
	if b.named && checkedOut(ctx, here, b.Name) {
		upstream, _ := here.Line(ctx, "config", "--get", "branch."+b.Name+".remote") // none: a push would go to origin
		if upstream == b.Remote || upstream == "" && b.Remote == "origin" {
			return &diag.Error{Text: fmt.Sprintf("the branch %s is checked out in the repository of the site", b.Name), Hint: otherBranch}
		}
	}
	if dir := b.localRemote(); dir != "" && checkedOut(ctx, git.Runner{Dir: dir}, b.Name) {
		return &diag.Error{Text: fmt.Sprintf("the branch %s is checked out in %s", b.Name, dir), Hint: otherBranch}
	}
	return nil
}

// localRemote returns the folder of the remote, or an empty string if it is not on this machine.
func (b *Branch) localRemote() string {
	dir := strings.TrimPrefix(b.url, "file://")
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(b.git.Dir, dir)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return ""
	}
	return dir
}

// checkedOut reports whether a work tree of a repository has a branch checked out.
func checkedOut(ctx context.Context, g git.Runner, branch string) bool {
	bare, err := g.Line(ctx, "rev-parse", "--is-bare-repository")
	if err != nil {
		return false // no repository
	}
	trees, _ := g.Run(ctx, nil, "worktree", "list", "--porcelain")
	for n, tree := range strings.Split(string(trees), "\n\n") {
		if n == 0 && bare == "true" {
			continue // its HEAD is only the default branch
		}
		for line := range strings.Lines(tree) {
			if strings.TrimSpace(line) == "branch refs/heads/"+branch {
				return true
			}
		}
	}
	return false
}

// checkNoSources returns an error if the branch contains the sources of a site: config.toml and
// content/, in the same folder as here or at the root.
func (b *Branch) checkNoSources(ctx context.Context, here git.Runner) error {
	if b.Any {
		return nil
	}
	prefix, _ := here.Line(ctx, "rev-parse", "--show-prefix") // empty outside of a repository
	for _, dir := range []string{"", prefix} {
		if _, ok := b.tree[path.Join(dir, config.File)]; !ok {
			continue
		}
		for name := range b.tree {
			if strings.HasPrefix(name, path.Join(dir, "content")+"/") {
				return &diag.Error{
					Text: fmt.Sprintf("the branch %s of %s contains the sources of a site (%s)", b.Name, b.Remote, path.Join(dir, config.File)), Hint: otherBranch,
				}
			}
		}
	}
	return nil
}
