package buildcache

import (
	"bufio"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"os"
	"sync"

	"statuary/internal/atomicfile"
	"statuary/internal/fault"
	"statuary/internal/fingerprint"
)

// The file of a cache is the magic, the program, the results, an index of them, and the tail: the
// place of the index and its checksum. A file that was cut off has no tail.
const magic = "statuary build cache 2\n"

// checksums is the table of CRC-32C, which processors compute. They find damage. A cryptographic sum
// takes much longer and protects against nobody: who can write the cache can write the site.
var checksums = crc32.MakeTable(crc32.Castagnoli)

// place is where a result is in the file.
type place struct {
	at     int64
	length uint32
	sum    uint32
}

const (
	placeSize = len(fingerprint.Sum{}) + 8 + 4 + 4 // of an entry of the index
	tailSize  = 8 + 4 + 4                          // where the index is, its entries, its checksum
)

// reader reads the results of a file. A nil reader has none.
type reader struct {
	mu    sync.RWMutex
	file  *os.File // nil when closed
	index map[fingerprint.Sum]place
}

// openReader opens the results in a file. It returns nil if there is no file, if the file is damaged,
// or if another program wrote it.
func openReader(name, program string) *reader {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	index, err := readIndex(f, program)
	if err != nil {
		_ = f.Close()
		return nil
	}
	return &reader{file: f, index: index}
}

// errUnusable says that a file is not a cache of this program.
var errUnusable = errors.New("not a cache of this program")

func readIndex(f *os.File, program string) (map[fingerprint.Sum]place, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	head := make([]byte, len(magic)+len(program)+1)
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, err
	}
	var tail [tailSize]byte
	end := info.Size() - tailSize
	if string(head) != magic+program+"\n" || end < int64(len(head)) {
		return nil, errUnusable
	}
	if _, err := f.ReadAt(tail[:], end); err != nil {
		return nil, err
	}
	at, count, sum := int64(binary.LittleEndian.Uint64(tail[:])), int64(binary.LittleEndian.Uint32(tail[8:])), binary.LittleEndian.Uint32(tail[12:])
	if at < int64(len(head)) || at+count*int64(placeSize) != end {
		return nil, errUnusable
	}
	table := make([]byte, end-at)
	if _, err := f.ReadAt(table, at); err != nil {
		return nil, err
	}
	if crc32.Checksum(table, checksums) != sum {
		return nil, errUnusable
	}
	index := make(map[fingerprint.Sum]place, count)
	for ; len(table) > 0; table = table[placeSize:] {
		key := fingerprint.Sum(table)
		rest := table[len(key):]
		p := place{int64(binary.LittleEndian.Uint64(rest)), binary.LittleEndian.Uint32(rest[8:]), binary.LittleEndian.Uint32(rest[12:])}
		if p.at < int64(len(head)) || p.at+int64(p.length) > at {
			return nil, errUnusable
		}
		index[key] = p
	}
	return index, nil
}

// scratch holds buffers, so that reading a result allocates only its string.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// get returns a result, unless it is damaged.
func (r *reader) get(key fingerprint.Sum) (string, bool) {
	if r == nil {
		return "", false
	}
	p, ok := r.index[key]
	if !ok {
		return "", false
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.file == nil {
		return "", false
	}
	buf := scratch.Get().(*[]byte)
	defer scratch.Put(buf)
	if cap(*buf) < int(p.length) {
		*buf = make([]byte, p.length)
	}
	data := (*buf)[:p.length]
	if _, err := r.file.ReadAt(data, p.at); err != nil || crc32.Checksum(data, checksums) != p.sum {
		return "", false
	}
	return string(data), true
}

func (r *reader) keys() []fingerprint.Sum {
	if r == nil {
		return nil
	}
	return sortedByPlace(r.index)
}

func (r *reader) len() int {
	if r == nil {
		return 0
	}
	return len(r.index)
}

func (r *reader) close() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.file != nil {
		_ = r.file.Close() // it was only read
		r.file = nil
	}
}

// writer writes results to a temporary file.
type writer struct {
	file  *atomicfile.Temp
	buf   *bufio.Writer
	at    int64
	index map[fingerprint.Sum]place
}

// newWriter creates a file that becomes the file name.
func newWriter(name, program string) (*writer, error) {
	f, err := atomicfile.NewTemp(name)
	if err != nil {
		return nil, err
	}
	w := &writer{file: f, buf: bufio.NewWriterSize(f, 1<<16), index: map[fingerprint.Sum]place{}}
	if err := w.write([]byte(magic + program + "\n")); err != nil {
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
	w.index[key] = p
	return nil
}

func (w *writer) has(key fingerprint.Sum) bool {
	_, ok := w.index[key]
	return ok
}

// finish writes index and tail. If it fails, it removes the file.
func (w *writer) finish() (err error) {
	defer func() {
		if err != nil {
			w.discard()
		}
	}()
	at, table := w.at, make([]byte, 0, len(w.index)*placeSize+tailSize)
	for _, key := range sortedByPlace(w.index) {
		p := w.index[key]
		table = append(table, key[:]...)
		table = binary.LittleEndian.AppendUint64(table, uint64(p.at))
		table = binary.LittleEndian.AppendUint32(table, p.length)
		table = binary.LittleEndian.AppendUint32(table, p.sum)
	}
	sum := crc32.Checksum(table, checksums)
	table = binary.LittleEndian.AppendUint64(table, uint64(at))
	table = binary.LittleEndian.AppendUint32(table, uint32(len(w.index)))
	table = binary.LittleEndian.AppendUint32(table, sum)
	if err := w.write(table); err != nil {
		return err
	}
	return fault.Do("write", w.buf.Flush)
}

// discard closes and removes the file.
func (w *writer) discard() { w.file.Discard() }
