package importer_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"statuary/internal/importer/exchange"
)

// TestAttachmentsStayInside tests that attachments are read only from the source,
// whatever the texts link to, and are stored next to their incident.
func TestAttachmentsStayInside(t *testing.T) {
	top := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	post := "# A\n\n![in](img/in.png) ![up](../secret.png) ![up](/../secret.png) ![link](link.png) ![folder](folder.png) ![deep](../../../../../../../../../../etc/x.png) ![root](/etc/x.png)\n"
	write("secret.png", "secret")
	write("source/2024-01-01-a.md", post)
	write("source/img/in.png", "in")
	write("source/folder.png/x", "x")
	write("other/2024-01-01-a.md", "# B\n\n![in](img/in.png)\n")
	write("other/img/in.png", "another")
	if err := os.Symlink(filepath.Join(top, "secret.png"), filepath.Join(top, "source", "link.png")); err != nil {
		t.Skip(err)
	}
	files := func(dir string) (list []string) {
		t.Helper()
		for _, p := range []string{"content/incidents/*/*", "content/*.png", "*.png"} {
			names, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(p)))
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range names {
				data, err := os.ReadFile(n)
				if err != nil {
					t.Fatal(err)
				}
				rel, _ := filepath.Rel(filepath.Join(dir, "content", "incidents"), n)
				list = append(list, filepath.ToSlash(rel)+" "+string(data))
			}
		}
		return list
	}
	for _, source := range []string{"source", "source/2024-01-01-a.md"} {
		dir := t.TempDir()
		r := run(t, dir, "markdown", exchange.Options{}, filepath.Join(top, filepath.FromSlash(source)))
		if got := files(dir); !slices.Equal(got, []string{"2024-01-01-a/in.png in"}) || r.Files.Read != 7 || r.Files.Skipped != 6 {
			t.Errorf("%s: it wrote %q, %+v", source, got, r.Files)
		}
		text, err := os.ReadFile(filepath.Join(dir, "content", "incidents", "2024-01-01-a.md"))
		if err != nil || !strings.Contains(string(text), "![in](2024-01-01-a/in.png) ![up](../secret.png)") {
			t.Errorf("%s, %v", text, err)
		}
	}
	// A name that two sources have is ambiguous, so nothing is copied.
	dir := t.TempDir()
	r := run(t, dir, "markdown", exchange.Options{}, filepath.Join(top, "source"), filepath.Join(top, "other"))
	if got := files(dir); got != nil || r.Files.Skipped == 0 {
		t.Errorf("it wrote %q, %+v", got, r.Files)
	}
}
