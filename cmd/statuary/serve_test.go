package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
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
)

// binary builds the command, once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "statuary")
	if err != nil {
		return "", err
	}
	bin := filepath.Join(dir, "statuary")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return bin, nil
})

// process is a running statuary command.
type process struct {
	*testing.T
	cmd  *exec.Cmd
	mu   sync.Mutex
	out  bytes.Buffer // all that it has printed
	url  string       // where it serves; empty for build --watch
	done chan error
}

// start runs the command in a site's folder until the test ends.
func start(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return startWith(t, bin, dir, nil, args...)
}

// startWith is start for a binary and an environment.
func startWith(t *testing.T, bin, dir string, env []string, args ...string) *process {
	t.Helper()
	p := &process{T: t, cmd: exec.Command(bin, args...), done: make(chan error, 1)}
	p.cmd.Dir, p.cmd.Env = dir, env
	read, write := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = write, write
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		lines := bufio.NewScanner(read)
		for lines.Scan() {
			p.mu.Lock()
			p.out.WriteString(lines.Text() + "\n")
			p.mu.Unlock()
		}
	}()
	go func() {
		p.done <- p.cmd.Wait()
		write.Close()
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.done
		p.done <- nil
	})
	if args[0] == "serve" {
		p.printed(`serving (http://\S+)`)
		p.url = regexp.MustCompile(`serving (http://\S+)`).FindStringSubmatch(p.text())[1]
	}
	return p
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// patience is how long a test waits for an event. A busy machine may take long.
const patience = 2 * time.Minute

// until waits until a function returns true.
func (p *process) until(what string, ok func() bool) {
	p.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	p.Fatalf("it did not come to this: %s\n%s", what, p.text())
}

// printed waits until the process has printed a text.
func (p *process) printed(pattern string) {
	p.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	p.until(pattern, func() bool { return re.MatchString(p.text()) })
}

// get returns the status and the text of a page. Its path is relative to the site, or to
// the server if it begins with a slash.
func (p *process) get(path string) (int, string) {
	p.Helper()
	url := p.url + path
	if strings.HasPrefix(path, "/") {
		url = regexp.MustCompile(`^http://[^/]+`).FindString(p.url) + path
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		p.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// shows waits until a page contains a text.
func (p *process) shows(path, text string) {
	p.Helper()
	p.until("/"+path+" shows "+text, func() bool {
		status, page := p.get(path)
		return status == http.StatusOK && strings.Contains(page, text)
	})
}

// interrupt sends what Ctrl-C sends. The process must exit without an error within a second.
func (p *process) interrupt() {
	p.Helper()
	start := time.Now()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.Fatal(err)
	}
	select {
	case err := <-p.done:
		p.done <- nil
		if err != nil {
			p.Errorf("it ended with %v\n%s", err, p.text())
		}
		if took := time.Since(start); took > time.Second {
			p.Errorf("it took %s to end", took)
		}
	case <-time.After(patience):
		p.Fatal("it does not end")
	}
}

// skipWindows skips a test that interrupts a process with a signal: Windows has none, so there is nothing
// to test. CI runs on Linux.
func skipWindows(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot interrupt a process with a signal")
	}
}

// newSite writes a small site.
func newSite(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	save(t, dir, "config.toml", "title = \"Example\"\nbase_url = \"https://example.org/status/\"\n[[components]]\nid = \"api\"\n")
	save(t, dir, "content/incidents/a.md", incidentFile("First words", ""))
	return dir
}

func incidentFile(title, more string) string {
	return "---\ntitle: " + title + "\n" + more + "timeline: [{at: 2026-01-02 10:00, status: resolved, message: Fine}]\n---\n"
}

