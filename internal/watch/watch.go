// Package watch tells that something below a folder has changed, and that then
// it was quiet.
//
// Which file it was is told for the log alone: nothing may hang on it. Editors
// and systems disagree on what a save is, and "something changed" is the one
// thing that they agree on.
//
// Changes come from github.com/fsnotify/fsnotify. What it lacks is added here:
// folders below folders, folders that are new, renamed or moved in with all
// that is inside them, and a queue that overflows. Where the system can't watch
// any more, and on network drives when asked to, the folder is looked through
// again and again.
package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options of a watcher.
type Options struct {
	// Wanted is asked for each file and folder, by its path below the root with
	// slashes. What is in a folder that is not wanted is not watched.
	Wanted func(path string) bool

	Poll  bool          // look through the folder instead of waiting for events
	Every time.Duration // how often, at most; 0 is a second
	Quiet time.Duration // how long nothing must happen before it is told; 0 is 50 ms
	Most  time.Duration // how long it may go on before it is told all the same; 0 is 500 ms

	// Trouble is called when the system can't watch and the folder is polled
	// instead. It may be nil.
	Trouble func(error)
}

// Change is some files that have changed.
type Change struct {
	Paths []string // the first few, below the root; for the log
	Count int      // of events
}

// mostPaths is how many paths a change names.
const mostPaths = 8

// Watch watches a folder until the context is done, and then closes the
// channel. A change that nobody has taken yet is not lost: it becomes part of
// the next one.
func Watch(ctx context.Context, root string, o Options) (<-chan Change, error) {
	if o.Quiet == 0 {
		o.Quiet = 50 * time.Millisecond
	}
	if o.Most == 0 {
		o.Most = 500 * time.Millisecond
	}
	if o.Every == 0 {
		o.Every = time.Second
	}
	if o.Trouble == nil {
		o.Trouble = func(error) {}
	}
	w := &watcher{Options: o, root: root, touched: make(chan string, 64)}
	if o.Poll {
		if err := w.startPolling(ctx); err != nil {
			return nil, err
		}
	} else if err := w.startEvents(ctx); err != nil {
		if !limit(err) {
			return nil, err
		}
		o.Trouble(err)
		if err := w.startPolling(ctx); err != nil {
			return nil, err
		}
	}
	out := make(chan Change)
	go w.settle(ctx, out)
	return out, nil
}

type watcher struct {
	Options
	root    string
	touched chan string // paths below the root, as they change
	system  *fsnotify.Watcher
	renamed atomic.Bool // something was, since watches were last set
}

// settle gathers changes until it is quiet and hands them on.
func (w *watcher) settle(ctx context.Context, out chan<- Change) {
	defer close(out)
	var change Change
	var first time.Time
	var quiet <-chan time.Time
	var ready chan<- Change // nil until the change may be told
	for {
		select {
		case <-ctx.Done():
			return
		case path := <-w.touched:
			if quiet == nil { // a new burst, whether or not the last was taken
				first, ready = time.Now(), nil
			}
			if change.Count++; len(change.Paths) < mostPaths && path != "" {
				change.Paths = append(change.Paths, path)
			}
			quiet = time.After(max(0, min(w.Quiet, time.Until(first.Add(w.Most)))))
		case <-quiet:
			if w.renamed.Swap(false) {
				// The system's watch of a renamed folder goes with its old name,
				// and may go after the new name was told.
				_ = w.add(w.root)
			}
			quiet, ready = nil, out
		case ready <- change:
			change, ready = Change{}, nil
		}
	}
}

// touch notes a change.
func (w *watcher) touch(ctx context.Context, path string) {
	select {
	case w.touched <- path:
	case <-ctx.Done():
	}
}

// below gives a path below the root, with slashes, and if it is wanted.
func (w *watcher) below(name string) (string, bool) {
	rel, err := filepath.Rel(w.root, name)
	if err != nil {
		return "", false
	}
	rel = filepath.ToSlash(rel)
	return rel, rel == "." || w.Wanted(rel)
}

func (w *watcher) startEvents(ctx context.Context) error {
	system, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	w.system = system
	if err := w.add(w.root); err != nil {
		return errors.Join(err, system.Close())
	}
	go w.events(ctx)
	return nil
}

// events passes on what the system tells.
func (w *watcher) events(ctx context.Context) {
	defer w.system.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-w.system.Events:
			if !ok {
				return
			}
			if err := w.event(ctx, e); limit(err) {
				w.Trouble(err)
				w.touch(ctx, "")
				if w.startPolling(ctx) == nil {
					return
				}
			}
		case err, ok := <-w.system.Errors:
			if !ok {
				return
			}
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				// Some events are lost: folders may be new of which nothing is
				// known.
				_ = w.add(w.root)
			}
			w.touch(ctx, "")
		}
	}
}

func (w *watcher) event(ctx context.Context, e fsnotify.Event) error {
	path, wanted := w.below(e.Name)
	if !wanted || e.Op == fsnotify.Chmod {
		return nil
	}
	var err error
	if e.Has(fsnotify.Rename) {
		w.renamed.Store(true)
	}
	if e.Has(fsnotify.Create) {
		if info, statErr := os.Lstat(e.Name); statErr == nil && info.IsDir() {
			err = w.add(e.Name)
		}
	}
	w.touch(ctx, path)
	return err
}

// add watches a folder and those below it. It watches a folder before it reads
// it, so that what is made in between is seen one way or the other.
func (w *watcher) add(dir string) error {
	if err := w.system.Add(dir); err != nil {
		if errors.Is(err, fs.ErrNotExist) && dir != w.root {
			return nil // it is gone again
		}
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil && dir == w.root {
		return err
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if _, wanted := w.below(name); !wanted || !e.IsDir() {
			continue
		}
		if err := w.add(name); err != nil {
			return err
		}
	}
	return nil
}

// limit is true for errors that say that the system can't watch more.
func limit(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
