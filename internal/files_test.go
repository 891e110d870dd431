package internal

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFilesHaveAnOrder checks that the files of the planner of pages can be read one after the other:
// none uses, directly or through others, what is declared in a file that uses it.
func TestFilesHaveAnOrder(t *testing.T) {
	uses, err := fileUses("pages")
	if err != nil {
		t.Fatal(err)
	}
	if len(uses) < 20 {
		t.Fatalf("found only %d files that use others", len(uses))
	}
	if cycle := findCycle(uses); cycle != nil {
		t.Errorf("files of internal/pages use each other: %s", strings.Join(cycle, " → "))
	}
}

func TestFindCycle(t *testing.T) {
	set := func(names ...string) map[string]bool {
		m := map[string]bool{}
		for _, name := range names {
			m[name] = true
		}
		return m
	}
	if got := findCycle(map[string]map[string]bool{"a": set("b", "c"), "b": set("c")}); got != nil {
		t.Errorf("found %v where there is none", got)
	}
	got := findCycle(map[string]map[string]bool{"a": set("b"), "b": set("c"), "c": set("b")})
	if want := []string{"b", "c", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// fileUses returns, for each file of the package in dir, the files whose declarations it uses.
func fileUses(dir string) (map[string]map[string]bool, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	// Only the package's own declarations matter, so imports are not read, and the errors that
	// follow from it are ignored.
	conf := types.Config{Importer: noImports{}, Error: func(error) {}}
	pkg, _ := conf.Check(dir, fset, files, info)
	base := func(pos token.Pos) string { return filepath.Base(fset.Position(pos).Filename) }
	uses := map[string]map[string]bool{}
	for id, obj := range info.Uses {
		if obj.Pkg() != pkg || obj.Parent() != nil && obj.Parent() != pkg.Scope() {
			continue
		}
		if from, to := base(id.Pos()), base(obj.Pos()); from != to {
			if uses[from] == nil {
				uses[from] = map[string]bool{}
			}
			uses[from][to] = true
		}
	}
	return uses, nil
}

// noImports imports nothing.
type noImports struct{}

func (noImports) Import(path string) (*types.Package, error) {
	return nil, errors.New(path + " is not read")
}

// findCycle returns a way from a file back to itself, or nil.
func findCycle(uses map[string]map[string]bool) []string {
	done := map[string]bool{}
	var way []string
	var visit func(name string) []string
	visit = func(name string) []string {
		if n := slices.Index(way, name); n >= 0 {
			return append(slices.Clone(way[n:]), name)
		}
		if done[name] {
			return nil
		}
		way = append(way, name)
		for _, to := range slices.Sorted(maps.Keys(uses[name])) {
			if cycle := visit(to); cycle != nil {
				return cycle
			}
		}
		way = way[:len(way)-1]
		done[name] = true
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(uses)) {
		if cycle := visit(name); cycle != nil {
			return cycle
		}
	}
	return nil
}
