package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// avoided are words that this project does not use in comments and texts, because they
// read as translated or are not precise.
var avoided = regexp.MustCompile(`(?i)\b(` + strings.Join([]string{
	`are those that`, `goes on`, `anew`, `mends?`, `tells? of`, `is of`, `by then`, `one's own`, `lies`, `learns`, `to be had`, `lets? go of`,
}, "|") + `)\b`)

// gives matches doc comments that should say returns or reports whether.
var gives = regexp.MustCompile(`^\w+ (gives|tells|says|knows|is true|is false) `)

// allowed are texts in which an avoided word is right, each with the reason.
var allowed = map[string]string{
	`"# What follows is made from config.toml; statuary schema cms --write makes it anew."`: "it marks the place in files that exist",
}

// TestWords looks for avoided words in comments and strings, and for doc comments that do
// not begin with the name.
func TestWords(t *testing.T) {
	for _, root := range []string{"../cmd", "../internal", "../themes"} {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			checkWords(t, name)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func checkWords(t *testing.T, name string) {
	t.Helper()
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, name, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	report := func(pos token.Pos, text string) {
		text = strings.Join(strings.Fields(text), " ")
		if word := avoided.FindString(text); word != "" && allowed[text] == "" {
			t.Errorf("%s: %q in %q", set.Position(pos), word, text)
		}
	}
	for _, c := range f.Comments {
		report(c.Pos(), c.Text())
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				report(n.Pos(), n.Value)
			}
		case *ast.FuncDecl:
			checkDoc(t, set, n.Doc, n.Name)
		case *ast.GenDecl:
			if len(n.Specs) == 1 && n.Tok == token.TYPE {
				checkDoc(t, set, n.Doc, n.Specs[0].(*ast.TypeSpec).Name)
			}
		}
		return true
	})
}

// checkDoc reports a doc comment that does not begin with the name or an article and the
// name.
func checkDoc(t *testing.T, set *token.FileSet, doc *ast.CommentGroup, name *ast.Ident) {
	t.Helper()
	if doc == nil {
		return
	}
	text := doc.Text()
	first := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(text, "A "), "An "), "The ")
	if !strings.HasPrefix(first, name.Name+" ") && !strings.HasPrefix(first, name.Name+",") && !strings.HasPrefix(first, name.Name+"'s ") && !strings.HasPrefix(text, "Deprecated:") {
		t.Errorf("%s: the comment on %s begins with %q", set.Position(doc.Pos()), name.Name, strings.SplitN(text, "\n", 2)[0])
	}
	if gives.MatchString(text) {
		t.Errorf("%s: write returns, reports or another verb in %q", set.Position(doc.Pos()), strings.SplitN(text, "\n", 2)[0])
	}
}
