package content

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

const plain = "---\ntitle: T\ntimeline: [{at: 2026-01-01T00:00:00Z, status: resolved}]\n---\n"

var parser = incident.NewParser(time.UTC, nil)

func load(t *testing.T, fsys fs.FS) (*Content, diag.List) {
	t.Helper()
	var l Loader
	c, problems, err := l.Load(fsys, parser)
	if err != nil {
		t.Fatal(err)
	}
	return c, problems
}

func site(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1]), ModTime: time.Now().Add(-time.Hour)}
	}
	return m
}

func TestLoad(t *testing.T) {
	c, problems := load(t, site(
		"content/incidents/b.md", plain,
		"content/incidents/2026/deep/a.md", plain,
		"content/incidents/2026/chart.png", "png",
		"content/incidents/bundle/index.md", plain,
		"content/incidents/bundle/pics/p.png", "png",
		"content/incidents/named/index.md", strings.Replace(plain, "title", "id: other\ntitle", 1),
		"content/incidents/named/log.txt", "log",
		"content/pages/about.md", "---\ntitle: About\nweight: 2\n---\nHello",
		"content/pages/docs/index.md", "---\ntitle: Docs\nweight: 1\naliases: [/old-docs/]\n---\n",
		"content/pages/docs/pic.png", "png",
		"content/images/logo.svg", "svg",
		"content/CNAME", "status.example.org",
		"content/.hidden", "x", "content/.git/config", "x", "content/incidents/.#b.md", "x", "content/incidents/b.md~", "x",
		"content/incidents/.b.md.swp", "x", "content/incidents/4913", "x", "content/incidents/b.md___jb_tmp___", "x",
	))
	if problems != nil {
		t.Fatal(problems)
	}
	var ids, pages, copied []string
	for _, i := range c.Incidents {
		ids = append(ids, i.ID)
	}
	for _, p := range c.Pages {
		pages = append(pages, p.Path)
	}
	for _, a := range c.Assets {
		copied = append(copied, a.Path)
	}
	slices.Sort(copied)
	for _, check := range []struct{ got, want string }{
		{strings.Join(ids, " "), "a b bundle other"},
		{strings.Join(pages, " "), "docs/ about/"},
		{strings.Join(copied, " "), "CNAME docs/pic.png images/logo.svg incidents/2026/chart.png incidents/bundle/pics/p.png incidents/other/log.txt"},
	} {
		if check.got != check.want {
			t.Errorf("got %s, want %s", check.got, check.want)
		}
	}
}

func TestNoContent(t *testing.T) {
	if c, problems := load(t, site("config.toml", "")); len(c.Incidents)+len(c.Pages)+len(c.Assets) != 0 || problems != nil {
		t.Error(c, problems)
	}
}

func TestProblems(t *testing.T) {
	c, problems := load(t, site(
		"content/incidents/a.md", plain,
		"content/incidents/2026/A.md", plain,
		"content/incidents/broken.md", "---\n",
		"content/incidents/huge.md", strings.Repeat("x", frontmatter.MaxFile+1),
		"content/pages/untitled.md", "---\ntitel: x\nweight: heavy\n---\n",
		"content/pages/bad name.md", "---\ntitle: x\n---\n",
		"content/lost.md", "---\ntitle: x\n---\n",
	))
	problems.Sort()
	want := []string{
		"content/incidents/a.md:2:1: the id a is that of content/incidents/2026/A.md already",
		"content/incidents/broken.md:1:1: the front matter that begins here is never closed",
		"content/incidents/huge.md: the file has 4.2 MB; up to 4 are read",
		"content/lost.md: warning: a Markdown file that is neither an incident nor a page is copied as it is",
		`content/pages/bad name.md:2:1: the name "bad name" has a ' ' in it`,
		`content/pages/untitled.md:2:1: unknown key "titel" in a page`,
		"content/pages/untitled.md:2:1: the page has no title",
		"content/pages/untitled.md:3:9: weight must be a whole number",
	}
	var got []string
	for _, d := range problems {
		got = append(got, d.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(c.Incidents) != 1 || c.Broken != 5 {
		t.Errorf("%d incidents, %d broken", len(c.Incidents), c.Broken)
	}
}

// A link inside the folder is followed, one that leads out is not.
func TestLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege there")
	}
	dir := t.TempDir()
	inside := filepath.Join(dir, "site", "content", "incidents")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{
		"in.md": "a.md", "out.md": "../../../secret.md", "absolute.md": filepath.Join(dir, "secret.md"), "nowhere.md": "b.md", "folder": "../../..", "here": ".",
	} {
		if err := os.Symlink(target, filepath.Join(inside, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{filepath.Join(inside, "a.md"), filepath.Join(dir, "secret.md")} {
		if err := os.WriteFile(name, []byte(plain), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(filepath.Join(dir, "site"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c, problems := load(t, root.FS())
	if len(c.Incidents) != 2 || c.Incidents[1].ID != "in" {
		t.Errorf("%d incidents", len(c.Incidents))
	}
	if len(problems) != 5 {
		t.Error(problems)
	}
	for _, d := range problems {
		if !strings.HasPrefix(d.Text, "a symbolic link") {
			t.Error(d)
		}
	}
}

// A loader parses a file again only when it has changed, and keeps its
// problems.
func TestMemo(t *testing.T) {
	fsys := site("content/incidents/a.md", plain, "content/incidents/b.md", plain, "content/incidents/c.md", "---\n")
	l := Loader{Jobs: 2}
	step := func(what string, parsed, problems int) *Content {
		t.Helper()
		c, list, err := l.Load(fsys, parser)
		if err != nil {
			t.Fatal(err)
		}
		if l.Parsed != parsed || len(list) != problems {
			t.Errorf("%s: %d parsed, %d problems; want %d, %d", what, l.Parsed, len(list), parsed, problems)
		}
		return c
	}
	first := step("first", 3, 1)
	second := step("nothing changed", 0, 1)
	if first.Incidents[0] != second.Incidents[0] {
		t.Error("the same file, another value")
	}
	titled := func(title string) string { return strings.Replace(plain, "title: ", "title: "+title, 1) }
	write := func(text string, at time.Time) {
		fsys["content/incidents/b.md"] = &fstest.MapFile{Data: []byte(text), ModTime: at}
	}
	write(plain, time.Now().Add(-time.Minute))
	third := step("one was only touched", 0, 1)
	if first.Incidents[1] != third.Incidents[1] {
		t.Error("the same text, another value")
	}
	write(titled("x"), time.Now().Add(-time.Minute))
	step("one is newer", 1, 1)
	now := time.Now()
	write(titled("y"), now)
	step("one is newer than its clock can tell", 1, 1)
	write(titled("z"), now)
	step("so it is read again", 1, 1)
	delete(fsys, "content/incidents/b.md")
	delete(fsys, "content/incidents/c.md")
	step("two are gone", 0, 0)
	parser := incident.NewParser(time.UTC, []string{"api"})
	if _, _, err := l.Load(fsys, parser); err != nil || l.Parsed != 1 {
		t.Error("another parser, the same value:", err, l.Parsed)
	}
}
