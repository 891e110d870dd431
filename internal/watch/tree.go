package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// tree is a folder with everything below it. Symbolic links are followed if they stay inside the
// folder.
//
// Folders are identified by their real paths, because two links may lead to the same folder, and
// because the system watches the folder that a path led to when the watch began.
type tree struct {
	files map[string]fs.FileInfo // wanted files and folders, by path below the root; only if the tree is polled
	dirs  map[string]*folder     // folders to watch, by real path
}

// folder is a folder that the tree depends on.
type folder struct {
	info  fs.FileInfo
	paths []string        // its paths below the root; empty if only some of its entries matter
	names map[string]bool // entries that matter even if they are not wanted: links on the way, and their targets
}

// scanner reads a tree.
type scanner struct {
	tree
	wanted func(path string) bool
	stat   bool                   // fill in files
	watch  func(dir string) error // called for each folder before it is read, so that no change is missed
	failed func(path string, err error)
	root   string // real path of the root
	err    error  // the first error that ends the scan
}

// maxLinks is the largest number of symbolic links in one path, as in Linux.
const maxLinks = 40

// maxLinkedFolders is the largest number of folders that a scan enters through links. Folders that
// link to each other can have more paths than can be visited.
const maxLinkedFolders = 1000

// scan reads the folder root.
func (s *scanner) scan(root string) error {
	s.files, s.dirs = map[string]fs.FileInfo{}, map[string]*folder{}
	real, err := s.resolve(root)
	if err != nil {
		return err
	}
	info, err := os.Stat(real)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &fs.PathError{Op: "watch", Path: root, Err: syscall.ENOTDIR}
	}
	s.root = real
	if parent := filepath.Dir(real); parent != real {
		s.dependOn(parent, filepath.Base(real)) // the folder may be replaced as a whole
	}
	linked := 0
	s.folder(real, ".", []fs.FileInfo{info}, &linked)
	return s.err
}

// folder adds a folder of the tree and everything below it. above are the folders that contain it,
// which serve to find links that lead back.
func (s *scanner) folder(real, path string, above []fs.FileInfo, linked *int) {
	d := s.enter(real)
	if d == nil {
		return
	}
	d.paths = append(d.paths, path)
	entries, err := os.ReadDir(real)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.fail(path, err)
	}
	for _, e := range entries {
		if s.err != nil {
			return
		}
		child := e.Name()
		if path != "." {
			child = path + "/" + child
		}
		if !s.wanted(child) {
			continue
		}
		name := filepath.Join(real, e.Name())
		if e.Type()&fs.ModeSymlink != 0 {
			s.link(name, child, above, linked)
			continue
		}
		if !e.IsDir() && !s.stat {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // gone since the folder was read
		}
		s.files[child] = info
		if info.IsDir() {
			s.folder(name, child, append(above, info), linked)
		}
	}
}

// link adds the target of a symbolic link. A link that leads out of the tree is not followed,
// because its target does not belong to the site.
func (s *scanner) link(name, path string, above []fs.FileInfo, linked *int) {
	real, err := s.resolve(name)
	if err != nil {
		return // there is no target now; the folder in which it would appear is watched
	}
	info, err := os.Stat(real)
	if err != nil {
		return
	}
	s.files[path] = info
	if !info.IsDir() {
		s.dependOn(filepath.Dir(real), filepath.Base(real))
		return
	}
	for _, a := range above {
		if os.SameFile(a, info) {
			return
		}
	}
	if *linked++; *linked > maxLinkedFolders || !within(s.root, real) {
		return
	}
	s.folder(real, path, append(above, info), linked)
}

// enter adds the folder with a real path and watches it. It returns nil if that is not possible.
func (s *scanner) enter(real string) *folder {
	if d := s.dirs[real]; d != nil {
		return d
	}
	info, err := os.Stat(real)
	if err == nil {
		err = s.watch(real)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // already deleted
	case isLimit(err):
		s.err = err
		return nil
	case err != nil && (real == s.root || within(s.root, real)):
		s.fail(s.below(real), err)
		return nil
	case err != nil:
		return nil // a folder above the site without read permission
	}
	d := &folder{info: info, names: map[string]bool{}}
	s.dirs[real] = d
	return d
}

// dependOn records that the tree depends on an entry of a folder.
func (s *scanner) dependOn(dir, name string) {
	if d := s.enter(dir); d != nil {
		d.names[name] = true
	}
}

// resolve returns the path of a file without symbolic links. The tree then depends on the links on
// the way and on a missing target.
func (s *scanner) resolve(name string) (string, error) {
	volume := filepath.VolumeName(name)
	real := volume + string(filepath.Separator)
	rest := strings.Split(filepath.ToSlash(name[len(volume):]), "/")
	for links := 0; len(rest) > 0; {
		part := rest[0]
		rest = rest[1:]
		switch part {
		case "", ".":
			continue
		case "..":
			real = filepath.Dir(real)
			continue
		}
		next := filepath.Join(real, part)
		info, err := os.Lstat(next)
		if err == nil && info.Mode()&fs.ModeSymlink == 0 {
			real = next
			continue
		}
		// The link is watched before it is read, so that a swap in between is not missed.
		s.dependOn(real, part)
		target, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if links++; links > maxLinks {
			return "", &fs.PathError{Op: "readlink", Path: name, Err: syscall.ELOOP}
		}
		if filepath.IsAbs(target) {
			volume := filepath.VolumeName(target)
			real, target = volume+string(filepath.Separator), target[len(volume):]
		}
		rest = append(strings.Split(filepath.ToSlash(target), "/"), rest...)
	}
	return real, nil
}

func (s *scanner) fail(path string, err error) {
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	s.failed(path, err)
}

// below returns the path below the root of a real path inside it.
func (s *scanner) below(real string) string {
	rel, err := filepath.Rel(s.root, real)
	if err != nil {
		return real
	}
	return filepath.ToSlash(rel)
}

// within reports whether a path is below a folder.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}
