package builder

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"io/fs"
	"slices"

	"golang.org/x/sync/errgroup"

	"statuary/internal/diag"
	"statuary/internal/publish"
)

// Has reports whether the site has a file.
func (s *Site) Has(path string) bool {
	_, page := s.index[path]
	_, asset := s.assets[path]
	_, copied := s.copied[path]
	return page || asset || copied
}

// Read returns a file. The error is [fs.ErrNotExist] if there is none, and a diag.List if the page
// can't be rendered. A file that is copied is read as it is now.
func (s *Site) Read(path string) ([]byte, error) {
	if n, ok := s.index[path]; ok {
		var buf bytes.Buffer
		if err := s.render(n, &buf); err != nil {
			return nil, err
		}
		return buf.Bytes(), nil
	}
	if a, ok := s.assets[path]; ok {
		return a.Data, nil
	}
	if a, ok := s.copied[path]; ok {
		return fs.ReadFile(s.fsys, a.Source)
	}
	return nil, fs.ErrNotExist
}

// Key returns a value that can be compared: files with the same path and key have the same bytes. It
// is nil if there is no such file.
func (s *Site) Key(path string) any {
	if n, ok := s.index[path]; ok {
		return s.ids[n]
	}
	return s.assetKey(path)
}

func (s *Site) assetKey(path string) any {
	if a, ok := s.assets[path]; ok {
		return sha256.Sum256(a.Data)
	}
	if a, ok := s.copied[path]; ok {
		a.ModTime = a.ModTime.Round(0).UTC() // so that equal times are equal values
		return a
	}
	return nil
}

// Assets returns the keys of all files that are not rendered, by path.
func (s *Site) Assets() map[string]any {
	keys := make(map[string]any, len(s.assets)+len(s.copied))
	for path := range s.assets {
		keys[path] = s.assetKey(path)
	}
	for path := range s.copied {
		keys[path] = s.assetKey(path)
	}
	return keys
}

// render renders a page. A problem is also added to those of the site.
func (s *Site) render(n int, w io.Writer) error {
	page := s.pages[n]
	err := page.Renderer.Render(w, page.View())
	if err == nil {
		s.checked[n].Store(true)
		return nil
	}
	list := problemsOf(page, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range list {
		s.problems, _ = addProblem(s.problems, d)
	}
	if s.broken == nil {
		s.broken = map[string]bool{}
	}
	s.broken[page.Path] = true
	return list
}

// moreChecks is how many more pages are checked once one can't be rendered: all of a small site, so
// that its problems are reported together.
const moreChecks = 2000

// Check renders the pages that have never been rendered, one after the other, and returns the problems
// of all that can't be. It keeps no bytes. It calls idle before each page, so that more urgent work
// can delay it. If the context is done, the list is incomplete; the next Check continues.
func (s *Site) Check(ctx context.Context, idle func(context.Context)) diag.List {
	more := moreChecks
	for n := range s.pages {
		if s.checked[n].Load() {
			continue
		}
		idle(ctx)
		count := s.countProblems()
		if count > 0 {
			more--
		}
		if ctx.Err() != nil || more < 0 || count >= mostProblems {
			break
		}
		_ = s.render(n, io.Discard) // problems are collected
	}
	return s.sortedProblems()
}

func (s *Site) countProblems() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.problems)
}

func (s *Site) sortedProblems() diag.List {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.problems)
	list.Sort()
	return list
}

// Write puts all files, from several goroutines. Pages have versions, and are rendered only if put
// needs their data. The error is a diag.List if pages can't be rendered.
func (s *Site) Write(ctx context.Context, jobs int, put func(publish.File) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, jobs))
	for path := range s.Assets() {
		g.Go(func() error {
			data, err := s.Read(path)
			if err != nil {
				return err
			}
			return put(publish.File{Path: path, Data: data})
		})
	}
	for from := 0; from < len(s.pages) && ctx.Err() == nil; from += batch {
		g.Go(func() error {
			buf := buffers.Get().(*bytes.Buffer)
			defer buffers.Put(buf)
			for n := from; n < min(len(s.pages), from+batch); n++ {
				err := s.put(ctx, n, buf, put)
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := g.Wait()
	if list := s.sortedProblems(); list.HasErrors() {
		return list
	}
	return err
}

// put puts a page. A page that can't be rendered is left out, so that the problems of others are
// found as well, unless there are too many.
func (s *Site) put(ctx context.Context, n int, buf *bytes.Buffer, put func(publish.File) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	broken := false
	err := put(publish.File{Path: s.pages[n].Path, Version: s.version(n), Make: func() ([]byte, error) {
		buf.Reset()
		err := s.render(n, buf)
		broken = err != nil
		return buf.Bytes(), err
	}})
	if broken && s.countProblems() < mostProblems {
		return nil
	}
	return err
}
