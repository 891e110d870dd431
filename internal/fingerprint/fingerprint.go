// Package fingerprint computes digests of Go values, which are the same in every process. A build
// compares them with those of an earlier one, and does not make again what depends on equal values.
package fingerprint

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"unsafe"
)

// Sum is the digest of a value. Values with equal sums are equal.
type Sum [16]byte

// Hasher computes sums. It remembers those of pointers, so the values behind them must not change
// while it is used. It is not safe for concurrent use.
type Hasher struct {
	encoders map[reflect.Type]encoder
	dynamic  map[reflect.Type]dynamic
	pointers map[reflect.Type]*pointees
	free     [][]byte
}

// pointees are the values that pointers of one type point to.
type pointees struct {
	elem  encoder // nil until it is needed
	known map[unsafe.Pointer]Sum
}

// New returns a Hasher.
func New() *Hasher {
	return &Hasher{encoders: map[reflect.Type]encoder{}, dynamic: map[reflect.Type]dynamic{}, pointers: map[reflect.Type]*pointees{}}
}

// Of returns the sum of values, of all that can be reached from them: fields, also unexported ones,
// elements of lists and maps, and what pointers point to. It panics if that includes a function, a
// channel, or a loop of pointers.
func (h *Hasher) Of(values ...any) Sum {
	b := h.buffer()
	for _, v := range values {
		b = h.addAny(b, reflect.ValueOf(v))
	}
	return h.sum(b)
}

// Set sets the sum of what a pointer points to, which may have parts that can't be compared.
func (h *Hasher) Set(p any, s Sum) {
	v := reflect.ValueOf(p)
	h.pointeesOf(v.Type()).known[v.UnsafePointer()] = s
}

// Bytes returns the sum of some data.
func Bytes(data []byte) (s Sum) {
	full := sha256.Sum256(data)
	copy(s[:], full[:])
	return s
}

// buffer returns an empty buffer.
func (h *Hasher) buffer() []byte {
	if n := len(h.free); n > 0 {
		b := h.free[n-1]
		h.free = h.free[:n-1]
		return b[:0]
	}
	return nil
}

// sum returns the digest of a buffer, which it takes back.
func (h *Hasher) sum(b []byte) Sum {
	s := Bytes(b)
	h.free = append(h.free, b)
	return s
}

func (h *Hasher) pointeesOf(t reflect.Type) *pointees {
	p := h.pointers[t]
	if p == nil {
		p = &pointees{known: map[unsafe.Pointer]Sum{}}
		h.pointers[t] = p
	}
	return p
}

// sumOf returns the sum of what a pointer points to.
func (p *pointees) sumOf(h *Hasher, v reflect.Value) Sum {
	at := v.UnsafePointer()
	s, ok := p.known[at]
	if ok && s == (Sum{}) {
		panic(fmt.Sprintf("fingerprint: a %s points to itself", v.Type()))
	}
	if !ok {
		if p.elem == nil {
			p.elem = h.encoderOf(v.Type().Elem())
		}
		p.known[at] = Sum{} // so that a loop ends
		s = h.sum(p.elem(h, h.buffer(), v.Elem()))
		p.known[at] = s
	}
	return s
}
