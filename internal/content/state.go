package content

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
	"time"

	"golang.org/x/sync/errgroup"

	"statuary/internal/diag"
	"statuary/internal/fingerprint"
	"statuary/internal/fswalk"
	"statuary/internal/incident"
)

// listing is the files below content/.
type listing struct {
	files    []file
	problems diag.List
	err      error
}

func listFiles(site fs.FS) *listing {
	l := &listing{}
	l.problems, l.err = walk(site, func(f file) { l.files = append(l.files, f) })
	return l
}

// State returns a digest of the files below content/, for comparison with [Content.State]. It reads
// only those that have changed since the build before. The sum is zero if there is no cache, or if a
// file can't be read. The next Load reads the files that State found.
func (l *Loader) State(site fs.FS, parser *incident.Parser) fingerprint.Sum {
	if l.Cache == nil {
		return fingerprint.Sum{}
	}
	l.cached = newCached(l.Cache, parser)
	l.listing = listFiles(site)
	if l.listing.err != nil || len(l.listing.problems) > 0 {
		return fingerprint.Sum{}
	}
	var texts []*parsed
	var others []file
	var g errgroup.Group
	g.SetLimit(max(1, l.Jobs))
	for _, f := range l.listing.files {
		if f.kind() == "" {
			others = append(others, f)
			continue
		}
		r := &parsed{file: f, readAt: time.Now()}
		texts = append(texts, r)
		var known bool
		if r.digest, known = l.cached.unchanged(r); !known {
			g.Go(func() error {
				src, err := fs.ReadFile(site, r.path)
				if err == nil {
					r.digest = sha256.Sum256(src)
				}
				return nil
			})
		}
	}
	_ = g.Wait() // no function returns an error
	return stateOf(texts, others)
}

// stateOf returns the digest of files. It is zero if the content of one is not known.
func stateOf(texts []*parsed, others []file) fingerprint.Sum {
	b := make([]byte, 0, (len(texts)+len(others))*seenSize)
	for _, r := range texts {
		if r.digest == ([sha256.Size]byte{}) {
			return fingerprint.Sum{}
		}
		b = append(append(append(b, r.path...), 0), r.digest[:]...)
	}
	for _, f := range others {
		// These may be large, so that their content is not read.
		b = append(append(b, f.path...), 0)
		b = binary.AppendVarint(b, f.info.Size())
		b = binary.AppendVarint(b, f.info.ModTime().UnixNano())
		b = binary.AppendUvarint(b, fswalk.Inode(f.info))
		b = binary.AppendUvarint(b, uint64(f.info.Mode()))
	}
	return fingerprint.Bytes(b)
}
