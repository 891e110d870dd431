package follow

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"statuary/internal/builder"
)

// A site that changes while it is planned is not shown, and is planned again at once.
func TestOutdated(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("")
	folder, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	f := &followed{T: t, events: make(chan string, 100)}
	loop := &Loop{Folder: folder, Builder: builder.New(builder.Options{Site: folder.FS()}), Log: f, Early: true}
	builds := 0
	loop.Build = func(ctx context.Context) (*builder.Result, string, error) {
		builds++
		if builds == 2 {
			before := loop.settling.count()
			write("# complete")
			for loop.settling.count() == before {
				time.Sleep(time.Millisecond)
			}
		}
		if !loop.Settled(ctx) {
			f.events <- "held back"
			return nil, "", context.Canceled
		}
		f.events <- "shown"
		return &builder.Result{}, "", nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- loop.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		folder.Close()
	}()
	for _, want := range []string{"shown", "built ()"} {
		if got := <-f.events; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	write("# half of")
	if got := <-f.events; got != "held back" {
		t.Fatalf("a site that changed while it was planned is %s", got)
	}
	got := <-f.events
	for got == "held back" { // the system may report the change in several events
		got = <-f.events
	}
	if next := <-f.events; got != "shown" || next != "built (config.toml)" {
		t.Fatalf("after that, got %q and %q", got, next)
	}
}

// A site that never settles is shown now and then.
func TestNeverSettled(t *testing.T) {
	l := &Loop{}
	l.settling.touched()
	if l.Settled(t.Context()) || !l.outdated {
		t.Error("a site that has changed is shown at once")
	}
	l.held = time.Now().Add(-longestHold)
	if !l.Settled(t.Context()) {
		t.Error("a site that does not settle is never shown")
	}
	if !l.held.IsZero() {
		t.Error("the next site is shown at once as well")
	}
}

// An event stops the check, and the wait for the end of changes.
func TestTouched(t *testing.T) {
	var s settling
	stopped := make(chan bool, 1)
	s.onTouch(func() { stopped <- true })
	s.touched()
	if !<-stopped {
		t.Error("the check has not stopped")
	}
	count := s.count()
	s.last = s.last.Add(time.Hour) // so that only the event ends the wait
	go func() {
		for !s.waiting() {
			time.Sleep(time.Millisecond)
		}
		s.touched()
	}()
	if s.wait(t.Context(), count) {
		t.Error("an event during the wait is missed")
	}
}

func (s *settling) waiting() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.more != nil
}
