package publish

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// However the list of versions is damaged, the files of the manifest stay known as ours.
func TestDamagedVersions(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "a", "1", "b/index.html", "2")
	file := filepath.Join(dir, filepath.FromSlash(versionsFile))
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	open := func() []string {
		d := &Dir{Path: dir}
		ours, err := d.Open(context.Background(), true)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		return ours
	}
	for n := range whole {
		for what, data := range map[string][]byte{
			"cut": whole[:n], "changed": slices.Concat(whole[:n], []byte{whole[n] ^ 1}, whole[n+1:]), "longer": slices.Concat(whole[:n], []byte{whole[n]}, whole[n:]),
		} {
			if err := os.WriteFile(file, data, 0o644); err != nil {
				t.Fatal(err)
			}
			if ours := open(); !slices.Equal(ours, []string{"a", "b/index.html"}) {
				t.Fatalf("%s at byte %d, our files are %q", what, n, ours)
			}
		}
	}
}

// A manifest that lists other files than the list of versions is read itself.
func TestOtherManifest(t *testing.T) {
	dir := t.TempDir()
	publishAll(t, dir, "a", "1", "b", "2")
	data, err := Manifest{Files: []string{"a", "b", "c"}}.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(ManifestFile)), data, 0o644); err != nil {
		t.Fatal(err)
	}
	d := &Dir{Path: dir}
	ours, err := d.Open(context.Background(), true)
	if err != nil || !slices.Equal(ours, []string{"a", "b", "c"}) {
		t.Errorf("our files are %q, %v", ours, err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
