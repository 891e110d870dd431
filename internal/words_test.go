package internal

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
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
	`"# What follows is made from config.toml; statuary schema cms --write makes it anew."`: "files of earlier versions contain it",
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

// replaced are texts that earlier versions had, and which read as translated. docs/changelog.md
// may quote them.
var replaced = []string{
	"when it was, instead of now", "pretend that it is", "address to answer on", "as they are to be: what", "nothing goes on", "what is new?", "a schema of what",
	"LEFT OUT because", "take it out; colours", "knows no conditions", "dress gives", "page that has no key or another one", "Time only goes on",
	"They go by shelves", "some incidents that belong together", "hear asks git", "where a writer sits", "Aim gives", "Close lets go", "not committed is not told",
	"hears of news", "or, if you say so", "Happening now", "being followed, see below", "There is news", "All times in", "Feed of these updates", "days with trouble",
	"Not part of the service any more", "The same in numbers", "Nine of ten", "Busiest components", "Any component in an outage", "in which it was over",
	"0.3 of its length", "start nothing is known", "nobody learns who", "new but once", "for a frame (iframe)", "Set in stone", "trouble reported",
	"Mit schwerem Ausfall", "Neun von zehn",
}

// TestReplacedTexts looks for texts that were replaced by plain ones.
func TestReplacedTexts(t *testing.T) {
	for _, root := range []string{"../cmd", "../internal", "../themes", "../docs", "../content", "../.github", "../README.md"} {
		err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || e.Name() == "words_test.go" || e.Name() == "changelog.md" {
				return err
			}
			switch filepath.Ext(name) {
			case ".go", ".html", ".js", ".toml", ".md", ".yml", ".yaml", ".txtar", ".golden":
			default:
				return nil
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for _, old := range replaced {
				if i := bytes.Index(text, []byte(old)); i >= 0 {
					t.Errorf("%s:%d: %q", name, 1+bytes.Count(text[:i], []byte("\n")), old)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
