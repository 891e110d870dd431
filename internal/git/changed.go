package git

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"statuary/internal/diag"
)

const listBranches = "git branch --all lists branches, and git fetch updates those of remotes"

// ChangedSince returns the files of the folder that differ from where the present
// branch has left a commit: those committed since then, those not committed yet,
// and new ones.
func (r Runner) ChangedSince(ctx context.Context, ref string) (map[string]bool, error) {
	if ref == "" || strings.HasPrefix(ref, "-") {
		return nil, &diag.Error{Text: fmt.Sprintf("%q is not a commit or a branch", ref), Hint: listBranches}
	}
	r.Env = append(slices.Clone(r.Env), "GIT_OPTIONAL_LOCKS=0") // the hook that runs us may hold the lock
	repository, err := r.Repository(ctx)
	if err != nil {
		return nil, err
	}
	base, err := r.branchPoint(ctx, repository, ref)
	if err != nil {
		return nil, err
	}
	changed := map[string]bool{}
	for _, args := range [][]string{
		{"diff", "--name-only", "-z", "--relative", "--no-ext-diff", "--no-renames", "--ignore-submodules", "--diff-filter=d", base, "--"},
		{"ls-files", "-z", "--others", "--exclude-standard"},
	} {
		out, err := r.Run(ctx, nil, args...)
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
func (r Runner) branchPoint(ctx context.Context, repository *Repository, ref string) (string, error) {
	hint := listBranches
	if repository.Shallow {
		hint = "the clone is shallow; in a workflow, check out with fetch-depth: 0"
	}
	for _, commit := range []string{"HEAD", ref} {
		_, err := r.Line(ctx, "rev-parse", "--verify", "--quiet", commit+"^{commit}")
		var failed *Error
		switch {
		case err == nil:
		case !errors.As(err, &failed):
			return "", err
		case commit == "HEAD":
			return "", &diag.Error{Text: "the repository has no commits yet", Hint: "leave out --changed-since"}
		default:
			return "", &diag.Error{Text: fmt.Sprintf("unknown commit %q", ref), Hint: hint}
		}
	}
	base, err := r.Line(ctx, "merge-base", ref, "HEAD")
	var failed *Error
	switch {
	case errors.As(err, &failed) && failed.Stderr == "":
		return "", &diag.Error{Text: fmt.Sprintf("%s and the current commit have no common ancestor", ref), Hint: hint}
	case err != nil:
		return "", err
	}
	return base, nil
}
