package follow

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"statuary/internal/builder"
	"statuary/internal/diag"
)

// testClock is a clock that the test sets. It keeps one pending timer, since the loop waits for one
// thing at a time.
type testClock struct {
	mu      sync.Mutex
	now     time.Time
	timer   chan time.Time
	pending chan time.Duration // durations of the timers that were started
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = make(chan time.Time, 1)
	c.pending <- d
	return c.timer
}

// pass moves the clock to a time and lets the last timer end.
func (c *testClock) pass(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = to
	c.timer <- to
}

// followed is a loop over a site whose builds do what the test says.
type followed struct {
	*testing.T
	*testClock
	outcome func() (time.Time, error) // of the next build: when the clock changes the site
	events  chan string
	dir     string
}

func (f *followed) Built(_ *builder.Result, _ string, _ time.Duration, reason string) {
	f.events <- "built (" + reason + ")"
}
func (f *followed) Problems(list diag.List) { f.events <- "problems: " + list.Error() }
func (f *followed) Failed(err error)        { f.events <- "failed: " + err.Error() }

func follow(t *testing.T, outcome func() (time.Time, error)) *followed {
	f := &followed{
		T: t, testClock: &testClock{now: noon, pending: make(chan time.Duration, 100)}, outcome: outcome, events: make(chan string, 100), dir: t.TempDir(),
	}
	if err := os.WriteFile(filepath.Join(f.dir, "config.toml"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	folder, err := OpenFolder(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	loop := &Loop{Folder: folder, Builder: builder.New(builder.Options{Site: folder.FS()}), Log: f, Clock: f.testClock, Build: func(context.Context) (*builder.Result, string, error) {
		f.mu.Lock()
		outcome := f.outcome
		f.mu.Unlock()
		next, err := outcome()
		f.events <- "build"
		return &builder.Result{Next: next}, "", err
	}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- loop.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		folder.Close()
	})
	return f
}

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func (f *followed) set(outcome func() (time.Time, error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.outcome = outcome
}

// expect waits for events, and then for the timer that the loop starts.
func (f *followed) expect(pause time.Duration, events ...string) {
	f.Helper()
	for _, want := range events {
		if got := <-f.events; got != want {
			f.Fatalf("got %q, want %q", got, want)
		}
	}
	if got := <-f.pending; got != pause {
		f.Fatalf("the loop waits for %v, want %v", got, pause)
	}
}

func succeed(next time.Time) func() (time.Time, error) {
	return func() (time.Time, error) { return next, nil }
}

func fail(text string) func() (time.Time, error) {
	return func() (time.Time, error) { return time.Time{}, errors.New(text) }
}

// A failed build is repeated with growing pauses, and reported once. What the clock changes meanwhile
// is built when it is due.
func TestRetry(t *testing.T) {
	next := noon.Add(40 * time.Second)
	f := follow(t, succeed(next))
	f.expect(40*time.Second, "build", "built ()")
	f.set(fail("no space left on device"))
	at := next
	f.pass(at)
	f.expect(time.Second, "build", "failed: no space left on device")
	for _, pause := range []int{2, 4, 8, 16, 32} {
		at = at.Add(time.Duration(pause) * time.Second / 2)
		f.pass(at)
		f.expect(time.Duration(pause)*time.Second, "build")
	}
	// Another failure is reported, and the clock is followed once it is known again.
	at = at.Add(32 * time.Second)
	next = at.Add(time.Second)
	f.set(func() (time.Time, error) { return next, diag.List{{Text: "bad"}} })
	f.pass(at)
	f.expect(time.Second, "build", "problems: bad")
	f.set(succeed(next.Add(time.Hour)))
	f.pass(next)
	f.expect(time.Minute, "build", "built (the clock)")
	for n := range 59 {
		f.pass(next.Add(time.Duration(n+1) * time.Minute))
		f.expect(time.Minute)
	}
	f.pass(next.Add(time.Hour))
	<-f.events
}

// The pauses do not grow for ever, and end with the failure.
func TestLongestPause(t *testing.T) {
	f := follow(t, fail("x"))
	f.expect(time.Second, "build", "failed: x")
	at, pause := noon, time.Second
	for range 100 {
		for left := pause; left > 0; left -= time.Minute {
			at = at.Add(min(left, time.Minute))
			f.pass(at)
			if left > time.Minute {
				f.expect(min(left-time.Minute, time.Minute))
			}
		}
		pause = min(2*pause, longestPause)
		f.expect(min(pause, time.Minute), "build")
	}
	f.set(succeed(time.Time{}))
	f.pass(at.Add(longestPause))
	f.expect(time.Minute, "build", "built (trying again)")
	f.set(fail("x"))
	// A change of a file is built at once, and its failure is reported although it is the same.
	for n := range 2 {
		tmp := filepath.Join(f.dir, ".tmp") // renamed, so that it is one change
		if err := errors.Join(os.WriteFile(tmp, fmt.Append(nil, n), 0o644), os.Rename(tmp, filepath.Join(f.dir, "config.toml"))); err != nil {
			t.Fatal(err)
		}
		f.expect(time.Duration(n+1)*time.Second, "build", "failed: x")
	}
}

// A clock that is set forward makes builds due, and one that is set back makes the site of the future
// be built again.
func TestClockIsSet(t *testing.T) {
	f := follow(t, succeed(noon.Add(10*time.Hour)))
	f.expect(time.Minute, "build", "built ()")
	f.set(succeed(noon.AddDate(4, 0, 1)))
	f.pass(noon.AddDate(4, 0, 0)) // as on a machine without a battery, until it hears from a time server
	f.expect(time.Minute, "build", "built (the clock)")
	f.set(succeed(noon.Add(10 * time.Hour)))
	f.pass(noon)
	f.expect(time.Minute, "build", "built (the clock)")
	f.pass(noon.Add(time.Minute))
	f.expect(time.Minute)
}
