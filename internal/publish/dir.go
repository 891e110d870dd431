package publish

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// Dir is a folder. What it needs to remember is in the folder .statuary inside
// it: which files are ours, the lock, and, during a Sync, the files that wait
// to be moved to their places.
//
// Files are written beside the site and then moved, and only those that differ:
// on ext4, a fifth of the time of writing them all. A folder that is new is
// moved as a whole. At no moment is there half a file, and what a Sync that was
// killed has left is put right by the next.
type Dir struct {
	Path    string
	All     bool   // every file is written, whatever is there
	Waiting func() // called when another Sync must be waited for; may be nil

	root   *os.Root
	lock   *flock.Flock
	staged string // absolute path of the folder for files that wait
	made   sync.Map
	old    []byte // the manifest as it was
	fresh  bool   // nothing in the folder is ours: there is nothing to compare with
	look   bool   // nothing is written
}

const (
	stageDir  = StateDir + "/stage"
	lockFile  = StateDir + "/lock"
	lockRetry = 50 * time.Millisecond
)

// Open implements Target.
func (d *Dir) Open(ctx context.Context, look bool) ([]string, error) {
	d.look = look
	if !look {
		if err := os.MkdirAll(d.Path, 0o755); err != nil {
			return nil, err
		}
	}
	root, err := os.OpenRoot(d.Path)
	if look && errors.Is(err, fs.ErrNotExist) {
		d.fresh = true
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d.root = root
	if look {
		return d.readManifest()
	}
	ours, err := d.open(ctx)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return ours, nil
}

func (d *Dir) open(ctx context.Context) ([]string, error) {
	if err := d.root.MkdirAll(StateDir, 0o755); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(d.Path)
	if err != nil {
		return nil, err
	}
	d.lock = flock.New(filepath.Join(abs, filepath.FromSlash(lockFile)))
	locked, err := d.lock.TryLock()
	if err == nil && !locked {
		if d.Waiting != nil {
			d.Waiting()
		}
		_, err = d.lock.TryLockContext(ctx, lockRetry)
	}
	if err != nil {
		return nil, err
	}
	if err := d.root.RemoveAll(stageDir); err != nil {
		return nil, err
	}
	if err := d.root.Mkdir(stageDir, 0o755); err != nil {
		return nil, err
	}
	d.staged = filepath.Join(abs, filepath.FromSlash(stageDir))
	return d.readManifest()
}

// readManifest gives the files that are ours.
func (d *Dir) readManifest() ([]string, error) {
	var err error
	d.old, err = d.root.ReadFile(ManifestFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	m, err := ParseManifest(d.old)
	if err != nil {
		d.fresh = d.old == nil
		return nil, nil // unreadable: nothing is known to be ours, so nothing is deleted
	}
	return m.Files, nil
}

// Put implements Target. The file waits until Commit, unless it is there
// already.
func (d *Dir) Put(_ context.Context, f File) (bool, error) {
	if err := Check(f); err != nil {
		return false, err
	}
	if !d.fresh && !d.All {
		if same, err := d.same(f); same || err != nil {
			return false, err
		}
	}
	if d.look {
		return true, nil
	}
	name := filepath.Join(d.staged, filepath.FromSlash(f.Path))
	if dir := filepath.Dir(name); dir != d.staged {
		if _, ok := d.made.LoadOrStore(dir, true); !ok {
			// Most are one level below a folder that exists by now.
			if err := os.Mkdir(dir, 0o755); errors.Is(err, fs.ErrNotExist) {
				if err := os.MkdirAll(dir, 0o755); err != nil {
					return false, err
				}
			} else if err != nil && !errors.Is(err, fs.ErrExist) {
				return false, err
			}
		}
	}
	err := os.WriteFile(name, f.Data, 0o644)
	if errors.Is(err, fs.ErrNotExist) { // another goroutine is about to make the folder
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return false, err
		}
		err = os.WriteFile(name, f.Data, 0o644)
	}
	return true, err
}

var compareBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// same is true if the file is there with the same content. What can't be read
// as a file is not the same: Commit will say what is wrong with it.
func (d *Dir) same(f File) (bool, error) {
	there, err := d.root.Open(f.Path)
	if err != nil {
		return false, nil
	}
	defer there.Close()
	info, err := there.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(f.Data)) {
		return false, nil
	}
	buf := compareBuffers.Get().(*[32 << 10]byte)
	defer compareBuffers.Put(buf)
	for rest := f.Data; len(rest) > 0; {
		n, err := there.Read(buf[:])
		if n > len(rest) || !bytes.Equal(buf[:n], rest[:n]) {
			return false, nil
		}
		rest = rest[n:]
		if err != nil && len(rest) > 0 {
			if errors.Is(err, io.EOF) {
				return false, nil
			}
			return false, err
		}
	}
	return true, nil
}

