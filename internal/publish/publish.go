// Package publish brings the files of a finished site to a place where they
// are served.
//
// A place is a [Target]. [Sync] is the one way to it: it puts what differs,
// and then deletes what an earlier Sync put and this one did not. What somebody
// else put there, a CNAME or another tool's file, is never touched. If the
// files can't all be made, the target stays as it was.
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
	// Open takes hold of the target, which keeps others from publishing to it
	// until Close, and gives the paths of the files that are there by an earlier
	// Commit, in any order.
	Open(ctx context.Context) (ours []string, err error)

	// Put brings a file, and says if it differs from what is there. Several
	// goroutines may call it. Where the target can hold a file back, visitors
	// don't see it before Commit.
	Put(ctx context.Context, f File) (changed bool, err error)

	// Commit shows what was put, deletes the files in gone, and notes that the
	// files in all are ours.
	Commit(ctx context.Context, all, gone []string) error

	// Close lets go of the target. Without a Commit it is as it was before Open.
	Close() error
}

// Report says what a Sync did.
type Report struct {
	Written   int   `json:"written"`   // files that are new or differ
	Unchanged int   `json:"unchanged"` // files that were there already
	Deleted   int   `json:"deleted"`   // files that are not part of the site any more
	Bytes     int64 `json:"bytes"`     // size of the whole site
}

// Sync publishes the files that produce puts. It may put them from several
// goroutines, but each path once. If it returns an error, so does Sync, and
// the target stays as it was.
func Sync(ctx context.Context, t Target, produce func(put func(File) error) error) (r Report, err error) {
	ours, err := t.Open(ctx)
	if err != nil {
		return Report{}, err
	}
	defer func() {
		if cerr := t.Close(); err == nil {
			err = cerr
		}
	}()
	var mu sync.Mutex
	var all []string
	put := func(f File) error {
		changed, err := t.Put(ctx, f)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, f.Path)
		r.Bytes += int64(len(f.Data))
		if changed {
			r.Written++
		} else {
			r.Unchanged++
		}
		return nil
	}
	if err := produce(put); err != nil {
		return Report{}, err
	}
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	slices.Sort(all)
	gone := missing(ours, all)
	r.Deleted = len(gone)
	return r, t.Commit(ctx, all, gone)
}

// missing gives the entries of had that are not in have, which is sorted.
func missing(had, have []string) []string {
	var gone []string
	for _, path := range had {
		if _, ok := slices.BinarySearch(have, path); !ok {
			gone = append(gone, path)
		}
	}
	return gone
}
