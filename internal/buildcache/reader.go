package buildcache

import (
	"hash/crc32"
	"os"
	"slices"
	"sync"

	"statuary/internal/fingerprint"
)

// reader reads the results of a file. A nil reader has none.
type reader struct {
	program program
	entries []entry // in the order of the file
	index   map[fingerprint.Sum]int

	mu      sync.Mutex
	file    *os.File // nil when closed
	windows []window
	recent  [2]int // windows that have been read, the last one first; others are forgotten
	buf     []byte // for read
}

// window is some results that are neighbours in the file, and are read at once. Builds need most results, roughly
// in the order in which the build before wrote them, and a large read takes a tenth of the time of many small ones.
type window struct {
	from, to int    // of entries
	data     string // from the place of the first; empty until it is read
	damaged  []bool // by entry
}

// windowSize is the most bytes of a window with several results.
const windowSize = 256 << 10

// windowsOf divides entries into windows.
func windowsOf(entries []entry) []window {
	var list []window
	for n, e := range entries {
		last := len(list) - 1
		if last < 0 || e.end()-entries[list[last].from].at > windowSize {
			list = append(list, window{from: n})
			last++
		}
		list[last].to = n + 1
	}
	return list
}

// openReader opens the results in a file. It returns nil if there is no file, or if it is damaged.
func openReader(name string) *reader {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	r := &reader{file: f}
	if r.program, r.entries, err = readIndex(f); err != nil {
		_ = f.Close()
		return nil
	}
	r.index = make(map[fingerprint.Sum]int, len(r.entries))
	for n, e := range r.entries {
		r.index[e.key] = n
	}
	r.windows = windowsOf(r.entries)
	return r
}

// get returns a result, unless it is damaged.
func (r *reader) get(key fingerprint.Sum) (string, bool) {
	if r == nil {
		return "", false
	}
	n, ok := r.index[key]
	if !ok {
		return "", false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file == nil {
		return "", false
	}
	k, found := slices.BinarySearchFunc(r.windows, n, func(w window, n int) int { return w.from - n })
	if !found {
		k--
	}
	if !r.read(k) {
		return "", false
	}
	w := &r.windows[k]
	from := r.entries[w.from].at
	return w.data[r.entries[n].at-from : r.entries[n].end()-from], !w.damaged[n-w.from]
}

// read makes sure that a window has been read, and reports whether it could.
func (r *reader) read(k int) bool {
	w := &r.windows[k]
	if w.damaged != nil {
		return true
	}
	at, end := r.entries[w.from].at, r.entries[w.to-1].end()
	if int64(cap(r.buf)) < end-at {
		r.buf = make([]byte, end-at)
	}
	data := r.buf[:end-at]
	if _, err := r.file.ReadAt(data, at); err != nil {
		return false
	}
	w.data, w.damaged = string(data), make([]bool, w.to-w.from)
	for n, e := range r.entries[w.from:w.to] {
		w.damaged[n] = crc32.Checksum(data[e.at-at:e.end()-at], checksums) != e.sum
	}
	old := r.recent[1]
	r.recent = [2]int{k, r.recent[0]}
	if old != k && old != r.recent[1] {
		r.windows[old].data, r.windows[old].damaged = "", nil
	}
	return true
}

func (r *reader) len() int {
	if r == nil {
		return 0
	}
	return len(r.entries)
}

func (r *reader) close() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file != nil {
		_ = r.file.Close() // it was only read
		r.file, r.windows, r.buf = nil, nil, nil
	}
}
