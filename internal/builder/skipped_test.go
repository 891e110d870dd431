package builder_test

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"statuary/internal/builder"
	"statuary/internal/diag"
)

// With --keep-going, one file of a conflict is skipped, and no file that only conflicts with
// a skipped one.
func TestSkipped(t *testing.T) {
	const entry = "timeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n"
	incident := func(head string) string { return "---\ntitle: X\n" + head + entry }
	page := func(head string) string { return "---\ntitle: P\n" + head + "---\n" }
	for name, row := range map[string]struct {
		files   map[string]string
		skipped string
		at      string // of the first skipped file
	}{
		"alias and alias": {map[string]string{
			"incidents/x.md": incident("aliases: [/old/]\n"), "incidents/y.md": incident("aliases: [/old/]\n"),
		}, "incidents/y.md", "3:12"},
		"a chain of aliases": {map[string]string{
			"incidents/x.md": incident("aliases: [/a/]\n"), "incidents/y.md": incident("aliases: [/a/, /b/]\n"), "incidents/z.md": incident("aliases: [/b/]\n"),
		}, "incidents/y.md", "3:12"},
		"a chain that begins at a generated address": {map[string]string{
			"incidents/x.md": incident("aliases: [/subscribe/, /b/]\n"), "incidents/z.md": incident("aliases: [/b/]\n"),
		}, "incidents/x.md", "3:12"},
		"alias and page":              {map[string]string{"incidents/x.md": incident("aliases:\n  - /about/\n"), "pages/about.md": page("")}, "incidents/x.md", "4:6"},
		"alias that is too long":      {map[string]string{"incidents/x.md": incident("aliases: [/" + strings.Repeat("y", 256) + "/]\n")}, "incidents/x.md", "3:12"},
		"page and page":               {map[string]string{"pages/about.md": page(""), "pages/about/index.md": page("weight: 2\n")}, "pages/about/index.md", "2:1"},
		"page at a generated address": {map[string]string{"pages/history.md": page("")}, "pages/history.md", "2:1"},
		"file and page":               {map[string]string{"pages/about.md": page(""), "about/index.html": "x"}, "about/index.html", ""},
		"file and incident":           {map[string]string{"incidents/x/index.md": incident(""), "incidents/x/index.html": "x"}, "incidents/x/index.html", ""},
		"names that differ in case":   {map[string]string{"a.png": "x", "A.png": "x"}, "a.png", ""},
		"names not normalized":        {map[string]string{"\u00e9.png": "x", "e\u0301.png": "x"}, "\u00e9.png", ""},
		"a name that is not UTF-8":    {map[string]string{"incidents/caf\xe9.md": incident("")}, "incidents/caf\xe9.md", ""},
		"a file for a folder":         {map[string]string{"incidents": "x"}, "incidents", ""},
		"a page for a folder":         {map[string]string{"pages": "x"}, "pages", ""},
	} {
		t.Run(name, func(t *testing.T) {
			site := fstest.MapFS{"config.toml": {Data: []byte("title = \"T\"\nbase_url = \"https://example.org/\"\n")}}
			if row.files["incidents"] == "" {
				site["content/incidents/good.md"] = &fstest.MapFile{Data: []byte(incident(""))}
			}
			for file, text := range row.files {
				site["content/"+file] = &fstest.MapFile{Data: []byte(text)}
			}
			o := options(site, "2026-03-10T12:00:00Z")
			o.KeepGoing = true
			checked, err := builder.New(o).Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			files, result, err := collect(builder.New(o))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := errorsOf(checked.LeftOut), errorsOf(result.LeftOut); !slices.Equal(got, want) {
				t.Errorf("check: %q, build: %q", got, want)
			}
			var skipped []string
			for _, d := range result.LeftOut {
				skipped = append(skipped, strings.TrimPrefix(d.File, "content/"))
				if d.Hint == "" {
					t.Errorf("no hint: %s", d)
				}
			}
			if !slices.Equal(skipped, []string{row.skipped}) {
				t.Fatalf("skipped %q, want %q: %v", skipped, row.skipped, result.LeftOut)
			}
			if d := result.LeftOut[0]; row.at != "" && !strings.HasSuffix(d.Pos.String(), ":"+row.at) {
				t.Errorf("reported at %s, want %s", d.Pos, row.at)
			}
			if _, ok := files["incidents/good/index.html"]; !ok && row.files["incidents"] == "" {
				t.Error("the other incident is missing")
			}
		})
	}
}

// damaged is a file system with a file that can be opened and not read.
type damaged struct {
	fstest.MapFS
	name string
}

type damagedFile struct{ fs.File }

func (damagedFile) Read([]byte) (int, error) { return 0, syscall.EIO }

func (d damaged) Open(name string) (fs.File, error) {
	f, err := d.MapFS.Open(name)
	if name == d.name && err == nil {
		return damagedFile{f}, nil
	}
	return f, err
}

func (d damaged) ReadFile(name string) ([]byte, error) {
	if name == d.name {
		return nil, &fs.PathError{Op: "read", Path: name, Err: syscall.EIO}
	}
	return d.MapFS.ReadFile(name)
}

// A file on a damaged part of the disk is reported and skipped like one that can't be opened.
func TestDamaged(t *testing.T) {
	for _, name := range []string{"content/incidents/a.md", "content/pages/about.md", "content/x.txt", "config.toml", "themes/default/templates/x.html"} {
		site := damaged{fstest.MapFS{
			"config.toml":                     {Data: []byte("title = \"T\"\nbase_url = \"https://example.org/\"\n")},
			"content/incidents/a.md":          {Data: []byte("---\ntitle: A\ntimeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n")},
			"content/pages/about.md":          {Data: []byte("---\ntitle: About\n---\n")},
			"content/x.txt":                   {Data: []byte("x")},
			"themes/default/templates/x.html": {Data: []byte("x")},
		}, name}
		o := options(site.MapFS, "2026-03-10T12:00:00Z")
		o.Site = site
		checked, err := builder.New(o).Check(t.Context())
		found := slices.DeleteFunc(checked.Problems, func(d diag.Diagnostic) bool { return d.Warning })
		if err != nil || len(found) != 1 || found[0].File != name || found[0].Hint == "" {
			t.Errorf("%s: check: %v %v", name, err, found)
		}
		o.KeepGoing = true
		_, result, err := collect(builder.New(o))
		if whole := !strings.HasPrefix(name, "content/"); whole != (err != nil) || !whole && (len(result.LeftOut) != 1 || result.LeftOut[0].File != name) {
			t.Errorf("%s: --keep-going: %v %v", name, err, result.LeftOut)
		}
		if err != nil && !errors.As(err, new(interface{ HasErrors() bool })) {
			t.Errorf("%s: the error names no file: %v", name, err)
		}
	}
}
