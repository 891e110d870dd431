package announce

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"statuary/internal/history"
	"statuary/internal/publish"
)

// Sender sends messages to one channel.
type Sender interface {
	// Send delivers a message, and returns what continues its thread. An error that is [ErrDoubt]
	// means that the message may have arrived; any other, that it has not.
	Send(ctx context.Context, m *Message) (Thread, error)
}

// ErrDoubt is the error of a delivery that may have arrived.
var ErrDoubt = errors.New("it may have arrived")

// Refused is the error of a delivery that some recipients refused and all others got. It counts as
// sent.
type Refused struct{ Text string }

func (r *Refused) Error() string { return r.Text }

// Run is one run of the announcer.
type Run struct {
	Store    publish.Store
	Channels []*Channel
	Open     func(ctx context.Context, channel string) (Sender, error) // is called only for channels with news
	Message  func(c *Channel, n News) *Message
	Await    func(ctx context.Context, news []News) error // returns when the news can be read on the site; may be nil
	Now      func() time.Time
	Holder   string        // identifies this run, where the store has no locks
	Lease    time.Duration // how long another run may be silent; 0 for two minutes
	Waiting  func()        // called once if another run is at work; may be nil
	DryRun   bool
}

// Outcome is what happened in one channel.
type Outcome struct {
	Planned
	Sent   []News
	Failed []Failure // they are tried again in the next run

	// Refused is the part of Sent that some recipients refused.
	Refused []Failure
}

// Failure is a message that could not be sent.
type Failure struct {
	News News
	Err  error
}

// Do announces the news of a history. With an error, some channels may have been served.
func (r *Run) Do(ctx context.Context, h *history.History) ([]Outcome, error) {
	book, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer book.close()
	plan := Plan(book.ledger, h, r.Channels)
	outcomes := make([]Outcome, len(plan))
	var all []News
	for n, p := range plan {
		outcomes[n].Planned = p
		all = append(all, p.Send...)
	}
	if r.DryRun {
		return outcomes, nil
	}
	if len(all) > 0 && r.Await != nil {
		if err := r.Await(ctx, all); err != nil {
			return outcomes, err
		}
	}
	var wait sync.WaitGroup
	for n := range outcomes {
		wait.Go(func() { r.serve(ctx, book, &outcomes[n]) })
	}
	wait.Wait()
	return outcomes, errors.Join(ctx.Err(), book.finish(ctx))
}

// maxFailures is the number of failures in a row after which a channel gets no more messages in a run.
const maxFailures = 2

// serve sends the news of one channel, oldest first. After a failure, later news about the same
// incident waits for the next run, so that it arrives in order.
func (r *Run) serve(ctx context.Context, book *book, o *Outcome) {
	if len(o.Send) == 0 {
		return
	}
	sender, err := r.Open(ctx, o.Channel.Name)
	failed := map[string]bool{}
	inRow := 0
	for _, n := range o.Send {
		switch {
		case err != nil:
			o.Failed = append(o.Failed, Failure{n, err})
			err, inRow = nil, maxFailures // the others fail for the same reason
			continue
		case ctx.Err() != nil || book.err() != nil:
			return
		case failed[n.Incident.ID] || inRow >= maxFailures:
			o.Failed = append(o.Failed, Failure{n, errors.New("not tried after other failures")})
			continue
		}
		problem := r.deliver(ctx, book, sender, o, n)
		if refused, ok := problem.(*Refused); ok {
			o.Refused = append(o.Refused, Failure{n, refused})
			problem = nil
		}
		if problem != nil {
			failed[n.Incident.ID] = true
			inRow++
			o.Failed = append(o.Failed, Failure{n, problem})
			continue
		}
		inRow = 0
		o.Sent = append(o.Sent, n)
	}
}

// deliver delivers one message, between two notes in the ledger.
func (r *Run) deliver(ctx context.Context, book *book, sender Sender, o *Outcome, n News) error {
	m := r.Message(o.Channel, n)
	m.Repeated = o.Repeat[n.Key]
	err := book.note(ctx, func(l *Ledger) {
		rec := l.record(o.Channel.Name)
		m.Mark = rec.set(n, Sending, r.Now(), "").Mark
		m.Thread = rec.Threads[n.Incident.ID]
	})
	if err != nil {
		return err
	}
	m.SetMark = func(mark string) error {
		return book.note(context.WithoutCancel(ctx), func(l *Ledger) { l.record(o.Channel.Name).News[n.Key].Mark = mark })
	}
	thread, err := sender.Send(ctx, m)
	state, problem := Sent, ""
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		problem, err = refused.Text, nil
	case errors.Is(err, ErrDoubt):
		state, problem = Sending, err.Error()
	case err != nil:
		state, problem = Failed, err.Error()
	}
	// What has happened must be noted even if the run is interrupted.
	nerr := book.note(context.WithoutCancel(ctx), func(l *Ledger) {
		rec := l.record(o.Channel.Name)
		d := rec.set(n, state, r.Now(), problem)
		if state == Sending {
			d.Tried-- // the same try
		}
		if err == nil && thread.Root != "" {
			if rec.Threads == nil {
				rec.Threads = map[string]Thread{}
			}
			thread.At = r.Now().UTC().Truncate(time.Second)
			rec.Threads[n.Incident.ID] = thread
		}
	})
	if err != nil && nerr != nil {
		return fmt.Errorf("%w; %w", err, nerr)
	}
	if refused != nil && nerr == nil {
		return refused
	}
	return errors.Join(err, nerr)
}
