package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"statuary/internal/corpus"
)

// BenchmarkImport imports 10,000 incidents from Statuspage's documents as JSON
// Lines into an empty folder, and builds the site that comes of it, for
// comparison: an import is to take less than one and a half times as long.
func BenchmarkImport(b *testing.B) {
	source := filepath.Join(b.TempDir(), "dump.jsonl")
	now := corpus.Now.Format("2006-01-02T15:04:05Z")
	runB(b, "--site", corpus.Site(b, 10_000), "export", "statuspage", "--now", now, "--out", source)
	dir := b.TempDir()
	runB(b, "--site", dir, "import", "statuspage", source, "--now", now)
	b.Run("import", func(b *testing.B) {
		for b.Loop() {
			runB(b, "--site", b.TempDir(), "import", "statuspage", source, "--now", now)
		}
	})
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			runB(b, "--site", dir, "import", "statuspage", source, "--now", now)
		}
	})
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			runB(b, "--site", dir, "build", "--now", now, "--out", filepath.Join(b.TempDir(), "public"))
		}
	})
}

func runB(b *testing.B, args ...string) {
	b.Helper()
	var out, messages bytes.Buffer
	if code := run(args, &out, &messages); code != exitFine {
		b.Fatalf("statuary %v: exit %d\n%s%s", args, code, out.String(), messages.String())
	}
}
