package buildcache

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"strings"

	"statuary/internal/fingerprint"
)

// The file of a cache is the magic, the digest and the stamp of the program with a line each, the results, an
// index of them, and the tail: the place of the index, and the checksum of the lines and the index. A file that
// was cut off has no tail.
const magic = "statuary build cache 3\n"

// checksums is the table of CRC-32C, which processors compute. They find damage. A cryptographic sum
// takes much longer and protects against nobody: who can write the cache can write the site.
var checksums = crc32.MakeTable(crc32.Castagnoli)

// place is where a result is in the file.
type place struct {
	at     int64
	length uint32
	sum    uint32
}

func (p place) end() int64 { return p.at + int64(p.length) }

const (
	placeSize = len(fingerprint.Sum{}) + 8 + 4 + 4 // of an entry of the index
	tailSize  = 8 + 4 + 4                          // where the index is, its entries, its checksum
)

// entry is a result in the file.
type entry struct {
	key fingerprint.Sum
	place
}

// head returns the beginning of a file.
func (p program) head() []byte { return []byte(magic + p.digest + "\n" + p.stamp + "\n") }

// maxHead is the most bytes of a head.
const maxHead = 512

// readHead returns the program that wrote a file, and the length of the head.
func readHead(f *os.File) (p program, length int64, err error) {
	buf := make([]byte, maxHead)
	n, err := f.ReadAt(buf, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return p, 0, err
	}
	lines, known := strings.CutPrefix(string(buf[:n]), magic)
	digest, lines, first := strings.Cut(lines, "\n")
	stamp, _, second := strings.Cut(lines, "\n")
	if !known || !first || !second {
		return p, 0, errUnusable
	}
	p = program{digest, stamp}
	return p, int64(len(p.head())), nil
}

// errUnusable is the error of a file that is not a cache, or not a complete one.
var errUnusable = errors.New("not a complete cache")

// readIndex returns the program that wrote a file, and its results.
func readIndex(f *os.File) (p program, entries []entry, err error) {
	info, err := f.Stat()
	if err != nil {
		return p, nil, err
	}
	p, from, err := readHead(f)
	if err != nil {
		return p, nil, err
	}
	var tail [tailSize]byte
	end := info.Size() - tailSize
	if end < from {
		return p, nil, errUnusable
	}
	if _, err := f.ReadAt(tail[:], end); err != nil {
		return p, nil, err
	}
	at, count, sum := int64(binary.LittleEndian.Uint64(tail[:])), int64(binary.LittleEndian.Uint32(tail[8:])), binary.LittleEndian.Uint32(tail[12:])
	if at < from || at+count*int64(placeSize) != end {
		return p, nil, errUnusable
	}
	table := make([]byte, end-at)
	if _, err := f.ReadAt(table, at); err != nil {
		return p, nil, err
	}
	if indexSum(p, table) != sum {
		return p, nil, errUnusable
	}
	entries = make([]entry, 0, count)
	for last := from; len(table) > 0; table = table[placeSize:] {
		key := fingerprint.Sum(table)
		rest := table[len(key):]
		from, length, sum := binary.LittleEndian.Uint64(rest), binary.LittleEndian.Uint32(rest[8:]), binary.LittleEndian.Uint32(rest[12:])
		e := entry{key, place{int64(from), length, sum}}
		if e.at < last || e.at > at || e.end() > at {
			return p, nil, errUnusable
		}
		last = e.end()
		entries = append(entries, e)
	}
	return p, entries, nil
}

// indexSum returns the checksum of the head and the index.
func indexSum(p program, table []byte) uint32 {
	return crc32.Update(crc32.Checksum(p.head(), checksums), checksums, table)
}
