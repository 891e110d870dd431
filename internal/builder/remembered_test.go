package builder_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/buildcache"
	"statuary/internal/builder"
	"statuary/internal/publish"
)

// TestRememberedEqualsCold changes a site, the clock, the output and what builds remember at random,
// and builds it each time as a new process does: with the cache and the versions of the build before.
// The folder must have the files of a build that remembers nothing, byte for byte.
func TestRememberedEqualsCold(t *testing.T) {
	checks(t, "40", "2000")
	rapid.Check(t, func(t *rapid.T) {
		top, err := os.MkdirTemp("", "remembered-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(top)
		r := &rememberer{
			machine: machine{fsys: sampleSite(), now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC), clock: time.Now().Add(-24 * time.Hour)},
			site:    filepath.Join(top, "site"), out: filepath.Join(top, "out"), cache: filepath.Join(top, "cache"), program: "a",
		}
		if rapid.Bool().Draw(t, "translated") {
			r.write("config.toml", "languages = [\"fr\"]\n"+string(r.fsys["config.toml"].Data))
		}
		for step := range rapid.IntRange(1, 4).Draw(t, "steps") {
			if step > 0 && rapid.IntRange(0, 3).Draw(t, "edit") > 0 {
				r.change(t)
			}
			if step > 0 {
				r.meddle(t)
				r.now = r.now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 1, 20, 90, 60 * 24, -60}).Draw(t, "minutes later")) * time.Minute)
			}
			r.store(t)
			files, want, wantErr := collect(builder.New(builder.Options{Site: os.DirFS(r.site), Now: r.time, Jobs: 2}))
			got, gotErr := r.build(t, rapid.IntRange(0, 9).Draw(t, "killed") == 0)
			if errors.Is(gotErr, errKilled) {
				got, gotErr = r.build(t, false)
			}
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
				t.Fatalf("remembered: %v, cold: %v", gotErr, wantErr)
			}
			if wantErr != nil {
				continue
			}
			there := r.files(t)
			if r.lost {
				// Nobody knows any more which files were those of a build, so none is deleted.
				maps.DeleteFunc(there, func(name, _ string) bool { _, ok := files[name]; return !ok })
			}
			if !same(t, there, files) {
				t.FailNow()
			}
			if !reflect.DeepEqual(append(got.Problems, want.Problems...), append(want.Problems, got.Problems...)) || !got.Next.Equal(want.Next) || got.Incidents != want.Incidents || got.Updates != want.Updates {
				t.Fatalf("remembered: %+v, cold: %+v", got, want)
			}
		}
	})
}

// rememberer builds a site in a folder, each time as a new process.
type rememberer struct {
	machine
	site, out, cache, program string
	lost                      bool // the manifest has been deleted
}

var errKilled = errors.New("killed")

func (r *rememberer) time() time.Time { return r.now }

// build builds the site as the command does. If it is killed, it stops after some files.
func (r *rememberer) build(t *rapid.T, killed bool) (result *builder.Result, err error) {
	b := builder.New(builder.Options{Site: os.DirFS(r.site), Now: r.time, Jobs: 2, Program: r.program, Cache: buildcache.OpenFor(r.cache, r.program)})
	target := &publish.Dir{Path: r.out}
	if result, ok := b.Unchanged(); ok {
		if _, ok := target.Intact(result.Build); ok {
			return result, nil
		}
	}
	var left atomic.Int64 // files until it is killed
	left.Store(int64(rapid.IntRange(0, 40).Draw(t, "files until it is killed")))
	_, err = publish.Sync(context.Background(), target, func(put func(publish.File) error) (err error) {
		result, err = b.Build(context.Background(), func(f publish.File) error {
			if killed && left.Add(-1) < 0 {
				return errKilled
			}
			return put(f)
		})
		target.Build = result.Build
		return err
	})
	return result, err
}

// store writes the site to its folder: files that have changed are written again or replaced.
func (r *rememberer) store(t *rapid.T) {
	there := map[string]bool{}
	_ = filepath.WalkDir(r.site, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			there[name] = true
		}
		return nil
	})
	for name, f := range r.fsys {
		path := filepath.Join(r.site, name)
		delete(there, path)
		if data, err := os.ReadFile(path); err == nil && string(data) == string(f.Data) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "replace") {
			_ = os.Remove(path)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "old") { // as after a checkout that keeps times
			if err := os.Chtimes(path, f.ModTime, f.ModTime); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name := range there {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
}

// meddle damages the output or what builds remember, or takes it from elsewhere.
func (r *rememberer) meddle(t *rapid.T) {
	versions := filepath.Join(r.out, ".statuary", "versions")
	switch rapid.SampledFrom([]string{"", "", "", "edit", "delete", "versions", "cache", "no cache", "no output", "no manifest", "foreign", "program"}).Draw(t, "meddle") {
	case "edit":
		if name := r.anyFile(t); name != "" {
			damage(t, name)
		}
	case "delete":
		if name := r.anyFile(t); name != "" {
			_ = os.Remove(name)
		}
	case "versions":
		damage(t, versions)
	case "cache":
		damage(t, r.cache)
	case "no cache":
		_ = os.Remove(r.cache)
	case "no output":
		r.lost = false
		_ = os.RemoveAll(r.out)
	case "no manifest":
		r.lost = true
		_ = os.Remove(filepath.Join(r.out, publish.ManifestFile))
	case "foreign": // the cache and the versions of another site
		other := *r
		other.fsys, other.out, other.site = sampleSite(), r.out+"2", r.site+"2"
		other.write("content/incidents/a.md", "---\ntitle: Another A\ntimeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n")
		other.store(t)
		if _, err := other.build(t, false); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(filepath.Join(other.out, ".statuary", "versions")); err == nil && rapid.Bool().Draw(t, "versions too") {
			_ = os.WriteFile(versions, data, 0o644)
		}
	case "program":
		r.program = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "program")
	}
}

// anyFile returns the name of a file of the output.
func (r *rememberer) anyFile(t *rapid.T) string {
	var names []string
	for name := range r.files(t) {
		names = append(names, filepath.Join(r.out, name))
	}
	if len(names) == 0 {
		return ""
	}
	return names[rapid.IntRange(0, len(names)-1).Draw(t, "which")]
}

// damage changes a byte of a file, or cuts it off.
func damage(t *rapid.T, name string) {
	data, err := os.ReadFile(name)
	if err != nil || len(data) == 0 {
		return
	}
	at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
	if rapid.Bool().Draw(t, "cut") {
		data = data[:at]
	} else {
		data[at] ^= 1 << rand.IntN(8)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// files returns the files of the output.
func (r *rememberer) files(t *rapid.T) map[string]string {
	list := map[string]string{}
	err := filepath.WalkDir(r.out, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if e != nil && e.Name() == publish.StateDir {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(r.out, name)
		list[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return list
}
