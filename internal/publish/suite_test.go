package publish_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

func TestDir(t *testing.T) {
	publishtest.Run(t, func(t *testing.T) publishtest.Place {
		dir := filepath.Join(t.TempDir(), "deep", "public")
		return publishtest.Place{
			Target: func() publish.Target { return &publish.Dir{Path: dir} },
			Read: func() map[string]string {
				files := map[string]string{}
				for name, data := range readAll(t, dir) {
					if !strings.HasPrefix(name, publish.StateDir+"/") {
						files[name] = data
					}
				}
				return files
			},
			Stamp: func() string {
				var stamp strings.Builder
				_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
					if err == nil && e.Name() != publish.StateDir { // its time changes, because the stage folder is created and deleted
						info, _ := e.Info()
						fmt.Fprintln(&stamp, name, info.ModTime())
					}
					return nil
				})
				return stamp.String()
			},
			Write: func(path, content string) {
				name := filepath.Join(dir, filepath.FromSlash(path))
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			},
			Break: func() {
				if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(publish.ManifestFile)), []byte("{half a man"), 0o644); err != nil {
					t.Fatal(err)
				}
			},
			OneAtATime: true,
		}
	})
}

func readAll(t *testing.T, dir string) map[string]string {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		files[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
