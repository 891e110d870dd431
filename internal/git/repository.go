package git

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"statuary/internal/diag"
)

var notInstalled = &diag.Error{Text: "git is not installed, or not on PATH", Hint: "install git where statuary runs"}

// ErrShallow is the error of a clone without its history, for what needs it.
var ErrShallow = &diag.Error{Text: "the clone is shallow, its history is cut off", Hint: "check out with fetch-depth: 0 in a workflow of GitHub, GIT_DEPTH: 0 on GitLab; elsewhere, git fetch --unshallow"}

// Repository is where the repository of a folder is.
type Repository struct {
	Dir     string // of this work tree: HEAD is in it
	Common  string // shared by all work trees: refs and objects are in it
	Shallow bool
}

// Repository finds the repository that the runner's folder is in. Errors are
// *diag.Error, or the context's.
func (r Runner) Repository(ctx context.Context) (*Repository, error) {
	where, err := r.Lines(ctx, "rev-parse", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir")
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, explain(err)
	case len(where) != 3:
		return nil, &diag.Error{Text: "git is too old", Hint: "git 2.31 or newer is needed"}
	}
	repository := &Repository{Dir: where[1], Common: where[2], Shallow: where[0] == "true"}
	if !filepath.IsAbs(repository.Common) {
		repository.Common = filepath.Join(r.Dir, repository.Common)
	}
	return repository, nil
}

// explain turns the error of a git that does not open the repository into one
// with a hint.
func explain(err error) error {
	var failed *Error
	if !errors.As(err, &failed) {
		return err
	}
	for _, known := range []struct {
		words, text, hint string
	}{
		{"not a git repository", "the site is in no git repository", "git init, and commit the site"},
		{"dubious ownership", "git does not trust the repository, which belongs to another user", "git config --global --add safe.directory followed by the folder of the repository"},
		{"safe.bareRepository", "git does not trust the repository, which is bare", "run statuary in a clone with a work tree"},
		{"repo version", "git is too old for this repository", "install the version of git that made it"},
		{"unknown repository extension", "git is too old for this repository", "install the version of git that made it"},
		{"Permission denied", "the repository can't be read: permission denied", "see who may read its folder .git"},
	} {
		if strings.Contains(failed.Stderr, known.words) {
			return &diag.Error{Text: known.text, Hint: known.hint}
		}
	}
	first, _, _ := strings.Cut(failed.Error(), "\n")
	return &diag.Error{Text: first, Hint: ""}
}
