// Package buildcache keeps results of one build for the next, in a file. A result is found by the
// digest of all that it depends on, so it is never out of date, and losing the file costs nothing
// but time. Results have checksums: one that is damaged, or of another program, is not used.
//
// Memory holds only the places of results. They are written as they are put, and read when they are
// needed.
package buildcache

import (
	"path/filepath"
	"sync"

	"statuary/internal/atomicfile"
	"statuary/internal/fingerprint"
)

// Cache is the results of one build: the ones that the build before kept, and the ones for the next. A nil
// Cache keeps nothing. It is safe for use by several goroutines.
type Cache struct {
	file    string
	program program
	old     *reader // nil if there are none, or after Close

	mu     sync.Mutex
	used   map[fingerprint.Sum]bool // results of the build before that this one needed
	next   *writer                  // nil until a result is put
	made   bool                     // next was put into a new folder
	err    error                    // the first of next
	closed bool
}

// Open opens the cache of the running program in a file, which need not exist.
func Open(file string) *Cache { return open(file, running) }

// OpenFor is Open for another program. The name tells programs apart.
func OpenFor(file, name string) *Cache {
	return open(file, func(program) program { return program{digest: name} })
}

// open opens the cache of the program that choose returns, which may be the one that wrote the file.
func open(file string, choose func(program) program) *Cache {
	atomicfile.CleanFolder(filepath.Dir(file))
	old := openReader(file)
	c := &Cache{file: file, old: old, used: map[fingerprint.Sum]bool{}}
	if old != nil {
		c.program = choose(old.program)
	} else {
		c.program = choose(program{})
	}
	if old != nil && old.program.digest != c.program.digest {
		old.close()
		c.old = nil
	}
	return c
}

// Program returns what tells the program apart from others: a digest of its file, or an empty string
// if that can't be read. It is empty for a nil cache.
func (c *Cache) Program() string {
	if c == nil {
		return ""
	}
	return c.program.digest
}

// Get returns the result with a key that the build before kept.
func (c *Cache) Get(key fingerprint.Sum) (string, bool) {
	if c == nil {
		return "", false
	}
	data, ok := c.old.get(key)
	if ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.used[key] = true
	}
	return data, ok
}

// Put keeps a result for the next build. It does not keep the slice.
func (c *Cache) Put(key fingerprint.Sum, data []byte) {
	if c == nil {
		return
	}
	if old, ok := c.Get(key); ok && old == string(data) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.err != nil {
		return
	}
	if c.next == nil {
		if c.next, c.err = c.create(); c.err != nil {
			return
		}
	}
	c.err = c.next.put(key, data)
}

// create creates the file that becomes the cache, and its folder if there is none.
func (c *Cache) create() (*writer, error) {
	dir := filepath.Dir(c.file)
	var err error
	if c.made, err = makeFolder(dir); err != nil {
		return nil, err
	}
	return newWriter(c.file, c.program)
}

// Save keeps the results that were put or found since Open; others are no longer needed. It does not
// wait for the disk. The cache is closed afterwards.
func (c *Cache) Save() error {
	if c == nil {
		return nil
	}
	defer c.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	same := c.next == nil && len(c.used) == c.old.len() && (c.old == nil || c.old.program == c.program)
	if c.closed || c.err != nil || same {
		return c.err
	}
	if c.next == nil {
		if c.next, c.err = c.create(); c.err != nil {
			return c.err
		}
	}
	if c.old != nil {
		err := c.next.copy(c.old, func(key fingerprint.Sum) bool { return c.used[key] && !c.next.has[key] })
		if err != nil {
			return err
		}
	}
	next := c.next
	c.next = nil
	if err := next.finish(); err != nil {
		return err
	}
	c.old.close() // Windows replaces no open file
	c.old = nil
	return next.file.Commit()
}

// Close closes the cache and forgets what was put since Open, unless Save has kept it. A closed cache
// finds and keeps nothing.
func (c *Cache) Close() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.next != nil {
		c.next.discard()
		c.next = nil
		if c.made {
			removeFolder(filepath.Dir(c.file))
		}
	}
	c.old.close()
}
