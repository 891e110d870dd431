package publish

import (
	"errors"
	"os"
	"sync"
)

// Spool keeps files until they can be sent, in one temporary file: a site may
// be larger than memory, and there can be no sending before all of it is made.
// It is safe for several goroutines.
type Spool struct {
	file *os.File
	mu   sync.Mutex
	end  int64
	at   map[string]span
}

type span struct{ from, size int64 }

// Add keeps a file.
func (s *Spool) Add(f File) error {
	s.mu.Lock()
	if s.file == nil {
		file, err := os.CreateTemp("", "statuary-publish-")
		if err != nil {
			s.mu.Unlock()
			return err
		}
		s.file, s.at = file, map[string]span{}
	}
	at := span{s.end, int64(len(f.Data))}
	s.end += at.size
	s.at[f.Path] = at
	s.mu.Unlock()
	_, err := s.file.WriteAt(f.Data, at.from)
	return err
}

// Has is true for a path that was added.
func (s *Spool) Has(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.at[path]
	return ok
}

// Read gives a file's content.
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
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}
