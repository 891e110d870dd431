// Package buildcache keeps results of one build for the next, in a file. A result is found by the
// digest of all that it depends on, so it is never out of date, and losing the file costs nothing
// but time. The file has a checksum: a damaged one, or one of another program, is not used.
package buildcache

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"statuary/internal/fingerprint"
)

// Cache is the results of one build. A nil Cache keeps nothing. It is safe for use by several
// goroutines.
type Cache struct {
	file    string
	program string
	old     map[fingerprint.Sum]string // of the build before

	mu      sync.Mutex
	now     map[fingerprint.Sum]string // of this build
	changed bool                       // now has results that old does not
}

// Open reads the cache in a file, which need not exist. Program identifies the program that writes
// and reads it.
func Open(file, program string) *Cache {
	c := &Cache{file: file, program: program, now: map[fingerprint.Sum]string{}}
	f, err := os.Open(file)
	if err != nil {
		return c // it is empty
	}
	defer f.Close()
	c.old = read(f, program)
	return c
}

// Get returns the result with a key.
func (c *Cache) Get(key fingerprint.Sum) (string, bool) {
	if c == nil {
		return "", false
	}
	data, ok := c.old[key]
	if ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.now[key] = data
	}
	return data, ok
}

// Put adds a result.
func (c *Cache) Put(key fingerprint.Sum, data string) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.old[key]; !ok || old != data {
		c.changed = true
	}
	c.now[key] = data
}

// Save writes the results that were put or found since Open; others are no longer needed. It makes
// the file's folder if there is none, and does not wait for the disk.
func (c *Cache) Save() error {
	if c == nil || !c.changed && len(c.now) == len(c.old) {
		return nil
	}
	if err := makeFolder(filepath.Dir(c.file)); err != nil {
		return err
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

// checksums is the table of CRC-32C, which processors compute. A cryptographic sum takes a tenth of
// a build after one edit, and protects against nobody: who can write the cache can write the site.
var checksums = crc32.MakeTable(crc32.Castagnoli)

// write writes the file: magic, the checksum of the rest, the program, and the results, each with its
// key and length.
func (c *Cache) write(w io.WriteSeeker) error {
	h := crc32.New(checksums)
	buf := bufio.NewWriterSize(io.MultiWriter(w, h), 1<<16)
	if _, err := w.Write(make([]byte, len(magic)+crc32.Size)); err != nil {
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
			_, err = buf.WriteString(data)
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

// read returns the results in a file, or none if it is damaged or of another program.
func read(r io.Reader, program string) map[fingerprint.Sum]string {
	var head [len(magic) + crc32.Size]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[:len(magic)]) != magic {
		return nil
	}
	var all strings.Builder
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			all.Grow(int(min(info.Size(), mostGrow)))
		}
	}
	h := crc32.New(checksums)
	if _, err := io.Copy(io.MultiWriter(&all, h), r); err != nil || !bytes.Equal(h.Sum(nil), head[len(magic):]) {
		return nil
	}
	name, rest, ok := cut(all.String())
	if !ok || name != program {
		return nil
	}
	results := map[fingerprint.Sum]string{}
	for rest != "" {
		var key fingerprint.Sum
		if copy(key[:], rest) < len(key) {
			return nil
		}
		if results[key], rest, ok = cut(rest[len(key):]); !ok {
			return nil
		}
	}
	return results
}

// mostGrow is the most memory, in bytes, that is reserved before a file is read.
const mostGrow = 1 << 30

// cut splits off a part that begins with its length.
func cut(data string) (part, rest string, ok bool) {
	var head [binary.MaxVarintLen64]byte
	n, used := binary.Uvarint(head[:copy(head[:], data)])
	if used <= 0 || n > uint64(len(data)-used) {
		return "", "", false
	}
	data = data[used:]
	return data[:n], data[n:], true
}
