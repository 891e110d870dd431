package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers says which packages of ours a package may import. docs/architecture.md
// shows the same as a picture. An arrow that is not here is a decision to make,
// not a line to add.
var layers = map[string]string{
	"cmd/statuary":                 "civil build watch serve config diag publish publish/pages publish/s3 scaffold when desk edit incident frontmatter export importer importer/files importer/neutral importer/statuspage content history review schema lsp git",
	"internal/build":               "site content history config theme publish markdown picture incident diag review gitlog revision git",
	"internal/site":                "civil api badge calendar picture search history content config feed incident markdown diag when words chars",
	"internal/api":                 "civil history incident when",
	"internal/history":             "civil incident when",
	"internal/content":             "fswalk incident frontmatter diag chars",
	"internal/config":              "fswalk incident frontmatter diag chars civil",
	"internal/schema":              "config incident",
	"internal/review":              "chars civil edit history content config incident markdown frontmatter diag when",
	"internal/lsp":                 "schema content config incident diag",
	"internal/desk":                "edit history content config frontmatter incident diag when chars",
	"internal/edit":                "incident frontmatter diag when chars",
	"internal/export":              "api config history importer/neutral incident",
	"internal/importer":            "importer/feeds importer/fetch importer/folder importer/neutral importer/statuspage importer/upptime",
	"internal/importer/statuspage": "civil history importer/feeds importer/fetch importer/neutral importer/prose importer/stamp incident",
	"internal/importer/feeds":      "importer/neutral importer/prose importer/stamp incident",
	"internal/importer/folder":     "importer/neutral importer/prose frontmatter incident",
	"internal/importer/upptime":    "importer/neutral importer/prose frontmatter incident",
	"internal/importer/files":      "importer/neutral config content frontmatter incident chars",
	"internal/importer/neutral":    "importer/prose markdown incident chars",
	"internal/importer/prose":      "markdown chars",
	"internal/importer/fetch":      "",
	"internal/importer/stamp":      "",
	"internal/revision":            "incident",
	"internal/incident":            "frontmatter diag when chars civil",
	"internal/theme":               "themes diag fswalk when words",
	"internal/frontmatter":         "diag chars when",
	"internal/fswalk":              "diag",
	"internal/badge":               "",
	"internal/chars":               "",
	"internal/calendar":            "",
	"internal/civil":               "",
	"internal/diag":                "chars",
	"internal/feed":                "",
	"internal/git":                 "",
	"internal/gitlog":              "git",
	"internal/markdown":            "chars",
	"internal/search":              "",
	"internal/words":               "frontmatter when",
	"internal/picture":             "",
	"internal/publish":             "",
	"internal/publish/pages":       "git publish",
	"internal/publish/publishtest": "publish",
	"internal/publish/s3":          "publish",
	"internal/scaffold":            "civil",
	"internal/serve":               "diag",
	"internal/watch":               "",
	"internal/when":                "chars",
	"internal/browsertest":         "",
	"internal/clienttest":          "",
	"internal/corpus":              "",
	"internal":                     "",
	"themes":                       "",
}

// pure packages have no clock, no disk and no network: values in, values out.
var pure = []string{
	"internal/api", "internal/badge", "internal/calendar", "internal/chars", "internal/civil", "internal/diag", "internal/edit", "internal/feed", "internal/frontmatter", "internal/history", "internal/incident",
	"internal/export", "internal/importer/feeds", "internal/importer/folder", "internal/importer/neutral", "internal/importer/prose", "internal/importer/stamp", "internal/importer/upptime",
	"internal/markdown", "internal/review", "internal/schema", "internal/picture", "internal/revision", "internal/search", "internal/site", "internal/when", "internal/words",
}

func TestLayers(t *testing.T) {
	root := ".."
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() && strings.HasPrefix(e.Name(), ".") && e.Name() != ".." {
			if err == nil {
				err = fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		checkImports(t, filepath.ToSlash(rel), src)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, name string, src []byte) {
	dir := name[:strings.LastIndexByte(name, '/')]
	allowed, known := layers[dir]
	if !known {
		t.Errorf("%s: the package %s has no place in the layers", name, dir)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		if ours, ok := strings.CutPrefix(path, "statuary/"); ok {
			if !slices.Contains(strings.Fields(allowed), strings.TrimPrefix(ours, "internal/")) {
				t.Errorf("%s imports %s, which is not below it", name, ours)
			}
		}
		if slices.Contains(pure, dir) && slices.Contains([]string{"os", "os/exec", "net", "net/http"}, path) {
			t.Errorf("%s imports %s, and its package is pure", name, path)
		}
	}
	if slices.Contains(pure, dir) && strings.Contains(string(src), "time.Now(") {
		t.Errorf("%s asks for the present time, and its package is pure", name)
	}
}
