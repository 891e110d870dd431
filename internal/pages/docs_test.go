package pages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"statuary/internal/pages/draw"
)

// TestThemesAreDocumented checks that docs/themes.md describes every field of every view,
// every template and every function.
func TestThemesAreDocumented(t *testing.T) {
	data, err := os.ReadFile("../../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	files, err := filepath.Glob("view/*.go")
	if err != nil {
		t.Fatal(err)
	}
	fields := 0
	described := func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if !strings.Contains(doc, spec.Name.Name) {
			t.Errorf("the view %s is not described", spec.Name.Name)
		}
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			for _, name := range field.Names {
				fields++
				if !strings.Contains(doc, "`"+name.Name+"`") {
					t.Errorf("%s.%s is not described", spec.Name.Name, name.Name)
				}
			}
		}
		return true
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, described)
	}
	if fields < 200 {
		t.Errorf("only %d fields were found", fields)
	}
	templates, err := os.ReadDir("../../themes/default/templates")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range templates {
		if !e.IsDir() && !strings.Contains(doc, "`"+e.Name()+"`") {
			t.Errorf("the template %s is not described", e.Name())
		}
	}
	funcs, err := os.ReadFile("../theme/funcs.go")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"markdown", "summary"}
	for name := range draw.Funcs() {
		names = append(names, name)
	}
	for _, m := range regexp.MustCompile(`(?m)^\t\t"(\w+)":`).FindAllStringSubmatch(string(funcs), -1) {
		names = append(names, m[1])
	}
	if len(names) < 15 {
		t.Errorf("only these functions were found: %v", names)
	}
	for _, name := range names {
		if !strings.Contains(doc, "`"+name+" ") && !strings.Contains(doc, "`"+name+"`") {
			t.Errorf("the function %s is not described", name)
		}
	}
}
