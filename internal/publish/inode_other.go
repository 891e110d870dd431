//go:build !unix

package publish

import "io/fs"

// inode returns 0: the number is not known.
func inode(fs.FileInfo) uint64 { return 0 }
