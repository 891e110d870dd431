package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// swapLink points a symbolic link to another file or folder the way kubelet and git-sync
// do: it creates the new link beside the old one and renames it.
// Where links cannot be made, as on Windows without developer mode, nobody has a site behind one, so the
// test is skipped; it fails if CI is set.
func swapLink(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name+".tmp"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("this system has no symbolic links: ", err)
	}
	if err := os.Rename(name+".tmp", name); err != nil {
		t.Fatal(err)
	}
}

// swaps are sites with a symbolic link. Each has the incident "a" with the title "First
// words"; after the swap, its title is "Second words".
var swaps = []struct {
	name      string
	site      string // the site's folder below the test's
	setup, do func(t *testing.T, dir string)
}{
	{
		name: "a ConfigMap", site: "site",
		setup: func(t *testing.T, dir string) {
			incidents := filepath.Join(dir, "site/content/incidents")
			save(t, dir, "site/config.toml", exampleConfig)
			save(t, incidents, "..v1/a.md", incidentFile("First words", ""))
			swapLink(t, "..v1", filepath.Join(incidents, "..data"))
			swapLink(t, "..data/a.md", filepath.Join(incidents, "a.md"))
		},
		do: func(t *testing.T, dir string) {
			incidents := filepath.Join(dir, "site/content/incidents")
			save(t, incidents, "..v2/a.md", incidentFile("Second words", ""))
			swapLink(t, "..v2", filepath.Join(incidents, "..data"))
			remove(t, filepath.Join(incidents, "..v1"))
		},
	},
	{
		name: "a ConfigMap that holds the whole site", site: "site",
		setup: func(t *testing.T, dir string) {
			site := filepath.Join(dir, "site")
			save(t, site, "..v1/config.toml", exampleConfig)
			save(t, site, "..v1/content/incidents/a.md", incidentFile("First words", ""))
			swapLink(t, "..v1", filepath.Join(site, "..data"))
			swapLink(t, "..data/config.toml", filepath.Join(site, "config.toml"))
			swapLink(t, "..data/content", filepath.Join(site, "content"))
		},
		do: func(t *testing.T, dir string) {
			site := filepath.Join(dir, "site")
			save(t, site, "..v2/config.toml", exampleConfig)
			save(t, site, "..v2/content/incidents/a.md", incidentFile("Second words", ""))
			swapLink(t, "..v2", filepath.Join(site, "..data"))
			remove(t, filepath.Join(site, "..v1"))
		},
	},
	{
		name: "git-sync", site: "current",
		setup: func(t *testing.T, dir string) {
			saveSite(t, filepath.Join(dir, "one"), "First words")
			swapLink(t, "one", filepath.Join(dir, "current"))
		},
		do: func(t *testing.T, dir string) {
			saveSite(t, filepath.Join(dir, "two"), "Second words")
			swapLink(t, "two", filepath.Join(dir, "current"))
			remove(t, filepath.Join(dir, "one"))
		},
	},
	{
		name: "a folder of a checkout", site: "current/status",
		setup: func(t *testing.T, dir string) {
			saveSite(t, filepath.Join(dir, "one/status"), "First words")
			swapLink(t, "one", filepath.Join(dir, "current"))
		},
		do: func(t *testing.T, dir string) {
			saveSite(t, filepath.Join(dir, "two/status"), "Second words")
			swapLink(t, "two", filepath.Join(dir, "current"))
		},
	},
	{
		name: "the folder is replaced", site: "site",
		setup: func(t *testing.T, dir string) { saveSite(t, filepath.Join(dir, "site"), "First words") },
		do: func(t *testing.T, dir string) {
			saveSite(t, filepath.Join(dir, "new"), "Second words")
			for _, move := range [][2]string{{"site", "old"}, {"new", "site"}} {
				if err := os.Rename(filepath.Join(dir, move[0]), filepath.Join(dir, move[1])); err != nil {
					t.Fatal(err)
				}
			}
		},
	},
	{
		name: "a theme", site: "site",
		setup: func(t *testing.T, dir string) {
			site := filepath.Join(dir, "site")
			saveSite(t, site, "Incident")
			save(t, site, "config.toml", `theme = "mine"`+"\n"+exampleConfig)
			save(t, site, "v1/templates/incident.html", "First words")
			save(t, site, "themes/README", "")
			swapLink(t, "../v1", filepath.Join(site, "themes/mine"))
		},
		do: func(t *testing.T, dir string) {
			site := filepath.Join(dir, "site")
			save(t, site, "v2/templates/incident.html", "Second words")
			swapLink(t, "../v2", filepath.Join(site, "themes/mine"))
		},
	},
}

const exampleConfig = "title = \"Example\"\nbase_url = \"https://status.example.org/\"\n[[components]]\nid = \"api\"\n"

func saveSite(t *testing.T, dir, title string) {
	t.Helper()
	save(t, dir, "config.toml", exampleConfig)
	save(t, dir, "content/incidents/a.md", incidentFile(title, ""))
}

// remove deletes a folder into which the server may still write.
func remove(t *testing.T, dir string) {
	t.Helper()
	err := os.RemoveAll(dir)
	for end := time.Now().Add(patience); err != nil && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestSwap swaps a link that a running server depends on, and then edits the file that it
// leads to, once with events and once with polling. The server's working folder is the
// site, so it disappears with the first version.
func TestSwap(t *testing.T) {
	skipWindows(t)
	for _, s := range swaps {
		for _, poll := range []string{"--poll=false", "--poll"} {
			t.Run(s.name+" "+poll, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				s.setup(t, dir)
				site := filepath.Join(dir, filepath.FromSlash(s.site))
				p := start(t, site, "serve", "--port", "0", "--public", poll)
				p.shows("incidents/a/", "First words")
				s.do(t, dir)
				p.shows("incidents/a/", "Second words")
				save(t, site, "content/incidents/b.md", incidentFile("Third words", ""))
				page := filepath.Join(site, "public/incidents/b/index.html")
				p.until("public/ has the new page", func() bool { _, err := os.Stat(page); return err == nil })
			})
		}
	}
}
