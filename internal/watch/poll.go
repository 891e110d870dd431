package watch

import (
	"context"
	"io/fs"
	"os"
	"time"
)

// restFactor is how many times longer the pause is than the scan before it, so that a large folder
// does not keep a processor busy.
const restFactor = 20

func (w *watcher) startPolling(ctx context.Context) error {
	seen, err := w.wantedFiles()
	if err != nil {
		return err
	}
	go w.poll(ctx, seen)
	return nil
}

// poll scans the folder at intervals and reports the files that changed.
func (w *watcher) poll(ctx context.Context, seen map[string]fs.FileInfo) {
	rest := w.Every
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(rest):
		}
		start := time.Now()
		now, err := w.wantedFiles()
		if err != nil {
			continue // the folder itself is missing for a moment
		}
		changed := false
		for path, info := range now {
			if before, ok := seen[path]; !ok || !same(before, info) {
				w.report(ctx, path)
				changed = true
			}
		}
		for path := range seen {
			if _, ok := now[path]; !ok {
				w.report(ctx, path)
				changed = true
			}
		}
		seen = now
		rest = max(w.Every, restFactor*time.Since(start))
		if changed {
			rest = w.Quiet / 2 // a save may not be complete
		}
	}
}

// same reports whether a file looks unchanged. A folder counts as changed only through its files.
// Another file with the same size and time counts as a change; a link may lead to it now.
func same(a, b fs.FileInfo) bool {
	if a.IsDir() || b.IsDir() {
		return a.IsDir() == b.IsDir()
	}
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// wantedFiles returns all wanted files by their paths below the root.
func (w *watcher) wantedFiles() (map[string]fs.FileInfo, error) {
	s := &scanner{wanted: w.Wanted, stat: true, watch: func(string) error { return nil }, failed: w.unreadable}
	err := s.scan(w.root)
	return s.files, err
}
