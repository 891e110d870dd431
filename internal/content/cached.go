package content

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"sync"

	"statuary/internal/buildcache"
	"statuary/internal/fingerprint"
	"statuary/internal/fswalk"
	"statuary/internal/incident"
)

// seen is the state of a file when an earlier build read it.
type seen struct {
	size, modified int64 // modified in nanoseconds since 1970
	inode          uint64
	digest         [sha256.Size]byte // of its content
}

// cached reads incidents from the cache of an earlier build.
type cached struct {
	*buildcache.Cache
	parser *incident.Parser
	old    map[string]seen
}

// filesKey is the key of the table of files.
var filesKey = fingerprint.Bytes([]byte("files"))

// newCached returns what a cache has of the files of content/. Without a cache, it returns nil.
func newCached(c *buildcache.Cache, p *incident.Parser) *cached {
	if c == nil {
		return nil
	}
	k := &cached{Cache: c, parser: p, old: map[string]seen{}}
	text, _ := c.Get(filesKey)
	for table := []byte(text); len(table) > 0; {
		n, used := binary.Uvarint(table)
		if used <= 0 || n > uint64(len(table)-used) {
			break
		}
		table = table[used:]
		name := string(table[:n])
		table = table[n:]
		var s seen
		var number [3]uint64
		for i := range number {
			number[i], used = binary.Uvarint(table)
			table = table[max(0, used):]
		}
		if len(table) < len(s.digest) {
			break
		}
		s.size, s.modified, s.inode = int64(number[0]), int64(number[1]), number[2]
		table = table[copy(s.digest[:], table):]
		k.old[name] = s
	}
	return k
}

// save puts the table of files into the cache. Of a file that was changed just before it was read,
// later builds read the content again, since it may have been changed once more within the same tick
// of the file system's clock.
func (k *cached) save(files []*parsed) {
	if k == nil {
		return
	}
	var b []byte
	for _, r := range files {
		if r.digest == ([sha256.Size]byte{}) {
			continue // it was not read, or is a page
		}
		modified := r.info.ModTime().UnixNano()
		if r.readAt.Sub(r.info.ModTime()) <= clockGrain {
			modified = 0
		}
		b = append(binary.AppendUvarint(b, uint64(len(r.path))), r.path...)
		for _, n := range []uint64{uint64(r.info.Size()), uint64(modified), fswalk.Inode(r.info)} {
			b = binary.AppendUvarint(b, n)
		}
		b = append(b, r.digest[:]...)
	}
	k.Put(filesKey, b)
}

// unchanged returns the digest of a file that has certainly not changed since an earlier build read
// it.
func (k *cached) unchanged(r *parsed) (digest [sha256.Size]byte, ok bool) {
	s, ok := k.old[r.path]
	inode, modified := fswalk.Inode(r.info), r.info.ModTime()
	if !ok || inode == 0 || inode != s.inode || r.info.Size() != s.size || modified.UnixNano() != s.modified || s.modified == 0 {
		return digest, false
	}
	return s.digest, true
}

func (k *cached) key(r *parsed) fingerprint.Sum {
	return fingerprint.Bytes(append([]byte("incident\x00"+k.parser.Key()+"\x00"+r.path+"\x00"), r.digest[:]...))
}

// read fills in the incident of a file from the cache, and reports whether it could. If not, src is
// the content of the file, unless err is set.
func (k *cached) read(site fs.FS, r *parsed) (src []byte, ok bool, err error) {
	var known bool
	if r.digest, known = k.unchanged(r); !known {
		if src, err = fs.ReadFile(site, r.path); err != nil {
			return nil, false, err
		}
		r.digest = sha256.Sum256(src)
	}
	r.sum = k.key(r)
	if data, found := k.Get(r.sum); found {
		if r.incident, err = k.parser.Decode(data); err == nil {
			return nil, true, nil
		}
	}
	if src == nil {
		src, err = fs.ReadFile(site, r.path)
	}
	return src, false, err
}

// encoded holds buffers for keep.
var encoded = sync.Pool{New: func() any { return new([]byte) }}

// keep puts the result of parsing a file into the cache, if there is nothing to report about it.
func (k *cached) keep(r *parsed) {
	if r.incident == nil || len(r.problems) > 0 {
		return
	}
	buf := encoded.Get().(*[]byte)
	defer encoded.Put(buf)
	var ok bool
	if *buf, ok = r.incident.AppendBinary((*buf)[:0]); ok {
		k.Put(r.sum, *buf)
	}
}
