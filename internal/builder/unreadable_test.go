package builder_test

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"statuary/internal/builder"
	"statuary/internal/diag"
)

// locked is a file system in which some files and folders cannot be opened. Tests that run
// as root cannot create one on a disk.
type locked struct {
	fstest.MapFS
	names []string
}

func (l locked) Open(name string) (fs.File, error) {
	if slices.Contains(l.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l locked) ReadFile(name string) ([]byte, error) {
	if _, err := l.Open(name); err != nil {
		return nil, err
	}
	return l.MapFS.ReadFile(name)
}

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if _, err := l.Open(name); err != nil {
		return nil, err
	}
	return l.MapFS.ReadDir(name)
}

// check and build report files that cannot be read, and --keep-going skips only those.
func TestUnreadable(t *testing.T) {
	for _, name := range []string{"content/incidents/a.md", "content/pages/about.md", "content/x.txt", "content/logo.svg", "content/folder"} {
		t.Run(name, func(t *testing.T) {
			site := locked{fstest.MapFS{
				"config.toml":            {Data: []byte("title = \"T\"\nbase_url = \"https://example.org/\"\n[brand]\nlogo = \"logo.svg\"\n")},
				"content/incidents/a.md": {Data: []byte("---\ntitle: A\ntimeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n")},
				"content/incidents/b.md": {Data: []byte("---\ntitle: B\ntimeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n")},
				"content/pages/about.md": {Data: []byte("---\ntitle: About\n---\n")},
				"content/x.txt":          {Data: []byte("x")},
				"content/logo.svg":       {Data: []byte("<svg/>")},
				"content/folder/y.txt":   {Data: []byte("y")},
			}, []string{name}}
			o := options(site.MapFS, "2026-03-10T12:00:00Z")
			o.Site = site
			checked, err := builder.New(o).Check(t.Context())
			if err != nil || len(errorsOf(checked.Problems)) != 1 {
				t.Fatal(err, errorsOf(checked.Problems))
			}
			_, built, _ := collect(builder.New(o))
			if got, want := errorsOf(built.Problems), errorsOf(checked.Problems); !slices.Equal(got, want) {
				t.Errorf("build: %q, check: %q", got, want)
			}
			o.KeepGoing = true
			files, result, err := collect(builder.New(o))
			if err != nil || len(result.LeftOut) != 1 || result.LeftOut[0].File != name {
				t.Fatal(err, result.LeftOut)
			}
			for file, path := range map[string]string{
				"content/incidents/a.md": "incidents/a/index.html", "content/incidents/b.md": "incidents/b/index.html", "content/pages/about.md": "about/index.html",
				"content/x.txt": "x.txt", "content/logo.svg": "logo.svg", "content/folder": "folder/y.txt",
			} {
				if _, ok := files[path]; ok == (file == name) {
					t.Errorf("%s is published: %v", path, ok)
				}
			}
			if slices.ContainsFunc(result.LeftOut, func(d diag.Diagnostic) bool { return d.Hint == "" }) && name != "content/incidents/a.md" && name != "content/pages/about.md" {
				t.Error("no hint")
			}
		})
	}
}
