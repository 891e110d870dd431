package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"statuary/internal/fault"
)

// tempForm matches the names of temporary files: ".NAME.ABCDEFGH.tmp". Builds and git ignore them.
var tempForm = regexp.MustCompile(`^\..+\.[A-Z2-7]{8}\.tmp$`)

// IsTemp reports whether a file has the name of a temporary file.
func IsTemp(base string) bool { return tempForm.MatchString(base) }

// stale is the age from which a temporary file is deleted where files can't be locked.
const stale = time.Hour

// tempFor returns the name of a temporary file beside a file. It has at most 255 bytes.
func tempFor(name string) string {
	base := filepath.Base(name)
	base = strings.ToValidUTF8(base[:min(len(base), 200)], "")
	return filepath.Join(filepath.Dir(name), "."+base+"."+rand.Text()[:8]+".tmp")
}

// Temp is a temporary file beside the file that it will replace. It is locked until Commit or Discard.
type Temp struct {
	*os.File
	root      *os.Root
	owned     bool // root is closed with the file
	tmp, name string
}

// NewTemp creates a temporary file for a file that can be made again.
func NewTemp(name string) (*Temp, error) {
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	t, err := newTemp(root, filepath.Base(name), 0o644)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	t.owned = true
	return t, nil
}

// newTemp creates and locks a temporary file beside a file. Before that, it deletes those of killed
// programs.
func newTemp(root *os.Root, name string, perm fs.FileMode) (*Temp, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	cleanOnce(root, filepath.Dir(name))
	const tries = 100
	for n := 0; ; n++ {
		t := &Temp{root: root, tmp: tempFor(name), name: name}
		err := fault.Do("create", func() (err error) {
			t.File, err = root.OpenFile(t.tmp, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
			return err
		})
		if err != nil {
			return nil, err
		}
		// Another program may have taken it for a leftover before it was locked.
		if err := tryLock(t.File); n < tries && (errors.Is(err, errLocked) || !isAt(root, t.tmp, t.File)) {
			t.Discard()
			continue
		}
		return t, nil
	}
}

// Commit renames the file to its name and closes it. If it fails, it deletes the file.
func (t *Temp) Commit() error {
	// The lock ends when the file is closed, so it is renamed first. Windows has no lock, and does not
	// rename open files.
	windows := runtime.GOOS == "windows"
	var err error
	if windows {
		err = t.File.Close()
	}
	if err == nil {
		err = fault.Do("rename", func() error { return t.root.Rename(t.tmp, t.name) })
	}
	if err != nil {
		err = errors.Join(err, t.root.Remove(t.tmp))
	}
	if !windows {
		err = errors.Join(err, t.File.Close())
	}
	return errors.Join(err, t.closeRoot())
}

// Discard deletes the file and closes it.
func (t *Temp) Discard() {
	if runtime.GOOS == "windows" {
		_ = t.File.Close()
	}
	_ = t.root.Remove(t.tmp) // if that fails, the next run does it
	_ = t.File.Close()
	_ = t.closeRoot()
}

func (t *Temp) closeRoot() error {
	if t.owned {
		return t.root.Close()
	}
	return nil
}

// isAt reports whether an open file is the one at a name.
func isAt(root *os.Root, name string, f *os.File) bool {
	open, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := root.Lstat(name)
	return err == nil && os.SameFile(open, there)
}

// cleaned has the folders in which this process has looked for leftovers.
var cleaned sync.Map

func cleanOnce(root *os.Root, dir string) {
	path, err := filepath.Abs(filepath.Join(root.Name(), dir))
	if err != nil {
		return
	}
	if _, done := cleaned.LoadOrStore(path, true); !done {
		Clean(root, dir)
	}
}

// Clean deletes the temporary files that killed programs have left in a folder. What can't be
// deleted stays.
func Clean(root *os.Root, dir string) {
	folder, err := root.Open(dir)
	if err != nil {
		return
	}
	defer folder.Close()
	names, _ := folder.Readdirnames(-1) // the names read before an error
	for _, name := range names {
		if IsTemp(name) {
			removeLeftover(root, filepath.Join(dir, name))
		}
	}
}

// CleanFolder is Clean for a folder that need not exist.
func CleanFolder(dir string) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return
	}
	cleanOnce(root, ".")
	_ = root.Close() // it was only read, or is cleaned the next time
}

// removeLeftover deletes a temporary file or folder that no running program has locked.
func removeLeftover(root *os.Root, name string) {
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() && !info.IsDir() {
		return
	}
	f, err := root.Open(name)
	if err != nil {
		return
	}
	defer f.Close()
	err = tryLock(f)
	old := time.Since(info.ModTime()) > stale
	if err == nil && isAt(root, name, f) || err != nil && !errors.Is(err, errLocked) && old {
		_ = root.RemoveAll(name)
	}
}

// TempDir creates a folder in the system's folder for temporary files. remove deletes it. TempDir also
// deletes folders with the same prefix that killed programs have left.
func TempDir(prefix string) (dir string, remove func() error, err error) {
	root, err := os.OpenRoot(os.TempDir())
	if err != nil {
		return "", nil, err
	}
	names, _ := fs.Glob(root.FS(), prefix+"*") // the pattern is valid
	for _, name := range names {
		removeLeftover(root, name)
	}
	const tries = 100
	for n := 0; ; n++ {
		dir, err = os.MkdirTemp("", prefix)
		if err != nil {
			return "", nil, errors.Join(err, root.Close())
		}
		// Another program may take it for a leftover before it is locked.
		lock, err := os.Open(dir)
		if n < tries && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", nil, errors.Join(err, os.Remove(dir), root.Close())
		}
		if err := tryLock(lock); n < tries && (errors.Is(err, errLocked) || !isAt(root, filepath.Base(dir), lock)) {
			lock.Close()
			_ = os.Remove(dir)
			continue
		}
		return dir, func() error { return errors.Join(lock.Close(), os.RemoveAll(dir), root.Close()) }, nil
	}
}
