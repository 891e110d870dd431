package builder

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/pages"
	"statuary/internal/theme"
)

// Site is a planned site. Its files are made when they are asked for, and are not kept. It does not
// change, and is safe for use by several goroutines.
//
// What is remembered of a page is its id: pages with the same id have the same bytes, in all sites
// of this process.
type Site struct {
	fsys   fs.FS
	pages  []pages.Page
	index  map[string]int // of pages, by path
	ids    []uint64       // of pages
	copied map[string]content.Asset
	assets map[string]theme.Asset

	editions []localized // if all addresses are free; else nil

	checked []atomic.Bool // whether a page has been rendered without an error, for this site or an earlier one

	mu       sync.Mutex
	problems diag.List       // of pages that can't be rendered
	broken   map[string]bool // paths of these pages
}

// Plan prepares a site whose pages are rendered later: see [Site.Read], [Site.Check] and
// [Site.Write]. It only renders one page with each new template, and those that could not be
// rendered before, because that finds most errors in templates at once.
//
// If the site has errors, the error is the result's list of problems. The builder must remember.
func (b *Builder) Plan(ctx context.Context) (*Site, *Result, error) {
	r := &Result{}
	p, err := b.prepare(ctx, r, false)
	if err != nil {
		return nil, r, err
	}
	if r.Problems.HasErrors() {
		return nil, r, r.fail()
	}
	last := b.planned
	if last == nil {
		last = &Site{}
	}
	s := b.newSite(r, p, last)
	suspects := last.brokenPages()
	for path := range b.suspects {
		suspects[path] = true
	}
	s.try(last, suspects)
	r.Problems = append(r.Problems, s.problems...)
	if err := r.fail(); err != nil {
		b.suspects = s.broken
		return nil, r, err
	}
	b.planned, b.suspects = s, nil
	return s, r, nil
}

// newSite returns the planned site, and sets the numbers of the result. Pages that are the same as in
// the last site keep their ids.
func (b *Builder) newSite(r *Result, p *prepared, last *Site) *Site {
	s := &Site{
		fsys: b.Site, pages: p.pages, ids: make([]uint64, len(p.pages)), checked: make([]atomic.Bool, len(p.pages)),
		assets: make(map[string]theme.Asset, len(p.assets)), copied: make(map[string]content.Asset, len(p.copied)),
	}
	if p.claimed {
		s.editions = p.editions
	}
	for _, a := range p.assets {
		s.assets[a.Path] = a
	}
	for _, a := range p.copied {
		s.copied[a.Path] = a
	}
	s.setIndex(last)
	known, kept := 0, 0
	for n, page := range s.pages {
		if k, ok := last.find(n, page.Path); ok {
			known++
			if samePage(last.pages[k], page) {
				kept++
				s.ids[n] = last.ids[k]
				s.checked[n].Store(last.checked[k].Load())
				continue
			}
		}
		s.ids[n] = lastID.Add(1)
	}
	r.Pages = len(s.pages) + len(s.assets) + len(s.copied)
	r.Rendered = len(s.pages) - kept
	r.Changed = r.Rendered + len(last.pages) - known + s.changedAssets(last)
	return s
}

// setIndex sets the index, and reports pages at the same address. If all addresses are those of the
// last site, the index is as well.
func (s *Site) setIndex(last *Site) {
	if last.index != nil && slices.EqualFunc(s.pages, last.pages, func(a, b pages.Page) bool { return a.Path == b.Path }) {
		s.index = last.index
		return
	}
	s.index = make(map[string]int, len(s.pages))
	for n, page := range s.pages {
		if first, ok := s.index[page.Path]; ok {
			s.add(twoPages(page, s.pages[first].Source))
		}
		s.index[page.Path] = n
	}
}

// find returns the number of the page at a path. It is probably n.
func (s *Site) find(n int, path string) (int, bool) {
	if n < len(s.pages) && s.pages[n].Path == path {
		return n, true
	}
	n, ok := s.index[path]
	return n, ok
}

// samePage reports whether two pages with the same path have the same bytes.
func samePage(old, now pages.Page) bool {
	switch {
	case old.Renderer != now.Renderer:
		return false
	case now.Key != nil:
		return old.Key == now.Key
	}
	return old.Key == nil && reflect.DeepEqual(old.View(), now.View())
}

// changedAssets returns how many files that are not rendered have been added, changed or deleted.
func (s *Site) changedAssets(last *Site) (count int) {
	now, before := s.Assets(), last.Assets()
	for path, key := range now {
		if before[path] != key {
			count++
		}
	}
	for path := range before {
		if now[path] == nil {
			count++
		}
	}
	return count
}

// try renders one page with each template that the last site does not have, and all suspects.
func (s *Site) try(last *Site, suspects map[string]bool) {
	tried := map[theme.Template]bool{}
	for _, page := range last.pages {
		if t, ok := page.Renderer.(theme.Template); ok {
			tried[t] = true
		}
	}
	for n, page := range s.pages {
		t, ok := page.Renderer.(theme.Template)
		if ok && !tried[t] || suspects[page.Path] {
			tried[t] = true
			_ = s.render(n, new(bytes.Buffer)) // problems are collected
		}
	}
}

// brokenPages returns the paths of the pages that could not be rendered so far.
func (s *Site) brokenPages() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[string]bool, len(s.broken))
	for path := range s.broken {
		all[path] = true
	}
	return all
}

// add adds a problem, unless it is known.
func (s *Site) add(d diag.Diagnostic) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems, _ = addProblem(s.problems, d)
}

// lastID is the last id that a page was given.
var lastID atomic.Uint64

// run identifies this process, so that no other has the same versions.
var run = rand.Text()

// version returns the version of a page in a folder that this process writes to.
func (s *Site) version(n int) string { return fmt.Sprintf("%s-%d", run, s.ids[n]) }
