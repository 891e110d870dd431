package follow

import (
	"context"
	"sync"
	"time"
)

const (
	// settle is how long nothing must have happened before a site is shown that was planned early: editors
	// write a file in several steps.
	settle = 50 * time.Millisecond

	// early is how long nothing must have happened before such a site is planned.
	early = 10 * time.Millisecond

	// longestHold is how long sites are held back if there is always something happening.
	longestHold = 500 * time.Millisecond
)

// settling records what happens in the folder. It is safe for use by several goroutines.
type settling struct {
	mu     sync.Mutex
	events int           // counts them
	last   time.Time     // when the last one was
	more   chan struct{} // closed at the next one; nil if nobody waits for it
	stop   func()        // stops the running check, so that it is over when the next build begins; may be nil
}

// touched is called for each event.
func (s *settling) touched() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.events++
	s.last = time.Now()
	if s.more != nil {
		close(s.more)
		s.more = nil
	}
	if s.stop != nil {
		s.stop()
	}
}

func (s *settling) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events
}

func (s *settling) onTouch(stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop = stop
}

// wait returns when nothing has happened for the time settle, or earlier if something has happened since the count
// of events was the given one. It reports whether nothing has.
func (s *settling) wait(ctx context.Context, count int) bool {
	s.mu.Lock()
	pause := settle - time.Since(s.last)
	same := s.events == count
	if !same || pause <= 0 {
		s.mu.Unlock()
		return same
	}
	more := make(chan struct{})
	s.more = more
	s.mu.Unlock()
	select {
	case <-more:
		return false
	case <-time.After(pause):
	case <-ctx.Done():
	}
	return true
}

// Settled reports whether Build may show what it has found, and waits until that is known. If it may not, because the
// site is changing, its result is ignored, and it is called again for the change.
func (l *Loop) Settled(ctx context.Context) bool {
	same := l.settling.wait(ctx, l.begun)
	switch {
	case same:
	case l.held.IsZero():
		l.held = time.Now()
		fallthrough
	case time.Since(l.held) < longestHold:
		l.outdated = true
		return false
	}
	l.held = time.Time{}
	return true
}
