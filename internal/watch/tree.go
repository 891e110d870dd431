package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// tree is a folder with all that is below it, where symbolic links are
// followed as long as they stay inside the folder.
//
// Folders are known by their real paths, because two links may lead to one
// folder, and because the system watches what a path led to when it was asked.
type tree struct {
	files map[string]fs.FileInfo // wanted files and folders, by path below the root; only of a tree that is polled
	dirs  map[string]*folder     // folders to watch, by real path
}

// folder is a folder on which the tree depends.
type folder struct {
	info  fs.FileInfo
	paths []string        // its paths below the root; none if only some of its entries count
	names map[string]bool // entries that count wherever they are: links on the way, and what they lead to
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

// maxLinks is how many symbolic links one path may contain, as in Linux.
const maxLinks = 40

// maxLinkedFolders is how many folders are entered by links in one scan: links
// to folders that hold links to folders have more paths than can be visited.
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
		s.note(parent, filepath.Base(real)) // the folder may be replaced as a whole
	}
	linked := 0
	s.folder(real, ".", []fs.FileInfo{info}, &linked)
	return s.err
}

// folder adds a folder of the tree and what is below it. Above are the folders
// that contain it, by which a link that leads back is found.
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

// link adds what a symbolic link leads to. One that leads out of the tree is
// not entered: what is there does not belong to the site.
func (s *scanner) link(name, path string, above []fs.FileInfo, linked *int) {
	real, err := s.resolve(name)
	if err != nil {
		return // nothing is there now; the folder in which it would appear is watched
	}
	info, err := os.Stat(real)
	if err != nil {
		return
	}
	s.files[path] = info
	if !info.IsDir() {
		s.note(filepath.Dir(real), filepath.Base(real))
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

// enter returns the folder at a real path and has it watched, or returns nil
// if that is not possible.
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
		return nil // gone again
	case limit(err):
		s.err = err
		return nil
	case err != nil && (real == s.root || within(s.root, real)):
		s.fail(s.below(real), err)
		return nil
	case err != nil:
		return nil // a folder above the site that may not be read
	}
	d := &folder{info: info, names: map[string]bool{}}
	s.dirs[real] = d
	return d
}

// note records that the tree depends on an entry of a folder.
func (s *scanner) note(dir, name string) {
	if d := s.enter(dir); d != nil {
		d.names[name] = true
	}
}

// resolve returns the path of a file without symbolic links, and notes the
// links on the way and what is missing.
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
		// Watched first and then read, so that a link that is swapped in between
		// is seen one way or the other.
		s.note(real, part)
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

// below returns a real path inside the root as one below the root.
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
