package builder

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/pages"
	"statuary/internal/publish"
)

// rendered is a rendered page. A later build that renders the same keeps this value. It
// never changes after the build that made it.
type rendered struct {
	key      any
	view     any
	renderer pages.Renderer
	data     []byte
}

// job is a page with its result, and that of the last build.
type job struct {
	page  pages.Page
	last  *rendered // of the last build; may be nil
	made  *rendered // of this build; nil if the builder does not remember
	known bool      // the key is that of the last build, so made is last

	version string // of the page; may be empty
}

// mostProblems is how many different problems of templates are collected before the
// build stops: one mistake is on all pages.
const mostProblems = 20

// renderer renders the pages of one build.
type renderer struct {
	*Builder
	put    func(publish.File) error
	cancel context.CancelCauseFunc

	mu       sync.Mutex
	problems diag.List
	pages    int
	rendered int

	leftOut diag.List // of copied files; not guarded by mu
}

// render renders the files of a prepared site and puts them.
func (b *Builder) render(ctx context.Context, res *Result, p *prepared, put func(publish.File) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := &renderer{Builder: b, put: put, cancel: cancel}
	version := b.versions(p)
	if !b.Remember {
		for _, e := range p.editions {
			e.edition.planner = pages.Planner{} // has what the next plan would reuse
		}
	}
	for _, a := range p.assets {
		if err := put(publish.File{Path: a.Path, Data: a.Data}); err != nil {
			return err
		}
	}
	for _, a := range p.copied {
		if err := r.copy(a); err != nil {
			return err
		}
	}
	res.LeftOut = append(res.LeftOut, r.leftOut...)
	r.pages = len(p.assets) + len(p.copied)
	var g errgroup.Group
	g.SetLimit(max(1, b.Jobs))
	start := func(jobs []job) {
		g.Go(func() error {
			buf := buffers.Get().(*bytes.Buffer)
			defer buffers.Put(buf)
			for _, j := range jobs {
				if ctx.Err() == nil {
					r.page(j, buf)
				}
			}
			return nil
		})
	}
	// Pages are processed in batches: a new goroutine for each would have to grow its stack. Unchanged
	// ones take little time, so their batches are larger.
	same, changed := make([]job, 0, batch), make([]job, 0, changedBatch)
	seen := make(map[string]bool, len(p.pages))
	var next map[string]*rendered
	if b.Remember {
		next = make(map[string]*rendered, len(p.pages))
	}
	for n, page := range p.pages {
		if seen[page.Path] {
			first := slices.IndexFunc(p.pages, func(other pages.Page) bool { return other.Path == page.Path })
			r.problem(twoPages(page, p.pages[first].Source))
		}
		seen[page.Path] = true
		j := job{page: page, last: b.pages[page.Path], version: version(page)}
		if j.last != nil && j.last.renderer == page.Renderer && page.Key != nil && j.last.key == page.Key {
			j.known, j.made = true, j.last
			if same = append(same, j); len(same) == cap(same) {
				start(same)
				same = make([]job, 0, batch)
			}
		} else {
			if b.Remember {
				j.made = &rendered{}
			}
			if changed = append(changed, j); len(changed) == cap(changed) {
				start(changed)
				changed = make([]job, 0, changedBatch)
			}
		}
		if b.Remember {
			next[page.Path] = j.made
		} else {
			// The memory of what it is made from can be used again.
			p.pages[n] = pages.Page{Path: page.Path, Source: page.Source}
		}
		if ctx.Err() != nil {
			break
		}
	}
	start(same)
	start(changed)
	_ = g.Wait() // r.page reports errors itself
	res.Pages, res.Rendered = r.pages, r.rendered
	res.Problems = append(res.Problems, r.problems...)
	if err := context.Cause(ctx); err != nil && !errors.Is(err, errProblems) {
		return err
	}
	if b.Remember && len(r.problems) == 0 {
		b.pages = next
	}
	return nil
}

// batch is how many pages that need no rendering are passed to a worker at once.
const batch = 128

// changedBatch is the same for pages that are rendered.
const changedBatch = 16

