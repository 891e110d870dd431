package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"statuary/internal/fswalk"
	"strconv"
	"strings"
	"sync"
)

// versionsFile lists the versions of the files in a folder, with what tells whether somebody has
// changed a file since.
const versionsFile = StateDir + "/versions"

// versionsHead is the first line of the file. Another program may have another form.
const versionsHead = "statuary versions 1"

// stamp is the state of a file when it was written or compared.
type stamp struct {
	version  string
	size     int64
	modified int64  // in nanoseconds since 1970
	inode    uint64 // 0 where it is not known
}

// is reports whether a file is as it was.
func (s stamp) is(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == s.size && info.ModTime().UnixNano() == s.modified && fswalk.Inode(info) == s.inode
}

func stampOf(version string, info fs.FileInfo) stamp {
	return stamp{version, info.Size(), info.ModTime().UnixNano(), fswalk.Inode(info)}
}

// versions are the stamps of the files in a folder, by path.
type versions struct {
	old map[string]stamp // of the Sync before

	mu  sync.Mutex
	now map[string]stamp // of this Sync
}

func (v *versions) set(path string, s stamp) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.now == nil {
		v.now = map[string]stamp{}
	}
	v.now[path] = s
}

// parseVersions parses the file. Lines that it does not understand are left out, so that their
// files are made again.
func parseVersions(data []byte) map[string]stamp {
	head, rest, _ := strings.Cut(string(data), "\n")
	if head != versionsHead {
		return nil
	}
	list := make(map[string]stamp, strings.Count(rest, "\n"))
	for line := range strings.Lines(rest) {
		line, whole := strings.CutSuffix(line, "\n")
		version, line, _ := strings.Cut(line, " ")
		size, line, _ := strings.Cut(line, " ")
		modified, line, _ := strings.Cut(line, " ")
		inode, path, ok := strings.Cut(line, " ")
		s := stamp{version: version}
		var errs [3]error
		s.size, errs[0] = strconv.ParseInt(size, 10, 64)
		s.modified, errs[1] = strconv.ParseInt(modified, 10, 64)
		s.inode, errs[2] = strconv.ParseUint(inode, 10, 64)
		if ok && whole && errors.Join(errs[:]...) == nil {
			list[path] = s
		}
	}
	return list
}

// marshal returns the file for the paths given.
func (v *versions) marshal(paths []string) []byte {
	var b bytes.Buffer
	b.WriteString(versionsHead + "\n")
	for _, path := range paths {
		if s, ok := v.now[path]; ok && !strings.Contains(path, "\n") {
			fmt.Fprintf(&b, "%s %d %d %d %s\n", s.version, s.size, s.modified, s.inode, path)
		}
	}
	return b.Bytes()
}
