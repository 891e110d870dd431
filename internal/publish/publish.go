// Package publish brings the files of a finished site to a place where they
// are served.
//
// A place is a [Target]: a folder is [Dir], a bucket is in the package s3, a
// branch of a Git remote in the package pages. [Sync] is the one way to all of
// them: it finds out what differs, and the target shows that, and deletes what
// an earlier Sync put and this one did not. What somebody else put there, a
// CNAME or another tool's file, is never deleted; a [Manifest] at the target
// tells ours from theirs. If the files can't all be made, the target stays as
// it was.
//
// At no moment is there a page that visitors can get to and that links to
// something of the site that does not exist; see [Order].
package publish

import (
	"context"
	"slices"
	"sync"
)

// File is a file of a site.
type File struct {
	Path string // slash-separated, below the site's root: "incidents/x/index.html"
	Data []byte // good only until Put returns
}

// Target is a place for a site. It is used once: Open, Put again and again,
// Commit or not, Close.
type Target interface {
	// Open looks at the target, and gives the paths of the files that are there
	// by an earlier Commit, in any order. If look is true there will be no
	// Commit: nothing is written, not even a lock. Otherwise a target that can
	// keep others from publishing does so from now until Close; one that can't
	// finds out in Commit.
	Open(ctx context.Context, look bool) (ours []string, err error)

	// Put brings a file, and says if it differs from what is there. Several
	// goroutines may call it. Visitors don't see it before Commit.
	Put(ctx context.Context, f File) (changed bool, err error)

	// Commit shows what was put, deletes what the plan deletes, and notes that
	// the other files of the plan are ours. If it fails in the middle, the next
	// Sync finishes its work.
	Commit(ctx context.Context, p *Plan) error

	// Close lets go of the target. Without a Commit it is as it was before Open.
	Close() error
}

// Options of a Sync.
type Options struct {
	DryRun bool // only make the plan

	// Approve is asked before anything is changed, and its error keeps the
	// target as it is. It may be nil.
	Approve func(*Plan) error
}

// Sync publishes the files that produce puts. It may put them from several
// goroutines, but each path once. If it returns an error, so does Sync, and
// the target stays as it was.
func Sync(ctx context.Context, t Target, produce func(put func(File) error) error) (Report, error) {
	p, err := SyncWith(ctx, t, Options{}, produce)
	return p.Report(), err
}

// SyncWith is Sync with options. The plan is what was done, or would be; with
// an error it is nil, unless it was made and could not be carried out.
func SyncWith(ctx context.Context, t Target, o Options, produce func(put func(File) error) error) (p *Plan, err error) {
	ours, err := t.Open(ctx, o.DryRun)
	if err != nil {
		return nil, err
	}
	defer func() {
		if cerr := t.Close(); err == nil {
			err = cerr
		}
	}()
	slices.Sort(ours)
	var mu sync.Mutex
	made := &Plan{Add: []Entry{}, Change: []Entry{}, Keep: []Entry{}, Delete: []Entry{}} // in JSON, [] and not null
	put := func(f File) error {
		changed, err := t.Put(ctx, f)
		if err != nil {
			return err
		}
		_, known := slices.BinarySearch(ours, f.Path)
		mu.Lock()
		defer mu.Unlock()
		made.add(Entry{f.Path, int64(len(f.Data))}, known, changed)
		return nil
	}
	if err := produce(put); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	made.finish(ours)
	if o.Approve != nil {
		if err := o.Approve(made); err != nil {
			return made, err
		}
	}
	if o.DryRun {
		return made, nil
	}
	return made, t.Commit(ctx, made)
}
