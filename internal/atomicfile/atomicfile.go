// Package atomicfile writes files that people wrote or would miss, such as incident files and
// config.toml. After a crash or a power loss, a file has either its old or its new bytes.
//
// Each write waits for the disk, so the output files of a build are not written with it.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// Write replaces the file name, or creates it with the permissions perm (before umask). A file that
// exists keeps its permissions. If name is a symbolic link, the file that it leads to is replaced.
func Write(name string, data []byte, perm fs.FileMode) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
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

// WriteIn is like Write for a file in a root. If name is a symbolic link, the link is replaced.
func WriteIn(root *os.Root, name string, data []byte, perm fs.FileMode) error {
	tmp, err := writeTemp(root, name, data, perm)
	if err == nil {
		err = root.Rename(tmp, name)
	}
	if err != nil {
		if tmp != "" {
			err = errors.Join(err, root.Remove(tmp))
		}
		return err
	}
	return syncFolder(root, filepath.Dir(name))
}

// writeTemp writes a temporary file next to the file name, with its permissions, and syncs it. It
// returns the temporary file's name, which is empty if none was created. A build ignores such names.
func writeTemp(root *os.Root, name string, data []byte, perm fs.FileMode) (tmp string, err error) {
	base := filepath.Base(name)
	tmp = filepath.Join(filepath.Dir(name), "."+base[:min(len(base), 200)]+"."+rand.Text()[:8]+".tmp")
	f, err := root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if old, statErr := root.Lstat(name); statErr == nil && old.Mode().IsRegular() {
		err = errors.Join(err, f.Chmod(old.Mode().Perm()))
	}
	return tmp, errors.Join(err, f.Sync(), f.Close())
}

// syncFolder makes a rename in a folder durable. Windows and some file systems cannot sync a folder;
// there, the rename reaches the disk later.
func syncFolder(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := root.Open(name)
	if err != nil {
		return err
	}
	err = dir.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	return errors.Join(err, dir.Close())
}
