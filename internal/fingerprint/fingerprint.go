// Package fingerprint computes digests of Go values, which are the same in every process. A build
// compares them with those of an earlier one, and does not make again what depends on equal values.
package fingerprint

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"
	"unsafe"
)

// Sum is the digest of a value. Values with equal sums are equal.
type Sum [16]byte

// Hasher computes sums. It remembers those of pointers, so the values behind them must not change
// while it is used. It is not safe for concurrent use.
type Hasher struct {
	known map[pointer]Sum
	free  [][]byte
}

type pointer struct {
	typ reflect.Type
	at  unsafe.Pointer
}

// New returns a Hasher.
func New() *Hasher { return &Hasher{known: map[pointer]Sum{}} }

// Of returns the sum of values, of all that can be reached from them: fields, also unexported ones,
// elements of lists and maps, and what pointers point to. It panics if that includes a function, a
// channel, or a loop of pointers.
func (h *Hasher) Of(values ...any) Sum {
	b := h.buffer()
	for _, v := range values {
		b = h.add(b, addressable(reflect.ValueOf(v)))
	}
	return h.sum(b)
}

// Set sets the sum of what a pointer points to, which may have parts that can't be compared.
func (h *Hasher) Set(p any, s Sum) {
	v := reflect.ValueOf(p)
	h.known[pointer{v.Type(), v.UnsafePointer()}] = s
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

// addressable returns a copy of a value whose unexported fields can be read.
func addressable(v reflect.Value) reflect.Value {
	if !v.IsValid() {
		return v
	}
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}

var timeType = reflect.TypeFor[time.Time]()

// add appends an unambiguous form of a value.
func (h *Hasher) add(b []byte, v reflect.Value) []byte {
	if !v.IsValid() {
		return append(b, 0)
	}
	t := v.Type()
	if t == timeType {
		return addTime(b, *(*time.Time)(v.Addr().UnsafePointer()))
	}
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Float32, reflect.Float64:
		return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.String:
		return append(binary.AppendUvarint(b, uint64(v.Len())), v.String()...)
	case reflect.Slice:
		if v.IsNil() {
			return append(b, 0)
		}
		b = binary.AppendUvarint(append(b, 1), uint64(v.Len()))
		if t.Elem().Kind() == reflect.Uint8 {
			return append(b, v.Bytes()...)
		}
		return h.elements(b, v)
	case reflect.Array:
		return h.elements(b, v)
	case reflect.Struct:
		for i := range v.NumField() {
			b = h.add(b, v.Field(i))
		}
		return b
	case reflect.Map:
		return h.entries(b, v)
	case reflect.Interface:
		if v.IsNil() {
			return append(b, 0)
		}
		// The dynamic type tells apart values that look the same.
		name := v.Elem().Type().String()
		b = append(binary.AppendUvarint(append(b, 1), uint64(len(name))), name...)
		return h.add(b, addressable(exported(v).Elem()))
	case reflect.Pointer:
		return h.pointee(b, v)
	}
	panic(fmt.Sprintf("fingerprint: a value depends on a %s", t))
}

// exported returns a value that was read from an unexported field as if the field were exported.
func exported(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
}

func (h *Hasher) elements(b []byte, v reflect.Value) []byte {
	for i := range v.Len() {
		b = h.add(b, v.Index(i))
	}
	return b
}

// entries appends the entries of a map, sorted by the sums of their keys.
func (h *Hasher) entries(b []byte, v reflect.Value) []byte {
	type entry struct{ key, value Sum }
	list := make([]entry, 0, v.Len())
	one := func(v reflect.Value) Sum { return h.sum(h.add(h.buffer(), addressable(v))) }
	for iter := exported(v).MapRange(); iter.Next(); {
		list = append(list, entry{one(iter.Key()), one(iter.Value())})
	}
	slices.SortFunc(list, func(a, b entry) int { return slices.Compare(a.key[:], b.key[:]) })
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, e := range list {
		b = append(append(b, e.key[:]...), e.value[:]...)
	}
	return b
}

// pointee appends the sum of what a pointer points to.
func (h *Hasher) pointee(b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, 0)
	}
	p := pointer{v.Type(), v.UnsafePointer()}
	s, ok := h.known[p]
	if !ok {
		h.known[p] = Sum{} // so that a loop ends
		s = h.sum(h.add(h.buffer(), v.Elem()))
		h.known[p] = s
	} else if s == (Sum{}) {
		panic(fmt.Sprintf("fingerprint: a %s points to itself", v.Type()))
	}
	return append(append(b, 1), s[:]...)
}

// addTime appends a time and its zone.
func addTime(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
	if t.IsZero() {
		return append(b, 0)
	}
	zone := t.Location().String()
	_, offset := t.Zone()
	b = append(binary.AppendUvarint(b, uint64(len(zone))), zone...)
	return binary.AppendVarint(b, int64(offset))
}
