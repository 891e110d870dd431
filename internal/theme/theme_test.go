package theme

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"statuary/internal/diag"
	"statuary/themes"
)

// view is the data that the template 404.html needs.
type view struct {
	Frame  frame
	Site   *site
	Latest []string // of the page for missing addresses
}

type frame struct {
	Site                                     *site
	Top                                      top
	Title, PageTitle, Description, Canonical string
	Translations                             []string
}

type top struct {
	Site    *site
	Section string
}

type site struct {
	Fonts                                                                                           []string
	Name, Title, Description, Language, Direction, Home, Zone, Atom, RSS, JSON, Calendar, Subscribe string
	Nav                                                                                             []struct{ Name, URL, Section string }
	Pages, Links                                                                                    []struct{ Name, URL string }
	Logo, LogoDark, Favicon                                                                         *struct{ URL, Type, Width, Height string }
	Footer                                                                                          struct{ Source string }
}

func testView(name string) view {
	s := &site{Name: name, Language: "en", Home: "/status/"}
	f := frame{Site: s, Top: top{s, "status"}, Title: "Page not found"}
	return view{Frame: f, Site: s}
}

func noFuncs() map[string]any {
	none := func(...any) string { return "" }
	return map[string]any{"metadata": none, "markdown": none, "summary": none, "bars": none, "chart": none, "calendar": none, "plot": none, "meter": none, "heat": none, "stack": none, "metric": none}
}

func load(t *testing.T, name string, files ...string) (*Theme, diag.List) {
	t.Helper()
	var l Loader
	theme, problems, err := l.Load(siteOf(files), Options{Name: name, Root: "/status/", Funcs: noFuncs()})
	if err != nil {
		t.Fatal(err)
	}
	return theme, problems
}

func render(t *testing.T, theme *Theme, name string, view any) string {
	t.Helper()
	var b bytes.Buffer
	if err := theme.Template(name).Render(&b, view); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The files of a site's theme override the built-in ones.
func TestOverride(t *testing.T) {
	builtin, problems := load(t, "")
	if problems != nil {
		t.Fatal(problems)
	}
	if html := render(t, builtin, "404.html", testView("Example")); !strings.Contains(html, "Page not found") || !strings.Contains(html, "Built with") {
		t.Error(html)
	}
	own, problems := load(t, "plain",
		"themes/plain/templates/404.html", `{{define "main"}}<h1>Lost</h1>{{end}}{{template "partials/base.html" .}}`,
		"themes/plain/templates/partials/footer.html", `<footer>{{.Site.Name}} {{template "partials/own.html"}} {{asset "logo.svg"}}</footer>`,
		"themes/plain/templates/partials/own.html", `own`,
		"themes/plain/assets/custom.css", "body{}",
		"themes/plain/assets/logo.svg", "<svg/>",
		"themes/plain/.git/config", "x", "themes/plain/templates/404.html~", "{{",
	)
	if problems != nil {
		t.Fatal(problems)
	}
	html := render(t, own, "404.html", testView("Example"))
	for _, want := range []string{"<h1>Lost</h1>", "<footer>Example own /status/assets/logo.svg</footer>", "Skip to content"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in\n%s", want, html)
		}
	}
	if !regexp.MustCompile(`href="/status/assets/style\.[0-9a-f]{10}\.css"`).MatchString(html) || !regexp.MustCompile(`href="/status/assets/custom\.[0-9a-f]{10}\.css"`).MatchString(html) {
		t.Error("style sheets are not linked by their digest:\n" + html)
	}
	var paths []string
	for _, a := range own.Assets() {
		paths = append(paths, a.Path)
	}
	if got := regexp.MustCompile(`\.[0-9a-f]{10}`).ReplaceAllString(strings.Join(paths, " "), ""); got != "assets/custom.css assets/favicon.svg assets/logo.svg assets/metrics.css assets/pages.css assets/pages.js assets/search.js assets/site.js assets/style.css assets/texts.css embed/script.js" {
		t.Error(got)
	}
}

