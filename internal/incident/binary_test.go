package incident

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// An incident is the same after AppendBinary and Decode. Every field that the parser may set is
// filled in, so that none is forgotten.
func TestBinary(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	p := NewParser(zone, []string{"api"})
	rapid.Check(t, func(t *rapid.T) {
		in := &Incident{}
		fill(t, reflect.ValueOf(in).Elem(), zone)
		in.Repeat, in.Series = nil, nil // files with these are parsed
		if len(in.Updates) == 0 {
			in.Updates = []Update{{At: time.Unix(0, 0).In(zone)}}
		}
		data, ok := in.AppendBinary(nil)
		if !ok {
			t.Fatal("refused")
		}
		got, err := p.Decode(string(data))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, in) {
			t.Fatalf("got  %+v\nwant %+v", got, in)
		}
	})
}

// fill sets all exported fields of a value, lists and maps to random values.
func fill(t *rapid.T, v reflect.Value, zone *time.Location) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Int:
		v.SetInt(int64(rapid.IntRange(0, 1000).Draw(t, "number")))
	case reflect.Uint8:
		v.SetUint(uint64(rapid.IntRange(0, 1).Draw(t, "word")))
	case reflect.Slice:
		if n := rapid.IntRange(-1, 3).Draw(t, "length"); n > 0 || n == 0 && v.Type().Elem().Kind() != reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			fill(t, v.Index(i), zone)
		}
	case reflect.Map:
		if n := rapid.IntRange(-1, 3).Draw(t, "size"); n >= 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				v.SetMapIndex(reflect.ValueOf(rapid.String().Draw(t, "key")), reflect.ValueOf(rapid.String().Draw(t, "value")))
			}
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			if sec := rapid.Int64Range(-1<<35, 1<<35).Draw(t, "time"); sec%5 != 0 {
				v.Set(reflect.ValueOf(time.Unix(sec, 5).In(zone)))
			}
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && !slices.Contains([]string{"Repeat", "Series"}, v.Type().Field(i).Name) {
				fill(t, v.Field(i), zone)
			}
		}
	}
}

// Decode refuses what AppendBinary did not write, and never panics.
func FuzzDecode(f *testing.F) {
	zone := time.UTC
	p := NewParser(zone, nil)
	data, _ := (&Incident{ID: "x", Title: "X", Updates: []Update{{At: time.Unix(1, 0).In(zone), Status: Resolved, Components: []ComponentState{{"api", MajorOutage}}}}}).AppendBinary(nil)
	f.Add(data)
	f.Add(data[:len(data)-1])
	f.Add([]byte("\x010\x010\x00\x00\x00\x00\x00\x00\x00\x01\x000\x000\x000\x00\x01\x01\x01\x0100000000\x00\x00\x00\x0000\x01\x010")) // rules to ignore, and that there are none
	f.Fuzz(func(t *testing.T, data []byte) {
		in, err := p.Decode(string(data))
		if (in == nil) == (err == nil) {
			t.Fatalf("%v, %v", in, err)
		}
		if in != nil {
			_ = in.Updates[0].Status.String() + in.Impact.String() + in.Type.String()
		}
	})
}
