package watch

import (
	"context"
	"io/fs"
	"os"
	"time"
)

// restful is how many times longer it rests than it looks, so that a large
// folder does not keep a processor busy.
const restful = 20

func (w *watcher) startPolling(ctx context.Context) error {
	seen, err := w.look()
	if err != nil {
		return err
	}
	go w.poll(ctx, seen)
	return nil
}

// poll looks through the folder again and again.
func (w *watcher) poll(ctx context.Context, seen map[string]fs.FileInfo) {
	rest := w.Every
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(rest):
		}
		start := time.Now()
		now, err := w.look()
		if err != nil {
			continue // the folder itself is away for a moment
		}
		changed := false
		for path, info := range now {
			if before, ok := seen[path]; !ok || !same(before, info) {
				w.touch(ctx, path)
				changed = true
			}
		}
		for path := range seen {
			if _, ok := now[path]; !ok {
				w.touch(ctx, path)
				changed = true
			}
		}
		seen = now
		rest = max(w.Every, restful*time.Since(start))
		if changed {
			rest = w.Quiet / 2 // a save may still be going on
		}
	}
}

// same reports whether a file looks unchanged. A folder changes with its files.
// Another file in the place of the first, to which a link may lead now, is a
// change though it has the same size and time.
func same(a, b fs.FileInfo) bool {
	if a.IsDir() || b.IsDir() {
		return a.IsDir() == b.IsDir()
	}
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// look returns every wanted file.
func (w *watcher) look() (map[string]fs.FileInfo, error) {
	s := &scanner{wanted: w.Wanted, stat: true, watch: func(string) error { return nil }, failed: w.unreadable}
	err := s.scan(w.root)
	return s.files, err
}
