// Package publish copies the files of a finished site to a place that serves them.
//
// Such a place is a [Target]: a folder is a [Dir], a bucket is in package s3, and a branch of a Git
// remote in package gitbranch. [Sync] publishes to all of them. It finds out which files differ,
// and the target shows these and deletes files that an earlier Sync published and that are no
// longer part of the site. Files of others, such as a CNAME, are never deleted, because a
// [Manifest] at the target lists ours. If not all files can be produced, the target stays unchanged.
//
// At no moment can visitors reach a page that links to a missing file of the site; see [Step].
package publish

import (
	"context"
	"slices"
	"sync"
)

// File is a file of a site.
type File struct {
	Path string // below the site's root, with slashes: "incidents/x/index.html"
	Data []byte // valid only until Put returns

	// Version is a digest of all that the file depends on: files with the same path and version
	// have the same data. It may be empty.
	Version string

	// Make returns the data of a file that has not been made yet. It is nil if Data is set.
	Make func() ([]byte, error)
}

// Versioner is a [Target] that remembers the versions of its files.
type Versioner interface {
	// Has reports whether the published file with a path has a version, and returns its size. It is
	// safe for use by several goroutines. If it has, the file is not put.
	Has(path, version string) (size int64, ok bool)
}

// Target is a place for a site. It is used for one Sync: Open, any number of Puts, at most one
// Commit, and Close.
type Target interface {
	// Open returns the paths of the files that earlier Commits wrote and that still exist, in any
	// order. In a dry run there is no Commit, and nothing is written, not even a lock. Otherwise,
	// if the target can keep others from publishing, it does so until Close; if not, Commit finds
	// out.
	Open(ctx context.Context, dryRun bool) (ours []string, err error)

	// Put adds a file, and reports whether it differs from the published one. It is safe for use by
	// several goroutines. Visitors do not see the file before Commit.
	Put(ctx context.Context, f File) (changed bool, err error)

	// Commit publishes the files that were put, deletes those that the plan deletes, and records
	// that all other files of the plan are ours. If it is interrupted, the next Sync completes it.
	Commit(ctx context.Context, p *Plan) error

	// Close releases the target. Without Commit, the target is unchanged.
	Close() error
}

// Options are the options of a Sync.
type Options struct {
	DryRun bool // only make the plan
	Extra  File // published too, unless the site has a file at its path; Path may be empty

	// Approve is called before anything is changed. If it returns an error, the target stays
	// unchanged. It may be nil.
	Approve func(*Plan) error
}

// Sync publishes the files that produce passes to put. produce may call put from several
// goroutines, once for each path. If produce returns an error, so does Sync, and the target stays
// unchanged.
func Sync(ctx context.Context, t Target, produce func(put func(File) error) error) (Report, error) {
	p, err := SyncWith(ctx, t, Options{}, produce)
	return p.Report(), err
}

// SyncWith is Sync with options. It returns the plan that was or would be carried out. With an
// error, the plan is nil unless the error is from Approve or Commit.
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
	planned := &Plan{Add: []Entry{}, Change: []Entry{}, Keep: []Entry{}, Delete: []Entry{}} // in JSON, [] and not null
	versioner, _ := t.(Versioner)
	hasExtra := o.Extra.Path == ""
	put := func(f File) (err error) {
		size, has := int64(0), false
		if f.Version != "" && versioner != nil {
			size, has = versioner.Has(f.Path, f.Version)
		}
		changed := false
		if !has {
			if f.Make != nil {
				if f.Data, err = f.Make(); err != nil {
					return err
				}
			}
			if changed, err = t.Put(ctx, f); err != nil {
				return err
			}
			size = int64(len(f.Data))
		}
		known := false
		if changed { // else it makes no difference
			_, known = slices.BinarySearch(ours, f.Path)
		}
		mu.Lock()
		defer mu.Unlock()
		planned.add(Entry{f.Path, size}, known, changed)
		hasExtra = hasExtra || f.Path == o.Extra.Path
		return nil
	}
	if err := produce(put); err != nil {
		return nil, err
	}
	if !hasExtra {
		if err := put(o.Extra); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	planned.finish(ours)
	if o.Approve != nil {
		if err := o.Approve(planned); err != nil {
			return planned, err
		}
	}
	if o.DryRun {
		return planned, nil
	}
	return planned, t.Commit(ctx, planned)
}