func TestProblems(t *testing.T) {
	if _, problems := load(t, "gone"); len(problems) != 1 || !strings.Contains(problems[0].Text, `unknown theme "gone"`) {
		t.Error(problems)
	}
	_, problems := load(t, "x",
		"themes/x/templates/404.html", "{{define \"main\"}}\n<h1>{{.Title</h1>{{end}}",
		"themes/x/templates/partials/row.html", "{{frobnicate}}",
	)
	want := []string{
		`themes/x/templates/partials/row.html:1: function "frobnicate" not defined`,
		"themes/x/templates/404.html:2: ",
	}
	for i, w := range want {
		if i >= len(problems) || !strings.HasPrefix(problems[i].String(), w) {
			t.Fatalf("got %v, want %v", problems, want)
		}
	}
	if problems[1].Source != "<h1>{{.Title</h1>{{end}}" {
		t.Errorf("the line is %q", problems[1].Source)
	}
}

// An error while rendering has a position, also inside a partial.
func TestRenderError(t *testing.T) {
	for file, where := range map[string]string{
		"404.html":             "themes/x/templates/404.html:2:8: ",
		"partials/footer.html": "themes/x/templates/partials/footer.html:2:8: ",
	} {
		body := "\n  <p>{{.Nonsense}}</p>"
		if file == "404.html" {
			body = `{{define "main"}}` + body + "\n" + `{{end}}{{template "partials/base.html" .}}`
		}
		own, problems := load(t, "x", "themes/x/templates/"+file, body)
		if problems != nil {
			t.Fatal(problems)
		}
		err := own.Template("404.html").Render(&bytes.Buffer{}, testView("Example"))
		var list diag.List
		if !errors.As(err, &list) || len(list) != 1 || !strings.HasPrefix(list[0].String(), where) {
			t.Fatalf("%s: got %v, want %s", file, err, where)
		}
		if !strings.Contains(list[0].Text, "Nonsense") || list[0].Source != "  <p>{{.Nonsense}}</p>" {
			t.Errorf("%+v", list[0])
		}
	}
	own, _ := load(t, "")
	if err := own.Template("nothing.html").Render(&bytes.Buffer{}, nil); err == nil {
		t.Error("a template that does not exist was rendered")
	}
}

// The same files return the same theme, so its templates are equal.
func TestSameFilesSameTheme(t *testing.T) {
	fsys := fstest.MapFS{"themes/x/assets/custom.css": {Data: []byte("a")}}
	o := Options{Name: "x", Root: "/", Funcs: noFuncs()}
	var l Loader
	get := func() *Theme {
		theme, problems, err := l.Load(fsys, o)
		if err != nil || problems != nil {
			t.Fatal(err, problems)
		}
		return theme
	}
	first := get()
	if get() != first || get().Template("a") != first.Template("a") {
		t.Error("equal files return different themes")
	}
	fsys["themes/x/assets/custom.css"] = &fstest.MapFile{Data: []byte("b")}
	second := get()
	if second == first {
		t.Error("changed files return the same theme")
	}
	o.Root = "/status/"
	if get() == second {
		t.Error("another root returns the same theme")
	}
}

// Partials are cached by their data; run with -race.
func TestPartialsAreCached(t *testing.T) {
	theme, _ := load(t, "")
	views := []view{testView("One"), testView("Two")}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 100 {
				var b bytes.Buffer
				v := views[i%2]
				if err := theme.Template("404.html").Render(&b, v); err != nil || strings.Count(b.String(), v.Site.Name) < 2 {
					t.Error(err, b.String())
					return
				}
			}
		})
	}
	wg.Wait()
}

