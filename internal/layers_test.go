package internal

import (
	"cmp"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"statuary/internal/golden"
	"strconv"
	"strings"
	"testing"
)

// layers says which packages of ours a package imports. docs/architecture.md shows the
// same. An import that is not here is a decision to make, not a line to add.
var layers = map[string]string{
	"cmd/statuary":                 "entrytext alert alert/rules alert/sitealerts announce announce/sitenews fswalk pages builder follow serve config diag publish publish/targets scaffold timefmt workspace edit incident frontmatter export importer importer/sitewriter importer/exchange lint schema lsp git atomicfile buildcache gctune texteditor preview thirdparty thirdparty/pagesync",
	"internal/preview":             "builder buildcache gctune publish serve",
	"internal/alert":               "chars diag",
	"internal/alert/rules":         "alert config diag incident markdown texttemplate",
	"internal/alert/sitealerts":    "alert alert/rules atomicfile diag edit incident workspace",
	"internal/texttemplate":        "",
	"internal/announce":            "api history incident publish diag",
	"internal/announce/channels":   "announce api config diag incident",
	"internal/announce/sitenews":   "announce announce/channels api config content diag history i18n incident markdown pages/route publish site texttemplate theme",
	"internal/follow":              "builder config diag watch",
	"internal/entrytext":           "diag frontmatter incident texttemplate",
	"internal/metrics":             "diag",
	"internal/thirdparty":          "config diag incident",
	"internal/thirdparty/pagesync": "config diag incident thirdparty",
	"internal/builder":             "entrytext thirdparty metrics site pages pages/draw pages/route content history config theme publish markdown incident diag lint edithistory edit buildcache fingerprint i18n timefmt",
	"internal/site":                "config content diag incident buildcache fingerprint",
	"internal/pages/view":          "markdown",
	"internal/pages/draw":          "pages/view",
	"internal/pages/route":         "content incident chars",
	"internal/pages":               "metrics pages/draw pages/route pages/view civil api csvtable badge calendar socialcard search history content config feed incident markdown diag timefmt i18n chars fingerprint buildcache",
	"internal/api":                 "civil history incident timefmt",
	"internal/history":             "civil incident timefmt",
	"internal/content":             "fswalk incident frontmatter diag chars buildcache fingerprint varint",
	"internal/config":              "alert texttemplate fswalk incident frontmatter diag chars civil",
	"internal/schema":              "config content frontmatter incident pages",
	"internal/lazyregexp":          "",
	"internal/lint":                "chars civil edit history content config incident markdown frontmatter diag timefmt",
	"internal/lsp":                 "entrytext schema content config incident diag",
	"internal/workspace":           "site edit history content config frontmatter incident diag timefmt chars atomicfile civil",
	"internal/edit":                "incident frontmatter diag timefmt chars",
	"internal/export":              "csvtable api config history importer/exchange incident civil diag site",
	"internal/importer":            "git importer/feeds importer/fetch importer/mdsites importer/exchange importer/statuspage importer/statusapi importer/upptime importer/sitewriter",
	"internal/importer/statuspage": "civil history importer/feeds importer/fetch importer/exchange importer/htmltext importer/feedtime incident",
	"internal/importer/feeds":      "importer/exchange importer/htmltext importer/prose importer/feedtime incident lazyregexp",
	"internal/importer/mdsites":    "chars importer/exchange importer/htmltext importer/prose frontmatter incident lazyregexp",
	"internal/importer/prose":      "importer/exchange importer/htmltext importer/feedtime incident lazyregexp",
	"internal/importer/statusapi":  "importer/exchange importer/feeds importer/fetch importer/htmltext incident",
	"internal/importer/upptime":    "importer/exchange importer/htmltext frontmatter incident lazyregexp",
	"internal/importer/sitewriter": "importer/exchange config content incident frontmatter chars atomicfile",
	"internal/importer/exchange":   "importer/htmltext markdown incident chars frontmatter",
	"internal/importer/htmltext":   "markdown chars lazyregexp",
	"internal/importer/fetch":      "atomicfile",
	"internal/importer/feedtime":   "lazyregexp",
	"internal/edithistory":         "atomicfile git incident diag",
	"internal/incident":            "frontmatter markdown diag timefmt chars varint",
	"internal/theme":               "theme/compile themes diag fswalk timefmt i18n",
	"internal/theme/compile":       "markdown",
	"internal/frontmatter":         "diag chars timefmt lazyregexp",
	"internal/fswalk":              "diag",
	"internal/gctune":              "",
	"internal/texteditor":          "",
	"internal/varint":              "",
	"internal/atomicfile":          "diag fault",
	"internal/badge":               "",
	"internal/buildcache":          "fswalk atomicfile fault fingerprint",
	"internal/fault":               "",
	"internal/fingerprint":         "",
	"internal/chars":               "",
	"internal/csvtable":            "",
	"internal/calendar":            "",
	"internal/civil":               "",
	"internal/diag":                "chars",
	"internal/feed":                "",
	"internal/git":                 "diag fault",
	"internal/markdown":            "chars",
	"internal/search":              "varint",
	"internal/i18n":                "frontmatter timefmt",
	"internal/socialcard":          "",
	"internal/publish":             "config diag atomicfile fault fswalk",
	"internal/publish/targets":     "config diag publish publish/gitbranch publish/s3",
	"internal/publish/gitbranch":   "atomicfile config git publish diag",
	"internal/publish/publishtest": "publish diag",
	"internal/publish/s3":          "config fault publish diag",
	"internal/scaffold":            "atomicfile civil diag",
	"internal/serve":               "diag",
	"internal/watch":               "",
	"internal/timefmt":             "chars",
	"internal/browsertest":         "",
	"internal/clienttest":          "",
	"internal/corpus":              "histories",
	"internal/golden":              "",
	"internal/histories":           "",
	"internal/hostile":             "",
	"internal":                     "",
	"themes":                       "",
}

