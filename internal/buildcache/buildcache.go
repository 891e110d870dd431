// Package buildcache keeps results of one build for the next, in a file. A result is found by the
// digest of all that it depends on, so it is never out of date, and losing the file costs nothing
// but time. The file has a checksum: a damaged one, or one of another program, is not used.
package buildcache

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"sync"

	"statuary/internal/fingerprint"
)

// Cache is the results of one build. A nil Cache keeps nothing. It is safe for use by several
// goroutines.
type Cache struct {
	file    string
	program string
	old     map[fingerprint.Sum][]byte // of the build before

	mu      sync.Mutex
	now     map[fingerprint.Sum][]byte // of this build
	changed bool                       // now has results that old does not
}

// Open reads the cache in a file, which need not exist. Program identifies the program that writes
// and reads it.
func Open(file, program string) *Cache {
	c := &Cache{file: file, program: program, now: map[fingerprint.Sum][]byte{}}
	data, _ := os.ReadFile(file) // without it, the cache is empty
	c.old = parse(data, program)
	return c
}

// Get returns the result with a key. It must not be changed.
func (c *Cache) Get(key fingerprint.Sum) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	data, ok := c.old[key]
	if ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.now[key] = data
	}
	return data, ok
}

// Put adds a result, which must not be changed afterwards.
func (c *Cache) Put(key fingerprint.Sum, data []byte) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.old[key]; !ok || !bytes.Equal(old, data) {
		c.changed = true
	}
	c.now[key] = data
}

// Save writes the results that were put or found since Open; others are no longer needed. It does
// not wait for the disk.
func (c *Cache) Save() error {
	if c == nil || !c.changed && len(c.now) == len(c.old) {
		return nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(c.file), "build-*.tmp")
	if err != nil {
		return err
	}
	err = c.write(tmp)
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), c.file)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	return err
}

// magic begins the file. The form of the file is part of the program, whose sum follows.
const magic = "statuary build cache\n"

// write writes the file: magic, the checksum of the rest, the program, and the results, each with its
// key and length.
func (c *Cache) write(w io.WriteSeeker) error {
	h := sha256.New()
	buf := bufio.NewWriterSize(io.MultiWriter(w, h), 1<<16)
	if _, err := w.Write(make([]byte, len(magic)+sha256.Size)); err != nil {
		return err
	}
	var head []byte
	head = binary.AppendUvarint(head, uint64(len(c.program)))
	head = append(head, c.program...)
	if _, err := buf.Write(head); err != nil {
		return err
	}
	var length [binary.MaxVarintLen64]byte
	for key, data := range c.now {
		_, err := buf.Write(key[:])
		if err == nil {
			_, err = buf.Write(binary.AppendUvarint(length[:0], uint64(len(data))))
		}
		if err == nil {
			_, err = buf.Write(data)
		}
		if err != nil {
			return err
		}
	}
	if err := buf.Flush(); err != nil {
		return err
	}
	if _, err := w.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := w.Write(h.Sum([]byte(magic)))
	return err
}

// parse returns the results in a file, or none if it is damaged or of another program.
func parse(data []byte, program string) map[fingerprint.Sum][]byte {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(rest) < sha256.Size {
		return nil
	}
	sum, rest := rest[:sha256.Size], rest[sha256.Size:]
	if actual := sha256.Sum256(rest); !bytes.Equal(sum, actual[:]) {
		return nil
	}
	name, rest, ok := cut(rest)
	if !ok || string(name) != program {
		return nil
	}
	results := map[fingerprint.Sum][]byte{}
	for len(rest) > 0 {
		var key fingerprint.Sum
		if len(rest) < len(key) {
			return nil
		}
		copy(key[:], rest)
		if results[key], rest, ok = cut(rest[len(key):]); !ok {
			return nil
		}
	}
	return results
}

// cut splits off a part that begins with its length.
func cut(data []byte) (part, rest []byte, ok bool) {
	n, used := binary.Uvarint(data)
	if used <= 0 || n > uint64(len(data)-used) {
		return nil, nil, false
	}
	data = data[used:]
	return data[:n:n], data[n:], true
}
