package main

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"statuary/internal/golden"
	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

const publishNow = "2026-11-24T12:00:00Z"

// TestStore publishes to a real S3-compatible server.
func TestStore(t *testing.T) {
	store, stop, err := publishtest.StartStore()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	t.Run("script", func(t *testing.T) { storeScripts(t, store) })
	t.Run("crawl", func(t *testing.T) { crawlStore(t, store) })
	t.Run("killed", func(t *testing.T) { killPublishers(t, store) })
}

// storeScripts runs testdata/store/*.txtar, each with a bucket of its own.
func storeScripts(t *testing.T, store *publishtest.Store) {
	scripts, err := filepath.Glob("testdata/store/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatal(err, scripts)
	}
	for _, script := range scripts {
		t.Run(filepath.Base(script), func(t *testing.T) {
			b := store.Bucket(t)
			b.AsWebsite("404.html")
			testscript.Run(t, testscript.Params{
				Files: []string{script}, UpdateScripts: golden.Updating(), RequireExplicitExec: true,
				Setup: func(e *testscript.Env) error {
					for _, v := range os.Environ() {
						if strings.HasPrefix(v, "AWS_") {
							e.Vars = append(e.Vars, v)
						}
					}
					e.Setenv("ENDPOINT", store.Endpoint)
					e.Setenv("BUCKET", b.Name)
					return nil
				},
				Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
					// header PATH NAME VALUE checks a header of the bucket's website.
					"header": func(ts *testscript.TestScript, neg bool, args []string) {
						res, err := b.Get(args[0])
						ts.Check(err)
						res.Body.Close()
						if got := res.Header.Get(args[1]); got != args[2] || res.StatusCode != http.StatusOK {
							ts.Fatalf("%s: %s %q", args[0], res.Status, got)
						}
					},
				},
			})
		})
	}
}

// sampleCopy returns the folder of a copy of the sample site that tests may edit.
func sampleCopy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"content", "themes"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join("../..", name))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// configure writes the sample's settings with another title and address, so
// that every page changes.
func configure(t *testing.T, dir, title, baseURL string) {
	t.Helper()
	data, err := os.ReadFile("../../config.toml")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	for i, l := range lines {
		switch {
		case strings.HasPrefix(l, "title = "):
			lines[i] = fmt.Sprintf("title = %q", title)
		case strings.HasPrefix(l, "base_url = "):
			lines[i] = fmt.Sprintf("base_url = %q", baseURL)
		}
	}
	save(t, dir, "config.toml", strings.Join(lines, "\n"))
}

