package builder_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"statuary/internal/builder"
	"statuary/internal/publish"
)

// FuzzSite builds a small site that is made of arbitrary bytes: an archive of config.toml and up to
// four other files. A build must not panic. If it fails, every error names a file, and the output
// folder is as it was. If it succeeds, every file has a name that file systems hold, documents are
// well-formed, and no page links to a missing page of the site.
func FuzzSite(f *testing.F) {
	const config = "-- config.toml --\ntitle = \"T\"\nbase_url = \"https://status.acme.dev/\"\n[[components]]\nid = \"api\"\n"
	const entry = "timeline:\n  - {at: 2026-03-01 10:00, status: investigating, components: {api: major_outage}, message: m}\n  - {at: 2026-03-01 11:00, status: resolved}\n"
	for _, seed := range []string{
		config + "-- content/incidents/a.md --\n---\ntitle: A\n" + entry + "---\n[b](b.md#x) ![p](p.png)\n-- content/incidents/b.md --\n---\ntitle: B\naliases: [/old/]\n" + entry + "---\n## x\n",
		config + "-- content/incidents/s.md --\n---\ntitle: S\ncomponents: [api]\nscheduled_for: 2026-02-15 11:30\nscheduled_until: 2026-02-15 12:30\nrepeat: FREQ=WEEKLY\ntimeline: [{at: 2026-02-10 10:00, status: scheduled}]\n---\n",
		config + "-- content/pages/about.md --\n+++\ntitle = \"About\"\n+++\n<b>x</b>\n-- content/pages/uptime.md --\n---\ntitle: U\n---\n-- content/CNAME --\nx\n",
		"-- config.toml --\nlanguages = [\"fr\"]\n" + strings.TrimPrefix(config, "-- config.toml --\n") + "-- content/incidents/a.md --\n---\ntitle: A\n" + entry + "---\n-- content/incidents/a.fr.md --\n---\ntitle: Un\n---\n",
		config + "-- content/_statuary/live.js --\nx\n-- content/history/2026/index.html --\nx\n-- content/incidents/é.md --\n---\nid: index\ntitle: \"\\u0000\"\n" + entry + "---\n",
		config + "-- content/incidents/a.md --\n---\ntitle: A\ntimelines: []\n---\n## Summary\n", // once, it had no timeline to look at
		config + "-- themes/default/templates/404.html --\n{{.Nothing}}\n-- content/incidents/a.md --\n---\ntitle: A\n" + entry + "---\n",
	} {
		f.Add([]byte(seed))
	}
	out := filepath.Join(f.TempDir(), "public")
	good := fstest.MapFS{"config.toml": {Data: []byte("title = \"T\"\nbase_url = \"https://status.acme.dev/\"\n")}}
	if _, _, err := builder.New(options(good, "2026-03-10T12:00:00Z")).BuildInto(context.Background(), &publish.Dir{Path: out}); err != nil {
		f.Fatal(err)
	}
	before := tree(f, out)
	f.Fuzz(func(t *testing.T, data []byte) {
		site, ok := siteOf(data)
		if !ok {
			return
		}
		o := options(site, "2026-03-10T12:00:00Z")
		files, result, err := collect(builder.New(o))
		if err == nil {
			checkFiles(t, files)
			if !linksMayBeDead.MatchString(string(data)) {
				linksAreThere(t, "nothing", files)
			}
			return
		}
		if len(result.Problems) == 0 {
			t.Errorf("an error without a place: %v", err)
		}
		for _, d := range result.Problems {
			if d.File == "" || d.Text == "" {
				t.Errorf("a problem without a place: %v", d)
			}
		}
		if _, _, again := builder.New(o).BuildInto(t.Context(), &publish.Dir{Path: out}); again == nil {
			t.Errorf("the second build does not fail: %v", err)
		}
		if after := tree(t, out); !maps.Equal(before, after) {
			t.Errorf("a failed build changed the output folder: %v", err)
		}
	})
}

// linksMayBeDead matches sites whose texts have links of their own, which may be dead: check reports
// them, and a build does not.
var linksMayBeDead = regexp.MustCompile(`\]|<|href|://[^s]|html|languages|outputs|templates|brand|root`)

// siteOf returns the site in an archive. ok is false if it is none, or too large.
func siteOf(data []byte) (site fstest.MapFS, ok bool) {
	if len(data) > 20_000 {
		return nil, false
	}
	site = fstest.MapFS{}
	for _, file := range txtar.Parse(data).Files {
		if !fs.ValidPath(file.Name) || file.Name == "." {
			return nil, false
		}
		site[file.Name] = &fstest.MapFile{Data: file.Data}
	}
	for name := range site {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if site[dir] != nil {
				return nil, false // a file cannot be a folder too
			}
		}
	}
	return site, site["config.toml"] != nil && len(site) <= 5
}

// checkFiles fails the test for files that cannot be stored, or that programs cannot read.
func checkFiles(t *testing.T, files map[string]string) {
	t.Helper()
	for name := range files {
		if !fs.ValidPath(name) || !utf8.ValidString(name) || strings.ContainsAny(name, "\x00\n\\") {
			t.Errorf("the file has the name %q", name)
		}
		for part := range strings.SplitSeq(name, "/") {
			if len(part) > 255 {
				t.Errorf("a part of the name %q is too long", name)
			}
		}
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if _, ok := files[dir]; ok {
				t.Errorf("%q is a file and a folder", dir)
			}
		}
		if strings.HasPrefix(name, "_statuary/") {
			t.Errorf("%s is in the folder of the preview", name)
		}
	}
	for name, data := range files {
		if strings.HasPrefix(data, "<") {
			if ext := path.Ext(name); ext != ".atom" && ext != ".rss" && ext != ".xml" {
				continue
			}
			d := xml.NewDecoder(strings.NewReader(data))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
		}
		if strings.HasPrefix(name, "api/") && path.Ext(name) == ".json" && !json.Valid([]byte(data)) {
			t.Errorf("%s is not JSON", name)
		}
	}
}

// tree returns the files below a folder, without those of the state.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
