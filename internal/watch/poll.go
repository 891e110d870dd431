package watch

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// stamp is what a file is known by.
type stamp struct {
	size    int64
	modTime time.Time
	isDir   bool
}

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
func (w *watcher) poll(ctx context.Context, seen map[string]stamp) {
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
		for path, s := range now {
			if before, ok := seen[path]; !ok || before != s && !s.isDir {
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

// look notes every wanted file.
func (w *watcher) look() (map[string]stamp, error) {
	seen := map[string]stamp{}
	err := filepath.WalkDir(w.root, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			if name == w.root {
				return err
			}
			return nil // gone while we looked
		}
		path, wanted := w.below(name)
		if !wanted {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := os.Stat(name) // what a link leads to
		if err == nil && path != "." {
			seen[path] = stamp{info.Size(), info.ModTime(), info.IsDir()}
			if info.IsDir() {
				seen[path] = stamp{isDir: true}
			}
		}
		return nil
	})
	return seen, err
}
