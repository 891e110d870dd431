package s3

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"statuary/internal/publish"
)

// BenchmarkUnchanged publishes an unchanged site of 10,000 incidents: 40,000 files of 15 kB. It
// does not measure making the files.
func BenchmarkUnchanged(b *testing.B) {
	const files = 40_000
	data := bytes.Repeat([]byte("a line of a page\n"), 15_000/17)
	produce := func(put func(publish.File) error) error {
		for n := range files {
			copy(data, fmt.Sprintf("%6d", n))
			if err := put(publish.File{Path: fmt.Sprintf("incidents/some-incident-%d/index.html", n), Data: data}); err != nil {
				return err
			}
		}
		return nil
	}
	p := newPlace(b)
	sync := func() *publish.Plan {
		plan, err := publish.SyncWith(context.Background(), p.target(""), publish.Options{}, produce)
		if err != nil {
			b.Fatal(err)
		}
		return plan
	}
	sync()
	for b.Loop() {
		if !sync().Nothing() {
			b.Fatal("something has changed")
		}
	}
}
