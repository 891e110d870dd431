package follow

import (
	"io/fs"
	"os"
	"path/filepath"
)

// Folder is the folder of a site, opened so that no symbolic link below it leads out
// of it. Links on the way to the folder are followed.
type Folder struct {
	Name string // as it was given to OpenFolder
	Path string // absolute, with its links
	root *os.Root
}

// OpenFolder opens a folder. The caller closes it.
func OpenFolder(name string) (*Folder, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &Folder{name, path, root}, nil
}

// FS returns the files of the folder as it was last opened.
func (f *Folder) FS() fs.FS { return f.root.FS() }

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Reopen opens the folder again if another one has taken its place, as when a link to
// a checkout is swapped, and reports whether it did. While there is no folder at the
// path, the one that is open stays open. So does the old one while a site is served that
// was planned from it; it is closed by the garbage collector.
func (f *Folder) Reopen() bool {
	now, err := os.Stat(f.Path)
	if err != nil {
		return false
	}
	if open, err := f.root.Stat("."); err == nil && os.SameFile(open, now) {
		return false
	}
	root, err := os.OpenRoot(f.Path)
	if err != nil {
		return false
	}
	f.root = root
	return true
}
