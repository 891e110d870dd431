package theme

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func TestColours(t *testing.T) {
	for _, c := range []struct{ name, css, light, dark string }{
		{"plain", `:root { --background: #FFF; --ink: red }`, "#ffffff", "#ffffff"},
		{"both", `:root { --background: #ffffff } :root[data-scheme="dark"] { --background: #000000; }`, "#ffffff", "#000000"},
		{"the system's", `:root{--background:#fff}@media (prefers-color-scheme: dark) { :root:not([data-scheme='light']) { --background: #111 } }`, "#ffffff", "#111111"},
		{"the system's, short", `:root{--background:#fff}@media (prefers-color-scheme:dark){:root{--background:#111}}`, "#ffffff", "#111111"},
		{"a list", `html, :root, :root[data-scheme] { --background: #fff }`, "#ffffff", "#ffffff"},
		{"on paper", `@media print { :root { --background: #fff } }`, "", ""},
		{"of something else", `:root .card { --background: #fff } .card { --background: #fff }`, "", ""},
		{"in a comment", `/* :root { --background: #fff } */`, "", ""},
		{"broken", `:root { --background: #fff; } } { :root { --background: `, "#ffffff", "#ffffff"},
		{"nothing", ``, "", ""},
		{"both in one", `:root { --background: #fff } @supports (color: light-dark(red, red)) { :root { --background: light-dark(#fefefe, #111) } }`, "#fefefe", "#111111"},
		{"one for both after both in one", `:root { --background: light-dark(#fefefe, #111) } :root { --background: #eee }`, "#eeeeee", "#eeeeee"},
		{"light alone", `:root[data-scheme="light"] { --background: #fff }`, "#ffffff", ""},
	} {
		light, dark := colours([]byte(c.css))
		if light["background"] != c.light || dark["background"] != c.dark {
			t.Errorf("%s: the background is %q, and %q when dark", c.name, light["background"], dark["background"])
		}
	}
	// A later style sheet takes precedence, and so does a rule for one scheme.
	light, dark := colours([]byte(`:root { --background: #111111; --card: #222222 } :root[data-scheme="dark"] { --card: #444444 }`), []byte(":root { --background: #333333; --card: #555555 }"))
	if light["background"] != "#333333" || light["card"] != "#555555" || dark["card"] != "#444444" || dark["background"] != "#333333" {
		t.Error(light, dark)
	}
}

func FuzzColours(f *testing.F) {
	f.Add(":root { --a: #fff } @media print { :root { --a: #000 } }")
	f.Add("}}}@media{{{:root{--a:#1")
	f.Fuzz(func(t *testing.T, css string) { colours([]byte(css)) })
}

func TestAccent(t *testing.T) {
	light := Colours{"background": "#f7f5f1", "card": "#fffefb"}
	dark := Colours{"background": "#161513", "card": "#1e1c1a"}
	for _, c := range []struct {
		name   string
		accent Accent
		dark   string // resulting accent of the dark scheme
		faint  string // backgrounds with too little contrast
	}{
		{"good", Accent{"#7a1f5c", "#e7a3cf"}, "#e7a3cf", ""},
		{"made for the dark", Accent{Light: "#7a1f5c"}, "#ab7399", ""},
		{"good on a card alone", Accent{Light: "#757575"}, "#848484", "light background"},
		{"too light", Accent{"#ffcc00", "#ffcc00"}, "#ffcc00", "light background, light card"},
		{"too dark", Accent{"#222222", "#222222"}, "#222222", "dark background, dark card"},
		{"dark alone", Accent{Dark: "#333333"}, "#333333", "dark background, dark card"},
	} {
		rules, faint := c.accent.rules(light, dark)
		var where []string
		for _, f := range faint {
			where = append(where, f.Scheme+" "+f.Token)
			on := light
			if f.Scheme == "dark" {
				on = dark
			}
			if f.Contrast >= 4.5 || contrast(f.Better, on["background"]) < 4.5 || contrast(f.Better, on["card"]) < 4.5 {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if got := strings.Join(where, ", "); got != c.faint {
			t.Errorf("%s: low contrast on %q, want %q", c.name, got, c.faint)
		}
		l, d := colours([]byte(rules))
		if l["link"] != c.accent.Light || d["link"] != c.dark {
			t.Errorf("%s: links are %q, and %q when dark:\n%s", c.name, l["link"], d["link"], rules)
		}
		if n := strings.Count(rules, c.dark+"; --link"); n < 2 {
			t.Errorf("%s: the dark colour must be set for a chosen scheme and for the system's:\n%s", c.name, rules)
		}
	}
	// Backgrounds that the theme does not set are skipped.
	if _, faint := (Accent{"#ffffff", "#ffffff"}).rules(Colours{}, Colours{}); faint != nil {
		t.Error(faint)
	}
	// Known contrasts of WCAG's own examples.
	for pair, want := range map[[2]string]float64{{"#ffffff", "#000000"}: 21, {"#ffffff", "#ffffff"}: 1, {"#777777", "#ffffff"}: 4.48, {"#0000ff", "#ffffff"}: 8.59} {
		if got := contrast(pair[0], pair[1]); got < want-0.005 || got > want+0.005 {
			t.Errorf("%v has a contrast of %.3f", pair, got)
		}
	}
}

func siteOf(files []string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

// The accent is part of the style sheet and changes its digest; the theme's custom.css overrides it.
func TestAccentInTheme(t *testing.T) {
	files := []string{"themes/x/assets/custom.css", ":root { --background: #000000; --ink: #ffffff }"}
	sheet := func(a Accent) (string, string, *Theme) {
		var l Loader
		theme, problems, err := l.Load(siteOf(files), Options{Name: "x", Root: "/", Funcs: noFuncs(), Accent: a})
		if err != nil || problems != nil {
			t.Fatal(err, problems)
		}
		for _, a := range theme.Assets() {
			if strings.HasPrefix(a.Path, "assets/style.") {
				return a.Path, string(a.Data), theme
			}
		}
		t.Fatal("no style sheet")
		return "", "", nil
	}
	plainPath, plain, theme := sheet(Accent{})
	if theme.Colours()["background"] != "#000000" || theme.Colours()["major"] != "#b3261e" || theme.LowContrast() != nil {
		t.Error(theme.Colours(), theme.LowContrast())
	}
	path, css, theme := sheet(Accent{Light: "#123456"})
	if path == plainPath || !strings.HasPrefix(css, plain) || !strings.Contains(css, "--link: #123456") {
		t.Errorf("%s and %s", plainPath, path)
	}
	if n := len(theme.LowContrast()); n != 1 || theme.LowContrast()[0].Background != "#000000" {
		t.Errorf("on the background of custom.css: %+v", theme.LowContrast())
	}
	if !regexp.MustCompile(`^assets/style\.[0-9a-f]{10}\.css$`).MatchString(path) {
		t.Error(path)
	}
}
