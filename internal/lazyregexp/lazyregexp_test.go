package lazyregexp

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestExpressions compiles all expressions of the program, because a build may never use one.
func TestExpressions(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			return err
		}
		texts := constants(file)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			function, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || function.Sel.Name != "New" {
				return true
			}
			if of, ok := function.X.(*ast.Ident); !ok || of.Name != "lazyregexp" {
				return true
			}
			found++
			expression := textOf(call.Args[0], texts)
			if _, err := regexp.Compile(expression); err != nil || expression == "" {
				t.Errorf("%s: %q: %v", files.Position(n.Pos()), expression, err)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found < 100 {
		t.Errorf("only %d expressions were found", found)
	}
}

// constants returns the texts that a file defines.
func constants(file *ast.File) map[string]string {
	texts := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == len(spec.Names) {
			for i, name := range spec.Names {
				texts[name.Name] = textOf(spec.Values[i], texts)
			}
		}
		return true
	})
	return texts
}

// textOf returns the value of an expression of texts.
func textOf(e ast.Expr, texts map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return textOf(e.X, texts) + textOf(e.Y, texts)
	case *ast.Ident:
		return texts[e.Name]
	}
	return ""
}
