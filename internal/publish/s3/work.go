package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"

	"statuary/internal/publish"
)

// work is one publication, from the moment at which the bucket is changed.
type work struct {
	*Bucket
	plan   *publish.Plan
	all    []string // the new site
	holder *publish.Holder

	mu    sync.Mutex
	sent  map[string]bool // of the files that differ
	total int
}

// do changes the bucket.
func (w *work) do(ctx context.Context) error {
	w.holder = newHolder()
	w.id = w.holder.ID
	w.sent = map[string]bool{}
	w.total = len(w.plan.Add) + len(w.plan.Change)
	if err := w.writeState(ctx, w.unfinished()); err != nil {
		if errors.Is(err, errOutdated) {
			return ErrMoved
		}
		return err
	}
	err := w.alive(ctx, w.change)
	if err != nil {
		if !errors.Is(err, ErrTaken) {
			w.stop()
		}
		return err
	}
	err = w.writeState(ctx, publish.Manifest{Files: w.all, Sums: w.finalSums(), Also: w.CleanURLs})
	if errors.Is(err, errOutdated) {
		return ErrTaken
	}
	return err
}

// unfinished is the manifest while we are at work: all files of the old site
// and of the new are ours, and those that are not the same in both have no
// digest until they are sent.
func (w *work) unfinished() publish.Manifest {
	w.mu.Lock()
	defer w.mu.Unlock()
	differs := map[string]bool{}
	for _, list := range [][]publish.Entry{w.plan.Add, w.plan.Change, w.plan.Delete} {
		for _, e := range list {
			differs[e.Path] = true
		}
	}
	m := publish.Manifest{Files: slices.Concat(w.all, publish.Paths(w.plan.Delete)), Also: union(w.CleanURLs, w.state.Also)}
	slices.Sort(m.Files)
	m.Sums = make([]string, len(m.Files))
	for i, f := range m.Files {
		if !differs[f] || w.sent[f] {
			m.Sums[i] = w.sums[f]
		}
	}
	h := *w.holder
	m.Unfinished = &h
	return m
}

func (w *work) finalSums() []string {
	sums := make([]string, len(w.all))
	for i, f := range w.all {
		sums[i] = w.sums[f]
	}
	return sums
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// alive does the work, and meanwhile gives signs of life. If they can't be
// given, the work is stopped before somebody else takes it over.
func (w *work) alive(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	beats := make(chan struct{})
	go func() {
		defer close(beats)
		last := time.Now()
		tick := time.NewTicker(w.lease() / 4)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			attempt, done := context.WithTimeout(ctx, w.lease()/2)
			err := w.beat(attempt, n)
			done()
			switch {
			case err == nil:
				last = time.Now()
			case errors.Is(err, errOutdated):
				cancel(ErrTaken)
			case ctx.Err() == nil && time.Since(last) > w.lease()*3/4:
				cancel(fmt.Errorf("the store can't be reached: %w", err))
			}
		}
	}()
	err := do(ctx)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	cancel(nil)
	<-beats
	// Those who look meanwhile take the manifest for what is so.
	tidy, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	_, _ = w.Client.DeleteObject(tidy, &awss3.DeleteObjectInput{Bucket: &w.Name, Key: aws.String(w.Prefix + beatKey)})
	return err
}

// stop notes how far the work is, and that nobody need wait for us.
func (w *work) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	w.holder.Stopped = true
	_ = w.writeState(ctx, w.unfinished()) // the work has failed already
}

// change sends, deletes, and tells caches.
func (w *work) change(ctx context.Context) error {
	steps := make([][]string, publish.Steps)
	for _, list := range [][]publish.Entry{w.plan.Add, w.plan.Change} {
		for _, e := range list {
			step := publish.StepOf(e.Path, !w.state.known(e.Path))
			steps[step] = append(steps[step], e.Path)
		}
	}
	real := make(map[string]bool, len(w.all))
	for _, f := range w.all {
		real[f] = true
	}
	for step, files := range steps {
		if err := w.stage(fmt.Sprint("step ", step)); err != nil {
			return err
		}
		if err := w.send(ctx, files, real); err != nil {
			return err
		}
	}
	if err := w.stage("delete"); err != nil {
		return err
	}
	if err := w.delete(ctx, w.goneKeys(real)); err != nil {
		return err
	}
	if err := w.stage("invalidate"); err != nil || w.Changed == nil {
		return err
	}
	paths := []string{w.Root + "*"} // what a stopped publication has changed is not known
	if w.state.Unfinished == nil {
		paths = invalidations(w.Root, w.plan)
	}
	return w.Changed.Invalidate(ctx, w.holder.ID, paths)
}

