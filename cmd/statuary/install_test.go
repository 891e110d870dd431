package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

const testCommit = "0123456789abcdef0123456789abcdef01234567"

// asRelease makes the program a release in the repository at an address.
func asRelease(t *testing.T, address string) {
	t.Helper()
	release, repository, commit = "v1.2.3", address, testCommit
	t.Cleanup(func() { release, repository, commit = "", "", "" })
}

// initSite runs statuary init and returns a file of the site and the messages.
func initSite(t *testing.T, file string, args ...string) (text, messages string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	var stdout, stderr bytes.Buffer
	if code := run(append([]string{"init", dir}, args...), &stdout, &stderr); code != 0 {
		t.Fatalf("exit status %d\n%s", code, &stderr)
	}
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data), stderr.String()
}

// TestInitOfRelease checks that the workflow of a new site installs the release that created
// it, by its commit, its version and its checksum.
func TestInitOfRelease(t *testing.T) {
	sum := strings.Repeat("0f", 32)
	files := map[string]string{
		"/acme/statuary/releases/download/v1.2.3/checksums.txt":  strings.Repeat("1", 64) + "  statuary_1.2.3_darwin_arm64.tar.gz\n" + sum + "  statuary_1.2.3_linux_amd64.tar.gz\n",
		"/other/statuary/releases/download/v1.2.3/checksums.txt": "none\n",
	}
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if files[r.URL.Path] == "" {
			http.NotFound(w, r)
		}
		_, _ = w.Write([]byte(files[r.URL.Path]))
	}))
	defer host.Close()

	asRelease(t, host.URL+"/acme/statuary")
	const action = ".github/actions/statuary/action.yml"
	text, messages := initSite(t, action)
	for _, want := range []string{"uses: acme/statuary/.github/actions/setup@" + testCommit + " # v1.2.3\n", "version: v1.2.3\n", "repository: acme/statuary\n", "checksum: " + sum + "\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(messages, "fill in") || strings.Contains(messages, "checksum") {
		t.Error(messages)
	}
	text, _ = initSite(t, ".gitlab-ci.yml", "--ci", "gitlab")
	for _, want := range []string{`STATUARY_VERSION: "1.2.3"`, `STATUARY_CHECKSUM: "` + sum + `"`, `STATUARY_RELEASES: "` + host.URL + `/acme/statuary/releases/download"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}

	// Without a checksum, CI reads it from the release, and init says so.
	for _, owner := range []string{"other", "missing"} {
		asRelease(t, host.URL+"/"+owner+"/statuary")
		text, messages = initSite(t, action)
		if strings.Contains(text, "checksum:") || !strings.Contains(text, "version: v1.2.3\n") || !strings.Contains(messages, "CI will read it from the release") {
			t.Errorf("%s\n%s", text, messages)
		}
	}
	text, _ = initSite(t, action, "--source", "fork/statuary")
	if !strings.Contains(text, "uses: fork/statuary/.github/actions/setup@"+testCommit+"\n") || strings.Contains(text, "version:") {
		t.Error(text)
	}
}

// TestVersionOfRelease checks the version of a release.
func TestVersionOfRelease(t *testing.T) {
	asRelease(t, "")
	for _, args := range [][]string{{"version"}, {"--version"}, {"-v"}} {
		var stdout bytes.Buffer
		if code := run(args, &stdout, os.Stderr); code != 0 || !strings.HasPrefix(stdout.String(), "statuary 1.2.3 (commit "+testCommit+", go1.") {
			t.Errorf("%v: %d %s", args, code, &stdout)
		}
	}
}

// TestSetupAction runs the script with which the setup action installs a release.
func TestSetupAction(t *testing.T) {
	// The action runs on GitHub's runners, which have both.
	need(t, "bash", "curl")
	var archive bytes.Buffer
	zip := gzip.NewWriter(&archive)
	tape := tar.NewWriter(zip)
	program := []byte("#!/bin/sh\necho installed\n")
	if err := tape.WriteHeader(&tar.Header{Name: "statuary", Mode: 0o755, Size: int64(len(program))}); err != nil {
		t.Fatal(err)
	}
	_, _ = tape.Write(program)
	if err := tape.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(archive.Bytes())
	sum := hex.EncodeToString(digest[:])
	var downloads atomic.Int32 // of the first archive; curl is another process
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/v1/statuary.tar.gz":
			downloads.Add(1)
			_, _ = w.Write(archive.Bytes())
		case "/v1/checksums.txt":
			_, _ = w.Write([]byte(sum + "  statuary.tar.gz\n"))
		case "/v2/statuary.tar.gz":
			_, _ = w.Write(append(archive.Bytes(), "changed"...))
		case "/v2/checksums.txt":
			_, _ = w.Write([]byte(sum + "  statuary.tar.gz\n"))
		default:
			http.NotFound(w, r)
		}
	}))
	defer host.Close()
	install := func(home, version, checksum string) (string, error) {
		folder := filepath.Join(t.TempDir(), "bin")
		cmd := exec.Command("bash", "../../.github/actions/setup/install.sh")
		cmd.Env = append(os.Environ(), "HOME="+home, "FOLDER="+folder, "ARCHIVE=statuary.tar.gz", "CHECKSUM="+checksum, "RELEASE="+host.URL+"/"+version)
		if out, err := cmd.CombinedOutput(); err != nil {
			return string(out), err
		}
		out, err := exec.Command(filepath.Join(folder, "statuary")).CombinedOutput()
		return string(out), err
	}
	home := t.TempDir()
	for _, checksum := range []string{sum, "", sum} {
		if out, err := install(home, "v1", checksum); err != nil || out != "installed\n" {
			t.Errorf("checksum %q: %v %s", checksum, err, out)
		}
	}
	if n := downloads.Load(); n != 1 {
		t.Errorf("the archive was requested %d times, although it is cached", n)
	}
	for _, c := range []struct{ version, checksum string }{{"v1", strings.Repeat("0", 64)}, {"v2", sum}, {"v2", ""}, {"v3", sum}, {"v3", ""}} {
		if out, err := install(t.TempDir(), c.version, c.checksum); err == nil {
			t.Errorf("%+v was installed: %s", c, out)
		}
	}
}
