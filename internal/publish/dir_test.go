package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// publishAll syncs files, given as alternating paths and contents, to a folder.
func publishAll(t *testing.T, dir string, files ...string) Report {
	t.Helper()
	r, err := Sync(context.Background(), &Dir{Path: dir}, produce(files...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func produce(files ...string) func(func(File) error) error {
	return func(put func(File) error) error {
		for i := 0; i < len(files); i += 2 {
			if err := put(File{Path: files[i], Data: []byte(files[i+1])}); err != nil {
				return err
			}
		}
		return nil
	}
}

// tree returns the files of a folder with their contents, without the state folder.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if rel == StateDir {
			return fs.SkipDir
		}
		switch {
		case e.IsDir():
			if inner, _ := os.ReadDir(name); len(inner) == 0 && rel != "." {
				list = append(list, rel+"/")
			}
		case e.Type()&fs.ModeSymlink != 0:
			list = append(list, rel+"@")
		default:
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			list = append(list, filepath.ToSlash(rel)+"="+string(data))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func expectTree(t *testing.T, dir, want string) {
	t.Helper()
	if got := tree(t, dir); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSync(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "public")
	r := publishAll(t, dir, "index.html", "home", "a/index.html", "A", "a/b/index.html", "B")
	if want := (Report{Written: 3, Bytes: 6}); r != want {
		t.Errorf("first: %+v", r)
	}
	expectTree(t, dir, "a/b/index.html=B a/index.html=A index.html=home")

	r = publishAll(t, dir, "index.html", "home", "a/index.html", "A", "a/b/index.html", "B")
	if want := (Report{Unchanged: 3, Bytes: 6}); r != want {
		t.Errorf("unchanged: %+v", r)
	}
	r = publishAll(t, dir, "index.html", "hoMe", "c/index.html", "C", "a/index.html", "A")
	if want := (Report{Written: 2, Unchanged: 1, Deleted: 1, Bytes: 6}); r != want {
		t.Errorf("changed: %+v", r)
	}
	expectTree(t, dir, "a/index.html=A c/index.html=C index.html=hoMe")
}

func TestUnchangedFilesAreNotTouched(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "x", "1", "y", "1")
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	for _, name := range []string{"x", "y", ManifestFile} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	publishAll(t, dir, "x", "1", "y", "1")
	for _, name := range []string{"x", "y", ManifestFile} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.ModTime().Equal(old) {
			t.Errorf("%s was written again (%v)", name, err)
		}
	}
	publishAll(t, dir, "x", "2", "y", "1")
	if info, _ := os.Stat(filepath.Join(dir, "y")); !info.ModTime().Equal(old) {
		t.Error("y was written again because x changed")
	}
}

// Files and folders of others stay.
func TestOthersFilesStay(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{".gitignore", "CNAME", "a/theirs.txt"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte("theirs"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	publishAll(t, dir, "a/index.html", "A", "b/index.html", "B")
	publishAll(t, dir, "index.html", "home")
	expectTree(t, dir, ".gitignore=theirs CNAME=theirs a/theirs.txt=theirs index.html=home")
}

func TestErrorChangesNothing(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "index.html", "home", "a/index.html", "A")
	broken := errors.New("a template is broken")
	_, err := Sync(context.Background(), &Dir{Path: dir}, func(put func(File) error) error {
		if err := produce("index.html", "new", "b/index.html", "B")(put); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Error(err)
	}
	expectTree(t, dir, "a/index.html=A index.html=home")
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(stageDir))); !errors.Is(err, fs.ErrNotExist) {
		t.Error("waiting files were not deleted")
	}
}

func TestCancelled(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "index.html", "home")
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Sync(ctx, &Dir{Path: dir}, func(put func(File) error) error {
		err := produce("index.html", "new")(put)
		cancel()
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	expectTree(t, dir, "index.html=home")
}

// A file may take the place of a folder, and a folder that of a file.
func TestFileAndFolderChangePlaces(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "x", "file", "y/index.html", "folder")
	publishAll(t, dir, "x/index.html", "folder", "y", "file")
	expectTree(t, dir, "x/index.html=folder y=file")
}

// Nothing is written or deleted outside of the folder, whatever the paths and links.
func TestNothingIsWrittenOutside(t *testing.T) {
	parent := t.TempDir()
	dir, outside := filepath.Join(parent, "public"), filepath.Join(parent, "outside")
	for _, path := range []string{"../outside/x", "/etc/x", "a/../../x", ".", "", StateDir + "/manifest.json", "a\\b", "a\x00b"} {
		_, err := Sync(context.Background(), &Dir{Path: dir}, produce(path, "x"))
		if err == nil {
			t.Errorf("%q was published", path)
		}
	}
	if runtime.GOOS == "windows" {
		return // links need a privilege there
	}
	if err := os.Mkdir(outside, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(outside, "x"), []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../outside", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if _, err := Sync(context.Background(), &Dir{Path: dir}, produce("link/x", "overwritten")); err == nil {
		t.Error("a link that leads out was followed")
	}
	expectTree(t, outside, "x=precious")
	// A manifest that was tampered with deletes nothing outside.
	tampered := `{"version":1,"files":["../outside/x","link/x","/etc/hostname"]}`
	if err := os.WriteFile(filepath.Join(dir, ManifestFile), []byte(tampered), 0o644); err != nil {
		t.Fatal(err)
	}
	_, _ = Sync(context.Background(), &Dir{Path: dir}, produce("index.html", "home"))
	expectTree(t, outside, "x=precious")
}

// A Sync that was killed while it moved files leaves a manifest with the old and the new files, and
// the next one completes it.
func TestKilledSyncIsCompleted(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "old/index.html", "old", "index.html", "1")
	d := &Dir{Path: dir}
	ours, err := d.Open(context.Background(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []File{{Path: "new/index.html", Data: []byte("new")}, {Path: "index.html", Data: []byte("2")}} {
		if _, err := d.Put(context.Background(), f); err != nil {
			t.Fatal(err)
		}
	}
	// Everything that Commit does before the first move; then the process is killed.
	both, err := Manifest{Files: []string{"index.html", "new/index.html", "old/index.html"}}.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.replace(ManifestFile, both); err != nil {
		t.Fatal(err)
	}
	if err := d.root.Rename(stageDir+"/new", "new"); err != nil {
		t.Fatal(err)
	}
	if err := d.lock.Close(); err != nil {
		t.Fatal(err)
	}
	if len(ours) != 2 {
		t.Error("the interrupted manifest lists", ours)
	}
	expectTree(t, dir, "index.html=1 new/index.html=new old/index.html=old")
	publishAll(t, dir, "index.html", "3")
	expectTree(t, dir, "index.html=3")
}

func TestManifestLost(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "a", "1", "b", "1")
	if err := os.WriteFile(filepath.Join(dir, ManifestFile), []byte("{half a man"), 0o644); err != nil {
		t.Fatal(err)
	}
	publishAll(t, dir, "a", "2")
	// b may be somebody else's file.
	expectTree(t, dir, "a=2 b=1")
}

// Two Syncs at once do not mix: the result is the complete site of one.
func TestTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	var waited atomic.Int32
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			var files []string
			for i := range 20 {
				files = append(files, fmt.Sprintf("p%d/index.html", i), fmt.Sprint(n))
			}
			files = append(files, fmt.Sprintf("only-%d", n), fmt.Sprint(n))
			target := &Dir{Path: dir, Waiting: func() { waited.Add(1) }}
			if _, err := Sync(context.Background(), target, func(put func(File) error) error {
				time.Sleep(20 * time.Millisecond)
				return produce(files...)(put)
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := strings.Fields(tree(t, dir))
	if len(got) != 21 {
		t.Fatalf("%d files: %v", len(got), got)
	}
	last := got[0][strings.IndexByte(got[0], '=')+1:]
	for _, f := range got {
		if !strings.HasSuffix(f, "="+last) {
			t.Errorf("two sites mixed: %v", got)
		}
	}
	if waited.Load() == 0 {
		t.Error("no Sync had to wait")
	}
}

// Put is safe for use by several goroutines.
func TestParallelPuts(t *testing.T) {
	dir := t.TempDir()
	_, err := Sync(context.Background(), &Dir{Path: dir}, func(put func(File) error) error {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for n := range errs {
			wg.Go(func() {
				for i := range 50 {
					errs[n] = errors.Join(errs[n], put(File{Path: fmt.Sprintf("a/b/%d/%d.html", i, n), Data: []byte("x")}))
				}
			})
		}
		wg.Wait()
		return errors.Join(errs...)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(strings.Fields(tree(t, dir))); got != 400 {
		t.Error(got, "files")
	}
}
