package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// siteFolder is the folder of a site, opened so that no symbolic link below it
// leads out of it. Links on the way to the folder are followed.
type siteFolder struct {
	path string // absolute, with its links
	root *os.Root
}

// openFolder opens the folder of a site.
func openFolder(name string) (*siteFolder, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("there is no folder %s", name)
	}
	if err != nil {
		return nil, err
	}
	return &siteFolder{path, root}, nil
}

// FS returns the files of the folder as it was last opened.
func (f *siteFolder) FS() fs.FS { return f.root.FS() }

// Close closes the folder.
func (f *siteFolder) Close() error { return f.root.Close() }

// Reopen opens the folder again if another one has taken its place, as when a
// link to a checkout is swapped, and reports whether it did. While there is
// none, the folder that is open stays.
func (f *siteFolder) Reopen() bool {
	now, err := os.Stat(f.path)
	if err != nil {
		return false
	}
	if open, err := f.root.Stat("."); err == nil && os.SameFile(open, now) {
		return false
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return false
	}
	_ = f.root.Close()
	f.root = root
	return true
}
