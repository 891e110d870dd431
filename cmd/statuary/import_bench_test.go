//go:build unix

package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"statuary/internal/corpus"
)

// BenchmarkImport imports 1,000 and 10,000 incidents from Statuspage's documents as JSON
// Lines into an empty folder and again into the same folder. For comparison, it builds the
// resulting site: an import should use less than 1.5 times the user CPU time of a build.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			source := filepath.Join(b.TempDir(), "dump.jsonl")
			now := corpus.Now.Format("2006-01-02T15:04:05Z")
			runB(b, "--site", corpus.Site(b, n), "export", "statuspage", "--now", now, "--out", source)
			dir := b.TempDir()
			runB(b, "--site", dir, "import", "statuspage", source, "--now", now)
			for _, what := range []struct {
				name string
				args func() []string
			}{
				{"import", func() []string { return []string{"--site", b.TempDir(), "import", "statuspage", source, "--now", now} }},
				{"again", func() []string { return []string{"--site", dir, "import", "statuspage", source, "--now", now} }},
				{"build", func() []string {
					return []string{"--site", dir, "build", "--now", now, "--out", filepath.Join(b.TempDir(), "public")}
				}},
			} {
				b.Run(what.name, func(b *testing.B) {
					before := userTime()
					for b.Loop() {
						runB(b, what.args()...)
					}
					b.ReportMetric((userTime()-before).Seconds()/float64(b.N), "user-s/op")
				})
			}
		})
	}
}

// userTime returns the user CPU time of this process.
func userTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // RUSAGE_SELF is always there
	return time.Duration(u.Utime.Nano())
}

func runB(b *testing.B, args ...string) {
	b.Helper()
	var out, messages bytes.Buffer
	if code := run(args, &out, &messages); code != exitFine {
		b.Fatalf("statuary %v: exit %d\n%s%s", args, code, out.String(), messages.String())
	}
}
