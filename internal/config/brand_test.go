package config

import (
	"strings"
	"testing"
)

const brandStart = "title = \"x\"\nbase_url = \"https://example.org\"\n[brand]\n"

func TestBrand(t *testing.T) {
	c, problems := load(brandStart+`logo = "pictures/logo.svg"
logo_dark = "content/pictures/logo-dark.PNG"
favicon = "/assets/favicon.ico"
accent = "#7A1F5C"
accent_dark = "#fac"
footer = """
© Example Ltd, [imprint](/imprint/)
"""
pictures = "all"
links = [{name = "Support", url = "https://example.org/support"}, {name = "Mail", url = "mailto:ops@example.org"}]
`, Overrides{})
	if problems != "" {
		t.Fatal(problems)
	}
	b := c.Brand
	if b.Logo.Text != "pictures/logo.svg" || b.LogoDark.Text != "pictures/logo-dark.PNG" || b.Favicon.Text != "/assets/favicon.ico" ||
		b.Accent.Text != "#7a1f5c" || b.AccentDark.Text != "#ffaacc" || b.Footer != "© Example Ltd, [imprint](/imprint/)" || b.Pictures != "all" {
		t.Errorf("%+v", b)
	}
	if len(b.Links) != 2 || b.Links[0] != (Link{"Support", "https://example.org/support"}) || b.Links[1].URL != "mailto:ops@example.org" {
		t.Errorf("%+v", b.Links)
	}
	if at := b.Accent.Pos.String(); at != "config.toml:7:10" || b.Accent.Line != `accent = "#7A1F5C"` {
		t.Errorf("the accent is at %s: %s", at, b.Accent.Line)
	}
	c, problems = load(brandStart+"logo = \"\"\n[[brand.links]]\nname = \"About\"\nurl = \"/about/\"\n", Overrides{})
	if problems != "" || c.Brand.Logo != (Value{}) || c.Brand.Pictures != "recent" || len(c.Brand.Links) != 1 {
		t.Error(problems, c)
	}
}

func TestBrandProblems(t *testing.T) {
	for _, c := range []struct{ name, src, want, hint string }{
		{"unknown key", `logos = "x"`, `config.toml:4:1: unknown key "logos" in [brand]`, `did you mean "logo"?`},
		{"logo elsewhere", `logo = "https://cdn.example.org/logo.svg"`, `config.toml:4:8: logo "https://cdn.example.org/logo.svg" is on another site`, "put the file into content/"},
		{"logo at another host", `logo = "//cdn.example.org/logo.svg"`, `is on another site`, ""},
		{"logo as data", `logo = "data:image/png;base64,x"`, `is on another site`, ""},
		{"logo outside", `logo = "../logo.svg"`, `config.toml:4:8: logo "../logo.svg" is not the path of a file`, "below content/"},
		{"logo of another kind", `logo = "logo.pdf"`, `does not have a format that all browsers show`, ".svg, .png"},
		{"favicon of another kind", `favicon = "icon.jpg"`, `config.toml:4:11: favicon "icon.jpg" does not have a format`, ".svg, .png, .ico"},
		{"font of another kind", `font = "serif.ttf"`, `config.toml:4:8: font "serif.ttf" does not have a format`, ".woff2"},
		{"font outside", `font_bold = "../bold.woff2"`, `config.toml:4:13: font_bold "../bold.woff2" is not the path of a file`, "below content/"},
		{"font elsewhere", `font = "https://fonts.example.org/serif.woff2"`, `is on another site`, ""},
		{"colour by name", `accent = "navy"`, `config.toml:4:10: "navy" is not a colour`, `write it as "#1f4f8f"`},
		{"colour with alpha", `accent_dark = "#11223344"`, `config.toml:4:15: "#11223344" is not a colour`, ""},
		{"colour that ends the rule", `accent = "#fff}body{display:none"`, `is not a colour`, ""},
		{"pictures", `pictures = "some"`, `config.toml:4:12: unknown value "some" for pictures`, "write one of all, recent, none"},
		{"links as a text", `links = "https://example.org"`, `config.toml:4:1: links must be a list of tables, not a text`, "write links = [{name"},
		{"link without name", `links = [{url = "/about/"}]`, `config.toml:4:10: a link needs a name and an address`, ""},
		{"link without address", `links = [{name = "About"}]`, `a link needs a name and an address`, ""},
		{"link with script", `links = [{name = "x", url = "javascript:alert(1)"}]`, `config.toml:4:29: the link's address "javascript:alert(1)" does not begin with https://`, ""},
		{"relative link", `links = [{name = "x", url = "about"}]`, `the link's address "about" does not begin with https:// or with a slash`, "/about/"},
		{"link without scheme", `links = [{name = "x", url = "//example.org"}]`, `does not begin with`, ""},
		{"link with another key", `links = [{name = "x", url = "/", icon = "y"}]`, `unknown key "icon" in a link of [brand]`, ""},
		{"a text in the list", `links = ["/about/"]`, `a link must be made of keys and values, not a text`, ""},
		{"a text for the table", "", "", ""},
	} {
		src := brandStart + c.src + "\n"
		if c.src == "" {
			src = strings.Replace(brandStart, "[brand]", "brand = \"x\"", 1)
			c.want = "config.toml:3:9: brand must be made of keys and values"
		}
		config, got := load(src, Overrides{})
		if config != nil {
			t.Errorf("%s: Load returned a config", c.name)
		}
		if !strings.Contains(got, c.want) || !strings.Contains(got, c.hint) {
			t.Errorf("%s: %q, with the hint %q, is not in\n%s", c.name, c.want, c.hint, got)
		}
	}
}
