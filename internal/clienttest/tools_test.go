package clienttest

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// missing ends a test whose program is not installed. The test is skipped, but fails on
// Linux if CI is set, so that a forgotten package is noticed. Only Linux, because
// .ci/clients installs Debian packages.
func missing(t *testing.T, what, install string) {
	t.Helper()
	if os.Getenv("CI") != "" && runtime.GOOS == "linux" {
		t.Fatalf("there is no %s here, and CI is set", what)
	}
	t.Skipf("there is no %s here; %s", what, install)
}

// program returns the path of the first of the named programs that is installed.
func program(t *testing.T, pkg string, names ...string) string {
	t.Helper()
	for _, name := range names {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	missing(t, names[0], "install Debian's "+pkg)
	return ""
}

// interpreter is the Python that Debian's modules belong to. It need not be the first in
// the PATH.
const interpreter = "/usr/bin/python3"

// module ends the test if a Python module is not installed.
func module(t *testing.T, name, pkg string) {
	t.Helper()
	if _, err := os.Stat(interpreter); err != nil {
		missing(t, interpreter, "install Debian's python3")
	}
	if err := exec.Command(interpreter, "-I", "-c", "import "+name).Run(); err != nil {
		missing(t, "Python module "+name, "install Debian's "+pkg)
	}
}

// nodeModules returns the folder of the packages that testdata/npm names. It ends the
// test if the wanted package is not in it.
func nodeModules(t *testing.T, pkg string) string {
	t.Helper()
	dir := os.Getenv("STATUARY_NODE_MODULES")
	if dir == "" {
		missing(t, "folder STATUARY_NODE_MODULES", "set it to what .ci/clients prints")
	}
	if _, err := os.Stat(filepath.Join(dir, pkg)); err != nil {
		missing(t, "package "+pkg+" in "+dir, "run .ci/clients")
	}
	return dir
}

// run runs a program and returns its output. The home folder is the test's, so that no
// user settings apply, and the environment has no proxy.
func run(t *testing.T, dir string, env []string, name string, args ...string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LANG=C.UTF-8"}, env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if stderr.Len() > 0 {
		t.Logf("%s: %s", filepath.Base(name), stderr.Bytes())
	}
	return out, err
}

// script runs a script of testdata and reads the JSON that it prints.
func script[T any](t *testing.T, env []string, name string, args ...string) T {
	t.Helper()
	out, err := run(t, t.TempDir(), env, name, args...)
	if err != nil {
		t.Fatalf("%s: %v\n%s", args, err, out)
	}
	var v T
	if err := json.Unmarshal(out, &v); err != nil {
		t.Fatalf("%s: %v\n%s", args, err, out)
	}
	return v
}

// python runs a Python script. -I keeps the folder of the script out of the module path,
// where the script's name would hide a standard module.
func python[T any](t *testing.T, name string, args ...string) T {
	t.Helper()
	return script[T](t, nil, interpreter, append([]string{"-I", filepath.Join("testdata", name)}, args...)...)
}
