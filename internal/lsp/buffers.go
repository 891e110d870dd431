package lsp

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// buffers are the texts of the files that are open in the editor, saved or not.
type buffers struct {
	mu    sync.Mutex
	texts map[string]buffer // by path in the site
}

type buffer struct {
	name string
	data []byte
	at   time.Time
}

func (b *buffers) set(name, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.texts[name] = buffer{path.Base(name), []byte(text), time.Now()}
}

func (b *buffers) drop(name string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.texts, name)
}

func (b *buffers) get(name string) (buffer, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, ok := b.texts[name]
	return text, ok
}

// overlay returns a file system in which the buffers replace the files of a folder. A
// buffer in a folder that does not exist yet is not in it.
func (b *buffers) overlay(under fs.FS) fs.FS { return overlay{b, under} }

type overlay struct {
	*buffers
	under fs.FS
}

func (o overlay) Open(name string) (fs.File, error) {
	if text, ok := o.get(name); ok {
		return file{bytes.NewReader(text.data), text}, nil
	}
	return o.under.Open(name)
}

func (o overlay) ReadFile(name string) ([]byte, error) {
	if text, ok := o.get(name); ok {
		return bytes.Clone(text.data), nil
	}
	return fs.ReadFile(o.under, name)
}

func (o overlay) Stat(name string) (fs.FileInfo, error) {
	if text, ok := o.get(name); ok {
		return text, nil
	}
	return fs.Stat(o.under, name)
}

func (o overlay) Lstat(name string) (fs.FileInfo, error) {
	if text, ok := o.get(name); ok {
		return text, nil
	}
	return fs.Lstat(o.under, name)
}

func (o overlay) ReadLink(name string) (string, error) { return fs.ReadLink(o.under, name) }

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(o.under, name)
	if err != nil {
		return list, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for at, text := range o.texts {
		if path.Dir(at) != name {
			continue
		}
		entry := fs.FileInfoToDirEntry(text)
		i, found := slices.BinarySearchFunc(list, text.name, func(e fs.DirEntry, name string) int { return strings.Compare(e.Name(), name) })
		if found {
			list[i] = entry
		} else {
			list = slices.Insert(list, i, entry)
		}
	}
	return list, nil
}

// Name and the other methods implement fs.FileInfo and fs.DirEntry: a buffer describes
// itself.
func (b buffer) Name() string       { return b.name }
func (b buffer) Size() int64        { return int64(len(b.data)) }
func (b buffer) Mode() fs.FileMode  { return 0o644 }
func (b buffer) ModTime() time.Time { return b.at }
func (b buffer) IsDir() bool        { return false }
func (b buffer) Sys() any           { return nil }

// file is a buffer that has been opened for reading.
type file struct {
	*bytes.Reader
	buffer buffer
}

func (f file) Stat() (fs.FileInfo, error) { return f.buffer, nil }
func (f file) Close() error               { return nil }
