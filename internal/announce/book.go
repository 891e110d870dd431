package announce

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"statuary/internal/diag"
	"statuary/internal/publish"
)

// ErrOther is the error of a run that met another one that did not end.
var ErrOther = &diag.Error{
	Text: "another run is announcing at the moment",
	Hint: "announce again when it has finished; what it sends is not sent twice",
}

// book is the ledger of one run, with its place. Notes of several channels are written together.
type book struct {
	store  publish.Store
	unlock func() error
	ledger *Ledger

	run     *Run
	leased  bool
	mu      sync.Mutex
	pending *batch // notes that wait for the next write; nil: none
	writing bool
	version string
	stored  []byte
	failure error // after which nothing is written any more
}

// batch is a set of notes that are written together.
type batch struct {
	done chan struct{}
	err  error
}

// open opens the ledger, and keeps other runs away until close.
func (r *Run) open(ctx context.Context) (*book, error) {
	b := &book{store: r.Store, run: r}
	if locker, ok := r.Store.(publish.Locker); ok && !r.DryRun {
		unlock, err := locker.Lock(ctx, r.Waiting)
		if err != nil {
			return nil, err
		}
		b.unlock = unlock
	} else {
		b.leased = !r.DryRun
	}
	warned := false
	for began := time.Now(); ; {
		data, version, err := r.Store.Read(ctx)
		if err == nil {
			b.ledger, err = ParseLedger(data)
		}
		if err != nil {
			return nil, errors.Join(err, b.close())
		}
		b.stored, b.version = data, version
		if !b.leased {
			return b, nil
		}
		h := b.ledger.Holder
		if h == nil || h.ID == r.Holder || !r.Now().Before(h.Until) || time.Since(began) > r.lease() {
			// The time on another machine may be wrong, so no run is waited for longer than a lease.
			err := b.write(ctx)
			if !errors.Is(err, publish.ErrStoreChanged) {
				return b, err
			}
		} else if !warned && r.Waiting != nil {
			warned = true
			r.Waiting()
		}
		if time.Since(began) > 2*r.lease() {
			return nil, ErrOther
		}
		select {
		case <-time.After(min(time.Second, r.lease()/4)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (r *Run) lease() time.Duration {
	if r.Lease == 0 {
		return 2 * time.Minute
	}
	return r.Lease
}

// note changes the ledger, and returns when the change is stored.
func (b *book) note(ctx context.Context, change func(*Ledger)) error {
	b.mu.Lock()
	if b.failure != nil {
		defer b.mu.Unlock()
		return b.failure
	}
	change(b.ledger)
	if b.pending == nil {
		b.pending = &batch{done: make(chan struct{})}
	}
	mine := b.pending
	if !b.writing {
		b.writing = true
		go b.flush(context.WithoutCancel(ctx))
	}
	b.mu.Unlock()
	<-mine.done
	return mine.err
}

// flush writes until no notes wait.
func (b *book) flush(ctx context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.pending != nil {
		now := b.pending
		b.pending = nil
		if now.err = b.failure; now.err == nil {
			now.err = b.write(ctx)
			b.failure = now.err
		}
		close(now.done)
	}
	b.writing = false
}

// writeTimeout is how long one write of the ledger may take.
const writeTimeout = 2 * time.Minute

// write writes the ledger. If flush calls it, b.mu is held, and released while the data is sent, so
// that others can add notes.
func (b *book) write(ctx context.Context) error {
	if b.leased {
		b.ledger.Holder = &Holder{ID: b.run.Holder, Until: b.run.Now().Add(b.run.lease()).UTC()}
	}
	data, err := b.ledger.Marshal()
	if err != nil {
		return err
	}
	if b.writing {
		b.mu.Unlock()
		defer b.mu.Lock()
	}
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	version, err := b.store.Write(ctx, data, b.version)
	if errors.Is(err, publish.ErrStoreChanged) && b.unlock == nil && b.writing {
		return ErrOther // it took over, since this run was silent for too long
	}
	if err != nil {
		return err
	}
	b.version, b.stored = version, data
	return nil
}

func (b *book) err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failure
}

// finish writes what has changed since the last write, and ends the lease.
func (b *book) finish(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failure != nil {
		return b.failure
	}
	for _, r := range b.ledger.Channels {
		r.prune()
	}
	b.ledger.Holder, b.leased = nil, false
	data, err := b.ledger.Marshal()
	if err != nil || bytes.Equal(data, b.stored) {
		return err
	}
	return b.write(context.WithoutCancel(ctx))
}

func (b *book) close() error {
	if b.unlock == nil {
		return nil
	}
	unlock := b.unlock
	b.unlock = nil
	return unlock()
}
