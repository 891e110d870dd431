package gctune

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// The heap may reach the size for small ones, and beyond it grows by a part of what is in use.
func TestGCPercent(t *testing.T) {
	const mb = 1 << 20
	for live, want := range map[int64]int64{
		0: smallHeap, 8 * mb: smallHeap, 24 * mb: smallHeap, 32 * mb: 80 * mb, 64 * mb: 120 * mb, 100 * mb: 156 * mb, 400 * mb: 600 * mb,
	} {
		percent := int64(gcPercent(live, smallHeap))
		if got := max(live, 4*mb) * (100 + percent) / 100; live > 0 && (got < want-mb || got > want) {
			t.Errorf("live %d MB: %d %%, which is a heap of %d MB, want %d MB", live/mb, percent, got/mb, want/mb)
		}
		if live == 0 && percent != mostPercent {
			t.Errorf("at the start: %d %%, want %d %%", percent, mostPercent)
		}
	}
}

// Garbage is collected while nothing is going on if there is much of it.
func TestIdle(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()
	before := collections()
	Idle()
	if n := collections(); n != before {
		t.Errorf("%d collections without garbage", n-before)
	}
	for range 2 * worthwhile >> 20 {
		garbage = make([]byte, 1<<20)
	}
	before = collections()
	Idle()
	if n := collections(); n == before {
		t.Error("no collection")
	}
}

var garbage []byte

func collections() uint32 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.NumForcedGC
}
