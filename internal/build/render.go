package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"reflect"
	"slices"
	"sync"

	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/site"
	"statuary/internal/theme"
)

// rendered is a page as the last build made it.
type rendered struct {
	key      any
	view     any
	renderer site.Renderer
	data     []byte
}

// mostProblems is how many different problems of templates are collected
// before the build gives up: one mistake is on all pages.
const mostProblems = 20

// renderer renders the pages of one build.
type renderer struct {
	*Builder
	put    func(publish.File) error
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	problems diag.List
	next     map[string]rendered
	pages    int
	rendered int
}

// render makes the files and puts them.
func (b *Builder) render(ctx context.Context, res *Result, pages iter.Seq[site.Page], assets []theme.Asset, copied []content.Asset, put func(publish.File) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := &renderer{Builder: b, put: put, cancel: cancel}
	if b.Remember {
		r.next = make(map[string]rendered, len(b.pages))
	}
	for _, a := range assets {
		if slices.ContainsFunc(copied, func(c content.Asset) bool { return c.Path == a.Path }) {
			continue // the site has a file of its own there
		}
		if err := put(publish.File{Path: a.Path, Data: a.Data}); err != nil {
			return err
		}
	}
	for _, a := range copied {
		if err := r.copy(a); err != nil {
			return err
		}
	}
	r.pages = len(assets) + len(copied)
	work := make(chan []site.Page, 8)
	var wg sync.WaitGroup
	for range max(1, b.Jobs) {
		wg.Go(func() {
			var buf bytes.Buffer
			for pages := range work {
				for _, page := range pages {
					if ctx.Err() == nil {
						r.page(page, &buf)
					}
				}
			}
		})
	}
	// Pages that are as they were are many, and quickly done: they go in batches.
	same := make([]site.Page, 0, batch)
	sources := make(map[string]string, len(b.pages))
	for page := range pages {
		if first, ok := sources[page.Path]; ok {
			r.problem(diag.Diagnostic{Pos: diag.Pos{File: page.Source}, Text: fmt.Sprintf("two pages are at /%s", page.Path), Hint: "the other is of " + first})
		}
		sources[page.Path] = page.Source
		if !r.known(page) {
			work <- []site.Page{page}
		} else if same = append(same, page); len(same) == cap(same) {
			work <- same
			same = make([]site.Page, 0, batch)
		}
		if ctx.Err() != nil {
			break
		}
	}
	work <- same
	close(work)
	wg.Wait()
	res.Pages, res.Rendered = r.pages, r.rendered
	res.Problems = append(res.Problems, r.problems...)
	if err := context.Cause(ctx); err != nil && !errors.Is(err, errProblems) {
		return err
	}
	if b.Remember && len(r.problems) == 0 {
		b.pages = r.next
	}
	return nil
}

// batch is how many pages that need no rendering are handed on at once.
const batch = 128

// errProblems is why a build stops early whose templates are broken.
var errProblems = errors.New("too many problems")

// page renders a page, unless the one of the last build is the same.
func (r *renderer) page(page site.Page, buf *bytes.Buffer) {
	made, kept := r.remembered(page)
	if !kept {
		buf.Reset()
		if err := page.Renderer.Render(buf, made.view); err != nil {
			r.fail(page, err)
			return
		}
		made.data = buf.Bytes()
		if r.Remember {
			made.data = bytes.Clone(made.data)
		}
	}
	if err := r.put(publish.File{Path: page.Path, Data: made.data}); err != nil {
		r.cancel(err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pages++; r.Progress != nil && r.pages%256 == 0 {
		r.Progress(r.pages)
	}
	if !kept {
		r.rendered++
	}
	if r.Remember {
		r.next[page.Path] = made
	}
}

// known is true for a page that will come out as last time by its key.
func (r *renderer) known(page site.Page) bool {
	last := r.Builder.pages[page.Path]
	return last.renderer == page.Renderer && page.Key != nil && last.key == page.Key
}

// remembered gives the page as the last build made it, if it would come out the
// same; else what is to be rendered. An equal key says so without a look at the
// view, but other keys need not make other views.
func (r *renderer) remembered(page site.Page) (made rendered, kept bool) {
	last := r.Builder.pages[page.Path]
	if r.known(page) {
		return last, true
	}
	made = rendered{page.Key, page.View(), page.Renderer, nil}
	if last.renderer == page.Renderer && reflect.DeepEqual(last.view, made.view) {
		made.data = last.data
		return made, true
	}
	return made, false
}

// fail notes what a renderer reports.
func (r *renderer) fail(page site.Page, err error) {
	var list diag.List
	if !errors.As(err, &list) {
		list = diag.List{{Text: err.Error()}}
	}
	for _, d := range list {
		if d.Hint == "" {
			d.Hint = "it came up while /" + page.Path + " was made"
		}
		r.problem(d)
	}
}

func (r *renderer) problem(d diag.Diagnostic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, known := range r.problems {
		if known.Pos == d.Pos && known.Text == d.Text {
			return
		}
	}
	r.problems = append(r.problems, d)
	if len(r.problems) >= mostProblems {
		r.cancel(errProblems)
	}
}

// copy puts a file of content/ as it is.
func (r *renderer) copy(a content.Asset) error {
	data, err := fs.ReadFile(r.Site, a.Source)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted since the folder was read
	}
	if err != nil {
		return err
	}
	return r.put(publish.File{Path: a.Path, Data: data})
}
