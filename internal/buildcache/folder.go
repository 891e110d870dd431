package buildcache

import (
	"io"
	"os"
	"path/filepath"

	"statuary/internal/atomicfile"
)

// Folder returns the folder for what builds of a site remember. It need not exist.
func Folder(site string) string { return filepath.Join(site, ".statuary", "cache") }

// ignoreFile is the file that hides the folder from git.
const ignoreFile = ".gitignore"

// makeFolder makes a folder, with a file that hides it from git. It reports whether there was none.
func makeFolder(dir string) (made bool, err error) {
	_, err = os.Stat(dir)
	made = os.IsNotExist(err)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return false, err
	}
	ignore := filepath.Join(dir, ignoreFile)
	if _, err := os.Stat(ignore); err == nil {
		return made, nil
	}
	return made, atomicfile.WriteCache(ignore, func(w io.Writer) error {
		_, err := io.WriteString(w, "*\n")
		return err
	})
}

// removeFolder removes a folder that makeFolder made and the one that it is in, unless they have other
// files.
func removeFolder(dir string) {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) == 1 && entries[0].Name() == ignoreFile {
		_ = os.RemoveAll(dir)
		_ = os.Remove(filepath.Dir(dir)) // fails if it is not empty
	}
}
