package buildcache

import (
	"bufio"
	"encoding/binary"
	"hash/crc32"
	"io"
	"math"
	"os"

	"statuary/internal/atomicfile"
	"statuary/internal/fault"
	"statuary/internal/fingerprint"
)

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
