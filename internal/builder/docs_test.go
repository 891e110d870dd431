package builder_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"text/template/parse"

	"github.com/PuerkitoBio/goquery"

	"statuary/internal/builder"
	"statuary/internal/pages/draw"
	"statuary/themes"
)

// exampleFile matches a file of the theme in docs/themes.md: its name, and the block
// that follows.
var exampleFile = regexp.MustCompile("(?ms)^`((?:templates|assets)/[^`\\n]+)`.*?^```\\w+\n(.*?)^```")

// example reads the theme that docs/themes.md shows.
func example(t *testing.T) map[string]string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	_, whole, ok := strings.Cut(string(doc), "\n## A whole theme\n")
	if !ok {
		t.Fatal("docs/themes.md has no complete theme")
	}
	files := map[string]string{}
	for _, m := range exampleFile.FindAllStringSubmatch(whole, -1) {
		files[m[1]] = m[2]
	}
	if blocks := strings.Count(whole, "\n```") / 2; len(files) != blocks {
		t.Errorf("of %d blocks, %d are files", blocks, len(files))
	}
	return files
}

// sample returns the sample site with added settings and files.
func sample(t *testing.T, settings string, files map[string]string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	root := os.DirFS("../..")
	for _, dir := range []string{"content", "config.toml"} {
		err := fs.WalkDir(root, dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := fs.ReadFile(root, name)
			fsys[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// Text before the first table is a setting of the site.
	config := string(fsys["config.toml"].Data)
	i := strings.Index(config, "\n[")
	fsys["config.toml"] = &fstest.MapFile{Data: []byte(settings + config[:i] + config[i:])}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return fsys
}

const sampleNow = "2026-11-23T19:32:00Z"

// TestExampleTheme builds the sample site with the theme of docs/themes.md, which replaces
// every template, and compares the contents of its pages with those of the built-in theme.
func TestExampleTheme(t *testing.T) {
	files := map[string]string{}
	for name, data := range example(t) {
		files["themes/plain/"+name] = data
	}
	pages, err := fs.Glob(themes.Default(), "templates/*.html")
	if err != nil || len(pages) < 10 {
		t.Fatal(pages, err)
	}
	for _, name := range pages {
		if files["themes/plain/"+name] == "" {
			t.Errorf("the theme has no %s of its own", name)
		}
	}
	builtin, _, err := collect(builder.New(options(sample(t, "", nil), sampleNow)))
	if err != nil {
		t.Fatal(err)
	}
	plain, r, err := collect(builder.New(options(sample(t, "theme = \"plain\"\n", files), sampleNow)))
	if err != nil || len(r.Problems) > 0 {
		t.Fatal(err, r.Problems)
	}
	looked := 0
	for _, name := range slices.Sorted(maps.Keys(builtin)) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		looked++
		doc := page(t, plain, name)
		if doc.Find("body.plain").Length() != 1 || doc.Find("h1").Length() != 1 || doc.Find("head title").Length() != 1 || doc.Find(".top, .bottom").Length() > 0 {
			t.Errorf("%s is not a page of this theme", name)
		}
		if strings.Contains(plain[name], "ZgotmplZ") {
			t.Errorf("%s: html/template rejected a value (ZgotmplZ)", name)
		}
		for _, want := range facts(page(t, builtin, name)) {
			if !strings.Contains(words(doc), want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		doc.Find("[href], [src]").Each(func(_ int, e *goquery.Selection) {
			to := e.AttrOr("href", e.AttrOr("src", ""))
			if at, ok := strings.CutPrefix(to, "/"); ok {
				at, _, _ = strings.Cut(at, "#")
				if at == "" || strings.HasSuffix(at, "/") {
					at += "index.html"
				}
				if _, ok := plain[at]; !ok {
					t.Errorf("%s links to %s, which does not exist", name, to)
				}
			}
		})
	}
	if looked < 40 {
		t.Errorf("only %d pages were looked at", looked)
	}
}

// labelExample matches the catalogue in docs/themes.md that changes labels of an English site.
var labelExample = regexp.MustCompile("(?s)`themes/acme/languages/en.toml`:\n\n```toml\n(.*?)```")

// TestLabelExample builds the sample site with the catalogue of docs/themes.md, and checks that
// its pages have the new labels instead of the built-in ones.
func TestLabelExample(t *testing.T) {
	doc, err := os.ReadFile("../../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	m := labelExample.FindSubmatch(doc)
	if m == nil {
		t.Fatal("docs/themes.md has no example of a label")
	}
	text := func(settings string, files map[string]string) string {
		t.Helper()
		out, r, err := collect(builder.New(options(sample(t, settings, files), sampleNow)))
		if err != nil || len(r.Problems) > 0 {
			t.Fatal(err, r.Problems)
		}
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(out)) {
			if strings.HasSuffix(name, ".html") {
				b.WriteString(words(page(t, out, name)))
			}
		}
		return b.String()
	}
	before := text("", nil)
	after := text("theme = \"acme\"\n", map[string]string{"themes/acme/languages/en.toml": string(m[1])})
	for _, label := range []struct{ builtin, changed string }{
		{"Active incidents", "Current problems"}, {"9 incidents, 3 maintenance windows", "9 problems, 3 maintenance windows"},
		{"1 incident, 1 maintenance window", "1 problem, 1 maintenance window"}, {"Insights Subscribe", "Insights Get updates"},
	} {
		if !strings.Contains(before, label.builtin) || strings.Contains(before, label.changed) {
			t.Errorf("the built-in theme does not have the label %q", label.builtin)
		}
		if strings.Contains(after, label.builtin) || !strings.Contains(after, label.changed) {
			t.Errorf("the label %q did not become %q", label.builtin, label.changed)
		}
	}
}

// facts are the contents that a page must show in any theme: titles and texts of its
// incidents, times, and affected components.
func facts(doc *goquery.Document) []string {
	var list []string
	doc.Find("main .row-title a, main .card h3 a, .component-name a, .timeline .text p, .timeline .meta time, .postmortem .prose p, .affected a, .facts time, .prose p, .verdict h1, .details").
		Each(func(_ int, e *goquery.Selection) { list = append(list, strings.Join(strings.Fields(e.Text()), " ")) })
	return list
}

func words(doc *goquery.Document) string { return strings.Join(strings.Fields(doc.Text()), " ") }

// TestExampleShowsAll checks that the theme of docs/themes.md uses every function and every
// field of every view, as the page promises.
func TestExampleShowsAll(t *testing.T) {
	own := functionNames(t)
	library := []string{"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf", "println", "slice", "urlquery"}
	fields, used := map[string]bool{}, map[string]bool{}
	for name, text := range example(t) {
		if !strings.HasPrefix(name, "templates/") {
			continue
		}
		trees := map[string]*parse.Tree{}
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(text, "{{", "}}", trees); err != nil {
			t.Fatal(err)
		}
		for _, tree := range trees {
			visit(tree.Root, func(n parse.Node) {
				switch n := n.(type) {
				case *parse.FieldNode:
					for _, f := range n.Ident {
						fields[f] = true
					}
				case *parse.VariableNode:
					for _, f := range n.Ident[1:] {
						fields[f] = true
					}
				case *parse.ChainNode:
					for _, f := range n.Field {
						fields[f] = true
					}
				case *parse.IdentifierNode:
					used[n.Ident] = true
					if !slices.Contains(own, n.Ident) && !slices.Contains(library, n.Ident) {
						t.Errorf("%s calls %s, which is not a function", name, n.Ident)
					}
				}
			})
		}
	}
	for _, name := range own {
		if !used[name] {
			t.Errorf("no template calls the function %s", name)
		}
	}
	checked := 0
	known := map[string]bool{"IsZero": true} // of times
	for _, f := range viewFields(t) {
		checked++
		if known[f.name] = true; !fields[f.name] && !f.part {
			t.Errorf("no template uses %s.%s", f.view, f.name)
		}
	}
	for name := range fields {
		if !known[name] {
			t.Errorf("a template uses %s, which is a field of no view", name)
		}
	}
	if checked < 200 || len(used) < 25 {
		t.Errorf("only %d fields and %d functions were looked for", checked, len(used))
	}
}

// functionNames returns the names of all template functions.
func functionNames(t *testing.T) []string {
	t.Helper()
	src, err := os.ReadFile("../theme/funcs.go")
	if err != nil {
		t.Fatal(err)
	}
	names := append(slices.Collect(maps.Keys(draw.Funcs())), "markdown", "summary")
	for _, m := range regexp.MustCompile(`(?m)^\t\t"(\w+)":`).FindAllStringSubmatch(string(src), -1) {
		names = append(names, m[1])
	}
	return names
}

// viewField is a field of a view. A part is an embedded view, whose fields belong to the
// outer view as well.
type viewField struct {
	view, name string
	part       bool
}

// viewFields returns the fields of all views.
func viewFields(t *testing.T) []viewField {
	t.Helper()
	files, err := filepath.Glob("../pages/view/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no views", err)
	}
	var list []viewField
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range s.Fields.List {
					if part, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 {
						list = append(list, viewField{spec.Name.Name, part.Name, true})
					}
					for _, name := range field.Names {
						list = append(list, viewField{spec.Name.Name, name.Name, false})
					}
				}
			}
			return true
		})
	}
	return list
}

// visit calls do for each node of a template.
func visit(n parse.Node, do func(parse.Node)) {
	pipe := func(p *parse.PipeNode) {
		if p != nil {
			visit(p, do)
		}
	}
	branch := func(b *parse.BranchNode) {
		pipe(b.Pipe)
		visit(b.List, do)
		if b.ElseList != nil {
			visit(b.ElseList, do)
		}
	}
	do(n)
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			visit(c, do)
		}
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			visit(c, do)
		}
	case *parse.CommandNode:
		for _, c := range n.Args {
			visit(c, do)
		}
	case *parse.ChainNode:
		visit(n.Node, do)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	}
}
