package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilled kills builds at random moments. After each, every file in public/ is complete,
// either the old or the new version, and the next build completes the site.
func TestKilled(t *testing.T) {
	skipWindows(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	site := filepath.Join(dir, "site")
	writeManyIncidents(t, site)
	build := func(out, title string) *exec.Cmd {
		config := fmt.Sprintf("title = %q\nbase_url = \"https://example.org/\"\n", title)
		if err := os.WriteFile(filepath.Join(site, "config.toml"), []byte(config), 0o644); err != nil {
			t.Fatal(err)
		}
		return exec.Command(bin, "build", "--site", site, "--out", out, "--now", "2026-03-10T12:00:00Z")
	}
	public := filepath.Join(dir, "public")
	start := time.Now()
	if out, err := build(public, "Zero").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(start)
	interrupted := 0
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 20 {
		cmd := build(public, fmt.Sprintf("Build %d", n))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(whole))))
		if err := cmd.Process.Kill(); err != nil && !strings.Contains(err.Error(), "finished") {
			t.Fatal(err)
		}
		if cmd.Wait() != nil {
			interrupted++
		}
		for name, data := range readTree(t, public) {
			if strings.HasSuffix(name, ".html") && !bytes.HasSuffix(data, []byte("</html>\n")) {
				t.Fatalf("after %d kills, %s is incomplete:\n%s", n+1, name, data)
			}
		}
	}
	t.Logf("%d of 20 builds were killed in time", interrupted) // TestKills does not depend on the time
	for _, out := range []string{public, filepath.Join(dir, "clean")} {
		if msg, err := build(out, "Last").CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, msg)
		}
	}
	got, want := readTree(t, public), readTree(t, filepath.Join(dir, "clean"))
	for name := range want {
		if !bytes.Equal(got[name], want[name]) {
			t.Errorf("%s is not the file of the new build", name)
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("%s is left over", name)
		}
	}
}

func writeManyIncidents(t *testing.T, site string) {
	t.Helper()
	incidents := filepath.Join(site, "content", "incidents")
	if err := os.MkdirAll(incidents, 0o755); err != nil {
		t.Fatal(err)
	}
	for n := range 300 {
		at := time.Date(2026, 1, 1, n, 0, 0, 0, time.UTC)
		src := fmt.Sprintf("---\ntitle: N%d\ntimeline: [{at: %s, status: resolved, message: %s}]\n---\n", n, at.Format(time.RFC3339), strings.Repeat("word ", 300))
		if err := os.WriteFile(filepath.Join(incidents, fmt.Sprintf("n%03d.md", n)), []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readTree reads the files of a folder, except those in .statuary. It skips files that
// disappear meanwhile, because a build may be running.
func readTree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && name != dir {
			return nil
		}
		if err != nil {
			return err
		}
		if e.IsDir() {
			if e.Name() == ".statuary" {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		if err == nil {
			files[filepath.ToSlash(rel)] = data
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
