package search

import (
	"testing"

	"pgregory.net/rapid"
)

// The words of a block are the same after AppendShards and DecodeShards.
func TestShardsInBinary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Collector
		for n := range rapid.IntRange(0, 5).Draw(t, "incidents") {
			c.Add(3*n, Texts{Title: rapid.String().Draw(t, "title"), Bodies: rapid.SliceOf(rapid.String()).Draw(t, "bodies")})
		}
		want := c.Shards()
		got, err := DecodeShards(string(AppendShards(nil, want)))
		if err != nil || len(got) != len(want) {
			t.Fatalf("%v: got %d shards, want %d", err, len(got), len(want))
		}
		for name := range want {
			if !got[name].Equal(want[name]) {
				t.Fatalf("shard %q: got %v, want %v", name, got[name], want[name])
			}
			if got[name].Digest() != want[name].Digest() {
				t.Fatalf("shard %q has another digest", name)
			}
		}
	})
}

// DecodeShards refuses what AppendShards did not write, and never panics.
func FuzzDecodeShards(f *testing.F) {
	var c Collector
	c.Add(0, Texts{Title: "An API", Bodies: []string{"Down and up"}})
	f.Add(AppendShards(nil, c.Shards()))
	f.Fuzz(func(t *testing.T, data []byte) {
		shards, err := DecodeShards(string(data))
		if (shards == nil) == (err == nil) {
			t.Fatalf("%v, %v", shards, err)
		}
		for _, p := range shards {
			l := p.lists()
			for n := range l.words {
				_ = l.of(n)
			}
		}
	})
}
