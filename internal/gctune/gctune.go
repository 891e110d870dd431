// Package gctune sets when the garbage collector runs.
package gctune

import (
	"bytes"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
)

const (
	// smallHeap is the size up to which the heap may grow regardless of how little of it is in
	// use. Most sites are built within it, with a few collections or none.
	smallHeap = 64 << 20

	// A larger heap may grow by one and a half times what is in use, up to this. A site with some thousand
	// incidents would be collected again and again while it is read.
	leastGrowth = 56 << 20

	// A very large heap may grow by this part of what is in use, in percent. At 10,000 incidents, a
	// build has 262 MB at most, and with 75 and 64 MB it has 300 MB and takes 5% less CPU.
	leastPercent = 50

	// The runtime starts with a heap of 4 MB.
	mostPercent = smallHeap / (4 << 20) * 100
)

// Start makes the garbage collector run less often while the heap is small, and a little more often
// when it is large. In a container, the heap stays below the container's limit as long as that is
// possible. Settings of the user, GOGC and GOMEMLIMIT, take precedence.
func Start() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	small := int64(smallHeap)
	if limit := containerLimit(); limit > 0 {
		small = min(small, limit/4)
		debug.SetMemoryLimit(limit / 10 * 9)
	}
	debug.SetGCPercent(gcPercent(0, small))
	afterEachGC(func() {
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(sample)
		debug.SetGCPercent(gcPercent(int64(sample[0].Value.Uint64()), small))
	})
}

// gcPercent returns by how much the heap may grow, in percent of its live part: to the given size, and
// by leastPercent, and by leastGrowth or one and a half times the live part, whichever is less.
func gcPercent(live, size int64) int {
	if live == 0 {
		live = 4 << 20 // the runtime multiplies the percentage by this at the start
		size += live
	}
	growth := max(size-live, min(leastGrowth, live*3/2))
	return int(min(max(growth*100/live, leastPercent), mostPercent))
}

// afterEachGC calls f after each garbage collection, from another goroutine.
func afterEachGC(f func()) {
	type sentinel struct{ _ *byte }
	var again func(*sentinel)
	again = func(s *sentinel) {
		f()
		runtime.SetFinalizer(s, again)
	}
	runtime.SetFinalizer(&sentinel{}, again)
}

// worthwhile is how many bytes must have been allocated since the last collection for another one while nothing is
// going on.
const worthwhile = 32 << 20

// Idle collects garbage if there is much, so that it is not collected soon, when somebody waits.
func Idle() {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[1].Value.Uint64() > sample[0].Value.Uint64()+worthwhile {
		runtime.GC()
	}
}

// containerLimit returns the memory limit of the container that the process runs in, or 0 if
// there is none.
func containerLimit() int64 {
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		// Version 2 writes "max" and version 1 a number beyond any memory if there is no limit.
		if limit, err := strconv.ParseInt(string(bytes.TrimSpace(data)), 10, 64); err == nil && limit < 1<<50 {
			return limit
		}
	}
	return 0
}
