package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"statuary/internal/atomicfile"
)

// Memory remembers which versions the files of a target are, in a file next to the site. The target
// itself has their digests, so that a file is only known if nobody has changed it there, and losing
// the memory costs nothing but time. A nil Memory remembers nothing.
type Memory struct {
	file string
	old  map[string]remembered

	mu  sync.Mutex
	now map[string]remembered
}

// remembered is a file of a target.
type remembered struct {
	version, sum string
	size         int64
}

// memoryHead is the first line of the file. Another program may have another form.
const memoryHead = "statuary published 1"

// OpenMemory reads what was remembered in a file, which need not exist.
func OpenMemory(file string) *Memory {
	m := &Memory{file: file, now: map[string]remembered{}}
	data, _ := os.ReadFile(file) // without it, nothing is remembered
	head, rest, _ := strings.Cut(string(data), "\n")
	if head != memoryHead {
		return m
	}
	m.old = make(map[string]remembered, strings.Count(rest, "\n"))
	for line := range strings.Lines(rest) {
		line, whole := strings.CutSuffix(line, "\n")
		version, line, _ := strings.Cut(line, " ")
		sum, line, _ := strings.Cut(line, " ")
		size, path, ok := strings.Cut(line, " ")
		if n, err := strconv.ParseInt(size, 10, 64); ok && whole && err == nil {
			m.old[path] = remembered{version, sum, n}
		}
	}
	return m
}

// Has reports whether the file of a target whose digest is sum has a version, and returns its size.
func (m *Memory) Has(path, version, sum string) (size int64, ok bool) {
	if m == nil || sum == "" {
		return 0, false
	}
	r, ok := m.old[path]
	if !ok || r.version != version || r.sum != sum {
		return 0, false
	}
	m.set(path, r)
	return r.size, true
}

// Set remembers a file that has been put. Without a version, it does nothing.
func (m *Memory) Set(path, version, sum string, size int) {
	if m != nil && version != "" {
		m.set(path, remembered{version, sum, int64(size)})
	}
}

func (m *Memory) set(path string, r remembered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now[path] = r
}

// Save writes what is remembered of the files with the paths given.
func (m *Memory) Save(paths []string) error {
	if m == nil {
		return nil
	}
	var b bytes.Buffer
	b.WriteString(memoryHead + "\n")
	for _, path := range paths {
		if r, ok := m.now[path]; ok && !strings.Contains(path, "\n") {
			fmt.Fprintf(&b, "%s %s %d %s\n", r.version, r.sum, r.size, path)
		}
	}
	if err := os.MkdirAll(filepath.Dir(m.file), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return atomicfile.Write(m.file, b.Bytes(), 0o644)
}
