package sitewriter

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWriteStaysInside tests that Write refuses names outside the folders of imports
// and does not follow symbolic links.
func TestWriteStaysInside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	site, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	for _, name := range []string{"../x", "/etc/x", "public/index.html", "themes/x", "content/../x", "config.toml/../y", "", "content"} {
		p := &Plan{Writes: []File{{name, []byte("x")}}}
		if err := p.Write(site, nil); err == nil || !strings.Contains(err.Error(), "imports do not write to") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(dir, "content")); err != nil {
		t.Skip(err)
	}
	p := &Plan{Writes: []File{{"content/incidents/x.md", []byte("x")}}}
	if err := p.Write(site, nil); err == nil {
		t.Error("it wrote through a link")
	}
	if list, _ := os.ReadDir(outside); len(list) > 0 {
		t.Error("it wrote outside:", list)
	}
}
