package publish

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"statuary/internal/fault"
	"statuary/internal/fswalk"
)

// Dir is a folder as a target. Its state is in the folder .statuary inside it: the manifest, the
// lock and, during a Sync, the files that wait to be moved to their places.
//
// Only files that differ are written; they are written to .statuary first and then moved. On ext4
// that takes a fifth of the time of writing all files. A new folder is moved as a whole. There is
// never an incomplete file, and the next Sync completes one that was killed.
type Dir struct {
	Path    string
	All     bool   // write every file, even if it is the same
	Waiting func() // called if the Sync has to wait for another one; may be nil
	Build   string // identifies the site that is put, for Intact; may be empty, and be set as late as the last Put

	root     *os.Root
	lock     *flock.Flock
	abs      string // absolute path of the folder
	stage    string // absolute path of the folder for waiting files
	madeDirs sync.Map
	old      []byte   // the manifest before the Sync
	ours     []string // its files
	versions versions
	fresh    bool // no file in the folder is ours, so there is nothing to compare with
	dryRun   bool // nothing is written
}

const (
	stageDir  = StateDir + "/stage"
	lockFile  = StateDir + "/lock"
	lockRetry = 50 * time.Millisecond
	newSuffix = ".new" // of files of the state until they are complete
)

// Open implements Target.
func (d *Dir) Open(ctx context.Context, dryRun bool) ([]string, error) {
	d.dryRun = dryRun
	if !dryRun {
		if err := os.MkdirAll(d.Path, 0o755); err != nil {
			return nil, err
		}
	}
	root, err := os.OpenRoot(d.Path)
	if dryRun && errors.Is(err, fs.ErrNotExist) {
		d.fresh = true
		return nil, nil
	}
	if err != nil {
		return nil, fswalk.FileError(err, "")
	}
	d.root = root
	if d.abs, err = filepath.Abs(d.Path); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if dryRun {
		return d.readManifest()
	}
	ours, err := d.open(ctx)
	if err != nil {
		return nil, errors.Join(fswalk.FileError(err, d.Path), d.Close())
	}
	return ours, nil
}

