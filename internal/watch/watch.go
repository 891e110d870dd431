// Package watch reports that something below a folder has changed, once nothing more has happened
// for a moment.
//
// The paths of a change are for messages only, and nothing may depend on them: editors and systems
// differ in what they do when a file is saved, but in all of them something changes.
//
// Events come from github.com/fsnotify/fsnotify. This package adds what it lacks: folders below
// folders; folders that are created, renamed or moved in with their contents; symbolic links, any
// of which may be swapped, even the one to the folder itself; and queues that overflow. If the
// system cannot watch any more folders, or if requested, as for network drives, the folder is
// polled.
package watch

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options are the options of a watcher.
type Options struct {
	// Wanted is called for each file and folder, with its path below the root, with slashes.
	// Folders that are not wanted are not watched.
	Wanted func(path string) bool

	Poll     bool          // poll the folder instead of waiting for events
	Every    time.Duration // shortest interval between two polls; 0 for one second
	Quiet    time.Duration // time without events after which a change is reported; 0 for 50 ms
	MaxDelay time.Duration // longest time before a change is reported; 0 for 500 ms

	// Touched is called for each event, before it is part of a change. It may be nil.
	Touched func()

	// Polling is called with the reason when the system cannot watch the folder and it is polled
	// instead. It may be nil.
	Polling func(error)

	// Unwatched is called once for each folder below the root that cannot be watched, such as one
	// without read permission. It may be nil.
	Unwatched func(path string, err error)
}

// Change is a group of changed files.
type Change struct {
	Paths []string // the first of them, below the root; for the log
	Count int      // number of events
}

// maxPaths is the number of paths in a change.
const maxPaths = 8

// Watch watches a folder until the context is done, and then closes the channel. If a change has
// not been received when the next one happens, both are merged.
func Watch(ctx context.Context, root string, o Options) (<-chan Change, error) {
	if o.Quiet == 0 {
		o.Quiet = 50 * time.Millisecond
	}
	if o.MaxDelay == 0 {
		o.MaxDelay = 500 * time.Millisecond
	}
	if o.Every == 0 {
		o.Every = time.Second
	}
	if o.Touched == nil {
		o.Touched = func() {}
	}
	if o.Polling == nil {
		o.Polling = func(error) {}
	}
	if o.Unwatched == nil {
		o.Unwatched = func(string, error) {}
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	w := &watcher{Options: o, root: root, touched: make(chan string, 64), polling: make(chan struct{})}
	if o.Poll {
		if err := w.startPolling(ctx); err != nil {
			return nil, err
		}
	} else if err := w.startEvents(ctx); err != nil {
		if !isLimit(err) {
			return nil, err
		}
		o.Polling(err)
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
	root    string      // as given, with symbolic links
	touched chan string // changed paths below the root

	system  *fsnotify.Watcher
	polling chan struct{} // closed when the folder is polled instead
	polled  bool          // polling is closed; only settle reads and writes it
	stale   atomic.Bool   // the folders to watch may have changed
	mu      sync.Mutex
	dirs    map[string]*folder // watched folders, by real path

	reported sync.Map // paths that Unwatched was called for
}

// settle collects changes until nothing more happens, and then sends them.
func (w *watcher) settle(ctx context.Context, out chan<- Change) {
	defer close(out)
	var change Change
	var first time.Time
	var quiet <-chan time.Time
	var ready chan<- Change // nil until the change may be sent
	for {
		select {
		case <-ctx.Done():
			return
		case path := <-w.touched:
			if quiet == nil { // the first of a burst, whether or not the last change was received
				first, ready = time.Now(), nil
			}
			if change.Count++; len(change.Paths) < maxPaths && path != "" {
				change.Paths = append(change.Paths, path)
			}
			quiet = time.After(max(0, min(w.Quiet, time.Until(first.Add(w.MaxDelay)))))
		case <-quiet:
			if w.stale.Swap(false) && !w.polled {
				if err := w.rescan(); isLimit(err) {
					w.pollInstead(ctx, err)
				}
			}
			quiet, ready = nil, out
		case ready <- change:
			change, ready = Change{}, nil
		}
	}
}

// pollInstead switches from events to polling because of an error.
func (w *watcher) pollInstead(ctx context.Context, err error) {
	w.polled = true
	close(w.polling)
	w.Polling(err)
	if err := w.startPolling(ctx); err != nil {
		w.unreadable(".", err)
	}
}

// report adds a path to the current change.
func (w *watcher) report(ctx context.Context, path string) {
	w.Touched()
	select {
	case w.touched <- path:
	case <-ctx.Done():
	}
}

// unreadable calls Unwatched, once per path.
func (w *watcher) unreadable(path string, err error) {
	if _, reported := w.reported.LoadOrStore(path, true); !reported {
		w.Unwatched(path, err)
	}
}

// isLimit reports whether an error means that the system cannot watch more folders.
func isLimit(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
