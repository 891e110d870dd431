package scaffold

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"statuary/internal/atomicfile"
)

// Missing returns the files of a new site that its folder does not have: all, or those that an
// interrupted run has not written. If the folder has all of them, or anything else than them and .git,
// it returns the name of that instead.
func Missing(dir string, files []File) (missing []File, occupied string, err error) {
	want := make(map[string][]byte, len(files))
	for _, f := range files {
		want[f.Path] = f.Data
	}
	there := map[string]bool{}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case name == ".git" && e.IsDir():
			return fs.SkipDir
		case name == ".git" || atomicfile.IsTemp(e.Name()):
			return nil
		}
		inOurs := func(f File) bool { return strings.HasPrefix(f.Path, name+"/") }
		if e.IsDir() && slices.ContainsFunc(files, inOurs) {
			return nil
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))) // fails for a folder
		there[name] = e.Type().IsRegular() && err == nil && want[name] != nil && bytes.Equal(data, want[name])
		if !there[name] || len(there) == len(files) {
			occupied, _, _ = strings.Cut(name, "/")
			return fs.SkipAll
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) || occupied != "" {
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return nil, occupied, err
	}
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool { return there[f.Path] }), "", nil
}

// Create creates the files of a new site in a folder, and calls created with the name of each.
func Create(dir string, files []File, created func(name string)) error {
	for _, file := range files {
		name := filepath.Join(dir, filepath.FromSlash(file.Path))
		if err := atomicfile.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := atomicfile.Create(name, file.Data, 0o644); err != nil {
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