func (d *Dir) open(ctx context.Context) ([]string, error) {
	if err := d.root.MkdirAll(StateDir, 0o755); err != nil {
		return nil, err
	}
	d.lock = flock.New(filepath.Join(d.abs, filepath.FromSlash(lockFile)))
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
	for _, name := range []string{ManifestFile, versionsFile} {
		if err := d.root.Remove(name + newSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if err := d.root.Mkdir(stageDir, 0o755); err != nil {
		return nil, err
	}
	d.stage = filepath.Join(d.abs, filepath.FromSlash(stageDir))
	return d.readManifest()
}

// readManifest returns the paths of our files.
func (d *Dir) readManifest() ([]string, error) {
	var err error
	d.old, err = d.root.ReadFile(ManifestFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	data, _ := d.root.ReadFile(versionsFile) // without it, all files are made and compared
	v := parseVersions(data)
	if v.listedBy(d.old) {
		d.ours = v.paths // parsing JSON takes longer
	} else if m, err := ParseManifest(d.old); err == nil {
		d.ours = m.Files
	} else {
		d.fresh = d.old == nil
		return nil, nil // unreadable: no file is known to be ours, so nothing is deleted
	}
	d.versions.old, d.versions.kept = v, make([]atomic.Bool, len(v.list))
	return slices.Clone(d.ours), nil
}

// Has implements Versioner.
func (d *Dir) Has(path, version string) (int64, bool) {
	n, s, ok := d.versions.get(path)
	if !ok || s.version != version || d.All {
		return 0, false
	}
	// A link that leads out of the folder does no harm here, and the root's Lstat takes three times as
	// long.
	if info, err := os.Lstat(d.abs + string(filepath.Separator) + filepath.FromSlash(path)); err != nil || !s.is(info) {
		return 0, false
	}
	d.versions.kept[n].Store(true)
	return s.size, true
}

// Put implements Target. Unless the file is unchanged, it waits until Commit.
func (d *Dir) Put(_ context.Context, f File) (bool, error) {
	if err := Check(f); err != nil {
		return false, err
	}
	if !d.fresh && !d.All {
		if same, err := d.same(f); same || err != nil {
			return false, err
		}
	}
	if d.dryRun {
		return true, nil
	}
	name := filepath.Join(d.stage, filepath.FromSlash(f.Path))
	if dir := filepath.Dir(name); dir != d.stage {
		if _, ok := d.madeDirs.LoadOrStore(dir, true); !ok {
			// Most folders are one level below one that exists already.
			if err := os.Mkdir(dir, 0o755); errors.Is(err, fs.ErrNotExist) {
				if err := os.MkdirAll(dir, 0o755); err != nil {
					return false, err
				}
			} else if err != nil && !errors.Is(err, fs.ErrExist) {
				return false, err
			}
		}
	}
	err := d.write(name, f)
	if errors.Is(err, fs.ErrNotExist) { // another goroutine is just creating the folder
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return false, err
		}
		err = d.write(name, f)
	}
	return true, err
}

// createFile has the flags of a waiting file. Package os makes any other file non-blocking, and then,
// as it is a regular one, blocking again: with the flag, a file takes four system calls less. It has
// no effect on how regular files are written.
const createFile = os.O_WRONLY | os.O_CREATE | os.O_TRUNC | syscall.O_NONBLOCK

// write writes a waiting file.
func (d *Dir) write(name string, f File) error {
	file, err := os.OpenFile(name, createFile, 0o644)
	if err != nil {
		return err
	}
	if err = fault.Before("write"); err == nil {
		_, err = file.Write(f.Data)
	}
	if err == nil {
		var info fs.FileInfo
		if info, err = file.Stat(); err == nil {
			d.versions.set(f.Path, stampOf(f.Version, info))
		}
	}
	return errors.Join(err, file.Close())
}

var compareBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// same reports whether the file exists with the same content. If it cannot be read as a file, it is
// not the same, and Commit will return the error.
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
	d.versions.set(f.Path, stampOf(f.Version, info))
	return true, nil
}

// Commit implements Target.
func (d *Dir) Commit(_ context.Context, p *Plan) error {
	all, gone := p.All(), Paths(p.Delete)
	next := d.old
	if !slices.Equal(all, d.ours) {
		var err error
		if next, err = (Manifest{Files: all}).Marshal(); err != nil {
			return err
		}
	}
	waiting, err := os.ReadDir(d.stage)
	if err != nil {
		return err
	}
	if len(waiting) == 0 && len(gone) == 0 && bytes.Equal(next, d.old) {
		return d.writeVersions(all, next)
	}
	// While files are moved, the manifest lists those of the old and of the new site, so that after
	// a kill the next Sync knows all of them.
	both := next
	if len(gone) > 0 {
		list := slices.Concat(all, gone)
		slices.Sort(list)
		if both, err = (Manifest{Files: list}).Marshal(); err != nil {
			return err
		}
	}
	if err := d.replace(ManifestFile, both); err != nil {
		return err
	}
	if err := d.install(); err != nil {
		// A file may be where a folder should be, or the other way round.
		d.delete(gone)
		if err := d.install(); err != nil {
			return d.inTheWay(fswalk.FileError(err, d.Path))
		}
	}
	if len(gone) > 0 {
		if err := d.delete(gone); err != nil {
			return err
		}
		err = d.replace(ManifestFile, next)
	}
	return errors.Join(err, d.writeVersions(all, next))
}

// writeVersions writes the versions of the files of a manifest, if they have changed.
func (d *Dir) writeVersions(files []string, manifest []byte) error {
	if d.versions.same() && d.versions.old.build == d.Build && bytes.Equal(manifest, d.old) {
		return nil
	}
	return d.replace(versionsFile, d.versions.marshal(files, manifest, d.Build))
}

// Intact reports whether the folder has all files of a build, as they were written, and returns
// their number and size. It reads and changes nothing else.
func (d *Dir) Intact(build string) (Report, bool) {
	if build == "" || d.All {
		return Report{}, false
	}
	data, err := os.ReadFile(filepath.Join(d.Path, filepath.FromSlash(versionsFile)))
	if err != nil {
		return Report{}, false
	}
	files := parseVersions(data)
	if files.build != build {
		return Report{}, false
	}
	if _, err := os.Stat(filepath.Join(d.Path, filepath.FromSlash(ManifestFile))); err != nil {
		return Report{}, false
	}
	for _, left := range []string{stageDir, ManifestFile + newSuffix, versionsFile + newSuffix} {
		if _, err := os.Lstat(filepath.Join(d.Path, filepath.FromSlash(left))); err == nil {
			return Report{}, false // a killed Sync has left it
		}
	}
	var r Report
	for n, s := range files.list {
		if info, err := os.Lstat(filepath.Join(d.Path, files.paths[n])); err != nil || !s.is(info) {
			return Report{}, false
		}
		r.Unchanged++
		r.Bytes += s.size
	}
	return r, true
}

// replace replaces a file of the folder's state.
func (d *Dir) replace(name string, data []byte) error {
	if err := fault.Do("write", func() error { return d.root.WriteFile(name+newSuffix, data, 0o644) }); err != nil {
		return err
	}
	return fault.Do("rename", func() error { return d.root.Rename(name+newSuffix, name) })
}

// Close implements Target.
func (d *Dir) Close() error {
	var errs []error
	if d.stage != "" {
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
