package publish

import (
	"errors"
	"os"
	"runtime"
	"sync"

	"statuary/internal/fault"
)

// Spool stores files in one temporary file until they can be sent. Sending begins when all files
// are made, and a site may be larger than the memory. A Spool is safe for use by several
// goroutines.
type Spool struct {
	file     *os.File
	mu       sync.Mutex
	end      int64
	unlinked bool // the file has no name any more
	at       map[string]span
}

type span struct{ from, size int64 }

// Add stores a file.
func (s *Spool) Add(f File) error {
	s.mu.Lock()
	if s.file == nil {
		file, err := os.CreateTemp("", "statuary-publish-")
		if err != nil {
			s.mu.Unlock()
			return err
		}
		// Without its name, nothing is left if the program is killed. Windows keeps names of open files.
		s.unlinked = runtime.GOOS != "windows" && os.Remove(file.Name()) == nil
		s.file, s.at = file, map[string]span{}
	}
	at := span{s.end, int64(len(f.Data))}
	s.end += at.size
	s.at[f.Path] = at
	s.mu.Unlock()
	if err := fault.Before("write"); err != nil {
		return err
	}
	_, err := s.file.WriteAt(f.Data, at.from)
	return err
}

// Has reports whether a path was added.
func (s *Spool) Has(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.at[path]
	return ok
}

// Read returns the content of a file.
func (s *Spool) Read(path string) ([]byte, error) {
	s.mu.Lock()
	at, ok := s.at[path]
	s.mu.Unlock()
	if !ok {
		return nil, &os.PathError{Op: "read", Path: path, Err: os.ErrNotExist}
	}
	data := make([]byte, at.size)
	if at.size == 0 {
		return data, nil
	}
	_, err := s.file.ReadAt(data, at.from)
	return data, err
}

// Close deletes the temporary file.
func (s *Spool) Close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if !s.unlinked {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
