package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.md")
	write(t, name, "one")
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	write(t, name, "two")
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the permissions changed: %v, %v", info.Mode(), err)
	}
	long := filepath.Join(filepath.Dir(name), strings.Repeat("x", 252)+".md")
	write(t, long, "three")
	onlyFiles(t, filepath.Dir(name), 2)
}

// A symbolic link stays one, and the file that it leads to is replaced in its folder.
func TestWriteThroughLink(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	target := filepath.Join(elsewhere, "target.md")
	write(t, target, "one")
	link := filepath.Join(dir, "link.md")
	if err := os.Symlink(target, link); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("this system has no symbolic links: ", err)
	}
	write(t, link, "two")
	if got, err := os.ReadFile(target); err != nil || string(got) != "two" {
		t.Errorf("the target is %q, %v", got, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v", err)
	}
	onlyFiles(t, elsewhere, 1)
}

func TestCreate(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.md")
	if err := Create(name, []byte("one"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Create(name, []byte("two"), 0o644); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want ErrExist", err)
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != "one" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A failed write leaves no temporary file and does not write outside the root.
func TestWriteInFails(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.MkdirAll(filepath.Join(dir, "folder", "full"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"folder", "missing/a.md", "../a.md"} {
		if err := WriteIn(root, name, []byte("x"), 0o644); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	onlyFiles(t, dir, 1)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := Write(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != text {
		t.Errorf("read %q, %v", got, err)
	}
}

// onlyFiles checks that a folder has no files beside those that were written.
func onlyFiles(t *testing.T, dir string, count int) {
	t.Helper()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != count {
		t.Errorf("%s has %v, %v", dir, entries, err)
	}
}
