package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"statuary/internal/fault"
)

// inTheWay explains why files could not be moved to their places, if something that is
// not of the site is there. Otherwise it returns the error.
func (d *Dir) inTheWay(err error) error {
	found := fs.WalkDir(os.DirFS(d.stage), ".", func(name string, e fs.DirEntry, walkErr error) error {
		if walkErr != nil || name == "." {
			return walkErr
		}
		info, statErr := d.root.Lstat(name)
		switch {
		case statErr != nil:
		case e.IsDir() && info.Mode()&fs.ModeSymlink != 0 && !d.isDir(name, info):
			return fmt.Errorf("%s is in the way: the site has a folder there, and this link leads nowhere or out of the target; delete it", filepath.Join(d.Path, name))
		case e.IsDir() && !d.isDir(name, info):
			return fmt.Errorf("%s is in the way: the site has a folder there, and Statuary did not write this file; move it away", filepath.Join(d.Path, name))
		case !e.IsDir() && info.IsDir():
			return fmt.Errorf("%s is in the way: the site has a file there, and this folder has files that Statuary did not write; move it away", filepath.Join(d.Path, name))
		}
		return nil
	})
	if found != nil {
		return found
	}
	return err
}

// install moves the waiting files to their places, in the order of [Step].
func (d *Dir) install() error {
	var later [Steps][]string
	if err := d.installNew("", &later); err != nil {
		return err
	}
	for _, names := range later {
		for _, name := range names {
			if err := d.move(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// move moves a waiting file or folder to its place.
func (d *Dir) move(name string) error {
	return fault.Do("rename", func() error { return d.root.Rename(stageDir+"/"+name, name) })
}

// installNew moves the waiting files of a folder that are new, and new folders as a whole. It adds
// the others to later.
func (d *Dir) installNew(dir string, later *[Steps][]string) error {
	waiting, err := os.ReadDir(filepath.Join(d.stage, filepath.FromSlash(dir)))
	if err != nil {
		return err
	}
	// Files that pages refer to go first.
	slices.SortStableFunc(waiting, func(a, b os.DirEntry) int { return moveOrder(a) - moveOrder(b) })
	for _, e := range waiting {
		name := path.Join(dir, e.Name())
		info, err := d.root.Lstat(name)
		exists := err == nil
		if e.IsDir() && exists && d.isDir(name, info) {
			if err := d.installNew(name, later); err != nil {
				return err
			}
			continue
		}
		if step := StepOf(name, !exists); exists || step > NewPages {
			later[step] = append(later[step], name)
			continue
		}
		if err := d.move(name); err != nil {
			return err
		}
	}
	return nil
}

// isDir reports whether a name is a folder, or a link to a folder inside the target.
func (d *Dir) isDir(name string, info fs.FileInfo) bool {
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := d.root.Stat(name)
		return err == nil && target.IsDir()
	}
	return info.IsDir()
}

// moveOrder returns the position of an entry among those of its folder: assets, other folders, files.
func moveOrder(e os.DirEntry) int {
	switch {
	case e.IsDir() && e.Name() == "assets":
		return 0
	case e.IsDir():
		return 1
	}
	return 2
}

// delete deletes files of ours, and folders that are empty then.
func (d *Dir) delete(files []string) error {
	var errs []error
	for _, name := range files {
		info, err := d.root.Lstat(name)
		if err == nil && info.IsDir() || err != nil && !errors.Is(err, fs.ErrNotExist) {
			continue // no longer ours
		}
		// If it has been deleted already, its folder may not have been.
		if err := fault.Do("remove", func() error { return d.root.Remove(name) }); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
			continue
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if d.root.Remove(dir) != nil {
				break // not empty
			}
		}
	}
	return errors.Join(errs...)
}
