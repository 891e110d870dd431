package publish

import (
	"errors"
	"io/fs"
	"statuary/internal/fswalk"
	"strconv"
	"strings"
	"sync"
)

// versionsFile lists the versions of the files in a folder, with what tells whether somebody has
// changed a file since.
const versionsFile = StateDir + "/versions"

// versionsHead begins the first line of the file, before the build that the files are of. Another
// program may have another form.
const versionsHead = "statuary versions 1 "

// noVersion stands for the version of a file that has none.
const noVersion = "-"

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
	if version == "" {
		version = noVersion
	}
	return stamp{version, info.Size(), info.ModTime().UnixNano(), fswalk.Inode(info)}
}

// versions are the stamps of the files in a folder, by path.
type versions struct {
	old   map[string]stamp // of the Sync before
	build string           // that Sync's build; may be empty

	mu      sync.Mutex
	now     map[string]stamp // of this Sync
	changed bool             // a stamp is not that of the Sync before
}

func (v *versions) set(path string, s stamp) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.now == nil {
		v.now = make(map[string]stamp, len(v.old))
	}
	v.now[path] = s
	if v.old[path] != s {
		v.changed = true
	}
}

// parseVersions parses the file. Lines that it does not understand are left out, so that their
// files are made again; then the build is empty.
func parseVersions(data []byte) (list map[string]stamp, build string) {
	head, rest, _ := strings.Cut(string(data), "\n")
	build, ok := strings.CutPrefix(head, versionsHead)
	if !ok {
		return nil, ""
	}
	list = make(map[string]stamp, strings.Count(rest, "\n"))
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
		} else {
			build = ""
		}
	}
	return list, build
}

// marshal returns the file for the paths given.
func (v *versions) marshal(paths []string, build string) []byte {
	var b []byte
	for _, path := range paths {
		s, ok := v.now[path]
		if !ok || strings.Contains(path, "\n") {
			build = "" // not all files are listed
			continue
		}
		b = append(append(b, s.version...), ' ')
		b = append(strconv.AppendInt(b, s.size, 10), ' ')
		b = append(strconv.AppendInt(b, s.modified, 10), ' ')
		b = append(strconv.AppendUint(b, s.inode, 10), ' ')
		b = append(append(b, path...), '\n')
	}
	return append([]byte(versionsHead+build+"\n"), b...)
}
