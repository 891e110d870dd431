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
	"statuary/internal/varint"
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
	sum    fingerprint.Sum // of what the parser's results depend on
	old    map[string]seen
}

// seenSize is roughly how many bytes of the table of files a file takes.
const seenSize = 100

// filesKey is the key of the table of files.
var filesKey = fingerprint.Bytes([]byte("files"))

// newCached returns what a cache has of the files of content/. Without a cache, it returns nil.
func newCached(c *buildcache.Cache, p *incident.Parser) *cached {
	if c == nil {
		return nil
	}
	text, _ := c.Get(filesKey)
	k := &cached{Cache: c, parser: p, sum: fingerprint.Bytes([]byte(p.Key())), old: make(map[string]seen, len(text)/seenSize)}
	for d := varint.NewReader(text); d.More(); {
		name := d.Text()
		s := seen{size: int64(d.Uint()), modified: int64(d.Uint()), inode: d.Uint()}
		if copy(s.digest[:], d.Text()) < len(s.digest) {
			break
		}
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
	b := make([]byte, 0, len(files)*seenSize)
	for _, r := range files {
		if r.digest == ([sha256.Size]byte{}) {
			continue // it was not read, or is a page
		}
		modified := r.info.ModTime().UnixNano()
		if r.readAt.Sub(r.info.ModTime()) <= clockGrain {
			modified = 0
		}
		b = varint.AppendText(b, r.path)
		for _, n := range []uint64{uint64(r.info.Size()), uint64(modified), fswalk.Inode(r.info)} {
			b = binary.AppendUvarint(b, n)
		}
		b = varint.AppendText(b, string(r.digest[:]))
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
	b := make([]byte, 0, 256)
	b = append(append(b, "incident\x00"...), k.sum[:]...)
	b = append(append(b, r.digest[:]...), r.path...)
	return fingerprint.Bytes(b)
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
