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

// Change is what is to become of a file.
type Change struct {
	ID            string // of the incident
	File          string // in the site's folder, with slashes
	Before, After []byte // Before is nil for a new file

	desk   *Desk
	create bool
	change func(src []byte) ([]byte, error)
}

// Diff shows the change as a unified diff.
func (c *Change) Diff() string {
	before, after := "a/"+c.File, "b/"+c.File
	if c.create {
		before = "/dev/null"
	}
	return string(diff.Diff(before, c.Before, after, c.After))
}

func (c *Change) path() string { return filepath.Join(c.desk.dir, filepath.FromSlash(c.File)) }

func (c *Change) read() ([]byte, error) { return os.ReadFile(c.path()) }

// Save writes the file: beside the old one, and then in its place, so that a
// reader finds one of the two as a whole. Whoever else saves at the same moment
// waits; if the file has been changed since it was read, the change is made
// anew from what it is now.
func (c *Change) Save() error {
	unlock, err := c.desk.lock()
	if err != nil {
		return err
	}
	defer unlock()
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
	// What a link leads to is changed, and not the link.
	target, err := filepath.EvalSymlinks(c.path())
	if err != nil {
		return err
	}
	if err := c.within(target); err != nil {
		return err
	}
	return atomicfile.Write(target, c.After, 0o644)
}

func (c *Change) saveNew() error {
	target := c.path()
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(filepath.Dir(target))
	if err != nil {
		return err
	}
	if err := c.within(real); err != nil {
		return err
	}
	err = atomicfile.Create(target, c.After, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; nothing was changed", c.File)
	}
	return err
}

// within refuses to write to what lies outside the site.
func (c *Change) within(target string) error {
	dir, err := filepath.EvalSymlinks(c.desk.dir)
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
		return fmt.Errorf("%s leads out of the site", c.File)
	}
	return nil
}

// lock keeps two of us from changing a site at the same time. The lock lies
// outside the site, which has nothing in it but what its writers put there.
func (d *Desk) lock() (unlock func(), err error) {
	dir, err := filepath.Abs(d.dir)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	locks, err := os.UserCacheDir()
	if err != nil { // a machine without a home
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
	return func() { _ = l.Unlock() }, nil // closing the file lets go as well
}

// Rewrite makes a change to a file of the site in a folder, whatever state its
// settings are in. See Desk.Edit.
func Rewrite(dir, file string, change func(src []byte) ([]byte, error)) (*Change, error) {
	c := &Change{File: file, desk: &Desk{dir: dir}, change: change}
	src, err := c.read()
	if err != nil {
		return nil, err
	}
	c.Before = src
	c.After, err = change(src)
	return c, err
}
