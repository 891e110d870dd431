package themes_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"

	"github.com/pelletier/go-toml/v2"

	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/themes"
)

// phrase is a phrase that catalogues translate, with the place that uses it.
type phrase struct {
	text   string
	plural bool // it has a count, so catalogues may have plural forms
	place  string
}

// TestCatalogues compares the catalogues with the phrases of pages: no phrase is missing,
// and none is left that is no longer used.
func TestCatalogues(t *testing.T) {
	said := map[string]phrase{}
	for _, list := range [][]phrase{inTemplates(t), inCode(t), inLabels()} {
		if len(list) < 10 {
			t.Fatalf("only these phrases were found: %v", list)
		}
		for _, p := range list {
			p.plural = p.plural || said[p.text].plural
			said[p.text] = p
		}
	}
	files, err := fs.Glob(themes.Default(), "languages/*.toml")
	if err != nil || len(files) < 6 {
		t.Fatal("the catalogues are missing:", files, err)
	}
	for _, name := range files {
		tag := strings.TrimSuffix(filepath.Base(name), ".toml")
		t.Run(tag, func(t *testing.T) {
			src, err := fs.ReadFile(themes.Default(), name)
			if err != nil {
				t.Fatal(err)
			}
			language, problems := i18n.Parse(tag, src)
			if problems != nil {
				t.Fatal(problems)
			}
			var catalogue struct{ Words, Dates map[string]any }
			if err := toml.Unmarshal(src, &catalogue); err != nil {
				t.Fatal(err)
			}
			for _, text := range slices.Sorted(maps.Keys(said)) {
				p := said[text]
				translation, ok := catalogue.Words[text]
				if !ok {
					t.Errorf("missing, from %s: %q", p.place, text)
					continue
				}
				forms, ok := translation.(map[string]any)
				if ok && !p.plural {
					t.Errorf("%q does not count anything, and has forms", text)
				}
				for _, form := range language.Forms() {
					if ok && forms[form] == nil {
						t.Errorf("%q has no form %q", text, form)
					}
				}
			}
			for text := range catalogue.Words {
				if _, ok := said[text]; !ok {
					t.Errorf("no page says %q any more", text)
				}
			}
			for _, layout := range []string{"posted", "datetime", "daytime", "date", "day", "month"} {
				if catalogue.Dates[layout] == nil {
					t.Errorf("there is no date %q", layout)
				}
			}
		})
	}
}

// inTemplates finds the phrases of templates: the arguments of t, tf and tn.
func inTemplates(t *testing.T) []phrase {
	var list []phrase
	err := fs.WalkDir(themes.Default(), "templates", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := fs.ReadFile(themes.Default(), name)
		if err != nil {
			return err
		}
		trees := map[string]*parse.Tree{}
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(string(src), "{{", "}}", trees); err != nil {
			return err
		}
		for _, tree := range trees {
			commands(tree.Root, func(c *parse.CommandNode) {
				function, ok := c.Args[0].(*parse.IdentifierNode)
				if !ok || len(c.Args) < 2 {
					return
				}
				at := map[string]int{"t": 1, "tf": 1, "tn": 3}[function.Ident]
				if at == 0 || at >= len(c.Args) {
					return
				}
				if s, ok := c.Args[at].(*parse.StringNode); ok {
					list = append(list, phrase{s.Text, function.Ident == "tn", name})
				}
			})
		}
		return bare(t, name, string(src))
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// bare finds words of a template that are in no catalogue.
func bare(t *testing.T, name, src string) error {
	t.Helper()
	src = regexp.MustCompile(`(?s)\{\{.*?\}\}|<pre>.*?</pre>|<!--.*?-->`).ReplaceAllString(src, "\x00")
	for _, place := range regexp.MustCompile(`>([^<>]*)<|(?:aria-label|title|placeholder|alt)="([^"]*)"`).FindAllStringSubmatch(src, -1) {
		for _, word := range regexp.MustCompile(`\pL[\pL.]+`).FindAllString(place[1]+place[2], -1) {
			// Names of formats and of files are the same in all languages.
			if !slices.Contains([]string{"Atom", "RSS", "iCalendar", "summary.json", "index.json", "metrics.txt", "badge.svg", "embed", "feed", "subscribe", "script", "src", "async", "lt", "gt", "Slack", "Google", "Calendar", "uptime.csv", "total.csv"}, word) {
				t.Errorf("%s says %q by itself, not by t", name, word)
			}
		}
	}
	return nil
}

// commands visits all commands of a template, those within others too.
func commands(n parse.Node, do func(*parse.CommandNode)) {
	branch := func(b *parse.BranchNode) {
		commands(b.Pipe, do)
		commands(b.List, do)
		if b.ElseList != nil {
			commands(b.ElseList, do)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			commands(c, do)
		}
	case *parse.ActionNode:
		commands(n.Pipe, do)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			commands(n.Pipe, do)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			do(c)
			for _, a := range c.Args {
				if p, ok := a.(*parse.PipeNode); ok {
					commands(p, do)
				}
			}
		}
	}
}

// inCode finds the phrases of Go code: the arguments of the methods of i18n.Language and
// of i18n.Mark.
func inCode(t *testing.T) []phrase {
	var list []phrase
	for _, dir := range []string{"pages", "pages/draw", "theme", "i18n"} {
		files, err := filepath.Glob("../internal/" + dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				function := ""
				switch f := call.Fun.(type) {
				case *ast.SelectorExpr:
					function = f.Sel.Name
				case *ast.Ident:
					function = f.Name
				}
				at, ok := map[string]int{"T": 0, "F": 0, "N": 2, "Mark": 0, "phraseHTML": 0}[function]
				if !ok || at >= len(call.Args) {
					return true
				}
				if lit, ok := call.Args[at].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					// A marked phrase with %d has a count.
					plural := function == "N" || function == "Mark" && strings.Contains(text, "%d")
					list = append(list, phrase{text, plural, fmt.Sprint(set.Position(lit.Pos()))})
				}
				return true
			})
		}
	}
	return list
}

// inLabels lists the words of incidents and components, and the sentences for the
// state of the whole.
func inLabels() []phrase {
	var list []phrase
	add := func(text, place string) { list = append(list, phrase{text: text, place: place}) }
	for _, s := range incident.Statuses() {
		add(s.Label(), "statuses")
	}
	for i := incident.None; i <= incident.Planned; i++ {
		add(i.Label(), "impacts")
	}
	for _, kind := range []incident.Type{incident.Unplanned, incident.Maintenance} {
		add(kind.ReportName(), "kinds")
		add(kind.ReportName()+" for %s", "kinds")
	}
	for s := incident.Operational; s <= incident.MajorOutage; s++ {
		add(s.Label(), "states of components")
		add(strings.ToLower(s.Label()), "states of components, in a sentence")
		for other := incident.Operational; other <= incident.MajorOutage; other++ {
			add(history.StatusOf([]incident.ComponentStatus{s, other}).Description, "states of the whole")
		}
	}
	return list
}
