package scaffold

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"statuary/internal/atomicfile"
)

// Create writes the files that [Merge] returned, and calls created with the name of each.
func Create(dir string, files []File, created func(name string)) error {
	for _, file := range files {
		name := filepath.Join(dir, filepath.FromSlash(file.Path))
		if err := atomicfile.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		write := atomicfile.Create
		if file.Path == ".gitignore" { // the only one that may exist
			write = atomicfile.Write
		}
		if err := write(name, file.Data, 0o644); err != nil {
			return err
		}
		created(filepath.ToSlash(name))
	}
	return nil
}

// Update writes the files of a form or schema into a site, and calls written with the path of each:
// the first is updated except for the site's own part; the others, which the site may have changed,
// are only written if missing.
func Update(site string, files []File, written func(path string)) error {
	for i, f := range files {
		name := filepath.Join(site, filepath.FromSlash(f.Path))
		old, err := os.ReadFile(name)
		switch {
		case err == nil && i > 0:
			continue
		case err == nil:
			f.Data = Renew(old, f.Data)
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		if err := atomicfile.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := atomicfile.Write(name, f.Data, 0o644); err != nil {
			return err
		}
		written(f.Path)
	}
	return nil
}
