package publish

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"statuary/internal/hostile"
)

// endless is a reader that repeats a text after a beginning.
type endless struct{ begin, repeat string }

func (e *endless) Read(p []byte) (int, error) {
	if e.begin == "" {
		e.begin = e.repeat
	}
	n := copy(p, e.begin)
	e.begin = e.begin[n:]
	return n, nil
}

// TestReadManifestBounded reads manifests that do not end.
func TestReadManifestBounded(t *testing.T) {
	for _, tt := range []struct{ name, begin, repeat string }{
		{"files", `{"files":["a"`, `,""`},
		{"sums", `{"sums":["a"`, `,"a"`},
		{"another key", `{"x":[1`, `,1`},
		{"spaces", `{`, `                                                                `},
		{"depth", `{"x":`, `[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[`},
		{"a text", `{"files":["`, strings.Repeat("x", 1000)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := ReadManifest(&endless{tt.begin, strings.Repeat(tt.repeat, 100)})
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrManifestTooLarge) {
				t.Errorf("the error is %v", err)
			}
			// A text is kept until it ends, and the buffer for it is copied as it grows.
			if n := after.TotalAlloc - before.TotalAlloc; n > 600<<20 && !hostile.Race {
				t.Errorf("it takes %d MB", n>>20)
			}
		})
	}
}

// TestReadManifest reads manifests that are correct, or not JSON of a manifest.
func TestReadManifest(t *testing.T) {
	for text, want := range map[string]string{
		`{"version":1,"files":["a","../b","c"],"sums":["1","2","3"],"x":{"y":[1,{}]},"also":null}`: "a 1 c 3",
		`{"files":["a"],"sums":["1","2"]}`: "a ",
		`{"version":2,"files":[]}`:         "error",
		`[]`:                               "error",
		`{"files":{}}`:                     "error",
		`{"files":[1]}`:                    "error",
		`{"files":["a"]`:                   "error",
		`{"files":["a"]} x`:                "error",
		``:                                 "error",
	} {
		m, err := ReadManifest(io.MultiReader(strings.NewReader(text)))
		got := "error"
		if err == nil {
			var list []string
			for i, f := range m.Files {
				sum := ""
				if m.Sums != nil {
					sum = m.Sums[i]
				}
				list = append(list, f, sum)
			}
			got = strings.Join(list, " ")
		}
		if got != want {
			t.Errorf("%s: %q; want %q", text, got, want)
		}
	}
}
