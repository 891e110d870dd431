//go:build !unix

package fswalk

import "io/fs"

// Inode returns 0: the number is not known.
func Inode(fs.FileInfo) uint64 { return 0 }
