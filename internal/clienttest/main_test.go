// Package clienttest reads a built site with programs that people read status pages
// with: clients of Statuspage's JSON from npm, feed readers, calendars, Prometheus'
// parser, a browser on another site. The tests compare their results with the sources
// of the site.
//
// All connections are to the loopback. The test of a program that is not installed is
// skipped; .ci/clients installs them.
package clienttest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// now is the time at which the site of testdata/site.txtar is built.
const now = "2026-03-10T12:00:00Z"

// address is the base URL of that site, on a host that does not exist.
const address = "http://status.example.org/"

// patience is how long a test waits for something before it fails.
const patience = 2 * time.Minute

var scratch string // a folder for files that all tests share

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "statuary"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// binary builds the command, once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	bin := filepath.Join(scratch, "statuary")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", bin, "../../cmd/statuary").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return bin, nil
})

// site is a site that is served, and follows its files.
type site struct {
	*testing.T
	dir    string
	url    string // of the home page, on the loopback
	client *http.Client
}

// newSite writes the site of testdata/site.txtar, without the files whose names have one
// of the prefixes, and serves it until the test ends.
func newSite(t *testing.T, without ...string) *site {
	t.Helper()
	s := &site{T: t, dir: t.TempDir()}
files:
	for _, f := range sources(t) {
		for _, w := range without {
			if strings.HasPrefix(f.Name, w) {
				continue files
			}
		}
		s.save(f.Name, string(f.Data))
	}
	s.serve()
	return s
}

func sources(t *testing.T) []txtar.File {
	t.Helper()
	a, err := txtar.ParseFile("testdata/site.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return a.Files
}

func (s *site) save(name, data string) {
	s.Helper()
	name = filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		s.Fatal(err)
	}
}

// edit replaces one text with another in a file.
func (s *site) edit(name, from, to string) {
	s.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil {
		s.Fatal(err)
	}
	if !strings.Contains(string(data), from) {
		s.Fatalf("%s does not contain %q", name, from)
	}
	s.save(name, strings.Replace(string(data), from, to, 1))
}

func (s *site) remove(name string) {
	s.Helper()
	if err := os.Remove(filepath.Join(s.dir, filepath.FromSlash(name))); err != nil {
		s.Fatal(err)
	}
}

// serve runs `statuary serve` and sets the address of the site.
func (s *site) serve(args ...string) {
	s.Helper()
	bin, err := binary()
	if err != nil {
		s.Fatal(err)
	}
	cmd := exec.Command(bin, append([]string{"serve", "--port", "0", "--now", now, "--host", "status.example.org"}, args...)...)
	cmd.Dir = s.dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		s.Fatal("the server says nothing")
	}
	s.url = regexp.MustCompile(`http://\S+`).FindString(lines.Text())
	go func() {
		for lines.Scan() {
		}
	}()
	// Links in feeds use the address of the site, so requests to any host go to this
	// server.
	host := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/")
	s.client = &http.Client{Timeout: patience, Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, host)
		},
	}}
	s.Cleanup(s.client.CloseIdleConnections)
	s.shows("", "Fish &amp; Chips")
}

// get returns the HTTP status and the text of a file of the site.
func (s *site) get(path string) (int, string) {
	s.Helper()
	resp, err := s.client.Get(s.url + path)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		s.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// shows waits until a file contains a text.
func (s *site) shows(path, text string) {
	s.Helper()
	last := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		status, data := s.get(path)
		if status == http.StatusOK && strings.Contains(data, text) {
			return
		}
		last = data
	}
	s.Fatalf("/%s does not come to show %q:\n%s", path, text, last)
}

// download saves files of the site and returns the names of the saved files.
func (s *site) download(paths ...string) []string {
	s.Helper()
	dir := s.TempDir()
	var names []string
	for _, path := range paths {
		status, data := s.get(path)
		if status != 200 {
			s.Fatalf("/%s: status %d", path, status)
		}
		name := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
			s.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}
