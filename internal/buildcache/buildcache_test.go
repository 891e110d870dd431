package buildcache

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"statuary/internal/fingerprint"
)

func key(n int) fingerprint.Sum { return fingerprint.Bytes(fmt.Append(nil, n)) }

// A cache has what was put or found since the one before was opened.
func TestCache(t *testing.T) {
	file := filepath.Join(t.TempDir(), "build")
	open := func() *Cache { return OpenFor(file, "program") }
	save := func(c *Cache) {
		t.Helper()
		if err := c.Save(); err != nil {
			t.Fatal(err)
		}
	}
	c := open()
	c.Put(key(1), []byte("one"))
	c.Put(key(2), []byte(""))
	save(c)
	c = open()
	if got, ok := c.Get(key(1)); !ok || got != "one" {
		t.Errorf("one is %q, %v", got, ok)
	}
	if got, ok := c.Get(key(2)); !ok || got != "" {
		t.Errorf("an empty result is %q, %v", got, ok)
	}
	before, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	save(c)
	if after, err := os.Stat(file); err != nil || !os.SameFile(before, after) {
		t.Errorf("a cache that has not changed is written: %v", err)
	}
	c = open()
	c.Get(key(2))
	c.Put(key(3), []byte("three"))
	save(c)
	c = open()
	if _, ok := c.Get(key(1)); ok {
		t.Error("a result that nothing needed is kept")
	}
	if got, ok := c.Get(key(3)); !ok || got != "three" {
		t.Errorf("three is %q, %v", got, ok)
	}
	if _, ok := OpenFor(file, "another program").Get(key(3)); ok {
		t.Error("another program has the result")
	}
	var none *Cache
	none.Put(key(1), []byte("x"))
	if _, ok := none.Get(key(1)); ok || none.Save() != nil {
		t.Error("a nil cache keeps something")
	}
}

// Whatever builds put and find, a cache has exactly that, also of results that are larger than what is
// read at once.
func TestBuilds(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		file := filepath.Join(dir, "build")
		_ = os.Remove(file)
		kept := map[int]string{}
		for range rapid.IntRange(1, 5).Draw(t, "builds") {
			c := OpenFor(file, "p")
			next := map[int]string{}
			for _, n := range rapid.SliceOf(rapid.IntRange(0, 40)).Draw(t, "results") {
				if rapid.Bool().Draw(t, "put") {
					size := rapid.SampledFrom([]int{0, 1, 30, 5000, windowSize / 2, windowSize + 1}).Draw(t, "size")
					if _, ok := next[n]; !ok { // a key has one result in a build
						next[n] = strings.Repeat(string(rune('a'+n%20)), size)
						c.Put(key(n), []byte(next[n]))
					}
				}
				got, ok := c.Get(key(n))
				want, known := kept[n]
				if ok != known || got != want {
					t.Fatalf("result %d has %d bytes, %v; want %d, %v", n, len(got), ok, len(want), known)
				}
				if _, put := next[n]; ok && !put {
					next[n] = want
				}
			}
			if err := c.Save(); err != nil {
				t.Fatal(err)
			}
			kept = next
		}
	})
}

// A result that is damaged, and any of a file that was cut off, is not used.
func TestDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "build")
	c := OpenFor(file, "p")
	c.Put(key(1), []byte("some text"))
	c.Put(key(2), []byte("more"))
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		for what, data := range map[string][]byte{
			"cut": whole[:n], "changed": append(append(append([]byte{}, whole[:n]...), whole[n]^1), whole[n+1:]...),
		} {
			if err := os.WriteFile(file, data, 0o644); err != nil {
				t.Fatal(err)
			}
			c := OpenFor(file, "p")
			for k, want := range map[int]string{1: "some text", 2: "more"} {
				if got, ok := c.Get(key(k)); ok && (got != want || what == "cut") {
					t.Fatalf("%s at byte %d, result %d is %q", what, n, k, got)
				}
			}
			c.Close()
		}
	}
}

// A build that fails leaves no file and no folder, and keeps what the build before it kept.
func TestCloseKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "site", "cache", "build")
	c := OpenFor(file, "p")
	c.Put(key(1), []byte("one"))
	c.Close()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("a cache that was closed left %v, %v", entries, err)
	}
	c = OpenFor(file, "p")
	c.Put(key(1), []byte("one"))
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	c = OpenFor(file, "p")
	c.Put(key(2), []byte("two"))
	c.Close()
	c.Put(key(3), []byte("three"))
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	c = OpenFor(file, "p")
	if got, ok := c.Get(key(1)); !ok || got != "one" {
		t.Errorf("one is %q, %v", got, ok)
	}
	if _, ok := c.Get(key(2)); ok {
		t.Error("a result that was not saved is kept")
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder has %v, %v, want the cache and %s", entries, err, ignoreFile)
	}
}

// An index whose places are not among the results makes the file unusable, also if its checksum is right.
func TestPlaces(t *testing.T) {
	usable := place{at: int64(len(program{digest: "x"}.head()) + len("result"))}
	for _, p := range []place{usable, {at: math.MaxInt64, length: 10}, {at: math.MaxInt64 - 5, length: 1}, {at: -1}, {at: 0, length: 1}, {at: usable.at, length: 1}, {at: usable.at, length: math.MaxUint32}} {
		name := filepath.Join(t.TempDir(), "build")
		w, err := newWriter(name, program{digest: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.put(fingerprint.Bytes([]byte("a")), []byte("result")); err != nil {
			t.Fatal(err)
		}
		w.add(fingerprint.Bytes([]byte("b")), p)
		if err := w.finish(); err != nil {
			t.Fatal(err)
		}
		if err := w.file.Commit(); err != nil {
			t.Fatal(err)
		}
		r := openReader(name)
		if (r != nil) != (p == usable) {
			t.Errorf("a result at %d with %d bytes: accepted is %v", p.at, p.length, r != nil)
		}
		if r != nil {
			r.close()
		}
	}
}
