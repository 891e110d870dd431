package importer

import (
	"io/fs"
	"os"
	"path/filepath"

	"statuary/internal/importer/neutral"
)

// beside tells of the files of a source in which folder they lie. A name that two
// sources have is that of neither: the wrong picture would be worse than none.
type beside map[string]fs.FS

func (b beside) add(source string, files []neutral.File) {
	dir := source
	if info, err := os.Stat(source); err == nil && !info.IsDir() {
		dir = filepath.Dir(source)
	}
	for _, f := range files {
		if _, twice := b[f.Name]; twice {
			b[f.Name] = inside("")
			continue
		}
		b[f.Name] = inside(dir)
	}
}

func (b beside) files(name string) fs.FS { return b[name] }

// inside is a folder out of which nothing leads, not even a link, and in which
// only files are opened. Without a name it is one in which there is nothing.
type inside string

// Open implements fs.FS.
func (dir inside) Open(name string) (fs.File, error) {
	if dir == "" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	root, err := os.OpenRoot(string(dir))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name = filepath.FromSlash(name)
	if info, err := root.Stat(name); err != nil || !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return root.Open(name)
}
