// Package varint reads numbers and texts in the variable-length form of encoding/binary. Caches are
// written in it.
package varint

import "encoding/binary"

// AppendText appends a text: its length and its bytes.
func AppendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// Reader reads numbers and texts from a string. After an error, all are zero.
type Reader struct {
	rest   string
	failed bool
}

// NewReader returns a reader of data. Its texts are parts of data.
func NewReader(data string) *Reader { return &Reader{rest: data} }

// More reports whether something follows. It does not after an error.
func (r *Reader) More() bool { return r.rest != "" }

// Failed reports whether data ended too early, or [Reader.Fail] was called.
func (r *Reader) Failed() bool { return r.failed }

// Fail ends the reading, because what was read makes no sense.
func (r *Reader) Fail() { r.failed, r.rest = true, "" }

// Uint reads a number that binary.AppendUvarint wrote.
func (r *Reader) Uint() uint64 {
	var head [binary.MaxVarintLen64]byte
	n, used := binary.Uvarint(head[:copy(head[:], r.rest)])
	return uint64(r.taken(used, int64(n)))
}

// Int reads a number that binary.AppendVarint wrote.
func (r *Reader) Int() int64 {
	var head [binary.MaxVarintLen64]byte
	n, used := binary.Varint(head[:copy(head[:], r.rest)])
	return r.taken(used, n)
}

// taken skips the bytes of a number, and returns it.
func (r *Reader) taken(used int, n int64) int64 {
	if used <= 0 {
		r.Fail()
		return 0
	}
	r.rest = r.rest[used:]
	return n
}

// Len reads the number of bytes or elements that follow. There are no more elements than bytes.
func (r *Reader) Len() int {
	n := r.Uint()
	if n > uint64(len(r.rest)) {
		r.Fail()
		return 0
	}
	return int(n)
}

// Text reads what [AppendText] wrote.
func (r *Reader) Text() string {
	n := r.Len()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}
