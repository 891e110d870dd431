package buildcache

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"sync"

	"statuary/internal/atomicfile"
	"statuary/internal/fault"
	"statuary/internal/fingerprint"
)

// The file of a cache is the magic, the digest and the stamp of the program with a line each, the results, an
// index of them, and the tail: the place of the index, and the checksum of the lines and the index. A file that
// was cut off has no tail.
const magic = "statuary build cache 3\n"

// checksums is the table of CRC-32C, which processors compute. They find damage. A cryptographic sum
// takes much longer and protects against nobody: who can write the cache can write the site.
var checksums = crc32.MakeTable(crc32.Castagnoli)

// place is where a result is in the file.
type place struct {
	at     int64
	length uint32
	sum    uint32
}

func (p place) end() int64 { return p.at + int64(p.length) }

const (
	placeSize = len(fingerprint.Sum{}) + 8 + 4 + 4 // of an entry of the index
	tailSize  = 8 + 4 + 4                          // where the index is, its entries, its checksum
)

// entry is a result in the file.
type entry struct {
	key fingerprint.Sum
	place
}

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

// head returns the beginning of a file.
func (p program) head() []byte { return []byte(magic + p.digest + "\n" + p.stamp + "\n") }

// maxHead is the most bytes of a head.
const maxHead = 512

// readHead returns the program that wrote a file, and the length of the head.
func readHead(f *os.File) (p program, length int64, err error) {
	buf := make([]byte, maxHead)
	n, err := f.ReadAt(buf, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return p, 0, err
	}
	lines, known := strings.CutPrefix(string(buf[:n]), magic)
	digest, lines, first := strings.Cut(lines, "\n")
	stamp, _, second := strings.Cut(lines, "\n")
	if !known || !first || !second {
		return p, 0, errUnusable
	}
	p = program{digest, stamp}
	return p, int64(len(p.head())), nil
}

// errUnusable is the error of a file that is not a cache, or not a complete one.
var errUnusable = errors.New("not a complete cache")

// readIndex returns the program that wrote a file, and its results.
func readIndex(f *os.File) (p program, entries []entry, err error) {
	info, err := f.Stat()
	if err != nil {
		return p, nil, err
	}
	p, from, err := readHead(f)
	if err != nil {
		return p, nil, err
	}
	var tail [tailSize]byte
	end := info.Size() - tailSize
	if end < from {
		return p, nil, errUnusable
	}
	if _, err := f.ReadAt(tail[:], end); err != nil {
		return p, nil, err
	}
	at, count, sum := int64(binary.LittleEndian.Uint64(tail[:])), int64(binary.LittleEndian.Uint32(tail[8:])), binary.LittleEndian.Uint32(tail[12:])
	if at < from || at+count*int64(placeSize) != end {
		return p, nil, errUnusable
	}
	table := make([]byte, end-at)
	if _, err := f.ReadAt(table, at); err != nil {
		return p, nil, err
	}
	if indexSum(p, table) != sum {
		return p, nil, errUnusable
	}
	entries = make([]entry, 0, count)
	for last := from; len(table) > 0; table = table[placeSize:] {
		key := fingerprint.Sum(table)
		rest := table[len(key):]
		at, length, sum := binary.LittleEndian.Uint64(rest), binary.LittleEndian.Uint32(rest[8:]), binary.LittleEndian.Uint32(rest[12:])
		e := entry{key, place{int64(at), length, sum}}
		if e.at < last || e.end() > end {
			return p, nil, errUnusable
		}
		last = e.end()
		entries = append(entries, e)
	}
	return p, entries, nil
}

// indexSum returns the checksum of the head and the index.
func indexSum(p program, table []byte) uint32 {
	return crc32.Update(crc32.Checksum(p.head(), checksums), checksums, table)
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

// writer writes results to a temporary file.
type writer struct {
	program program
	file    *atomicfile.Temp
	buf     *bufio.Writer
	at      int64
	entries []entry
	has     map[fingerprint.Sum]bool
}

// newWriter creates a file that becomes the file name.
func newWriter(name string, p program) (*writer, error) {
	f, err := atomicfile.NewTemp(name)
	if err != nil {
		return nil, err
	}
	w := &writer{program: p, file: f, buf: bufio.NewWriterSize(f, 1<<16), has: map[fingerprint.Sum]bool{}}
	if err := w.write(p.head()); err != nil {
		w.discard()
		return nil, err
	}
	return w, nil
}

func (w *writer) write(data []byte) error {
	n, err := w.buf.Write(data)
	w.at += int64(n)
	return err
}

func (w *writer) put(key fingerprint.Sum, data []byte) error {
	if len(data) > math.MaxUint32 {
		return nil // not worth keeping
	}
	p := place{w.at, uint32(len(data)), crc32.Checksum(data, checksums)}
	if err := w.write(data); err != nil {
		return err
	}
	w.add(key, p)
	return nil
}

func (w *writer) add(key fingerprint.Sum, p place) {
	w.entries = append(w.entries, entry{key, p})
	w.has[key] = true
}

// copy puts the results of a reader that are wanted, in the order of its file, which is quick to read.
// It copies neighbours together, and leaves it to the next reader to compare their checksums.
func (w *writer) copy(r *reader, wanted func(fingerprint.Sum) bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n := 0; n < len(r.entries); {
		first, from, end := n, r.entries[n].at, r.entries[n].at
		shift := w.at - from
		for ; n < len(r.entries) && r.entries[n].at == end && wanted(r.entries[n].key); n++ {
			e := r.entries[n]
			end = e.end()
			w.add(e.key, place{e.at + shift, e.length, e.sum})
		}
		if n == first {
			n++
			continue
		}
		if err := w.copyBytes(r.file, from, end-from); err != nil {
			return err
		}
	}
	return nil
}

// copyBytes writes a part of a file.
func (w *writer) copyBytes(from *os.File, at, count int64) error {
	if _, err := from.Seek(at, io.SeekStart); err != nil {
		return err
	}
	// With an empty buffer, the system copies from file to file.
	if err := w.buf.Flush(); err != nil {
		return err
	}
	n, err := io.CopyN(w.buf, from, count)
	w.at += n
	return err
}

// finish writes index and tail. If it fails, it removes the file.
func (w *writer) finish() (err error) {
	defer func() {
		if err != nil {
			w.discard()
		}
	}()
	at, table := w.at, make([]byte, 0, len(w.entries)*placeSize+tailSize)
	for _, p := range w.entries {
		table = append(table, p.key[:]...)
		table = binary.LittleEndian.AppendUint64(table, uint64(p.at))
		table = binary.LittleEndian.AppendUint32(table, p.length)
		table = binary.LittleEndian.AppendUint32(table, p.sum)
	}
	sum := indexSum(w.program, table)
	table = binary.LittleEndian.AppendUint64(table, uint64(at))
	table = binary.LittleEndian.AppendUint32(table, uint32(len(w.entries)))
	table = binary.LittleEndian.AppendUint32(table, sum)
	if err := w.write(table); err != nil {
		return err
	}
	return fault.Do("write", w.buf.Flush)
}

// discard closes and removes the file.
func (w *writer) discard() { w.file.Discard() }
