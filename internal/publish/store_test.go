package publish_test

import (
	"context"
	"errors"
	"testing"

	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

func TestDirStore(t *testing.T) {
	dir := t.TempDir()
	publishtest.RunStore(t, func() publish.Store { return &publish.DirStore{Dir: dir} })
}

// TestDirStoreLock checks that only one process has the store at a time.
func TestDirStoreLock(t *testing.T) {
	store := &publish.DirStore{Dir: t.TempDir()}
	unlock, err := store.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	waited := false
	if _, err := store.Lock(ctx, func() { waited = true; cancel() }); !errors.Is(err, context.Canceled) || !waited {
		t.Errorf("a second lock: %v, waited %v", err, waited)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	again, err := store.Lock(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = again()
}
