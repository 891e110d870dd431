package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// changedSince asks git which files of the site differ from where the present
// branch has left a commit: what is committed since then, what is not committed
// yet, and what is new.
func (a *app) changedSince(ctx context.Context, ref string) (map[string]bool, error) {
	if strings.HasPrefix(ref, "-") {
		return nil, &usageError{fmt.Sprintf("--changed-since %q is not a commit or a branch", ref)}
	}
	git := func(args ...string) (string, error) {
		cmd := exec.CommandContext(ctx, "git", append([]string{"-C", a.site}, args...)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if errors.Is(err, exec.ErrNotFound) {
			return "", errors.New("--changed-since needs git, which is not installed")
		}
		if err != nil {
			return "", fmt.Errorf("git %s: %s", args[0], strings.TrimSpace(stderr.String()))
		}
		return string(out), nil
	}
	if _, err := git("rev-parse", "--git-dir"); err != nil {
		return nil, hinted("the site is not in a git repository, so nothing is known of what has changed", "leave out --changed-since")
	}
	if _, err := git("rev-parse", "--verify", "--quiet", ref+"^{commit}"); err != nil {
		return nil, hinted(fmt.Sprintf("--changed-since: git knows no commit %q", ref), "in a workflow, check out with fetch-depth: 0")
	}
	base, err := git("merge-base", ref, "HEAD")
	if err != nil {
		return nil, hinted(fmt.Sprintf("--changed-since: git finds no commit that %s and the present one come from", ref), "in a workflow, check out with fetch-depth: 0")
	}
	changed := map[string]bool{}
	for _, args := range [][]string{
		{"diff", "--name-only", "-z", "--relative", "--diff-filter=d", strings.TrimSpace(base), "--"},
		{"ls-files", "-z", "--others", "--exclude-standard"},
	} {
		out, err := git(args...)
		if err != nil {
			return nil, err
		}
		for file := range strings.SplitSeq(out, "\x00") {
			changed[file] = true
		}
	}
	delete(changed, "")
	return changed, nil
}