func save(t *testing.T, dir, name, data string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestServe(t *testing.T) {
	skipWindows(t)
	for _, mode := range []string{"events", "poll"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			dir := newSite(t)
			args := []string{"serve", "--port", "0"}
			if mode == "poll" {
				args = append(args, "--poll")
			}
			p := start(t, dir, args...)
			if !strings.HasSuffix(p.url, "/status/") {
				t.Error("the preview does not have the path of base_url:", p.url)
			}
			p.shows("incidents/a/", "First words")

			save(t, dir, "content/incidents/a.md", incidentFile("Second words", ""))
			p.shows("incidents/a/", "Second words")
			p.printed(`\d\d:\d\d:\d\d \d+ files? changed in \d+ ms \(content/incidents/a.md\)`)

			save(t, dir, "content/incidents/new/index.md", incidentFile("In a new folder", ""))
			p.shows("incidents/new/", "In a new folder")

			save(t, dir, "themes/default/templates/404.html", "<html><body>Gone for good</body></html>")
			p.until("another 404.html", func() bool {
				status, page := p.get("nowhere")
				return status == 404 && strings.Contains(page, "Gone for good")
			})

			// Mistakes in all files are shown with their positions, and the last good
			// site stays.
			save(t, dir, "content/incidents/a.md", incidentFile("Third words", "titel: x\n"))
			save(t, dir, "content/incidents/b.md", "no fence")
			p.until("both problems", func() bool {
				_, page := p.get("/_statuary/problems")
				return strings.Contains(page, "content/incidents/a.md:3:1") && strings.Contains(page, "did you mean") && strings.Contains(page, "content/incidents/b.md:1:1")
			})
			p.shows("incidents/a/", "Second words")
			p.printed(`content/incidents/a.md:3:1: unknown key "titel" in an incident`)
			p.printed(`2 errors; keeping the last good site`)

			// A mistake in a template is shown with the template's position.
			save(t, dir, "content/incidents/a.md", incidentFile("Third words", ""))
			save(t, dir, "themes/default/templates/page.html", "x")
			if err := os.Remove(filepath.Join(dir, "content/incidents/b.md")); err != nil {
				t.Fatal(err)
			}
			save(t, dir, "themes/default/templates/incident.html", "\n\n<p>{{.Nonsense}}</p>")
			p.printed(`themes/default/templates/incident.html:3:\d+: can't evaluate field Nonsense`)
			p.shows("incidents/a/", "Second words")

			// Once fixed, the mistake is not shown any more.
			if err := os.Remove(filepath.Join(dir, "themes/default/templates/incident.html")); err != nil {
				t.Fatal(err)
			}
			p.shows("incidents/a/", "Third words")
			if _, page := p.get("/_statuary/problems"); strings.Contains(page, "Nonsense") {
				t.Error("a fixed mistake is still shown")
			}

			// Settings that are missing for a moment are not reported.
			before := strings.Count(p.text(), "last good site stays")
			old, err := os.ReadFile(filepath.Join(dir, "config.toml"))
			if err != nil {
				t.Fatal(err)
			}
			removed := time.Now()
			if err := os.Remove(filepath.Join(dir, "config.toml")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(300 * time.Millisecond)
			save(t, dir, "config.toml", strings.Replace(string(old), "Example", "Renamed", 1))
			moment := time.Since(removed) < time.Second // else the machine was too busy
			p.shows("", "Renamed Status")
			if after := strings.Count(p.text(), "last good site stays"); after != before && moment {
				t.Errorf("settings that were missing for a moment were reported\n%s", p.text())
			}

			if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
				t.Error("serve wrote public/")
			}
			p.interrupt()
		})
	}
}

// A future update appears on its own when its time has come.
func TestServeClock(t *testing.T) {
	skipWindows(t)
	dir := newSite(t)
	due := time.Now().Add(3 * time.Second).UTC().Format(time.RFC3339)
	save(t, dir, "content/incidents/due.md", "---\ntitle: Falls due\ntimeline: [{at: "+due+", status: investigating}]\n---\n")
	p := start(t, dir, "serve", "--port", "0")
	if status, _ := p.get("incidents/due/"); status == 200 {
		t.Error("an update in the future is shown")
	}
	p.shows("incidents/due/", "Falls due")
	p.printed(`\(the clock\)`)
}

func TestServeFlags(t *testing.T) {
	skipWindows(t)
	dir := newSite(t)
	save(t, dir, "content/incidents/draft.md", incidentFile("A draft", "draft: true\n"))
	p := start(t, dir, "serve", "--port", "0", "--drafts", "--base-path", "x/y", "--public", "--bind", "0.0.0.0")
	if !regexp.MustCompile(`^http://localhost:\d+/x/y/$`).MatchString(p.url) {
		t.Error(p.url)
	}
	p.shows("incidents/draft/", "A draft")
	p.printed(`can read the preview, including drafts`)
	p.until("public/ is written", func() bool {
		data, err := os.ReadFile(filepath.Join(dir, "public/incidents/draft/index.html"))
		return err == nil && bytes.Contains(data, []byte("A draft")) && bytes.Contains(data, []byte(`href="/x/y/"`)) && !bytes.Contains(data, []byte("_statuary"))
	})
	// A port cannot be used twice, and serve chooses a free one only without --port.
	bin, _ := binary()
	port := regexp.MustCompile(`:(\d+)/`).FindStringSubmatch(p.url)[1]
	cmd := exec.Command(bin, "serve", "--port", port, "--bind", "0.0.0.0")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), " is in use\nhint: ") {
		t.Errorf("%v %s", err, out)
	}
	p.interrupt()
}

func TestBuildWatch(t *testing.T) {
	skipWindows(t)
	dir := newSite(t)
	save(t, dir, "content/incidents/b.md", incidentFile("Another", "")) // a site without incidents is refused
	p := start(t, dir, "build", "--watch", "--now", "2026-03-10T12:00:00Z")
	read := func(name string) string {
		data, _ := os.ReadFile(filepath.Join(dir, "public", filepath.FromSlash(name)))
		return string(data)
	}
	p.until("the first build", func() bool { return strings.Contains(read("incidents/a/index.html"), "First words") })
	save(t, dir, "content/incidents/a.md", incidentFile("Second words", ""))
	p.until("the second", func() bool { return strings.Contains(read("incidents/a/index.html"), "Second words") })
	p.printed(`\d+ files written in \d+ ms \(content/incidents/a.md\)`)
	save(t, dir, "content/incidents/a.md", "broken")
	p.printed(`1 error; keeping the last good site`)
	if !strings.Contains(read("incidents/a/index.html"), "Second words") {
		t.Error("the last good site is gone")
	}
	if err := os.Remove(filepath.Join(dir, "content/incidents/a.md")); err != nil {
		t.Fatal(err)
	}
	p.until("the page is gone", func() bool { return read("incidents/a/index.html") == "" })
	p.interrupt()
	if left, _ := filepath.Glob(filepath.Join(dir, "public/.statuary/stage*")); left != nil {
		t.Error("temporary files were left:", left)
	}
}
