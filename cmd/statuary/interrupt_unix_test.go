//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// stuck is how long a process may take that never ends by itself. It only bounds failing tests.
const stuck = time.Minute

// TestInterrupted sends a signal to commands that wait for standard input, or for a server that does
// not answer.
func TestInterrupted(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"new incident Title -m -", "update a monitoring -", "resolve a -", "import statuspage URL", "lsp"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			save(t, dir, "config.toml", exampleConfig)
			save(t, dir, "content/incidents/a.md", "---\ntitle: A\ntimeline: [{at: 2026-01-02 10:00, status: investigating}]\n---\n")
			var once sync.Once
			began := make(chan struct{}) // closed when the command waits
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				once.Do(func() { close(began) })
				<-r.Context().Done()
			}))
			defer server.Close()
			cmd := exec.Command(bin, strings.Fields(strings.ReplaceAll(args, "URL", server.URL))...)
			cmd.Dir = dir
			var output strings.Builder
			cmd.Stdout, cmd.Stderr = &output, &output
			if args == "lsp" {
				cmd.Stdout = writerFunc(func([]byte) { once.Do(func() { close(began) }) }) // its answer
			}
			input, err := cmd.StdinPipe() // it stays open
			if err != nil {
				t.Fatal(err)
			}
			defer input.Close()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			switch {
			case args == "lsp":
				initialize := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":"file://` + dir + `"}}`
				go func() {
					_, _ = input.Write([]byte("Content-Length: " + strconv.Itoa(len(initialize)) + "\r\n\r\n" + initialize))
				}()
			case strings.HasSuffix(args, "-"):
				go func() {
					// More than a pipe holds, so that the command has read a part of it.
					if _, err := input.Write(bytes.Repeat([]byte("word "), 1<<15)); err == nil {
						once.Do(func() { close(began) })
					}
				}()
			}
			select {
			case <-began:
			case <-time.After(stuck):
				_ = cmd.Process.Kill()
				t.Fatalf("the command does not wait: %v\n%s", cmd.Wait(), output.String())
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			awaitEnd(t, cmd, &output)
			if _, err := os.Stat(filepath.Join(dir, "content/incidents/a.md")); err != nil {
				t.Error(err)
			}
		})
	}
}

// writerFunc is a writer that calls a function for each write.
type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) {
	f(p)
	return len(p), nil
}

// awaitEnd waits until a process ends, and fails the test if it does not.
func awaitEnd(t *testing.T, cmd *exec.Cmd, output *strings.Builder) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stuck)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
			t.Errorf("%v", err)
		}
	case <-ctx.Done():
		_ = cmd.Process.Kill()
		<-ended
		t.Errorf("a signal did not end the command\n%s", output.String())
	}
}

// TestInterruptedRender interrupts a build while a page renders that takes for ever.
func TestInterruptedRender(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		for _, command := range []string{"build --out", "publish"} {
			t.Run(command+" "+signal.String(), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				for name, text := range map[string]string{
					"config.toml":                    "title = \"T\"\nbase_url = \"https://example.org/\"\ntheme = \"slow\"\n",
					"themes/slow/templates/404.html": "{{range 2000000000}}{{range 2000000000}}{{end}}{{end}}",
				} {
					if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				cmd := exec.Command(bin, append(strings.Fields(command), "./place")...)
				cmd.Dir = dir
				var output strings.Builder
				cmd.Stdout, cmd.Stderr = &output, &output
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				for begun := time.Now(); ; time.Sleep(time.Millisecond) { // until pages are being rendered
					if list, _ := filepath.Glob(filepath.Join(dir, "place", ".statuary", "stage")); len(list) > 0 {
						break
					}
					if time.Since(begun) > stuck {
						_ = cmd.Process.Kill()
						t.Fatalf("nothing is rendered: %v\n%s", cmd.Wait(), output.String())
					}
				}
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				awaitEnd(t, cmd, &output)
				if cmd.ProcessState.ExitCode() == exitFine {
					t.Errorf("the exit status is %d\n%s", cmd.ProcessState.ExitCode(), output.String())
				}
				if _, err := os.Stat(filepath.Join(dir, "place", "index.html")); err == nil {
					t.Error("pages were published")
				}
			})
		}
	}
}

// TestSecondSignal sends two signals while a command does something that nothing can end early.
func TestSecondSignal(t *testing.T) {
	began, cancelled := make(chan struct{}), make(chan struct{})
	never := make(chan struct{})
	defer close(never)
	status := make(chan int, 1)
	go func() {
		status <- interruptible(new(atomic.Bool), time.Hour, io.Discard, func(ctx context.Context) int {
			close(began)
			<-ctx.Done()
			close(cancelled)
			<-never
			return exitFine
		})
	}()
	for _, step := range []struct {
		ready  chan struct{}
		signal syscall.Signal
	}{{began, syscall.SIGINT}, {cancelled, syscall.SIGTERM}} {
		select {
		case <-step.ready:
		case <-time.After(stuck):
			t.Fatalf("%v has no effect", step.signal)
		}
		if err := syscall.Kill(os.Getpid(), step.signal); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case got := <-status:
		if want := exitSignal + int(syscall.SIGINT); got != want {
			t.Errorf("the exit status is %d, want %d", got, want)
		}
	case <-time.After(stuck):
		t.Error("the second signal does not end the command")
	}
}

// TestInterruptedOutput interrupts commands whose output nobody reads any more.
func TestInterruptedOutput(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	save(t, dir, "config.toml", exampleConfig)
	for n := range 1200 { // more lines than a pipe holds
		save(t, dir, fmt.Sprintf("content/incidents/%d.md", n), "---\ntitle: "+strings.Repeat("long ", 10)+"\ntimeline: [{at: 2026-01-02 10:00, status: resolved}]\n---\n")
	}
	for _, args := range []string{"list -n 0", "list -n 0 --json", "export json", "export csv"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(bin, strings.Fields(args)...)
			cmd.Dir = dir
			var messages strings.Builder
			cmd.Stderr = &messages
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Read(make([]byte, 1)); err != nil {
				t.Fatalf("%v\n%s", err, messages.String())
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			awaitEnd(t, cmd, &messages)
			if cmd.ProcessState.ExitCode() == exitFine {
				t.Error("the command wrote all of its output")
			}
		})
	}
}

// TestInterruptedEndless interrupts commands that render a page that takes for ever. To know that a command
// renders, it reads the command's CPU time from /proc, which only Linux has; CI runs on Linux.
func TestInterruptedEndless(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/proc is part of Linux")
	}
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"check", "serve --port 0", "serve --port 0 --public", "build --watch --out ./place"} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			save(t, dir, "config.toml", "theme = \"slow\"\n"+exampleConfig)
			save(t, dir, "themes/slow/templates/404.html", "{{range 2000000000}}{{range 2000000000}}{{end}}{{end}}")
			cmd := exec.Command(bin, strings.Fields(args)...)
			cmd.Dir = dir
			var output strings.Builder
			cmd.Stdout, cmd.Stderr = &output, &output
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			for begun := time.Now(); cpuSeconds(cmd.Process.Pid) < 2; time.Sleep(10 * time.Millisecond) {
				if time.Since(begun) > stuck {
					_ = cmd.Process.Kill()
					t.Fatalf("the command does not render: %v\n%s", cmd.Wait(), output.String())
				}
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			awaitEnd(t, cmd, &output)
		})
	}
}

// cpuSeconds returns the CPU time of a process in seconds, without that in the kernel.
func cpuSeconds(pid int) int {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 12 {
		return 0
	}
	ticks, _ := strconv.Atoi(fields[11])
	return ticks / 100
}
