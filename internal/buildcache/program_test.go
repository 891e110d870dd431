package buildcache

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A program is known by the stamp of its file, and is another one once the file is replaced, even by a file
// with the same size and time.
func TestStamp(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "program")
	long := time.Now().Add(-time.Hour)
	stamp := func(text string, modified time.Time) string {
		t.Helper()
		next := filepath.Join(dir, "next")
		if err := os.WriteFile(next, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(next, modified, modified); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(next, name); err != nil { // while the old file exists, so that the new one has another inode
			t.Fatal(err)
		}
		return stampNow(t, name)
	}
	first := stamp("one", long)
	if first == "" {
		t.Skip("this system has no inodes")
	}
	if again := stampNow(t, name); again != first {
		t.Errorf("the stamp of the same file is %s, then %s", first, again)
	}
	if second := stamp("two", long); second == first {
		t.Error("a program that was replaced has the stamp of the one before")
	}
	if fresh := stamp("new", time.Now()); fresh != "" {
		t.Error("a program that was written just now has a stamp")
	}
}

func stampNow(t *testing.T, name string) string {
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return stampOf(name, info, time.Now())
}

// The cache of the running program is found again by the stamp alone, and its digest is the same.
func TestRunning(t *testing.T) {
	file := filepath.Join(t.TempDir(), "build")
	c := Open(file)
	c.Put(key(1), []byte("one"))
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
	again := Open(file)
	if got, ok := again.Get(key(1)); !ok || got != "one" {
		t.Errorf("got %q, %v", got, ok)
	}
	if again.Program() == "" || again.Program() != c.Program() {
		t.Errorf("the program is %q, and then %q", c.Program(), again.Program())
	}
	name, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if p := running(program{"the digest of another program", "and its stamp"}); p.digest != digestOf(name) {
		t.Errorf("another program's digest is taken: %q", p.digest)
	}
}
