package buildcache

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"statuary/internal/fingerprint"
	"statuary/internal/fswalk"
)

// program is a program whose results are cached.
type program struct {
	digest string // of its file, since another version may render the same content differently; empty if it can't be read
	stamp  string // of its file, from which the digest follows without reading it; empty if it does not
}

// running returns the running program. If the stamp of its file is that of an earlier program, it is that one:
// a digest of 50 MB takes longer than planning a small site.
func running(earlier program) program {
	name, err := os.Executable()
	if err != nil {
		return program{}
	}
	stamp := ""
	if info, err := os.Stat(name); err == nil {
		stamp = stampOf(name, info, time.Now())
	}
	if stamp != "" && stamp == earlier.stamp && earlier.digest != "" {
		return earlier
	}
	return program{digestOf(name), stamp}
}

// settled is how long a file must be unchanged before its time tells it apart from a file that is written now.
const settled = 2 * time.Second

// stampOf returns a digest of what tells whether a program's file has been replaced, or an empty string. Its
// time does not suffice, because some packages set the times of all files to the same moment.
func stampOf(name string, info fs.FileInfo, now time.Time) string {
	inode, build := fswalk.Inode(info), ""
	if now.Sub(info.ModTime()) < settled || inode == 0 {
		return ""
	}
	if b, ok := debug.ReadBuildInfo(); ok {
		build = b.String()
	}
	return fmt.Sprintf("%x", fingerprint.New().Of(name, info.Size(), info.ModTime().UnixNano(), inode, build))
}

var digests sync.Map // of files, by name: a process may open the caches of several sites

// digestOf returns the digest of a program's file, or an empty string if it can't be read.
func digestOf(name string) string {
	if known, ok := digests.Load(name); ok {
		return known.(string)
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	digest := fmt.Sprintf("%x", h.Sum(nil))
	digests.Store(name, digest)
	return digest
}
