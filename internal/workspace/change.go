package workspace

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/diff"

	"statuary/internal/atomicfile"
)

// Change is a change to a file that is not saved yet.
type Change struct {
	ID            string // of the incident
	File          string // slash-separated, relative to the site's folder
	Before, After []byte // Before is nil for a new file

	workspace *Workspace
	create    bool
	change    func(src []byte) ([]byte, error)
}

// Diff returns the change as a unified diff.
func (c *Change) Diff() string {
	before, after := "a/"+c.File, "b/"+c.File
	if c.create {
		before = "/dev/null"
	}
	return string(diff.Diff(before, c.Before, after, c.After))
}

func (c *Change) path() string { return filepath.Join(c.workspace.dir, filepath.FromSlash(c.File)) }

func (c *Change) read() ([]byte, error) { return os.ReadFile(c.path()) }

// Save writes the file atomically. Saves of one site wait for each other. If the file
// has changed since it was read, the change is applied to its current text.
func (c *Change) Save() error {
	unlock, err := c.workspace.lock()
	if err != nil {
		return err
	}
	defer unlock()
	c.workspace.loaded = false // the next command reads the new text
	if c.create {
		return c.saveNew()
	}
	src, err := c.read()
	if err != nil {
		return err
	}
	if !bytes.Equal(src, c.Before) {
		c.Before = src
		if c.After, err = c.change(src); err != nil {
			return err
		}
	}
	if bytes.Equal(c.After, c.Before) {
		return nil
	}
	// If the file is a symbolic link, its target is replaced, not the link.
	target, err := filepath.EvalSymlinks(c.path())
	if err != nil {
		return err
	}
	if err := c.checkInside(target); err != nil {
		return err
	}
	return atomicfile.Write(target, c.After, 0o644)
}

// saveNew creates the file, and fails if it exists.
func (c *Change) saveNew() error {
	target := c.path()
	if err := atomicfile.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(filepath.Dir(target))
	if err != nil {
		return err
	}
	if err := c.checkInside(real); err != nil {
		return err
	}
	err = atomicfile.Create(target, c.After, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s already exists; nothing was changed", c.File)
	}
	return err
}

// checkInside returns an error if a path is outside the site.
func (c *Change) checkInside(target string) error {
	dir, err := filepath.EvalSymlinks(c.workspace.dir)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	if target, err = filepath.Abs(target); err != nil {
		return err
	}
	if rel, err := filepath.Rel(dir, target); err != nil || !filepath.IsLocal(rel) {
		return fmt.Errorf("%s is a link to a file outside the site", c.File)
	}
	return nil
}

// lock keeps two processes from changing a site at the same time. The lock file is
// outside the site, so that the site only contains what its writers put there.
func (w *Workspace) lock() (unlock func(), err error) {
	if w.locked {
		return func() {}, nil
	}
	dir, err := filepath.Abs(w.dir)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	locks, err := os.UserCacheDir()
	if err != nil { // no home directory
		locks = os.TempDir()
	}
	locks = filepath.Join(locks, "statuary", "locks")
	if err := os.MkdirAll(locks, 0o755); err != nil {
		locks = os.TempDir()
	}
	l := flock.New(filepath.Join(locks, fmt.Sprintf("statuary-%x.lock", sha256.Sum256([]byte(dir)))))
	if err := l.Lock(); err != nil {
		return nil, err
	}
	return func() { _ = l.Unlock() }, nil // the lock also ends with the process
}

// Rewrite returns a change to any file of the site in a folder, even if its settings
// are invalid. See [Workspace.Edit].
func Rewrite(dir, file string, change func(src []byte) ([]byte, error)) (*Change, error) {
	c := &Change{File: file, workspace: &Workspace{dir: dir}, change: change}
	src, err := c.read()
	if err != nil {
		return nil, err
	}
	c.Before = src
	c.After, err = change(src)
	return c, err
}
