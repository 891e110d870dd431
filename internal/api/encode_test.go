package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

func byReflection(t *testing.T, document any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(document); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Documents that encode themselves have the bytes of encoding/json, whatever their fields hold.
func TestAppend(t *testing.T) {
	for _, kind := range []reflect.Type{
		reflect.TypeFor[Page](), reflect.TypeFor[Incident](), reflect.TypeFor[Maintenance](), reflect.TypeFor[Record](), reflect.TypeFor[Uptime](),
	} {
		for fill := range 4 {
			v := reflect.New(kind).Elem()
			n := 0
			fillIn(v, fill, &n)
			document := v.Interface()
			var got bytes.Buffer
			if err := Encode(&got, document); err != nil {
				t.Fatal(err)
			}
			if want := byReflection(t, document); got.String() != want {
				t.Errorf("%s:\n%s\nwant\n%s", kind, got.String(), want)
			}
			if _, ok := document.(appender); !ok {
				t.Errorf("%s does not encode itself", kind)
			}
		}
	}
}

// fillIn sets all fields of a value: to zero values for 0, to empty lists for 1, and else to
// different values in lists of fill elements.
func fillIn(v reflect.Value, fill int, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		if fill > 1 {
			v.SetString("text \"" + string(rune('a'+*n%26)) + "\" <&>\n")
		}
	case reflect.Bool:
		v.SetBool(fill > 1 && *n%2 == 0)
	case reflect.Float64:
		v.SetFloat(float64(fill) / float64(*n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n * fill))
	case reflect.Pointer:
		if fill > 1 {
			v.Set(reflect.New(v.Type().Elem()))
			fillIn(v.Elem(), fill, n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type())) // documents have only empty ones
	case reflect.Slice:
		if fill > 0 {
			v.Set(reflect.MakeSlice(v.Type(), fill-1, fill-1))
		}
		for i := range v.Len() {
			fillIn(v.Index(i), fill, n)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Field(i)
			if !field.CanSet() { // the embedded keys of Incident and Maintenance
				field = reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
			}
			fillIn(field, fill, n)
		}
	}
}

func FuzzAppendString(f *testing.F) {
	f.Add("plain")
	f.Add("\x00\x1f\x7f \"\\/<>&\b\f\n\r\t")
	f.Add("é 障害 \u2028\u2029 \xff\xc3 \ufffd")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := string(appendString(nil, s))+"\n", byReflection(t, s); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	})
}
