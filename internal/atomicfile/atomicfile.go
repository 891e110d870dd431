// Package atomicfile writes files that people wrote or would miss, such as incident files and
// config.toml. After a crash or a power loss, a file has either its old or its new bytes.
//
// Each write waits for the disk, so the output files of a build are not written with it. [WriteCache]
// does not wait.
//
// A program that is killed may leave temporary files. The next write to the same folder deletes
// them. Temporary files of running programs are locked.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"statuary/internal/diag"
	"statuary/internal/fault"
)

// Write replaces the file name, or creates it with the permissions perm (before umask). A file that
// exists keeps its permissions. If name is a symbolic link, the file that it leads to is replaced. A
// device or a named pipe is written to.
func Write(name string, data []byte, perm fs.FileMode) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	if info, err := os.Stat(name); err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.Write(data)
		return errors.Join(err, f.Close())
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer root.Close()
	return WriteIn(root, filepath.Base(name), data, perm)
}

// Create is like Write, but returns an error that is fs.ErrExist if there is a file, a folder or a
// link of that name.
func Create(name string, data []byte, perm fs.FileMode) error {
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "create", Path: name, Err: fs.ErrExist}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return Write(name, data, perm)
}

// WriteCache replaces a file that can be made again, with what write writes. It does not wait for
// the disk, so after a power loss the file may be damaged.
func WriteCache(name string, write func(io.Writer) error) error {
	t, err := NewTemp(name)
	if err != nil {
		return err
	}
	if err := fault.Do("write", func() error { return write(t) }); err != nil {
		t.Discard()
		return err
	}
	return t.Commit()
}

// CheckName returns a *diag.Error if the name of a file is longer than file systems allow.
func CheckName(name string) error {
	const longest = 255
	base := filepath.Base(name)
	if len(base) <= longest {
		return nil
	}
	return &diag.Error{
		Text: fmt.Sprintf("the name of the file is too long: %.40s… has %d bytes", base, len(base)), Hint: fmt.Sprintf("shorten it to %d bytes", longest),
		Err: syscall.ENAMETOOLONG,
	}
}

// WriteIn is like Write for a file in a root. If name is a symbolic link, the link is replaced.
func WriteIn(root *os.Root, name string, data []byte, perm fs.FileMode) error {
	t, err := newTemp(root, name, perm)
	if err != nil {
		return err
	}
	if old, statErr := root.Lstat(name); statErr == nil && old.Mode().IsRegular() {
		err = t.Chmod(old.Mode().Perm())
	}
	if err == nil {
		err = fault.Do("write", func() error { _, err := t.Write(data); return err })
	}
	if err == nil {
		err = fault.Do("sync", t.Sync)
	}
	if err != nil {
		t.Discard()
		return err
	}
	if err := t.Commit(); err != nil {
		return err
	}
	return syncFolder(root, filepath.Dir(name))
}

// Remove deletes a file in a root, and waits until that is on the disk.
func Remove(root *os.Root, name string) error {
	if err := fault.Do("remove", func() error { return root.Remove(name) }); err != nil {
		return err
	}
	return syncFolder(root, filepath.Dir(name))
}

// MkdirAll is like os.MkdirAll, and waits until the new folders are on the disk.
func MkdirAll(name string, perm fs.FileMode) error {
	var missing []string
	for dir := filepath.Clean(name); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		if err := CheckName(dir); err != nil {
			return err
		}
		missing = append(missing, dir)
	}
	if err := fault.Do("mkdir", func() error { return os.MkdirAll(name, perm) }); err != nil {
		return err
	}
	for _, dir := range missing {
		root, err := os.OpenRoot(filepath.Dir(dir))
		if err != nil {
			return err
		}
		if err := errors.Join(syncFolder(root, "."), root.Close()); err != nil {
			return err
		}
	}
	return nil
}

// MkdirAllIn is MkdirAll for a folder in a root.
func MkdirAllIn(root *os.Root, name string, perm fs.FileMode) error {
	var parents []string
	for dir := filepath.Clean(name); dir != "."; dir = filepath.Dir(dir) {
		if _, err := root.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		parents = append(parents, filepath.Dir(dir))
	}
	if err := fault.Do("mkdir", func() error { return root.MkdirAll(name, perm) }); err != nil {
		return err
	}
	for _, dir := range parents {
		if err := syncFolder(root, dir); err != nil {
			return err
		}
	}
	return nil
}

// syncFolder makes a change of a folder durable. Windows and some file systems cannot sync a folder;
// there, the change reaches the disk later.
func syncFolder(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := root.Open(name)
	if err != nil {
		return err
	}
	err = fault.Do("sync", func() error { return dir.Sync() })
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}
