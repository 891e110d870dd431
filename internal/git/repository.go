package git

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
)

// Unavailable is the error of a site whose repository can't be read, for a
// reason that somebody can remove. The hint may be empty.
type Unavailable struct{ Text, Hint string }

func (u *Unavailable) Error() string { return u.Text }

var notInstalled = &Unavailable{"git is not installed, or not on PATH", "install git where statuary runs"}

// ErrShallow is the error of a clone without its history, for what needs it.
var ErrShallow = &Unavailable{"the clone is shallow, its history is cut off", "check out with fetch-depth: 0 in a workflow of GitHub, GIT_DEPTH: 0 on GitLab; elsewhere, git fetch --unshallow"}

// Repository is where the repository of a folder is.
type Repository struct {
	Dir     string // of this work tree: HEAD is in it
	Common  string // shared by all work trees: refs and objects are in it
	Shallow bool
}

// Repository finds the repository that the runner's folder is in. Errors are
// *Unavailable, or the context's.
func (r Runner) Repository(ctx context.Context) (*Repository, error) {
	where, err := r.Lines(ctx, "rev-parse", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir")
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, explain(err)
	case len(where) != 3:
		return nil, &Unavailable{"git is too old", "git 2.31 or newer is needed"}
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
			return &Unavailable{known.text, known.hint}
		}
	}
	first, _, _ := strings.Cut(failed.Error(), "\n")
	return &Unavailable{first, ""}
}
