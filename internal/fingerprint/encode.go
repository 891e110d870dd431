package fingerprint

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"
)

// encoder appends an unambiguous form of a value of one type. Builds take the sums of tens of thousands of keys,
// and finding out once what a type consists of halves their time.
type encoder func(h *Hasher, b []byte, v reflect.Value) []byte

var timeType = reflect.TypeFor[time.Time]()

// encoderOf returns the encoder of a type.
func (h *Hasher) encoderOf(t reflect.Type) encoder {
	e := h.encoders[t]
	if e == nil {
		e = h.newEncoder(t)
		h.encoders[t] = e
	}
	return e
}

func (h *Hasher) newEncoder(t reflect.Type) encoder {
	if t == timeType {
		return func(_ *Hasher, b []byte, v reflect.Value) []byte {
			return addTime(b, *(*time.Time)(v.Addr().UnsafePointer()))
		}
	}
	switch t.Kind() {
	case reflect.Bool:
		return func(_ *Hasher, b []byte, v reflect.Value) []byte { return addBool(b, v.Bool()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(_ *Hasher, b []byte, v reflect.Value) []byte { return binary.AppendVarint(b, v.Int()) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return func(_ *Hasher, b []byte, v reflect.Value) []byte { return binary.AppendUvarint(b, v.Uint()) }
	case reflect.Float32, reflect.Float64:
		return func(_ *Hasher, b []byte, v reflect.Value) []byte {
			return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
		}
	case reflect.String:
		return func(_ *Hasher, b []byte, v reflect.Value) []byte { return addText(b, v.String()) }
	case reflect.Slice:
		return h.sliceEncoder(t)
	case reflect.Array:
		elem := h.encoderOf(t.Elem())
		return func(h *Hasher, b []byte, v reflect.Value) []byte { return addElements(h, b, v, elem) }
	case reflect.Struct:
		fields := make([]encoder, t.NumField())
		for n := range fields {
			fields[n] = h.encoderOf(t.Field(n).Type)
		}
		return func(h *Hasher, b []byte, v reflect.Value) []byte {
			for n, field := range fields {
				b = field(h, b, v.Field(n))
			}
			return b
		}
	case reflect.Map:
		return addEntries
	case reflect.Interface:
		return addInterface
	case reflect.Pointer:
		all := h.pointeesOf(t)
		return func(h *Hasher, b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			s := all.sumOf(h, v)
			return append(append(b, 1), s[:]...)
		}
	}
	return func(*Hasher, []byte, reflect.Value) []byte {
		panic(fmt.Sprintf("fingerprint: a value depends on a %s", t))
	}
}

func (h *Hasher) sliceEncoder(t reflect.Type) encoder {
	var elem encoder // found when it is needed, because a type may have a list of its own kind
	isBytes := t.Elem().Kind() == reflect.Uint8
	return func(h *Hasher, b []byte, v reflect.Value) []byte {
		if v.IsNil() {
			return append(b, 0)
		}
		b = binary.AppendUvarint(append(b, 1), uint64(v.Len()))
		if isBytes {
			return append(b, v.Bytes()...)
		}
		if elem == nil {
			elem = h.encoderOf(t.Elem())
		}
		return addElements(h, b, v, elem)
	}
}

func addElements(h *Hasher, b []byte, v reflect.Value, elem encoder) []byte {
	for i := range v.Len() {
		b = elem(h, b, v.Index(i))
	}
	return b
}

// addEntries appends the entries of a map, sorted by the sums of their keys.
func addEntries(h *Hasher, b []byte, v reflect.Value) []byte {
	type entry struct{ key, value Sum }
	list := make([]entry, 0, v.Len())
	one := func(v reflect.Value) Sum { return h.sum(h.addAny(h.buffer(), v)) }
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

func addInterface(h *Hasher, b []byte, v reflect.Value) []byte {
	if v.IsNil() {
		return append(b, 0)
	}
	// The dynamic type tells apart values that look the same.
	v = exported(v).Elem()
	return h.addAny(addText(append(b, 1), v.Type().String()), v)
}

// addAny appends a value that can't be addressed, unless it is invalid.
func (h *Hasher) addAny(b []byte, v reflect.Value) []byte {
	if !v.IsValid() {
		return append(b, 0)
	}
	t := v.Type()
	d, ok := h.dynamic[t]
	if !ok {
		d = dynamic{h.encoderOf(t), hasHidden(t)}
		h.dynamic[t] = d
	}
	if d.hidden {
		p := reflect.New(t).Elem()
		p.Set(v)
		v = p
	}
	return d.encode(h, b, v)
}

// dynamic is a type of values that can't be addressed.
type dynamic struct {
	encode encoder
	hidden bool // see hasHidden
}

// hasHidden reports whether a value of a type has parts that can only be read in a value that can be addressed, if
// they are in unexported fields: times, interfaces and maps.
func hasHidden(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Interface, reflect.Map:
		return true
	case reflect.Array:
		return hasHidden(t.Elem())
	case reflect.Struct:
		if t == timeType {
			return true
		}
		for n := range t.NumField() {
			if hasHidden(t.Field(n).Type) {
				return true
			}
		}
	}
	return false
}

// exported returns a value that was read from an unexported field as if the field were exported.
func exported(v reflect.Value) reflect.Value {
	return reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
}

func addBool(b []byte, is bool) []byte {
	if is {
		return append(b, 1)
	}
	return append(b, 0)
}

func addText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// addTime appends a time and its zone.
func addTime(b []byte, t time.Time) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(t.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
	if t.IsZero() {
		return append(b, 0)
	}
	_, offset := t.Zone()
	return binary.AppendVarint(addText(b, t.Location().String()), int64(offset))
}
