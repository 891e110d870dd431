package importer_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"statuary/internal/builder"
)

// TestImportsCheck runs check on the site of each archive, which TestCases and TestPages compare with the
// result of the import: what is imported can be built.
func TestImportsCheck(t *testing.T) {
	for _, pattern := range []string{"testdata/*.txtar", "testdata/http/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal("no cases", err)
		}
		for _, name := range names {
			t.Run(strings.TrimPrefix(strings.TrimSuffix(filepath.ToSlash(name), ".txtar"), "testdata/"), func(t *testing.T) {
				archive, err := txtar.ParseFile(name)
				if err != nil {
					t.Fatal(err)
				}
				files := fstest.MapFS{}
				for _, f := range archive.Files {
					if rest, ok := strings.CutPrefix(f.Name, "site/"); ok {
						files[rest] = &fstest.MapFile{Data: f.Data}
					}
				}
				checkImported(t, files)
			})
		}
	}
}

// checkImported reports the errors that check finds in a site.
func checkImported(t *testing.T, files fstest.MapFS) {
	t.Helper()
	if files["config.toml"] == nil {
		t.Fatal("the import wrote no config.toml")
	}
	now := func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) }
	r, err := builder.New(builder.Options{Site: files, Now: now, Jobs: 2}).Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		if p.Severity() == "error" {
			t.Errorf("%s: %s", p.Pos, p.Text)
		}
	}
}
