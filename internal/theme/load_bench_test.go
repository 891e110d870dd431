package theme

import (
	"testing"
	"testing/fstest"
)

// BenchmarkLoad loads the built-in theme, as every build does once.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		var l Loader
		if _, problems, err := l.Load(fstest.MapFS{}, Options{Root: "/", Funcs: noFuncs()}); err != nil || problems.HasErrors() {
			b.Fatal(err, problems)
		}
	}
}