// pure packages use no clock, no disk and no network: values in, values out.
var pure = strings.Fields(`
	internal/alert internal/alert/rules internal/api internal/badge internal/calendar internal/chars internal/civil internal/diag internal/edit
	internal/export internal/feed internal/frontmatter internal/history internal/i18n internal/importer/exchange
	internal/importer/feeds internal/importer/feedtime internal/importer/htmltext internal/importer/mdsites internal/importer/prose
	internal/importer/upptime internal/incident internal/lint internal/markdown internal/pages internal/pages/draw
	internal/pages/route internal/pages/view internal/schema internal/search internal/socialcard internal/timefmt
`)

// used are the imports that were found, as "package import".
var used = map[string]bool{}

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
	for dir, imports := range layers {
		for _, i := range strings.Fields(imports) {
			if !used[dir+" "+i] {
				t.Errorf("%s does not import %s", dir, i)
			}
		}
	}
}

// height returns how many packages of ours are below one, one above the other.
func height(t *testing.T, dir string, above ...string) int {
	t.Helper()
	if slices.Contains(above, dir) {
		t.Fatal("a cycle of imports:", append(above, dir))
	}
	highest := 0
	for _, i := range strings.Fields(layers[dir]) {
		if i != "themes" {
			i = "internal/" + i
		}
		highest = max(highest, 1+height(t, i, append(above, dir)...))
	}
	return highest
}

// TestArchitecture holds docs/architecture.md to the table: it describes every package,
// and shows what each imports, the highest first.
func TestArchitecture(t *testing.T) {
	const file, begin, end = "../docs/architecture.md", "```imports\n", "```\n"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for dir, imports := range layers {
		if dir != "internal" && !strings.Contains(string(data), "`"+dir+"`") {
			t.Errorf("docs/architecture.md does not describe %s", dir)
		}
		if imports != "" {
			names = append(names, dir)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(height(t, b)-height(t, a), strings.Compare(a, b))
	})
	before, rest, ok := strings.Cut(string(data), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("docs/architecture.md has no block of imports")
	}
	var b strings.Builder
	b.WriteString(before + begin)
	for _, dir := range names {
		imports := strings.Fields(layers[dir])
		slices.Sort(imports)
		line := strings.TrimPrefix(dir, "internal/") + ":"
		for _, i := range imports {
			if len(line)+1+len(i) > 118 {
				b.WriteString(line + "\n")
				line = "   "
			}
			line += " " + i
		}
		b.WriteString(line + "\n")
	}
	golden.File(t, file, []byte(b.String()+end+after))
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
			used[dir+" "+strings.TrimPrefix(ours, "internal/")] = true
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
