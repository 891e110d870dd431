package publish

import (
	"hash/crc32"
	"io/fs"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"statuary/internal/fswalk"
)

// versionsFile lists the versions of the files in a folder, with what tells whether somebody has
// changed a file since.
const versionsFile = StateDir + "/versions"

// versionsHead begins the first line of the file, before the checksum of the manifest with the other
// lines, and the build that the files are of. Another program may have another form.
const versionsHead = "statuary versions 2 "

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

// stamps are the files of a folder, as the versions file has them.
type stamps struct {
	build string // of the files; may be empty
	sum   string // as the file has it; empty if no manifest lists exactly these files
	lines []byte
	paths []string
	list  []stamp
	index map[string]int
}

// listedBy reports whether a manifest lists exactly these files.
func (s *stamps) listedBy(manifest []byte) bool {
	return s.sum != "" && s.sum == listSum(manifest, s.lines)
}

// listSum returns a checksum that finds damage.
func listSum(manifest, lines []byte) string {
	sum := crc32.Update(crc32.Checksum(manifest, checksums), checksums, lines)
	return strconv.FormatUint(uint64(sum), 16)
}

var checksums = crc32.MakeTable(crc32.Castagnoli)

// versions are the stamps of the files in a folder.
type versions struct {
	old  stamps        // of the Sync before
	kept []atomic.Bool // which of them this Sync keeps

	mu  sync.Mutex
	now map[string]stamp // the others of this Sync, by path
}

// get returns the stamp that the Sync before had for a file, and its number.
func (v *versions) get(path string) (n int, s stamp, ok bool) {
	n, ok = v.old.index[path]
	if ok {
		s = v.old.list[n]
	}
	return n, s, ok
}

func (v *versions) set(path string, s stamp) {
	if n, old, ok := v.get(path); ok && old == s {
		v.kept[n].Store(true)
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.now == nil {
		v.now = map[string]stamp{}
	}
	v.now[path] = s
}

// of returns the stamp of a file in this Sync.
func (v *versions) of(path string) (stamp, bool) {
	if s, ok := v.now[path]; ok {
		return s, true
	}
	n, s, ok := v.get(path)
	return s, ok && v.kept[n].Load()
}

// same reports whether the files and their stamps are those of the Sync before.
func (v *versions) same() bool {
	for n := range v.kept {
		if !v.kept[n].Load() {
			return false
		}
	}
	return len(v.now) == 0
}

// parseVersions parses the file. Lines that it does not understand are left out, so that their
// files are made again; then sum and build are empty.
func parseVersions(data []byte) (v stamps) {
	head, rest, _ := strings.Cut(string(data), "\n")
	head, ok := strings.CutPrefix(head, versionsHead)
	if !ok {
		return v
	}
	v.sum, v.build, _ = strings.Cut(head, " ")
	v.lines = data[len(data)-len(rest):]
	count := strings.Count(rest, "\n")
	v.paths, v.list, v.index = make([]string, 0, count), make([]stamp, 0, count), make(map[string]int, count)
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
		_, twice := v.index[path]
		if !ok || !whole || twice || errs != [3]error{} {
			v.sum, v.build = "", ""
			continue
		}
		v.index[path] = len(v.paths)
		v.paths, v.list = append(v.paths, path), append(v.list, s)
	}
	return v
}

// marshal returns the file for the paths given, which are those of a manifest.
func (v *versions) marshal(paths []string, manifest []byte, build string) []byte {
	b := make([]byte, 0, 128*len(paths))
	all := true
	for _, path := range paths {
		s, ok := v.of(path)
		if !ok || strings.Contains(path, "\n") {
			all = false
			continue
		}
		b = append(append(b, s.version...), ' ')
		b = append(strconv.AppendInt(b, s.size, 10), ' ')
		b = append(strconv.AppendInt(b, s.modified, 10), ' ')
		b = append(strconv.AppendUint(b, s.inode, 10), ' ')
		b = append(append(b, path...), '\n')
	}
	sum := ""
	if all {
		sum = listSum(manifest, b)
	} else {
		build = ""
	}
	return append([]byte(versionsHead+sum+" "+build+"\n"), b...)
}
