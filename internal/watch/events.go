package watch

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

// startEvents watches all folders of the tree for events.
func (w *watcher) startEvents(ctx context.Context) error {
	system, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	w.system = system
	if err := w.rescan(); err != nil {
		return errors.Join(err, system.Close())
	}
	for path, d := range w.dirs {
		if name := networkFS(path); name != "" && len(d.paths) > 0 {
			w.unreadable(d.paths[0], &NetworkError{name})
		}
	}
	go w.events(ctx)
	return nil
}

// NetworkError is the error of a folder on a network file system, which sends no events for changes
// by other machines.
type NetworkError struct{ FS string } // name of the file system, such as "NFS"

func (e *NetworkError) Error() string {
	return e.FS + " sends no events for changes made on other machines"
}

// events handles the events of the system until the context is done or polling begins.
func (w *watcher) events(ctx context.Context) {
	defer w.system.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.polling:
			return
		case e, ok := <-w.system.Events:
			if !ok {
				return
			}
			w.event(ctx, e)
		case err, ok := <-w.system.Errors:
			if !ok {
				return
			}
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				w.stale.Store(true) // events of new folders may be lost
			}
			w.report(ctx, "")
		}
	}
}

// event reports the wanted files that an event changes, and marks the watched folders as stale if
// they may have to change.
func (w *watcher) event(ctx context.Context, e fsnotify.Event) {
	if e.Op == fsnotify.Chmod {
		return
	}
	dir, base := filepath.Split(e.Name)
	dir = filepath.Clean(dir)
	w.mu.Lock()
	d, watched := w.dirs[dir], w.dirs[e.Name]
	w.mu.Unlock()
	told := false
	if watched != nil && (e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)) {
		w.stale.Store(true) // the watch ends with its folder
		told = len(watched.paths) > 0
	}
	var paths []string
	if d != nil {
		for _, p := range d.paths {
			if p = below(p, base); w.Wanted(p) {
				paths = append(paths, p)
			}
		}
		if d.names[base] {
			w.stale.Store(true)
			told = true
		}
	}
	if len(paths) > 0 && e.Has(fsnotify.Create) {
		if info, err := os.Lstat(e.Name); err == nil && (info.IsDir() || info.Mode()&fs.ModeSymlink != 0) {
			w.stale.Store(true)
		}
	}
	for _, p := range paths {
		w.report(ctx, p)
	}
	if told && len(paths) == 0 {
		w.report(ctx, w.countedPath(d, watched, base))
	}
}

// countedPath returns the path below the root of an entry that is reported although its name is not
// wanted, or "" if there is none.
func (w *watcher) countedPath(d, watched *folder, base string) string {
	switch {
	case watched != nil && len(watched.paths) > 0:
		return watched.paths[0]
	case d != nil && len(d.paths) > 0:
		return below(d.paths[0], base)
	}
	return ""
}

func below(dir, base string) string {
	if dir == "." {
		return base
	}
	return dir + "/" + base
}

// rescan reads the tree again and watches exactly its folders. It is called after a quiet period
// and before the change is reported, so whatever changes meanwhile is part of what the receiver
// reads.
func (w *watcher) rescan() error {
	w.mu.Lock()
	old := maps.Clone(w.dirs)
	w.mu.Unlock()
	// Folders that were removed or replaced are dropped first, because the system would report a
	// renamed folder under its old name.
	for path, d := range old {
		if info, err := os.Lstat(path); err != nil || !os.SameFile(info, d.info) {
			_ = w.system.Remove(path)
			delete(old, path)
		}
	}
	s := &scanner{wanted: w.Wanted, watch: w.system.Add, failed: w.unreadable}
	err := s.scan(w.root)
	if err != nil && isLimit(err) {
		return err
	}
	for path := range old {
		if s.dirs[path] == nil && err == nil {
			_ = w.system.Remove(path)
		}
	}
	if err != nil { // the site is missing for a moment: keep what is watched
		for path, d := range old {
			if s.dirs[path] == nil {
				s.dirs[path] = d
			}
		}
	}
	w.mu.Lock()
	w.dirs = s.dirs
	w.mu.Unlock()
	return err
}