// Every colour of highlighted code has a contrast of at least 4.5 to what is behind it, in each look and
// both schemes.
func TestCodeContrast(t *testing.T) {
	data, err := fs.ReadFile(themes.Default(), "assets/texts.css/20-prose.css")
	if err != nil {
		t.Fatal(err)
	}
	grounds, inks := map[string]string{}, map[string]string{} // by class
	for _, rule := range regexp.MustCompile(`(?m)^pre ([^{]+)\{([^}]*)\}`).FindAllStringSubmatch(string(data), -1) {
		for _, class := range regexp.MustCompile(`\.([a-z]+)`).FindAllStringSubmatch(rule[1], -1) {
			for _, v := range regexp.MustCompile(`(background|color): var\(--([a-z-]+)\)`).FindAllStringSubmatch(rule[2], -1) {
				if v[1] == "color" {
					inks[class[1]] = v[2]
				} else {
					grounds[class[1]] = v[2]
				}
			}
		}
	}
	if len(inks) < 7 || len(grounds) < 2 {
		t.Fatal("rules are missing:", inks, grounds)
	}
	for _, look := range []string{"stone", "plain", "signal"} {
		files, _, err := read(siteOf(nil), "")
		if err != nil {
			t.Fatal(err)
		}
		files = joinSheets(files, look)
		light, dark := colours(files[slices.IndexFunc(files, func(f file) bool { return f.name == mainSheet })].data)
		for scheme, colours := range map[string]Colours{"light": light, "dark": dark} {
			for class, ink := range inks {
				ground := cmp.Or(grounds[class], "card")
				if colours[ink] == "" || colours[ground] == "" || contrast(colours[ink], colours[ground]) < 4.5 {
					t.Errorf("%s, %s: .%s is %s %q on %s %q", look, scheme, class, ink, colours[ink], ground, colours[ground])
				}
			}
		}
	}
}

// TestContrast checks the looks of the built-in theme in both schemes: text has a contrast of at
// least 4.5 to its background (WCAG 1.4.3), and shapes and the edges of controls one of at least 3
// (1.4.11).
func TestContrast(t *testing.T) {
	states := []string{"operational", "degraded", "partial", "major", "maintenance"}
	for _, look := range []string{"stone", "plain", "signal"} {
		files, _, err := read(siteOf(nil), "")
		if err != nil {
			t.Fatal(err)
		}
		files = joinSheets(files, look)
		sheet := files[slices.IndexFunc(files, func(f file) bool { return f.name == mainSheet })].data
		light, dark := colours(sheet)
		for scheme, colours := range map[string]Colours{"light": light, "dark": dark} {
			pair := func(text, ground string, least float64) {
				t.Helper()
				a, b := colours[text], colours[ground]
				if a == "" || b == "" {
					t.Errorf("%s, %s: no %s or %s", look, scheme, text, ground)
					return
				}
				if c := contrast(a, b); c < least {
					t.Errorf("%s, %s: %s on %s has a contrast of %.2f, less than %.1f", look, scheme, text, ground, c, least)
				}
			}
			for _, ground := range []string{"background", "card", "sunk"} {
				for _, text := range append([]string{"ink", "soft", "link", "code-keyword", "code-string", "code-number", "code-name", "code-comment"}, states...) {
					if ground != "sunk" || text == "ink" || text == "soft" {
						pair(text, ground, 4.5)
					}
				}
			}
			for _, state := range states {
				for _, text := range []string{state, "ink", "soft"} {
					pair(text, state+"-ground", 4.5)
				}
				pair(state+"-fill", "card", 3)
			}
			for _, ground := range []string{"loud-major", "loud-partial"} {
				pair("on-loud", ground, 4.5)
			}
			pair("on-fill", "major-fill", 4.5)        // a day of a calendar
			pair("code-comment", "major-ground", 4.5) // a removed line
			pair("ink", "target", 4.5)
			pair("operational-fill", "background", 3)
			pair("degraded-fill", "operational-ground", 3) // a bar on its track in a chart
			pair("nodata-fill", "card", 3)
			pair("edge", "background", 3)
			pair("edge", "card", 3)
			pair("link", "background", 4.5) // the outline of focus
			button, text := "ink", "background"
			if colours["button-ground"] != "" {
				button, text = "button-ground", "button-ink"
			}
			pair(text, button, 4.5)
			if colours["head-ground"] != "" {
				pair("head-ink", "head-ground", 4.5)
				pair("head-soft", "head-ground", 4.5)
			}
		}
	}
}
