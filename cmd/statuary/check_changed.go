package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"statuary/internal/git"
)

// changedSince asks git which files of the site differ from where the present
// branch has left a commit: those committed since then, those not committed yet,
// and new ones.
func (a *app) changedSince(ctx context.Context, ref string) (map[string]bool, error) {
	if ref == "" || strings.HasPrefix(ref, "-") {
		return nil, usagef("--changed-since %q is not a commit or a branch", ref)
	}
	run := git.Runner{Dir: a.site, Env: []string{"GIT_OPTIONAL_LOCKS=0"}} // the hook that runs us may hold the lock
	repository, err := run.Repository(ctx)
	if err != nil {
		return nil, usage("--changed-since", err)
	}
	base, err := branchPoint(ctx, run, repository, ref)
	if err != nil {
		return nil, err
	}
	changed := map[string]bool{}
	for _, args := range [][]string{
		{"diff", "--name-only", "-z", "--relative", "--no-ext-diff", "--no-renames", "--ignore-submodules", "--diff-filter=d", base, "--"},
		{"ls-files", "-z", "--others", "--exclude-standard"},
	} {
		out, err := run.Run(ctx, nil, args...)
		if err != nil {
			return nil, err
		}
		for file := range strings.SplitSeq(string(out), "\x00") {
			changed[file] = true
		}
	}
	delete(changed, "")
	return changed, nil
}

// branchPoint returns the newest commit that both a commit and the present one
// come from.
func branchPoint(ctx context.Context, run git.Runner, repository *git.Repository, ref string) (string, error) {
	hint := "git branch --all lists branches, and git fetch updates those of remotes"
	if repository.Shallow {
		hint = "the clone is shallow; in a workflow, check out with fetch-depth: 0"
	}
	for _, commit := range []string{"HEAD", ref} {
		_, err := run.Line(ctx, "rev-parse", "--verify", "--quiet", commit+"^{commit}")
		var failed *git.Error
		switch {
		case err == nil:
		case !errors.As(err, &failed):
			return "", err
		case commit == "HEAD":
			return "", hinted("--changed-since: the repository has no commits yet", "leave out --changed-since")
		default:
			return "", hinted(fmt.Sprintf("--changed-since: git finds no commit %q", ref), hint)
		}
	}
	base, err := run.Line(ctx, "merge-base", ref, "HEAD")
	var failed *git.Error
	switch {
	case errors.As(err, &failed) && failed.Stderr == "":
		return "", hinted(fmt.Sprintf("--changed-since: %s and the present commit have no common ancestor", ref), hint)
	case err != nil:
		return "", err
	}
	return base, nil
}
