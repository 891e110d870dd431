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

	"statuary/internal/fault"
	"statuary/internal/publish"
)

// publication is one publication, from the first change of the bucket.
type publication struct {
	*Bucket
	plan      *publish.Plan
	all       []string // paths of the new site
	publisher *publish.Publisher

	mu    sync.Mutex
	sent  map[string]bool // files that were sent so far
	total int             // number of files to send
}

// run changes the bucket.
func (w *publication) run(ctx context.Context) error {
	w.publisher = newPublisher()
	w.id = w.publisher.ID
	w.sent = map[string]bool{}
	w.total = len(w.plan.Add) + len(w.plan.Change)
	if err := w.writeState(ctx, w.unfinished()); err != nil {
		if errors.Is(err, errOutdated) {
			return ErrMoved
		}
		return err
	}
	err := w.withHeartbeat(ctx, w.apply)
	if err != nil {
		if !errors.Is(err, ErrTaken) {
			w.markStopped()
		}
		return err
	}
	err = w.writeState(ctx, publish.Manifest{Files: w.all, Sums: w.finalSums(), Also: w.CleanURLs})
	if errors.Is(err, errOutdated) {
		return ErrTaken
	}
	return err
}

// unfinished returns the manifest for the time of the work. It lists all files of the old and of
// the new site. Those that differ have no digest until they are sent.
func (w *publication) unfinished() publish.Manifest {
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
	p := *w.publisher
	m.Unfinished = &p
	return m
}

func (w *publication) finalSums() []string {
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

// withHeartbeat runs do and writes heartbeats meanwhile. If they cannot be written, it cancels do
// before another publisher takes over.
func (w *publication) withHeartbeat(ctx context.Context, do func(context.Context) error) error {
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
			err := w.heartbeat(attempt, n)
			done()
			switch {
			case err == nil:
				last = time.Now()
			case errors.Is(err, errOutdated):
				cancel(ErrTaken)
			case ctx.Err() == nil && time.Since(last) > w.lease()*3/4:
				cancel(fmt.Errorf("cannot reach the store: %w", err))
			}
		}
	}()
	err := do(ctx)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = cause
	}
	cancel(nil)
	<-beats
	// Without the heartbeat, others rely on the manifest alone.
	tidy, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	_, _ = w.Client.DeleteObject(tidy, &awss3.DeleteObjectInput{Bucket: &w.Name, Key: aws.String(w.Prefix + heartbeatKey)})
	return err
}

// markStopped records how far the work is, and that others need not wait for this publisher.
func (w *publication) markStopped() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	w.publisher.Stopped = true
	_ = w.writeState(ctx, w.unfinished()) // the work has failed anyway
}

// apply sends files, deletes files, and invalidates caches.
func (w *publication) apply(ctx context.Context) error {
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
		if err := w.checkpoint(ctx, fmt.Sprint("step ", step)); err != nil {
			return err
		}
		if err := w.send(ctx, files, real); err != nil {
			return err
		}
	}
	if err := w.checkpoint(ctx, "delete"); err != nil {
		return err
	}
	if err := w.delete(ctx, w.keysToDelete(real)); err != nil {
		return err
	}
	if err := w.checkpoint(ctx, "invalidate"); err != nil || w.Changed == nil {
		return err
	}
	paths := []string{w.Root + "*"} // it is unknown what a stopped publication has changed
	if w.state.Unfinished == nil {
		paths = invalidations(w.Root, w.plan)
	}
	return w.Changed.Invalidate(ctx, w.publisher.ID, paths)
}

// checkpoint lets tests stop the work at a stage.
func (w *publication) checkpoint(ctx context.Context, name string) error {
	if w.failAt == nil {
		return nil
	}
	return w.failAt(ctx, name)
}

// send sends files in any order, several at once.
func (w *publication) send(ctx context.Context, files []string, real map[string]bool) error {
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

// put sends one file under all its names.
func (w *publication) put(ctx context.Context, f string, real map[string]bool) error {
	data, err := w.spool.Read(f)
	if err != nil {
		return err
	}
	h := w.forFile(f)
	if data, err = encode(data, h.encoding); err != nil {
		return err
	}
	names := append([]string{f}, w.cleanNames(f)...)
	for n, name := range names {
		if n > 0 && (real[name] || w.Prefix+name == "") {
			continue // the site has a file with this name
		}
		in := &awss3.PutObjectInput{
			Bucket: &w.Name, Key: aws.String(w.Prefix + name), Body: bytes.NewReader(data),
			ContentType: &h.contentType, CacheControl: &h.cacheControl,
		}
		if h.encoding != "" {
			in.ContentEncoding = &h.encoding
		}
		if err := fault.Before("send"); err != nil {
			return err
		}
		if _, err := w.Client.PutObject(ctx, in); err != nil {
			return fmt.Errorf("sending %s: %w", name, err)
		}
	}
	return nil
}

// keysToDelete returns the keys of files that are no longer part of the site, and of additional
// names that pages no longer have.
func (w *publication) keysToDelete(real map[string]bool) []string {
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

// delete deletes objects in batches, or one by one if the store does not support batches.
func (w *publication) delete(ctx context.Context, keys []string) error {
	for batch := range slices.Chunk(keys, 1000) { // the limit of S3
		list := make([]types.ObjectIdentifier, len(batch))
		for i := range batch {
			list[i].Key = &batch[i]
		}
		if err := fault.Before("send"); err != nil {
			return err
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

func (w *publication) deleteEach(ctx context.Context, keys []string) error {
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
