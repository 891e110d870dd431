package git

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"statuary/internal/diag"
)

var notInstalled = &diag.Error{Text: "git is not installed, or not on PATH", Hint: "install git where statuary runs"}

// ErrShallow is the error of a clone without history, for commands that need the history.
var ErrShallow = &diag.Error{Text: "the clone is shallow and lacks the history", Hint: "check out with fetch-depth: 0 on GitHub or GIT_DEPTH: 0 on GitLab; elsewhere, run git fetch --unshallow"}

// Repository is the location of a repository.
type Repository struct {
	Dir     string // .git folder of this work tree, which contains HEAD
	Common  string // .git folder of all work trees, which contains refs and objects
	Shallow bool
}

// Repository finds the repository that contains the runner's folder. The error is *diag.Error or
// the error of the context.
func (r Runner) Repository(ctx context.Context) (*Repository, error) {
	where, err := r.Lines(ctx, "rev-parse", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir")
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, explainError(err)
	case len(where) != 3:
		return nil, &diag.Error{Text: "git is too old", Hint: "install git 2.31 or newer"}
	}
	repository := &Repository{Dir: where[1], Common: where[2], Shallow: where[0] == "true"}
	if !filepath.IsAbs(repository.Common) {
		repository.Common = filepath.Join(r.Dir, repository.Common)
	}
	return repository, nil
}

// explainError turns the error of a git command that cannot open the repository into one with a hint.
func explainError(err error) error {
	var failed *Error
	if !errors.As(err, &failed) {
		return err
	}
	for _, known := range []struct {
		words, text, hint string
	}{
		{"not a git repository", "the site is not in a git repository", "run git init and commit the site"},
		{"dubious ownership", "git does not trust the repository, which belongs to another user", "run git config --global --add safe.directory with the folder of the repository"},
		{"safe.bareRepository", "git does not trust the repository, which is bare", "run statuary in a clone with a work tree"},
		{"repo version", "git is too old for this repository", "install the version of git that created it"},
		{"unknown repository extension", "git is too old for this repository", "install the version of git that created it"},
		{"Permission denied", "cannot read the repository: permission denied", "check the permissions of its folder .git"},
	} {
		if strings.Contains(failed.Stderr, known.words) {
			return &diag.Error{Text: known.text, Hint: known.hint}
		}
	}
	first, _, _ := strings.Cut(failed.Error(), "\n")
	return &diag.Error{Text: first, Hint: ""}
}
