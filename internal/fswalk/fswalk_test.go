package fswalk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree creates files and, where the text begins with "-> ", symbolic links.
func tree(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		err := os.WriteFile(name, []byte(text), 0o644)
		if target, link := strings.CutPrefix(text, "-> "); link {
			_ = os.Remove(name)
			if err = os.Symlink(target, name); err != nil {
				t.Skip("no symbolic links here: ", err)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root.FS()
}

func walk(t *testing.T, site fs.FS) (visited, problems []string) {
	t.Helper()
	list, err := Walk(site, "content", Options{Ignored: func(name string) bool { return strings.HasPrefix(path.Base(name), ".") }}, func(name string, info fs.FileInfo) {
		data, err := fs.ReadFile(site, name)
		if err != nil || int64(len(data)) != info.Size() {
			t.Errorf("%s: %d bytes read, %d announced: %v", name, len(data), info.Size(), err)
		}
		visited = append(visited, name)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		problems = append(problems, d.File+": "+d.Text)
	}
	return visited, problems
}

func TestWalk(t *testing.T) {
	outside := t.TempDir()
	for _, c := range []struct {
		name     string
		files    map[string]string
		visited  []string
		problems []string
	}{
		{"files and folders", map[string]string{"content/b.md": "b", "content/a/x.md": "x", "content/.hidden/y.md": "y", "other/z.md": "z"}, []string{"content/a/x.md", "content/b.md"}, nil},
		{"a ConfigMap", map[string]string{"content/..v1/a.md": "one", "content/..data": "-> ..v1", "content/a.md": "-> ..data/a.md"}, []string{"content/a.md"}, nil},
		{"a link to a folder", map[string]string{"shared/deep/a.md": "a", "content/x": "-> ../shared"}, []string{"content/x/deep/a.md"}, nil},
		{"content is a link", map[string]string{"v1/a.md": "a", "content": "-> v1"}, []string{"content/a.md"}, nil},
		{"a link to a link", map[string]string{"v1/a.md": "a", "b": "-> v1", "content": "-> b"}, []string{"content/a.md"}, nil},
		{"nothing there", map[string]string{"content/a.md": "-> b.md"}, nil, []string{`content/a.md: a symbolic link to "b.md", which does not exist`}},
		{"content leads nowhere", map[string]string{"content": "-> v1"}, nil, []string{`content: a symbolic link to "v1", which does not exist`}},
		{"out of the site", map[string]string{"content/a": "-> ../.."}, nil, []string{`content/a: a symbolic link to "../..", which is outside the site`}},
		{"an absolute path", map[string]string{"content": "-> " + outside}, nil, []string{fmt.Sprintf("content: a symbolic link to %q, which is an absolute path", outside)}},
		{"to itself", map[string]string{"content/a": "-> a", "content/b.md": "b"}, []string{"content/b.md"}, []string{`content/a: a symbolic link to "a" that can't be followed: too many levels of symbolic links`}},
		{"back", map[string]string{"content/a": "-> .", "content/b": "-> ..", "content/c/d": "-> ../../content"}, nil, []string{
			`content/a: a symbolic link to ".", a folder that contains the link`,
			`content/b: a symbolic link to "..", a folder that contains the link`,
			`content/c/d: a symbolic link to "../../content", a folder that contains the link`,
		}},
		{"to the built site", map[string]string{"public/.statuary/manifest.json": "{}", "public/index.html": "x", "content/a": "-> ../public"}, nil, []string{
			`content/a: a symbolic link to "../public", the folder of a built site`,
		}},
		{"content is a file", map[string]string{"content": "x"}, nil, []string{"content: a file, where a folder is expected"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			visited, problems := walk(t, tree(t, c.files))
			if !slices.Equal(visited, c.visited) || !slices.Equal(problems, c.problems) {
				t.Errorf("visited %q\nproblems %q\nwant %q\n     %q", visited, problems, c.visited, c.problems)
			}
		})
	}
}

// Folders that each link twice to the next have 2^60 paths.
func TestLinkedFoldersAreBounded(t *testing.T) {
	files := map[string]string{}
	for n := range 60 {
		files[fmt.Sprintf("content/d%d/x", n)] = fmt.Sprintf("-> ../d%d", n+1)
		files[fmt.Sprintf("content/d%d/y", n)] = fmt.Sprintf("-> ../d%d", n+1)
	}
	files["content/d60/a.md"] = "a"
	_, problems := walk(t, tree(t, files))
	if len(problems) > maxLinks+1 || !strings.Contains(problems[len(problems)-1], "more than 1000 symbolic links to folders") {
		t.Errorf("%d problems, the last is %s", len(problems), problems[len(problems)-1])
	}
}

func TestNoFolder(t *testing.T) {
	_, err := Walk(tree(t, map[string]string{"x": "x"}), "content", Options{}, nil)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
