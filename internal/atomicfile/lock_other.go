//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package atomicfile

import (
	"errors"
	"os"
)

// errLocked is returned by tryLock if another program has locked the file.
var errLocked = errors.New("locked")

// tryLock returns an error: files are not locked here, so leftovers are deleted by their age.
func tryLock(*os.File) error { return errors.ErrUnsupported }