// errProblems is the cause when a build stops early because of broken templates.
var errProblems = errors.New("too many problems")

// buffers are reused, because some pages are megabytes long.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// page puts a page. It renders the page first, unless that of the last build is the
// same, or put has the version already.
func (r *renderer) page(j job, buf *bytes.Buffer) {
	f := publish.File{Path: j.page.Path, Version: j.version}
	if j.known {
		f.Data = j.made.data
	}
	made, broken := false, error(nil)
	render := func() ([]byte, error) {
		data, kept, err := r.make(j, buf)
		made, broken = !kept, err
		return data, err
	}
	var err error
	switch {
	case j.known:
	case j.version != "":
		f.Make = render
	default:
		f.Data, err = render()
	}
	if err == nil {
		err = r.put(f)
	}
	switch {
	case broken != nil:
		r.fail(j.page, broken)
		return
	case err != nil:
		r.cancel(err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pages++; r.Progress != nil && r.pages%256 == 0 {
		r.Progress(r.pages)
	}
	if made {
		r.rendered++
	}
}

// make renders a page whose key is nil or has changed. If the view is equal to the last
// one, it returns the previous bytes.
func (r *renderer) make(j job, buf *bytes.Buffer) (data []byte, kept bool, err error) {
	view := j.page.View()
	if r.Remember {
		j.made.key, j.made.view, j.made.renderer = j.page.Key, view, j.page.Renderer
	}
	if j.last != nil && j.last.renderer == j.page.Renderer && reflect.DeepEqual(j.last.view, view) {
		if r.Remember {
			j.made.data = j.last.data
		}
		return j.last.data, true, nil
	}
	buf.Reset()
	if err := j.page.Renderer.Render(buf, view); err != nil {
		return nil, false, err
	}
	if !r.Remember {
		return buf.Bytes(), false, nil
	}
	j.made.data = bytes.Clone(buf.Bytes())
	return j.made.data, false, nil
}

// fail records the problems that a renderer reports.
func (r *renderer) fail(page pages.Page, err error) {
	for _, d := range problemsOf(page, err) {
		r.problem(d)
	}
}

// problemsOf returns the problems that a renderer reports of a page, with the file and a hint.
func problemsOf(page pages.Page, err error) diag.List {
	var list diag.List
	if !errors.As(err, &list) {
		list = diag.List{{Text: err.Error()}}
	}
	list = slices.Clone(list)
	for n := range list {
		d := &list[n]
		if d.Hint == "" {
			d.Hint = "this happened while rendering /" + page.Path
		}
		if d.File == "" {
			d.File = cmp.Or(page.Source, config.File)
		}
	}
	return list
}

// twoPages returns the problem of a page at the address of another, which is made from the file
// other.
func twoPages(page pages.Page, other string) diag.Diagnostic {
	return diag.Diagnostic{
		Pos:  diag.Pos{File: cmp.Or(page.Source, config.File)},
		Text: fmt.Sprintf("two pages are at /%s", page.Path), Hint: "the other belongs to " + cmp.Or(other, "Statuary itself"),
	}
}

func (r *renderer) problem(d diag.Diagnostic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	added := false
	if r.problems, added = addProblem(r.problems, d); added && len(r.problems) >= mostProblems {
		r.cancel(errProblems)
	}
}

// addProblem adds a problem to a list, unless the list has it, and reports whether it did.
func addProblem(list diag.List, d diag.Diagnostic) (diag.List, bool) {
	for _, known := range list {
		if known.Pos == d.Pos && known.Text == d.Text {
			return list, false
		}
	}
	return append(list, d), true
}

// copy puts an unchanged file of content/.
func (r *renderer) copy(a content.Asset) error {
	data, err := fs.ReadFile(r.Site, a.Source)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted since the folder was read
	}
	if err != nil {
		if r.KeepGoing {
			r.leftOut = append(r.leftOut, unreadable(a.Source, err))
		} else {
			r.problem(unreadable(a.Source, err))
		}
		return nil
	}
	return r.put(publish.File{Path: a.Path, Data: data})
}
