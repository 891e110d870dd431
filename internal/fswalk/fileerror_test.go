package fswalk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"statuary/internal/diag"
)

// TestFileError makes errors of a real file system, and checks that messages are ours.
func TestFileError(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(in("file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", in("dangling")); err != nil {
		t.Skip(err)
	}
	if err := errors.Join(os.Symlink("loop", in("loop")), os.Mkdir(in("folder"), 0o755)); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	open := func(name string) error {
		f, err := os.Open(name)
		if err == nil {
			f.Close()
		}
		return err
	}
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a file in place of a folder", os.MkdirAll(in("file"), 0o755), "file is a file; a folder is needed there"},
		{"a file above", os.MkdirAll(in("file/a/b"), 0o755), "file is a file; a folder is needed there"},
		{"a dangling link", os.MkdirAll(in("dangling"), 0o755), "dangling is a link to nowhere, which does not exist"},
		{"below a dangling link", os.MkdirAll(in("dangling/a"), 0o755), "dangling is a link to nowhere, which does not exist"},
		{"a circle", open(in("loop")), "loop is a link that leads to itself"},
		{"a folder", os.Mkdir(in("folder"), 0o755), "folder exists already, and is a folder"},
		{"in a root", root.Mkdir("file", 0o755), "file is a file; a folder is needed there"},
		{"another file system", &os.LinkError{Op: "rename", Old: "a", New: "b/c", Err: syscall.EXDEV}, filepath.Join("b", "c") + " is on another file system"},
		{"another error", open(in("missing")), "no such file"},
	} {
		err := FileError(tt.err, dir)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v; want %q", tt.name, err, tt.want)
		}
		if tt.name != "another error" && diag.HintOf(err) == "" {
			t.Errorf("%s: no hint: %v", tt.name, err)
		}
		if !errors.Is(err, tt.err) {
			t.Errorf("%s: the cause is lost: %v", tt.name, err)
		}
	}
}
