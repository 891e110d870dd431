// Package corpus creates the large sites that benchmarks build. Only tests use it.
//
// The generator is not part of this repository, because it also writes the same incidents for other
// site generators to compare with: see package histories.
package corpus

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"statuary/internal/histories"
)

// Now is the time as of which the sites should be built: one incident is open, and a maintenance is
// in progress.
var Now = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)

// Site returns the folder of a site with n incidents. It is created once and must not be changed.
// Without the generator, Site skips the benchmark.
func Site(tb testing.TB, n int) string {
	tb.Helper()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("statuary-corpus-%d", n))
	if _, err := os.Stat(filepath.Join(dir, "config.toml")); err == nil {
		return dir
	}
	cmd := exec.Command("go", "run", ".", "-n", fmt.Sprint(n), "-seed", "1", "-format", "statuary", "-out", dir)
	cmd.Dir = histories.Path(tb, "bench/corpus")
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// Copy returns the folder of a copy that may be changed, and its incident files. Their times are
// set to an hour ago, because a build reads files again that changed in the last seconds.
func Copy(tb testing.TB, n int) (dir string, incidents []string) {
	tb.Helper()
	dir = tb.TempDir()
	if err := os.CopyFS(dir, os.DirFS(Site(tb, n))); err != nil {
		tb.Fatal(err)
	}
	incidents, err := filepath.Glob(filepath.Join(dir, "content", "incidents", "*.md"))
	if err != nil || len(incidents) == 0 {
		tb.Fatal("no incidents in the corpus", err)
	}
	old := time.Now().Add(-time.Hour)
	for _, f := range incidents {
		if err := os.Chtimes(f, old, old); err != nil {
			tb.Fatal(err)
		}
	}
	return dir, incidents
}
