package fswalk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"statuary/internal/diag"
)

// FileError returns an error with a message and a hint of ours for an error of the file system about
// a name that is taken, a link that leads nowhere or around in a circle, or another file system. It
// returns other errors unchanged. The paths of err are relative to dir, unless they are absolute.
func FileError(err error, dir string) error {
	var name, to string
	if errors.As(err, new(*diag.Error)) {
		return err // explained already
	}
	if e := new(os.LinkError); errors.As(err, &e) {
		name, to = e.Old, e.New
	} else if e := new(fs.PathError); errors.As(err, &e) {
		name = e.Path
	} else {
		return err
	}
	in := func(name string) string {
		if name == "" || filepath.IsAbs(name) || dir == "" {
			return name
		}
		return filepath.Join(dir, name)
	}
	name, to = in(name), in(to)
	switch {
	case errors.Is(err, syscall.EXDEV):
		return &diag.Error{
			Text: to + " is on another file system, and a finished file cannot be moved there in one step",
			Hint: "mount the folder that contains all of the site, or write to another folder and copy it from there",
			Err:  err,
		}
	case errors.Is(err, syscall.ELOOP):
		return &diag.Error{Text: name + " is a link that leads to itself", Hint: "delete the link", Err: err}
	case errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR) || strings.HasSuffix(err.Error(), ": not a directory"): // os.OpenRoot has an error of its own
		if to != "" {
			name = to
		}
		return taken(name, err)
	}
	return err
}

// taken explains what is in the way at a path or above it.
func taken(name string, err error) error {
	for at := name; ; at = filepath.Dir(at) {
		info, statErr := os.Lstat(at)
		if statErr == nil {
			switch there, _ := os.Stat(at); {
			case info.Mode()&fs.ModeSymlink != 0 && there == nil:
				target, _ := os.Readlink(at)
				return &diag.Error{Text: at + " is a link to " + target + ", which does not exist", Hint: "create what it leads to, or delete the link", Err: err}
			case there != nil && !there.IsDir():
				return &diag.Error{Text: at + " is a file; a folder is needed there", Hint: "move it away, or choose another folder", Err: err}
			case at == name:
				return &diag.Error{Text: at + " exists already, and is a folder", Hint: "move it away, or choose another name", Err: err}
			}
			return err
		}
		if parent := filepath.Dir(at); parent == at {
			return err
		}
	}
}
