package gitbranch

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/git"
	"statuary/internal/publish"
)

// storeSuffix is added to the name of the branch that the site is published to. A commit on that
// branch itself would publish the site again.
const storeSuffix = "-announced"

// Store is a [publish.Store]: the only file of a branch, usually beside the one that a site is published
// to. The branch has one commit without a history.
type Store struct {
	Site, Remote, Name string // as in [Branch]
}

// CheckStore returns what is wrong with the name of the branch of a store.
func CheckStore(name string) (problem, hint string) { return checkBranch(name) }

// branch returns an opened branch. The caller closes it.
func (s *Store) branch(ctx context.Context) (*Branch, error) {
	b := &Branch{Site: s.Site, Remote: s.Remote, Name: s.Name, Squash: true, Any: true}
	if _, err := b.Open(ctx, false); err != nil {
		return b, err
	}
	for name := range b.tree {
		if name != publish.StoreName { // a write would remove it
			err := &diag.Error{
				Text: fmt.Sprintf("the branch %s contains %s, so it is not a branch for the ledger of announcements", s.Name, name),
				Hint: "name another branch, which need not exist",
			}
			return b, errors.Join(err, b.Close())
		}
	}
	return b, nil
}

// Read implements publish.Store. The version is the commit.
func (s *Store) Read(ctx context.Context) ([]byte, string, error) {
	b, err := s.branch(ctx)
	if err != nil {
		return nil, "", err
	}
	data, err := b.stored(ctx)
	return data, b.tip, errors.Join(err, b.Close())
}

func (b *Branch) stored(ctx context.Context) ([]byte, error) {
	object := b.tree[publish.StoreName]
	if object == "" {
		return nil, nil
	}
	return b.git.Run(ctx, nil, "cat-file", "blob", object)
}

// Write implements publish.Store. The push names the commit that was read.
func (s *Store) Write(ctx context.Context, data []byte, version string) (string, error) {
	b, err := s.branch(ctx)
	if err != nil {
		return "", err
	}
	commit, err := b.store(ctx, data, version)
	return commit, errors.Join(err, b.Close())
}

func (b *Branch) store(ctx context.Context, data []byte, version string) (string, error) {
	if b.tip != version {
		return "", publish.ErrStoreChanged
	}
	author, err := b.author(ctx)
	if err != nil {
		return "", err
	}
	var s strings.Builder
	fmt.Fprintf(&s, "commit %s\ncommitter %s now\ndata 19\nNote what was sent\n\n", newRef, author)
	fmt.Fprintf(&s, "M %s inline %s\ndata %d\n", fileMode, quote(publish.StoreName), len(data))
	s.Write(data)
	s.WriteString("\ndone\n")
	if _, err := b.git.Run(ctx, strings.NewReader(s.String()), "fast-import", "--quiet", "--done", "--date-format=now"); err != nil {
		return "", err
	}
	commit, err := b.git.Line(ctx, "rev-parse", newRef)
	if err != nil {
		return "", err
	}
	err = b.push(ctx)
	var failed *git.Error
	switch {
	case errors.Is(err, ErrMoved):
		return "", publish.ErrStoreChanged
	case errors.As(err, &failed) && b.moved(ctx):
		// The response to the push was lost, or somebody else has pushed.
		if b.findTip(ctx) == nil && b.tip == commit {
			return commit, nil
		}
		return "", publish.ErrStoreChanged
	}
	return commit, err
}
