package content

import (
	"fmt"
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
		"content/.well-known/security.txt", "Contact: mailto:security@example.org", "content/.well-known/.DS_Store", "x", "content/images/.well-known/x", "x",
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
		{strings.Join(copied, " "), ".well-known/security.txt CNAME docs/pic.png images/logo.svg incidents/2026/chart.png incidents/bundle/pics/p.png incidents/other/log.txt"},
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
		"content/incidents/a.md:2:1: the id a differs from A of content/incidents/2026/A.md only in upper and lower case, which some file systems do not distinguish",
		"content/incidents/broken.md:1:1: the front matter that begins here is never closed",
		"content/incidents/huge.md: the file has 4.2 MB; the limit is 4 MB",
		"content/lost.md: a page outside of content/pages/ is not read",
		`content/pages/bad name.md:2:1: the name "bad name" contains a space`,
		`content/pages/untitled.md:2:1: unknown key "titel" in a page`,
		"content/pages/untitled.md:3:9: weight must be a whole number",
	}
	var got []string
	for _, d := range problems {
		got = append(got, d.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(c.Incidents) != 1 || c.Broken != 6 {
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

// Translations give an incident other texts and no other facts, and the same
// files give the same values again.
func TestTranslations(t *testing.T) {
	original := "---\ntitle: A\nimpact: major\ntimeline:\n- {at: 2026-01-02 10:00, status: investigating, message: One}\n- {at: 2026-01-02 11:00, status: resolved, label: Done, message: Two}\n- {at: 2026-01-03 11:00, status: postmortem}\n---\nWhy"
	fsys := site(
		"content/incidents/a.md", original,
		"content/incidents/a.pt-BR.md", "---\ntitle: Um\nimpact: minor\ntimeline: [{at: 2026-01-02 11:00, status: resolved, label: Feito, message: Dois}]\n---\n",
		"content/incidents/b/index.md", plain,
		"content/incidents/b/index.fr.md", "---\ntitle: B en français\ntimeline: [{at: 2026-01-02 11:00, status: resolved}]\n---\n",
		"content/incidents/broken.md", "---\n",
		"content/incidents/broken.fr.md", plain,
		"content/incidents/alone.fr.md", plain,
		"content/incidents/v1.de.md", plain, // not a language of the site
		"content/pages/about.md", "---\ntitle: About\nweight: 2\n---\nHello",
		"content/pages/about.fr.md", "---\ntitle: À propos\n---\nBonjour",
	)
	l := Loader{Jobs: 2, Languages: []string{"fr", "pt-BR"}}
	load := func() *Content {
		t.Helper()
		c, _, err := l.Load(fsys, parser)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	_, problems, err := l.Load(fsys, parser)
	var texts []string
	for _, d := range problems {
		texts = append(texts, d.File+": "+d.Text)
	}
	slices.Sort(texts)
	// b's translation has an update that b does not have; the broken file is reported once.
	want := []string{
		"content/incidents/alone.fr.md: there is no file content/incidents/alone.md that this could be a translation of",
		"content/incidents/b/index.fr.md: the translation has an update of 2026-01-02 11:00, resolved, that content/incidents/b/index.md does not have",
		"content/incidents/broken.md: the front matter that begins here is never closed",
	}
	if err != nil || !slices.Equal(texts, want) {
		t.Errorf("got %q, %v", texts, err)
	}
	c := load()
	var ids []string
	for _, i := range c.Incidents {
		ids = append(ids, i.ID)
	}
	if got := strings.Join(ids, " "); got != "a b v1.de" {
		t.Errorf("the incidents are %s", got)
	}
	in := c.In("pt-BR").Incidents[0]
	if in.Language != "pt-BR" || in.Title != "Um" || in.Impact != incident.Major || len(in.Updates) != 3 || !in.OriginalPostmortem || in.Postmortem != "Why" {
		t.Errorf("%+v", in)
	}
	if u := in.Updates; !u[0].Original || u[0].Message != "One" || u[1].Original || u[1].Message != "Dois" || u[1].Label != "Feito" || u[2].Original {
		t.Errorf("%+v", u)
	}
	if first := c.Incidents[0]; first.Title != "A" || first.Updates[1].Message != "Two" || first.Language != "" {
		t.Errorf("the original has changed: %+v", first)
	}
	if french := c.In("fr"); french.Incidents[0] != c.Incidents[0] || french.Incidents[1].Title != "B en français" || french.Pages[0].Body != "Bonjour" || french.Pages[0].Weight != 2 || french.Pages[0].Path != "about/" {
		t.Errorf("%+v %+v", french.Incidents[1], french.Pages[0])
	}
	if got := fmt.Sprint(c.Languages("content/incidents/a.md"), c.Languages("content/pages/about.md"), c.Languages("content/incidents/v1.de.md")); got != "[pt-BR] [fr] []" {
		t.Error(got)
	}
	if again := load(); again.In("pt-BR").Incidents[0] != in || again.In("fr").Pages[0] != c.In("fr").Pages[0] {
		t.Error("the same files, other values")
	}
	fsys["content/incidents/a.md"] = &fstest.MapFile{Data: []byte(strings.Replace(original, "One", "Eins", 1)), ModTime: time.Now().Add(-time.Minute)}
	if again := load().In("pt-BR").Incidents[0]; again == in || again.Updates[0].Message != "Eins" {
		t.Error("the original has changed, and its translation has not")
	}
}
