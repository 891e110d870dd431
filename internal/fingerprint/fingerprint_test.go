package fingerprint

import (
	"reflect"
	"testing"
	"time"
)

type inner struct {
	name string
	tags []string
}

type value struct {
	at    time.Time
	any   any
	in    *inner
	all   map[string]*inner
	bytes []byte
	pair  [2]int
}

func sample() value {
	return value{
		at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), any: inner{"a", nil}, in: &inner{"b", []string{"x", ""}},
		all: map[string]*inner{"k": {"c", nil}, "l": nil}, bytes: []byte("data"), pair: [2]int{1, 2},
	}
}

// Equal values have equal sums, whatever pointers lead to them.
func TestEqual(t *testing.T) {
	if a, b := New().Of(sample()), New().Of(sample()); a != b {
		t.Errorf("%x and %x", a, b)
	}
	h := New()
	shared := &inner{name: "s"}
	if a, b := h.Of(shared, shared), h.Of(shared, &inner{name: "s"}); a != b {
		t.Errorf("a shared pointer has the sum %x, a copy %x", a, b)
	}
}

// Each change of a value changes its sum.
func TestDifferent(t *testing.T) {
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]func(*value){
		"nothing":             func(*value) {},
		"a time":              func(v *value) { v.at = v.at.Add(1) },
		"a zone":              func(v *value) { v.at = v.at.In(newYork) },
		"a type":              func(v *value) { v.any = struct{ name string }{"a"} },
		"nil in an interface": func(v *value) { v.any = nil },
		"a field":             func(v *value) { v.in.name = "B" },
		"a nil pointer":       func(v *value) { v.in = nil },
		"an element":          func(v *value) { v.in.tags[1] = "y" },
		"elements joined":     func(v *value) { v.in.tags = []string{"", "x"} },
		"an empty list":       func(v *value) { v.in.tags = []string{} },
		"a nil list":          func(v *value) { v.in.tags = nil },
		"a map's value":       func(v *value) { v.all["l"] = &inner{} },
		"a map's key":         func(v *value) { v.all = map[string]*inner{"k": {"c", nil}, "m": nil} },
		"bytes":               func(v *value) { v.bytes[0] = 'D' },
		"an array":            func(v *value) { v.pair[1]++ },
	}
	seen := map[Sum]string{}
	for name, change := range changes {
		v := sample()
		change(&v)
		s := New().Of(v)
		if other, ok := seen[s]; ok {
			t.Errorf("%s and %s have the same sum", name, other)
		}
		seen[s] = name
	}
}

type unequal struct{ f func() }

// A value with a function is refused, unless its sum is set.
func TestFunctions(t *testing.T) {
	h, set := New(), &unequal{}
	h.Set(set, Sum{1})
	h.Of(set, struct{ *unequal }{set})
	for _, v := range []any{func() {}, struct{ c chan int }{make(chan int)}, func() any {
		type loop struct{ next *loop }
		l := &loop{}
		l.next = l
		return l
	}()} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a %s has a sum", reflect.TypeOf(v))
				}
			}()
			New().Of(v)
		}()
	}
}
