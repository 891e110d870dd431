//go:build unix

package fswalk

import (
	"io/fs"
	"syscall"
)

// Inode returns the number of a file in its file system, or 0.
func Inode(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino)
	}
	return 0
}
