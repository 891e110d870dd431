package importer

import (
	"io/fs"
	"os"
	"path/filepath"

	"statuary/internal/importer/exchange"
)

// folderOf maps the name of a source file to the folder it was read from. A name
// that occurs in two sources maps to an empty folder: no image is better than the
// wrong one.
type folderOf map[string]fs.FS

func (d folderOf) add(source string, files []exchange.File) {
	dir := source
	if info, err := os.Stat(source); err == nil && !info.IsDir() {
		dir = filepath.Dir(source)
	}
	for _, f := range files {
		if _, twice := d[f.Name]; twice {
			d[f.Name] = confined("")
			continue
		}
		d[f.Name] = confined(dir)
	}
}

func (d folderOf) files(name string) fs.FS { return d[name] }

// confined is the path of a folder as an fs.FS. It opens regular files only and
// follows no symbolic link out of the folder. With an empty path it has no files.
type confined string

// Open implements fs.FS.
func (dir confined) Open(name string) (fs.File, error) {
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
