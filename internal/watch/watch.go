// Package watch reports that something below a folder has changed, once nothing
// more has happened for a moment.
//
// Which file it was is reported for messages only: nothing may depend on it.
// Editors and systems disagree on what a save is, and "something changed" is
// the one thing that they agree on.
//
// Changes come from github.com/fsnotify/fsnotify. This package adds what it
// lacks: folders below folders; folders that are created, renamed or moved in
// with all that is inside them; symbolic links, of which any on the way may be
// swapped, the one to the folder itself too; and a queue that overflows. Where
// the system can't watch any more, and on network drives when requested, the
// folder is looked through at intervals.
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

// Options of a watcher.
type Options struct {
	// Wanted is called for each file and folder, with its path below the root
	// and slashes. A folder that is not wanted is not watched.
	Wanted func(path string) bool

	Poll  bool          // look through the folder instead of waiting for events
	Every time.Duration // interval between two looks, at least; 0 is a second
	Quiet time.Duration // how long nothing must happen before a change is reported; 0 is 50 ms
	Most  time.Duration // how long a change may be held back at most; 0 is 500 ms

	// Polling is called when the system can't watch the folder, and it is polled
	// instead. It may be nil.
	Polling func(error)

	// Unwatched is called, once for each path, for a folder below the root whose
	// changes can't be seen at all, such as one that may not be read. It may be nil.
	Unwatched func(path string, err error)
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
		if !limit(err) {
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
	root    string      // as it was named, links and all
	touched chan string // paths below the root, as they change

	system  *fsnotify.Watcher
	polling chan struct{} // closed when the folder is polled instead
	polled  bool          // polling is closed; only settle reads and writes it
	stale   atomic.Bool   // other folders may have to be watched
	mu      sync.Mutex
	dirs    map[string]*folder // watched folders, by real path

	reported sync.Map // paths that Unwatched was called for
}

// settle gathers changes until nothing more happens and hands them on.
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
			if w.stale.Swap(false) && !w.polled {
				if err := w.rescan(); limit(err) {
					w.pollInstead(ctx, err)
				}
			}
			quiet, ready = nil, out
		case ready <- change:
			change, ready = Change{}, nil
		}
	}
}

// pollInstead ends the watching of events, which has failed with an error.
func (w *watcher) pollInstead(ctx context.Context, err error) {
	w.polled = true
	close(w.polling)
	w.Polling(err)
	if err := w.startPolling(ctx); err != nil {
		w.unreadable(".", err)
	}
}

// touch notes a change.
func (w *watcher) touch(ctx context.Context, path string) {
	select {
	case w.touched <- path:
	case <-ctx.Done():
	}
}

// unreadable reports a folder that can't be watched, once.
func (w *watcher) unreadable(path string, err error) {
	if _, reported := w.reported.LoadOrStore(path, true); !reported {
		w.Unwatched(path, err)
	}
}

// limit reports whether an error means that the system can't watch more.
func limit(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