func (w *work) stage(name string) error {
	if w.trouble == nil {
		return nil
	}
	return w.trouble(name)
}

// send puts files, several at once and in any order.
func (w *work) send(ctx context.Context, files []string, real map[string]bool) error {
	g, sending := errgroup.WithContext(ctx)
	g.SetLimit(w.jobs())
	for _, f := range files {
		if sending.Err() != nil {
			break
		}
		g.Go(func() error {
			if err := w.put(sending, f, real); err != nil {
				return err
			}
			w.mu.Lock()
			w.sent[f] = true
			done := len(w.sent)
			w.mu.Unlock()
			if w.Progress != nil {
				w.Progress(done, w.total)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// put sends one file, under all its names.
func (w *work) put(ctx context.Context, f string, real map[string]bool) error {
	data, err := w.spool.Read(f)
	if err != nil {
		return err
	}
	h := w.of(f)
	if data, err = encode(data, h.encoding); err != nil {
		return err
	}
	names := append([]string{f}, w.cleanNames(f)...)
	for n, name := range names {
		if n > 0 && (real[name] || w.Prefix+name == "") {
			continue // the site has a file of this name
		}
		in := &awss3.PutObjectInput{
			Bucket: &w.Name, Key: aws.String(w.Prefix + name), Body: bytes.NewReader(data),
			ContentType: &h.contentType, CacheControl: &h.cacheControl,
		}
		if h.encoding != "" {
			in.ContentEncoding = &h.encoding
		}
		if _, err := w.Client.PutObject(ctx, in); err != nil {
			return fmt.Errorf("sending %s: %w", name, err)
		}
	}
	return nil
}

// goneKeys lists what is to be deleted: files that are not part of the site any
// more, and other names that pages have no more.
func (w *work) goneKeys(real map[string]bool) []string {
	var keys []string
	add := func(name string) {
		if !real[name] && w.Prefix+name != "" {
			keys = append(keys, w.Prefix+name)
		}
	}
	for _, e := range w.plan.Delete {
		add(e.Path)
		for _, name := range cleanNames(e.Path, union(w.state.Also, w.CleanURLs)) {
			add(name)
		}
	}
	var dropped []string
	for _, form := range w.state.Also {
		if !slices.Contains(w.CleanURLs, form) {
			dropped = append(dropped, form)
		}
	}
	if len(dropped) > 0 {
		for _, f := range w.all {
			for _, name := range cleanNames(f, dropped) {
				add(name)
			}
		}
	}
	return keys
}

// delete deletes in batches, or one by one in stores that know no batches.
func (w *work) delete(ctx context.Context, keys []string) error {
	for batch := range slices.Chunk(keys, 1000) { // the most that S3 takes
		list := make([]types.ObjectIdentifier, len(batch))
		for i := range batch {
			list[i].Key = &batch[i]
		}
		out, err := w.Client.DeleteObjects(ctx, &awss3.DeleteObjectsInput{Bucket: &w.Name, Delete: &types.Delete{Objects: list, Quiet: aws.Bool(true)}})
		if isCode(err, "NotImplemented", "MalformedXML", "InvalidRequest", "MissingContentMD5") {
			if err := w.deleteEach(ctx, batch); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("deleting: %w", err)
		}
		for _, e := range out.Errors {
			return fmt.Errorf("deleting %s: %s: %s", aws.ToString(e.Key), aws.ToString(e.Code), aws.ToString(e.Message))
		}
	}
	return nil
}

func (w *work) deleteEach(ctx context.Context, keys []string) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(w.jobs())
	for _, key := range keys {
		g.Go(func() error {
			_, err := w.Client.DeleteObject(ctx, &awss3.DeleteObjectInput{Bucket: &w.Name, Key: &key})
			return err
		})
	}
	return g.Wait()
}
