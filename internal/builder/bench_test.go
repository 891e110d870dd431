package builder_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
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
	"statuary/internal/pages"
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

// BenchmarkCold builds into an empty folder: with all outputs, with pages and one feed only, and
// with each output turned off. It reports the time as a multiple of the floor, which is measured in
// turn with it.
func BenchmarkCold(b *testing.B) {
	for _, n := range sizes {
		var names []string
		for _, o := range pages.Outputs() {
			if o.Name != "" {
				names = append(names, o.Name)
			}
		}
		b.Run(fmt.Sprintf("%d/all", n), func(b *testing.B) { cold(b, corpus.Site(b, n)) })
		b.Run(fmt.Sprintf("%d/pages", n), func(b *testing.B) { cold(b, without(b, n, names...)) })
		for _, name := range names {
			b.Run(fmt.Sprintf("%d/without %s", n, name), func(b *testing.B) { cold(b, without(b, n, name)) })
		}
	}
}

func cold(b *testing.B, dir string) {
	floor := newFloor(b, dir)
	var least time.Duration
	runs := 0
	b.ReportAllocs()
	peak := watchHeap(b)
	for b.Loop() {
		b.StopTimer()
		start := time.Now()
		floor.run(b)
		least += time.Since(start)
		runs++
		builder, out := newBuilder(b, dir, false), b.TempDir()
		b.StartTimer()
		sync1(b, builder, out)
	}
	peak()
	b.ReportMetric(float64(b.Elapsed())/float64(least), "x-floor")
}

// without returns a copy of the corpus with some outputs turned off.
func without(b *testing.B, n int, outputs ...string) string {
	dir, _ := corpus.Copy(b, n)
	f, err := os.OpenFile(filepath.Join(dir, "config.toml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "\n[outputs]\n%s = false\n", strings.Join(outputs, " = false\n")); err != nil {
		b.Fatal(err)
	}
	return dir
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
					again.Cache = buildcache.OpenFor(cache, "benchmark")
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

// BenchmarkPlan adds a word to one incident and plans again, as the preview does, and makes its page.
func BenchmarkPlan(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, files := corpus.Copy(b, n)
			file := files[len(files)/2]
			id := strings.TrimSuffix(filepath.Base(file), ".md")
			builder := newBuilder(b, dir, true)
			if _, _, err := builder.Plan(context.Background()); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				b.StopTimer()
				retitle(b, file, i)
				b.StartTimer()
				s, r, err := builder.Plan(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.Read("incidents/" + id + "/index.html"); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(r.Rendered), "pages")
			}
		})
	}
}

// BenchmarkFloor measures the floor alone.
func BenchmarkFloor(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			floor := newFloor(b, corpus.Site(b, n))
			b.ReportAllocs()
			for b.Loop() {
				floor.run(b)
			}
		})
	}
}

// floor is the least work of any generator that uses goldmark: it converts the same Markdown with as
// many workers, and writes as many bytes to as many files.
type floor struct {
	md    goldmark.Markdown
	texts []string
	sizes map[string]int // of the files, by path
	zeros []byte
}

func newFloor(b *testing.B, dir string) *floor {
	f := &floor{
		md:    goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList, extension.Footnote)),
		texts: corpusTexts(b, dir), sizes: map[string]int{},
	}
	var mu sync.Mutex
	_, err := newBuilder(b, dir, false).Build(context.Background(), func(file publish.File) error {
		mu.Lock()
		defer mu.Unlock()
		f.sizes[file.Path] = len(file.Data)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	f.zeros = make([]byte, slices.Max(slices.Collect(maps.Values(f.sizes))))
	return f
}

func (f *floor) run(b *testing.B) {
	out := b.TempDir()
	convert(b, f.md, f.texts)
	for path, size := range f.sizes {
		name := filepath.Join(out, path)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, f.zeros[:size], 0o644); err != nil {
			b.Fatal(err)
		}
	}
	if err := os.RemoveAll(out); err != nil {
		b.Fatal(err)
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

// watchHeap samples the heap until the function it returns is called, which
// reports by how much it grew.
func watchHeap(b *testing.B) func() {
	stop, done := make(chan struct{}), make(chan uint64)
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	runtime.GC()
	metrics.Read(sample)
	before := sample[0].Value.Uint64() + sample[1].Value.Uint64()
	go func() {
		peak := before
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
		b.ReportMetric(float64(<-done-before)/(1<<20), "peak-MiB")
	}
}
