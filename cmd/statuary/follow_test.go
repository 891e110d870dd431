package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestWatchEqualsBuild edits a real folder the way real programs do, while build --watch
// receives real events. After each edit, public/ becomes equal to a new build of the same
// files, byte for byte.
func TestWatchEqualsBuild(t *testing.T) {
	skipWindows(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	const now = "2026-03-10T12:00:00Z"
	dir := newSite(t)
	save(t, dir, "config.toml", "title = \"Example\"\nbase_url = \"https://example.org/status/\"\n[[components]]\nid = \"api\"\n"+measured)
	save(t, dir, "content/ping.csv", "time,value\n2026-03-10T10:00:00Z,100\n")
	for n := range 5 {
		save(t, dir, fmt.Sprintf("content/incidents/n%d.md", n), incidentFile(fmt.Sprintf("N%d", n), ""))
	}
	p := start(t, dir, "build", "--watch", "--now", now)
	e := &editor{T: t, dir: dir, random: rand.New(rand.NewPCG(7, 11))}
	cold := filepath.Join(t.TempDir(), "cold")
	for step := range 40 {
		did := e.edit(step)
		cmd := exec.Command(bin, "build", "--out", cold, "--now", now)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", did, err, out)
		}
		want := readTree(t, cold)
		p.until(fmt.Sprintf("step %d (%s): public/ is what a new build makes", step, did), func() bool {
			got := readTree(t, filepath.Join(dir, "public"))
			for name, data := range want {
				if !bytes.Equal(got[name], data) {
					return false
				}
			}
			return len(got) == len(want)
		})
	}
}

// measured are settings of a site with a metric.
const measured = "[[metrics]]\nname = \"Ping\"\nfile = \"ping.csv\"\n"

// editor changes a site's folder.
type editor struct {
	*testing.T
	dir    string
	random *rand.Rand
}

func (e *editor) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

func (e *editor) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

// edit changes something and returns what it did. Successive calls use every way of saving.
func (e *editor) edit(step int) string {
	n := e.random.IntN(5)
	name := fmt.Sprintf("content/incidents/n%d.md", n)
	text := incidentFile(fmt.Sprintf("Step %d", step), "")
	ways := []struct {
		name string
		do   func()
	}{
		{"in place", func() { save(e.T, e.dir, name, text) }},
		{"vim", func() {
			save(e.T, e.dir, "content/incidents/4913", "")
			e.must(os.Remove(e.path("content/incidents/4913")))
			_ = os.Rename(e.path(name), e.path(name+"~"))
			save(e.T, e.dir, name, text)
			_ = os.Remove(e.path(name + "~"))
		}},
		{"JetBrains", func() {
			save(e.T, e.dir, name+"___jb_tmp___", text)
			_ = os.Rename(e.path(name), e.path(name+"___jb_old___"))
			e.must(os.Rename(e.path(name+"___jb_tmp___"), e.path(name)))
			_ = os.Remove(e.path(name + "___jb_old___"))
		}},
		{"emacs", func() {
			_ = os.Symlink("me@host.1", e.path("content/incidents/.#n.md"))
			save(e.T, e.dir, "content/incidents/#n.md#", text)
			_ = os.Rename(e.path(name), e.path(name+"~"))
			save(e.T, e.dir, name, text)
			_ = os.Remove(e.path("content/incidents/#n.md#"))
			_ = os.Remove(e.path("content/incidents/.#n.md"))
		}},
		{"a file renamed over it", func() {
			save(e.T, e.dir, "content/incidents/.tmp", text)
			e.must(os.Rename(e.path("content/incidents/.tmp"), e.path(name)))
		}},
		{"deleted", func() { _ = os.Remove(e.path(name)) }},
		{"moved into a new folder", func() {
			save(e.T, e.dir, name, text)
			e.must(os.MkdirAll(e.path(fmt.Sprintf("content/incidents/d%d", step)), 0o755))
			e.must(os.Rename(e.path(name), e.path(fmt.Sprintf("content/incidents/d%d/m%d.md", step, step))))
		}},
		{"folders renamed and edited", func() {
			save(e.T, e.dir, fmt.Sprintf("content/incidents/e%d/x/f%d.md", step, step), text)
			e.must(os.Rename(e.path(fmt.Sprintf("content/incidents/e%d", step)), e.path(fmt.Sprintf("content/incidents/g%d", step))))
			save(e.T, e.dir, fmt.Sprintf("content/incidents/g%d/x/f%d.md", step, step), incidentFile(fmt.Sprintf("Step %d again", step), ""))
		}},
		{"the settings", func() {
			save(e.T, e.dir, "config.toml", fmt.Sprintf("title = \"Example %d\"\nbase_url = \"https://example.org/status/\"\n[[components]]\nid = \"api\"\n"+measured, step))
		}},
		{"the theme", func() {
			save(e.T, e.dir, "themes/default/assets/custom.css", fmt.Sprintf("a{order:%d}", step))
		}},
		{"measurements", func() {
			save(e.T, e.dir, "content/ping.csv", fmt.Sprintf("time,value\n2026-03-10T11:00:00Z,%d\n", 100+step))
		}},
		{"a picture", func() { save(e.T, e.dir, "content/pic.png", fmt.Sprint(step)) }},
	}
	way := ways[step%len(ways)]
	way.do()
	return way.name
}

// What was in the way of a build is gone, and nothing says so: the build is repeated.
func TestWatchTriesAgain(t *testing.T) {
	skipWindows(t)
	for _, command := range [][]string{{"build", "--watch"}, {"serve", "--port", "0", "--public"}} {
		t.Run(command[0], func(t *testing.T) {
			t.Parallel()
			dir := newSite(t)
			save(t, dir, "content/incidents/a.md", incidentFile("First words", ""))
			save(t, dir, "public", "a file, where the folder has to be")
			p := start(t, dir, command...)
			p.printed(`statuary: .*public is a file; a folder is needed there`)
			if err := os.Remove(filepath.Join(dir, "public")); err != nil {
				t.Fatal(err)
			}
			p.until("the site is written", exists(dir, "public/incidents/a/index.html"))
			p.printed(`\(trying again\)`)
		})
	}
}

// The content of the site disappears, as when it is unmounted, and comes back.
func TestContentDisappears(t *testing.T) {
	skipWindows(t)
	for _, command := range [][]string{{"build", "--watch"}, {"serve", "--port", "0", "--public"}} {
		t.Run(command[0], func(t *testing.T) {
			t.Parallel()
			dir := newSite(t)
			save(t, dir, "content/incidents/a.md", incidentFile("First words", ""))
			p := start(t, dir, command...)
			p.until("the site is written", exists(dir, "public/incidents/a/index.html"))
			if err := os.Rename(filepath.Join(dir, "content"), filepath.Join(dir, "away")); err != nil {
				t.Fatal(err)
			}
			p.printed("the only incident of the last build is missing, and content/ has no files; nothing was changed")
			if !exists(dir, "public/incidents/a/index.html")() {
				t.Error("the last good site is gone")
			}
			if p.url != "" {
				p.shows("incidents/a/", "First words")
			}
			save(t, dir, "away/incidents/b.md", incidentFile("Second words", ""))
			if err := os.Rename(filepath.Join(dir, "away"), filepath.Join(dir, "content")); err != nil {
				t.Fatal(err)
			}
			p.until("the site is written", exists(dir, "public/incidents/b/index.html"))
		})
	}
}

// exists returns a function that reports whether there is a file in a folder.
func exists(dir, name string) func() bool {
	return func() bool {
		_, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		return err == nil
	}
}
