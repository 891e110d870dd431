// Package golden compares the results of tests with files in testdata and, with the flag
// -update, writes them there. Only tests use it.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

var update = flag.Bool("update", false, "write the results of tests into their golden files")

// Updating reports whether golden files are written. It is for tests that leave that to
// another package.
func Updating() bool { return *update }

// File compares a result with a golden file. It reports a difference as an error.
func File(t testing.TB, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; -update writes the file", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the result differs from %s; -update writes it there\n%s", path, diff.Diff("want", want, "got", got))
	}
}
