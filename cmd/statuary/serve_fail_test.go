package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"statuary/internal/diag"
	"strings"
	"testing"
)

// Every command that needs a site fails in a folder without one. serve and build --watch
// do not wait for one.
func TestNoSite(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for _, row := range []string{
		"serve --port 0", "serve --port 0 --poll", "build", "build --watch", "build --watch --poll", "build --json", "check", "check --fix",
		"list", "list --json", "list --open", "update x resolved y", "resolve x y", "postmortem x", "postmortem x --publish",
		"new incident x -m y", "new maintenance x -m y --from 2026-03-20T10:00:00Z --until 1h",
		"publish ./out", "publish --json ./out", "export json", "export csv", "schema --write", "schema cms",
	} {
		for _, missing := range []bool{false, true} {
			dir := t.TempDir()
			if missing {
				dir = filepath.Join(dir, "nowhere")
			}
			var out, errs bytes.Buffer
			code := run(append([]string{"--site", dir}, strings.Fields(row)...), &out, &errs)
			if code == 0 || errs.Len()+out.Len() == 0 {
				t.Errorf("%s, folder missing %v: exit status %d, %q", row, missing, code, errs.String())
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("%s: created %s", row, left[0].Name())
			}
		}
	}
}

// serve ends with an error if its server fails.
func TestServerFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte("title = \"x\"\nbase_url = \"https://status.acme.internal/\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	a := &app{stdout: &out, stderr: &errs, site: dir}
	f := serveFlags{bind: "127.0.0.1"}
	b, folder, err := a.builderOf(f.siteFlags, true)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	listener, err := a.listen(f, true)
	if err != nil {
		t.Fatal(err)
	}
	listener.Close() // as when the system takes it away
	err = a.serveOn(context.Background(), f, b, folder, listener, net.ParseIP("127.0.0.1"), "/")
	if err == nil || !strings.Contains(err.Error(), "the server failed") {
		t.Errorf("got %v", err)
	}
}

// If the port is in use, serve reports that and uses another one. With --port it fails.
func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var errs bytes.Buffer
	a := &app{stderr: &errs}
	f := serveFlags{bind: "127.0.0.1", port: taken.Addr().(*net.TCPAddr).Port}
	var hinted *diag.Error
	if _, err := a.listen(f, true); !errors.As(err, &hinted) || !strings.HasSuffix(hinted.Text, " is in use") || hinted.Hint == "" {
		t.Errorf("got %v", err)
	}
	other, err := a.listen(f, false)
	if err != nil {
		t.Fatal(err)
	}
	other.Close()
	if !strings.Contains(errs.String(), " is in use, serving on port ") {
		t.Errorf("got %q", errs.String())
	}
}
