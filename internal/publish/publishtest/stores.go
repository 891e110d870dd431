package publishtest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"

	"statuary/internal/publish"
)

// RunStore checks an implementation of publish.Store. open returns a store for the same empty place.
func RunStore(t *testing.T, open func() publish.Store) {
	ctx := t.Context()
	if data, version, err := open().Read(ctx); len(data) > 0 || version != "" || err != nil {
		t.Fatalf("an empty store has %q, %q, %v", data, version, err)
	}
	if _, err := open().Write(ctx, []byte("x"), "other"); !errors.Is(err, publish.ErrStoreChanged) {
		t.Errorf("writing a version that is not there: %v", err)
	}
	first, err := open().Write(ctx, []byte("one\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := open().Write(ctx, []byte("two\n"), ""); !errors.Is(err, publish.ErrStoreChanged) {
		t.Errorf("writing again as if there were nothing: %v", err)
	}
	large := bytes.Repeat([]byte("0123456789abcde\n"), 20_000)
	second, err := open().Write(ctx, large, first)
	if err != nil {
		t.Fatal(err)
	}
	if data, version, err := open().Read(ctx); !bytes.Equal(data, large) || version != second || err != nil {
		t.Errorf("read %d bytes of version %q, want version %q: %v", len(data), version, second, err)
	}
	// Of several that write at once, one succeeds.
	var wait sync.WaitGroup
	results := make([]error, 4)
	for n := range results {
		wait.Go(func() { _, results[n] = open().Write(ctx, fmt.Appendf(nil, "writer %d\n", n), second) })
	}
	wait.Wait()
	wrote := -1
	for n, err := range results {
		switch {
		case err == nil && wrote >= 0:
			t.Errorf("writers %d and %d both succeeded", wrote, n)
		case err == nil:
			wrote = n
		case !errors.Is(err, publish.ErrStoreChanged):
			t.Error(err)
		}
	}
	data, _, err := open().Read(ctx)
	if want := fmt.Sprintf("writer %d\n", wrote); string(data) != want || err != nil {
		t.Errorf("read %q, want %q: %v", data, want, err)
	}
}
