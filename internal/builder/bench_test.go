package builder_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"statuary/internal/buildcache"
	"statuary/internal/builder"
	"statuary/internal/content"
	"statuary/internal/corpus"
	"statuary/internal/incident"
	"statuary/internal/publish"
)

func newBuilder(b *testing.B, dir string, remember bool) *builder.Builder {
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { root.Close() })
	return builder.New(builder.Options{
		Site: root.FS(), Now: func() time.Time { return corpus.Now }, Jobs: runtime.GOMAXPROCS(0), Remember: remember,
	})
}

func sync1(b *testing.B, builder *builder.Builder, out string) {
	b.Helper()
	_, err := publish.Sync(context.Background(), &publish.Dir{Path: out}, func(put func(publish.File) error) error {
		_, err := builder.Build(context.Background(), put)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

var sizes = []int{1000, 10_000}

// BenchmarkCold builds into an empty folder. Compare it with BenchmarkFloor of the same
// run.
func BenchmarkCold(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := corpus.Site(b, n)
			b.ReportAllocs()
			peak := watchHeap(b)
			for b.Loop() {
				b.StopTimer()
				builder, out := newBuilder(b, dir, false), b.TempDir()
				b.StartTimer()
				sync1(b, builder, out)
			}
			peak()
		})
	}
}

// BenchmarkSame builds again with nothing changed: as a new process, which reads and
// renders everything and finds all files present, and with a warm builder.
func BenchmarkSame(b *testing.B) {
	for _, n := range sizes {
		dir := corpus.Site(b, n)
		b.Run(fmt.Sprintf("%d/cold", n), func(b *testing.B) {
			out := b.TempDir()
			sync1(b, newBuilder(b, dir, false), out)
			b.ReportAllocs()
			for b.Loop() {
				sync1(b, newBuilder(b, dir, false), out)
			}
		})
		b.Run(fmt.Sprintf("%d/warm", n), func(b *testing.B) {
			builder := newBuilder(b, dir, true)
			discard := func(publish.File) error { return nil }
			if _, err := builder.Build(context.Background(), discard); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := builder.Build(context.Background(), discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAgain builds again in a new process, with nothing changed and with one edit, where the
// folder and the cache remember the last build.
func BenchmarkAgain(b *testing.B) {
	for _, n := range sizes {
		for _, edit := range []bool{false, true} {
			name := fmt.Sprintf("%d/same", n)
			if edit {
				name = fmt.Sprintf("%d/edit", n)
			}
			b.Run(name, func(b *testing.B) {
				dir, files := corpus.Copy(b, n)
				file, out, cache := files[len(files)/2], b.TempDir(), filepath.Join(b.TempDir(), "build")
				build := func() {
					again := newBuilder(b, dir, false)
					again.Program = "benchmark"
					again.Cache = buildcache.Open(cache, "benchmark")
					sync1(b, again, out)
				}
				build()
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					if edit {
						b.StopTimer()
						retitle(b, file, i)
						b.StartTimer()
					}
					build()
				}
			})
		}
	}
}

// retitle adds a number to the title of an incident.
func retitle(b *testing.B, file string, i int) {
	src, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	src = bytes.Replace(src, []byte(`title: "`), fmt.Appendf(nil, `title: "%d `, i), 1)
	if err := os.WriteFile(file, src, 0o644); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkEdit adds a word to one incident and builds again with a warm builder.
func BenchmarkEdit(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, files := corpus.Copy(b, n)
			file := files[len(files)/2]
			builder := newBuilder(b, dir, true)
			discard := func(publish.File) error { return nil }
			if _, err := builder.Build(context.Background(), discard); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				retitle(b, file, i)
				b.StartTimer()
				r, err := builder.Build(context.Background(), discard)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(r.Rendered), "pages")
			}
		})
	}
}

// BenchmarkFloor measures the least work of any generator that uses goldmark: it converts
// the same Markdown with as many workers and writes as many bytes to as many files.
func BenchmarkFloor(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := corpus.Site(b, n)
			texts := corpusTexts(b, dir)
			files := builtFiles(b, dir)
			md := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList, extension.Footnote))
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				out := b.TempDir()
				b.StartTimer()
				convert(b, md, texts)
				for _, f := range files {
					name := filepath.Join(out, f.Path)
					if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
						b.Fatal(err)
					}
					if err := os.WriteFile(name, f.Data, 0o644); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func convert(b *testing.B, md goldmark.Markdown, texts []string) {
	work := make(chan string, 256)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var buf bytes.Buffer
			for t := range work {
				buf.Reset()
				if err := md.Convert([]byte(t), &buf); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for _, t := range texts {
		work <- t
	}
	close(work)
	wg.Wait()
}

// corpusTexts returns every Markdown text of a site.
func corpusTexts(b *testing.B, dir string) []string {
	ids, err := os.ReadFile(filepath.Join(dir, "config.toml"))
	if err != nil {
		b.Fatal(err)
	}
	var components []string
	for line := range strings.SplitSeq(string(ids), "\n") {
		if id, ok := strings.CutPrefix(line, `id = "`); ok {
			components = append(components, strings.TrimSuffix(id, `"`))
		}
	}
	var loader content.Loader
	c, problems, err := loader.Load(os.DirFS(dir), incident.NewParser(time.UTC, components))
	if err != nil || problems.HasErrors() {
		b.Fatal(err, problems)
	}
	var texts []string
	for _, i := range c.Incidents {
		for _, u := range i.Updates {
			texts = append(texts, u.Message)
		}
		texts = append(texts, i.Postmortem)
	}
	return texts
}

// builtFiles returns every file of the built site.
func builtFiles(b *testing.B, dir string) []publish.File {
	var mu sync.Mutex
	var files []publish.File
	_, err := newBuilder(b, dir, false).Build(context.Background(), func(f publish.File) error {
		mu.Lock()
		defer mu.Unlock()
		files = append(files, publish.File{Path: f.Path, Data: bytes.Clone(f.Data)})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return files
}

// watchHeap samples the heap until the function it returns is called, which
// reports the greatest size seen.
func watchHeap(b *testing.B) func() {
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		var peak uint64
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
		for {
			select {
			case <-stop:
				done <- peak
				return
			case <-time.After(5 * time.Millisecond):
				metrics.Read(sample)
				peak = max(peak, sample[0].Value.Uint64()+sample[1].Value.Uint64())
			}
		}
	}()
	return func() {
		close(stop)
		b.ReportMetric(float64(<-done)/(1<<20), "peak-MiB")
	}
}