func statuary(t *testing.T, dir string, args ...string) {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, append(args, "--now", publishNow)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("statuary %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// crawlStore follows every link of the sample site as served by the store's website
// endpoint, at the root of a host and below a path.
func crawlStore(t *testing.T, store *publishtest.Store) {
	for _, path := range []string{"/", "/status/"} {
		b := store.Bucket(t)
		b.AsWebsite(strings.TrimPrefix(path, "/") + "404.html")
		dir := sampleCopy(t)
		base := "https://status.acme.internal" + path
		configure(t, dir, "Example", base)
		statuary(t, dir, "publish", "s3://"+b.Name+path, "--endpoint", store.Endpoint, "--path-style")
		seen, problems := (&publishtest.Crawl{Get: b.Get, Base: base, Types: true}).Run()
		for _, p := range problems {
			t.Error(p)
		}
		if seen < 100 {
			t.Errorf("only %d addresses were visited", seen)
		}
		res, err := b.Get(path + "incidents/nowhere/")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusNotFound || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			t.Error("a missing page: ", res.Status, res.Header)
		}
	}
}

// killPublishers kills publications at random moments, including the first one to an empty
// bucket. After each kill, pages that visitors can reach link only to existing files. The
// next complete publication makes the bucket equal to the built site.
func killPublishers(t *testing.T, store *publishtest.Store) {
	skipWindows(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	const base = "https://status.acme.internal/"
	b, calm := store.Bucket(t), store.Bucket(t)
	b.AsWebsite("404.html")
	dir := sampleCopy(t)
	run := func(b *publishtest.Bucket) *exec.Cmd {
		cmd := exec.Command(bin, "publish", "s3://"+b.Name, "--endpoint", store.Endpoint, "--path-style", "--now", publishNow, "--max-deletes", "100%")
		cmd.Dir = dir
		return cmd
	}
	configure(t, dir, "Zero", base)
	start := time.Now()
	if out, err := run(calm).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(start)
	random := rand.New(rand.NewPCG(3, 4))
	killed, visited := 0, 0
	const rounds = 66
	for n := range rounds {
		// Every page changes, and incidents are added and removed.
		configure(t, dir, fmt.Sprintf("Round %d", n), base)
		save(t, dir, fmt.Sprintf("content/incidents/round-%d.md", n), incidentFile(fmt.Sprintf("Round %d", n), ""))
		_ = os.Remove(filepath.Join(dir, fmt.Sprintf("content/incidents/round-%d.md", n-3)))
		cmd := run(b)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		var late <-chan time.Time
		if n%6 != 5 { // now and then one is let run, so that the next begins from a whole site
			late = time.After(time.Duration(random.Int64N(int64(whole))))
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case <-late:
			_ = cmd.Process.Kill()
			if <-done != nil {
				killed++
			}
		case err := <-done:
			if err != nil {
				t.Fatalf("a publication that was not killed failed: %v", err)
			}
			whole = time.Since(start) // machines are quick and slow by turns
		}
		seen, problems := (&publishtest.Crawl{Get: b.Get, Base: base}).Run()
		visited += seen
		if len(problems) > 0 {
			t.Fatalf("after %d kills:\n%s", killed, strings.Join(problems, "\n"))
		}
	}
	t.Logf("killed %d of %d; %d addresses visited; a publication takes %v", killed, rounds, visited, whole)
	if visited < 1000 {
		t.Errorf("only %d addresses were visited", visited)
	}
	for _, b := range []*publishtest.Bucket{b, calm} {
		if out, err := run(b).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	got, want := b.Objects(""), calm.Objects("")
	delete(got, publish.ManifestFile+".gz")
	delete(want, publish.ManifestFile+".gz")
	if !maps.Equal(got, want) {
		t.Errorf("the bucket differs from one of publications that were not killed: %s", differing(got, want))
	}
	statuary(t, dir, "build")
	files := readTree(t, filepath.Join(dir, "public"))
	for name, data := range files {
		if got[name].Body != string(data) {
			t.Errorf("%s differs from the built file", name)
		}
	}
	if len(files) != len(got) {
		t.Errorf("%d objects, %d files", len(got), len(files))
	}
}

func differing(got, want map[string]publishtest.Object) string {
	var names []string
	for name := range got {
		if got[name] != want[name] {
			names = append(names, name)
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// TestCrawlBranch publishes the sample site to a branch and follows every link in a
// checkout of it, at the root of a host and below a path.
func TestCrawlBranch(t *testing.T) {
	need(t, "git")
	for _, path := range []string{"/", "/status/"} {
		dir := sampleCopy(t)
		base := "https://status.acme.internal" + path
		configure(t, dir, "Example", base)
		remote := filepath.Join(t.TempDir(), "remote.git")
		if out, err := exec.Command("git", "init", "-q", "--bare", remote).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		statuary(t, dir, "publish", "github-pages", "--remote", remote)
		out := filepath.Join(t.TempDir(), "checkout")
		if out, err := exec.Command("git", "clone", "-q", "-b", "gh-pages", remote, out).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if _, err := fs.Stat(os.DirFS(out), ".nojekyll"); err != nil {
			t.Error(err)
		}
		server := httptest.NewServer(http.StripPrefix(strings.TrimSuffix(path, "/"), http.FileServer(http.Dir(out))))
		seen, problems := (&publishtest.Crawl{Base: base, Get: func(p string) (*http.Response, error) { return http.Get(server.URL + p) }}).Run()
		server.Close()
		for _, p := range problems {
			t.Error(p)
		}
		if seen < 100 {
			t.Errorf("only %d addresses were visited", seen)
		}
	}
}