// Commit implements Target.
func (d *Dir) Commit(_ context.Context, p *Plan) error {
	all, gone := p.All(), Paths(p.Delete)
	next, err := Manifest{Files: all}.Marshal()
	if err != nil {
		return err
	}
	waiting, err := os.ReadDir(d.staged)
	if err != nil {
		return err
	}
	if len(waiting) == 0 && len(gone) == 0 && bytes.Equal(next, d.old) {
		return nil
	}
	// While files are moved, those of the old site and of the new are ours: a
	// Sync that is killed now leaves nothing that the next would not know.
	both := slices.Concat(all, gone)
	slices.Sort(both)
	if err := d.writeManifest(both); err != nil {
		return err
	}
	if err := d.install(); err != nil {
		// A file may be in the way of a folder, or the other way round.
		d.delete(gone)
		if err := d.install(); err != nil {
			return err
		}
	}
	if err := d.delete(gone); err != nil {
		return err
	}
	return d.writeManifest(all)
}

func (d *Dir) writeManifest(files []string) error {
	data, err := Manifest{Files: files}.Marshal()
	if err != nil {
		return err
	}
	if err := d.root.WriteFile(ManifestFile+".new", data, 0o644); err != nil {
		return err
	}
	return d.root.Rename(ManifestFile+".new", ManifestFile)
}

// install moves what waits to its place, in the order of [Step].
func (d *Dir) install() error {
	var later [Steps][]string
	if err := d.installNew("", &later); err != nil {
		return err
	}
	for _, names := range later {
		for _, name := range names {
			if err := d.root.Rename(stageDir+"/"+name, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// installNew moves those that wait in a folder and whose names are new, a
// folder as a whole, and notes the others.
func (d *Dir) installNew(dir string, later *[Steps][]string) error {
	waiting, err := os.ReadDir(filepath.Join(d.staged, filepath.FromSlash(dir)))
	if err != nil {
		return err
	}
	// What pages refer to goes first.
	slices.SortStableFunc(waiting, func(a, b os.DirEntry) int { return rank(a) - rank(b) })
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
		if err := d.root.Rename(stageDir+"/"+name, name); err != nil {
			return err
		}
	}
	return nil
}

// isDir is true for a folder, and for a link to one that lies inside.
func (d *Dir) isDir(name string, info fs.FileInfo) bool {
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := d.root.Stat(name)
		return err == nil && target.IsDir()
	}
	return info.IsDir()
}

func rank(e os.DirEntry) int {
	switch {
	case e.IsDir() && e.Name() == "assets":
		return 0
	case e.IsDir():
		return 1
	}
	return 2
}

// delete removes files of ours, and the folders that are empty without them.
func (d *Dir) delete(files []string) error {
	var errs []error
	for _, name := range files {
		info, err := d.root.Lstat(name)
		if err != nil || info.IsDir() {
			continue // gone already, or not ours any more
		}
		if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
			continue
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if d.root.Remove(dir) != nil {
				break // it holds something
			}
		}
	}
	return errors.Join(errs...)
}

// Close implements Target.
func (d *Dir) Close() error {
	var errs []error
	if d.staged != "" {
		errs = append(errs, d.root.RemoveAll(stageDir))
	}
	if d.lock != nil {
		errs = append(errs, d.lock.Close())
	}
	if d.root != nil {
		errs = append(errs, d.root.Close())
	}
	return errors.Join(errs...)
}
