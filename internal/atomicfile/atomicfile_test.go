package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"statuary/internal/diag"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unicode/utf8"
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

// The next write to a folder deletes what killed programs have left, and nothing else: not the file of
// a running one, and not a file that only looks similar.
func TestLeftovers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no locks; leftovers are deleted by their age")
	}
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f, err := newTemp(root, "a.md", 0o644)
	if err != nil {
		t.Fatal(err)
	}
	live := f.tmp
	stay := []string{live, ".a.md.tmp", "a.md.ABCDEFGH.tmp", ".a.md.abcdefgh.tmp", "b.md"}
	for _, name := range append(stay[1:], ".a.md.ABCDEFGH.tmp", ".b.ABCDEFGH.tmp") {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cleaned.Clear() // as in the next run
	write(t, filepath.Join(dir, "a.md"), "one")
	for _, name := range append(stay, "a.md") {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	onlyFiles(t, dir, len(stay)+1)
	f.File.Close() // as when the program is killed
	cleaned.Clear()
	write(t, filepath.Join(dir, "a.md"), "two")
	onlyFiles(t, dir, len(stay))
}

// Programs that write and clean one folder at the same time do not disturb each other.
func TestManyWriters(t *testing.T) {
	dir := t.TempDir()
	var writers sync.WaitGroup
	for n := range 8 {
		writers.Go(func() {
			for range 50 {
				cleaned.Clear()
				if err := Write(filepath.Join(dir, fmt.Sprint(n%2)), fmt.Append(nil, n), 0o644); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	onlyFiles(t, dir, 2)
}

// Names of up to 255 bytes work, also if a character would be cut. Longer ones are rejected.
func TestLongNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{strings.Repeat("x", 255), strings.Repeat("\u00fc", 127), "x" + strings.Repeat("\u65e5", 84)} {
		write(t, filepath.Join(dir, name), "x")
		if tmp := tempFor(name); len(tmp) > 255 || !utf8.ValidString(tmp) {
			t.Errorf("%q", tmp)
		}
	}
	onlyFiles(t, dir, 3)
	for _, name := range []string{strings.Repeat("x", 256), strings.Repeat("\u65e5", 86)} {
		err := Write(filepath.Join(dir, name), nil, 0o644)
		if !errors.Is(err, syscall.ENAMETOOLONG) || diag.HintOf(err) == "" {
			t.Errorf("got %v", err)
		}
		if err := MkdirAll(filepath.Join(dir, "new", name), 0o755); !errors.Is(err, syscall.ENAMETOOLONG) || diag.HintOf(err) == "" {
			t.Errorf("got %v", err)
		}
	}
	onlyFiles(t, dir, 3)
}

// A device or a named pipe is written to, and not replaced by a file.
func TestWriteToDevice(t *testing.T) {
	for _, name := range []string{"/dev/null", "/dev/full"} {
		before, err := os.Stat(name)
		if err != nil {
			t.Skip(err)
		}
		err = Write(name, []byte("x"), 0o644)
		if full := name == "/dev/full"; (err != nil) != full {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.Stat(name); err != nil || !os.SameFile(before, after) {
			t.Fatalf("%s was replaced", name)
		}
	}
}

// A temporary folder of a killed program is deleted by the next one, and that of a running one is not.
func TestTempDir(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	if err := os.MkdirAll(filepath.Join(tmp, "x-1", "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	first, removeFirst, err := TempDir("x-")
	if err != nil {
		t.Fatal(err)
	}
	second, removeSecond, err := TempDir("x-")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(first); err != nil {
		t.Error("the folder of a running program was deleted")
	}
	if err := errors.Join(os.WriteFile(filepath.Join(second, "f"), nil, 0o644), removeFirst(), removeSecond()); err != nil {
		t.Error(err)
	}
	onlyFiles(t, tmp, map[bool]int{true: 1}[runtime.GOOS == "windows"])
}

// Programs that make folders at the same time take none of each other's.
func TestTempDirAtOnce(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 200 {
				dir, remove, err := TempDir("x-")
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := os.Stat(dir); err != nil {
					t.Error(err)
				}
				if err := remove(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}
