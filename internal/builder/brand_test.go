package builder_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	_ "image/png"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"statuary/internal/builder"
	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/publish"
)

const brandNow = "2026-03-10T12:00:00Z"

// brandSite returns a site with a brand and the given number of incidents, one a day. The
// first is open, and one was a maintenance.
func brandSite(brand string, incidents int) fstest.MapFS {
	fsys := fstest.MapFS{
		"config.toml": {Data: []byte("title = \"Example\"\nbase_url = \"https://example.org/status/\"\n[[components]]\nid = \"web\"\nname = \"Web\"\n[brand]\n" + brand)},
	}
	now, err := time.Parse(time.RFC3339, brandNow)
	if err != nil {
		panic(err)
	}
	for n := range incidents {
		status, kind := "resolved", "impact: minor"
		switch {
		case n == 0:
			status = "investigating"
		case n == 36:
			status, kind = "completed", "type: maintenance"
		case n%2 == 1:
			kind = "impact: critical"
		}
		text := fmt.Sprintf("---\ntitle: Number %d\n%s\ncomponents: [web]\ntimeline: [{at: %s, status: %s, message: x}]\n---\n",
			n, kind, now.AddDate(0, 0, -n).Add(-time.Hour).Format(time.RFC3339), status)
		fsys[fmt.Sprintf("content/incidents/n%02d.md", n)] = &fstest.MapFile{Data: []byte(text), ModTime: now.Add(-time.Hour)}
	}
	return fsys
}

// put stores a file.
func put(files map[string]string) func(publish.File) error {
	var mu sync.Mutex
	return func(f publish.File) error {
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = string(f.Data)
		return nil
	}
}

func page(t testing.TB, files map[string]string, name string) *goquery.Document {
	t.Helper()
	html, ok := files[name]
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func meta(doc *goquery.Document, property string) string {
	return doc.Find(`meta[property="`+property+`"], meta[name="`+property+`"]`).AttrOr("content", "")
}

func TestBrand(t *testing.T) {
	fsys := brandSite(`logo = "art/logo.svg"
logo_dark = "/art/dark.png"
favicon = "favicon.ico"
accent = "#7a1f5c"
footer = "© Example, [imprint](/imprint/) & *more*"
links = [{name = "Support & help", url = "https://example.org/help?a=b&c"}, {name = "About", url = "/about/"}]
`, 1)
	fsys["content/art/logo.svg"] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 50"/>`)}
	fsys["content/art/dark.png"] = &fstest.MapFile{Data: []byte("not a PNG at all")}
	fsys["content/favicon.ico"] = &fstest.MapFile{Data: []byte("x")}
	files, r, err := collect(builder.New(options(fsys, brandNow)))
	if err != nil || len(r.Problems) > 0 {
		t.Fatal(err, r.Problems)
	}
	for _, name := range []string{"index.html", "incidents/n00/index.html", "404.html"} {
		doc := page(t, files, name)
		home := doc.Find(".brand a")
		if logo := home.Find("img.logo-light"); logo.AttrOr("src", "") != "/status/art/logo.svg" || logo.AttrOr("alt", "") != "Example Status" ||
			logo.AttrOr("width", "") != "200" || logo.AttrOr("height", "") != "50" || home.Text() != "" {
			t.Errorf("%s: the logo is %v", name, logo.Nodes[0].Attr)
		}
		if dark := home.Find("img.logo-dark"); dark.AttrOr("src", "") != "/status/art/dark.png" || dark.AttrOr("width", "none") != "none" {
			t.Errorf("%s: the dark logo is %v", name, dark.Nodes[0].Attr)
		}
		if icon := doc.Find(`link[rel="icon"]`); icon.Length() != 1 || icon.AttrOr("href", "") != "/status/favicon.ico" || icon.AttrOr("type", "") != "image/x-icon" {
			t.Errorf("%s: the icon is %v", name, icon.Nodes[0].Attr)
		}
		var links []string
		doc.Find("header nav a").Each(func(_ int, a *goquery.Selection) { links = append(links, a.Text()+" "+a.AttrOr("href", "")) })
		for _, want := range []string{"Support & help https://example.org/help?a=b&c", "About /status/about/"} {
			if !slices.Contains(links, want) {
				t.Errorf("%s: no link %q in %q", name, want, links)
			}
		}
		own := doc.Find("footer .own")
		if text := strings.TrimSpace(own.Text()); text != "© Example, imprint & more" || own.Find("a").AttrOr("href", "") != "/status/imprint/" || own.Find("em").Length() != 1 {
			t.Errorf("%s: the footer says %q", name, text)
		}
		sheet := strings.TrimPrefix(doc.Find(`link[rel="stylesheet"]`).AttrOr("href", ""), "/status/")
		if !strings.Contains(files[sheet], "--link: #7a1f5c") {
			t.Errorf("%s: the accent is not in %q", name, sheet)
		}
	}
	// Without a brand, a site has none of these.
	files, _, err = collect(builder.New(options(brandSite("", 1), brandNow)))
	doc := page(t, files, "index.html")
	if err != nil || doc.Find("img, footer .own").Length() > 0 || doc.Find(".brand a").Text() != "Example Status" {
		t.Error("a site without a brand has something of one", err)
	}
}

// A site's own fonts are preloaded, and used by titles and postmortems of every language.
func TestFont(t *testing.T) {
	for _, c := range []struct {
		brand, preloaded string
		rules            []string
	}{
		{`font = "art/serif.woff2"`, "/status/art/serif.woff2", []string{`font-weight: 400; font-display: swap; src: url("/status/art/serif.woff2")`, `--title-font: "Site font", var(--title-stack)`}},
		{"font = \"art/serif.woff2\"\nfont_bold = \"art/bold face.woff2\"", "/status/art/serif.woff2 /status/art/bold%20face.woff2", []string{`font-weight: 400;`, `font-weight: 700; font-display: swap; src: url("/status/art/bold%20face.woff2")`}},
		{"font = \"art/serif.woff2\"\nfont_bold = \"/art/serif.woff2\"", "/status/art/serif.woff2", []string{`font-weight: 400 700;`}},
	} {
		fsys := brandSite(c.brand+"\n", 1)
		for _, name := range []string{"serif", "bold face"} {
			fsys["content/art/"+name+".woff2"] = &fstest.MapFile{Data: []byte("wOF2…")}
		}
		files, r, err := collect(builder.New(options(fsys, brandNow)))
		if err != nil || len(r.Problems) > 0 {
			t.Fatal(err, r.Problems)
		}
		for _, name := range []string{"index.html", "incidents/n00/index.html", "404.html"} {
			doc := page(t, files, name)
			var preloaded []string
			doc.Find(`link[rel="preload"][as="font"][crossorigin]`).Each(func(_ int, l *goquery.Selection) { preloaded = append(preloaded, l.AttrOr("href", "")) })
			if got := strings.Join(preloaded, " "); got != c.preloaded {
				t.Errorf("%s: %s preloads %q", c.brand, name, got)
			}
			sheet := files[strings.TrimPrefix(doc.Find(`link[rel="stylesheet"]`).AttrOr("href", ""), "/status/")]
			for _, rule := range c.rules {
				if !strings.Contains(sheet, rule) {
					t.Errorf("%s: %s has no %q", c.brand, name, rule)
				}
			}
		}
	}
}

// Problems of a brand are reported with their place, as errors or as warnings.
func TestBrandProblems(t *testing.T) {
	for _, c := range []struct{ name, brand, want, hint string }{
		{"no file", `logo = "art/logos.svg"`, "config.toml:7:8: there is no file content/art/logos.svg", `did you mean "art/logo.svg"?`},
		{"no file of that kind", `favicon = "icon.ico"`, "config.toml:7:11: there is no file content/icon.ico", "put it there, or delete the line"},
		{"no address", `logo_dark = "/logo.svg"`, "config.toml:7:13: there is no file of the site at /logo.svg", "a file content/logo.svg would be there"},
		{"accent", `accent = "#ffcc00"`, "config.toml:7:10: warning: the accent #ffcc00 on the background #f7f5f1 of the light scheme has a contrast of 1.4; links need 4.5", `"#876c00" is the nearest that can be read there`},
		{"accent on cards", `accent = "#ffcc00"`, "config.toml:7:10: warning: the accent #ffcc00 on the card #fffefb of the light scheme has a contrast of 1.5", ""},
		{"dark accent", "accent = \"#7a1f5c\"\naccent_dark = \"#222222\"", "config.toml:8:15: warning: the accent #222222 on the background #161513 of the dark scheme has a contrast of 1.1", ""},
		{"no font", `font = "art/serifs.woff2"`, "config.toml:7:8: there is no file content/art/serifs.woff2", `did you mean "art/serif.woff2"?`},
		{"not a font", `font = "art/other.woff2"`, "config.toml:7:8: art/other.woff2 is not a WOFF2 file", "convert the font"},
		{"large font", "font = \"art/serif.woff2\"\nfont_bold = \"art/large.woff2\"", "config.toml:8:13: warning: the font art/large.woff2 has 61 KB, which each visitor loads", "keep only the characters"},
		{"bold font alone", `font_bold = "art/serif.woff2"`, "config.toml:7:13: font_bold is set, but font is not", "the same font in regular weight"},
		{"a theme's asset", `logo = "/assets/favicon.svg"`, "", ""},
		{"good", `accent = "#7a1f5c"`, "", ""},
	} {
		fsys := brandSite(c.brand+"\n", 0)
		fsys["content/art/logo.svg"] = &fstest.MapFile{Data: []byte("<svg/>")}
		fsys["content/art/serif.woff2"] = &fstest.MapFile{Data: []byte("wOF2…")}
		fsys["content/art/other.woff2"] = &fstest.MapFile{Data: []byte("OTTO…")}
		fsys["content/art/large.woff2"] = &fstest.MapFile{Data: append([]byte("wOF2"), make([]byte, 61_000)...)}
		_, r, err := collect(builder.New(options(fsys, brandNow)))
		var b bytes.Buffer
		if perr := diag.Print(&b, r.Problems, false); perr != nil {
			t.Fatal(perr)
		}
		if c.want == "" && b.Len() > 0 || !strings.Contains(b.String(), c.want) || !strings.Contains(b.String(), c.hint) {
			t.Errorf("%s: %q is not in\n%s", c.name, c.want, b.String())
		}
		if stops := c.want != "" && !strings.Contains(c.want, "warning"); stops != (err != nil) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Pages have metadata for previews and search engines, and the pictures that it names
// exist.
func TestMetadata(t *testing.T) {
	fsys := brandSite("", 30)
	fsys["content/incidents/move.md"] = &fstest.MapFile{Data: []byte(`---
title: Move to new racks
scheduled_for: 2026-03-20 10:00
scheduled_until: 2026-03-20 12:00
components: [web]
timeline: [{at: 2026-03-09 10:00, status: scheduled, message: x}]
---
`)}
	files, _, err := collect(builder.New(options(fsys, brandNow)))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for name := range files {
		if !strings.HasSuffix(name, "index.html") || name == "embed/index.html" {
			continue
		}
		checked++
		doc := page(t, files, name)
		for _, property := range []string{"og:site_name", "og:type", "og:title", "og:description", "og:url", "og:image", "og:image:alt", "twitter:card"} {
			if meta(doc, property) == "" {
				t.Errorf("%s has no %s", name, property)
			}
		}
		if meta(doc, "og:url") != doc.Find(`link[rel="canonical"]`).AttrOr("href", "") {
			t.Errorf("%s has two addresses", name)
		}
		url, _, _ := strings.Cut(meta(doc, "og:image"), "?")
		data, ok := files[strings.TrimPrefix(url, "https://example.org/status/")]
		if !ok {
			t.Errorf("%s has a picture at %s, and there is none", name, url)
			continue
		}
		c, format, err := image.DecodeConfig(strings.NewReader(data))
		if err != nil || format != "png" || fmt.Sprint(c.Width, c.Height) != meta(doc, "og:image:width")+" "+meta(doc, "og:image:height") {
			t.Errorf("%s: %s is a %s of %d × %d, %v", name, url, format, c.Width, c.Height, err)
		}
	}
	if checked < 35 {
		t.Errorf("only %d pages were looked at", checked)
	}
	open := page(t, files, "incidents/n00/index.html")
	for property, want := range map[string]string{
		"og:type": "article", "og:title": "Number 0", "og:description": "Investigating · Ongoing since Mar 10, 2026, 11:00 UTC · Web",
		"article:published_time": "2026-03-10T11:00:00Z", "og:image:alt": "Number 0. Investigating. Ongoing since Mar 10, 2026, 11:00 UTC · Web",
	} {
		if got := meta(open, property); got != want {
			t.Errorf("%s is %q, not %q", property, got, want)
		}
	}
	if got := meta(page(t, files, "404.html"), "og:title"); got != "" {
		t.Errorf("the page for wrong addresses calls itself %q", got)
	}
	report := linked(t, open)
	if report["@type"] != "Report" || report["headline"] != "Number 0" || report["datePublished"] != "2026-03-10T11:00:00Z" || report["image"] != meta(open, "og:image") {
		t.Error(report)
	}
	event := linked(t, page(t, files, "incidents/move/index.html"))
	if event["@type"] != "Event" || event["startDate"] != "2026-03-20T10:00:00Z" || event["endDate"] != "2026-03-20T12:00:00Z" || event["location"] == nil {
		t.Error(event)
	}
	graph, _ := linked(t, page(t, files, "index.html"))["@graph"].([]any)
	if len(graph) != 2 || graph[0].(map[string]any)["@type"] != "WebSite" || graph[1].(map[string]any)["name"] != "Example" {
		t.Error(graph)
	}
}

// linked reads the JSON-LD of a page.
func linked(t testing.TB, doc *goquery.Document) map[string]any {
	t.Helper()
	var v map[string]any
	script := doc.Find(`script[type="application/ld+json"]`)
	if err := json.Unmarshal([]byte(script.Text()), &v); err != nil || script.Length() != 1 {
		t.Fatalf("%d blocks of JSON-LD: %q, %v", script.Length(), script.Text(), err)
	}
	if v["@context"] != "https://schema.org" {
		t.Errorf("the context is %v", v["@context"])
	}
	return v
}

// A title may be any text: it can't end the script element, and is unchanged when read
// from the JSON-LD.
func TestTitlesOfAnyText(t *testing.T) {
	check := func(t interface {
		Fatalf(string, ...any)
		Helper()
	}, title string) {
		quoted, err := json.Marshal(title)
		if err != nil {
			return
		}
		fsys := brandSite("", 0)
		fsys["content/incidents/x.md"] = &fstest.MapFile{
			Data: []byte("---\ntitle: " + string(quoted) + "\nimpact: minor\ntimeline: [{at: 2026-03-10 10:00, status: investigating, message: x}]\n---\n"),
		}
		files, _, err := collect(builder.New(options(fsys, brandNow)))
		if err != nil {
			return // it is refused with a message
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(files["incidents/x/index.html"]))
		if err != nil {
			t.Fatalf("%v", err)
		}
		// HTML has no NUL.
		plain := func(s string) string {
			return strings.Join(strings.Fields(strings.ReplaceAll(s, "\x00", "\ufffd")), " ")
		}
		want := plain(chars.Unformatted(title))
		if got := plain(meta(doc, "og:title")); got != want {
			t.Fatalf("%q is shown as %q", title, got)
		}
		var v map[string]any
		if err := json.Unmarshal([]byte(doc.Find(`script[type="application/ld+json"]`).Text()), &v); err != nil {
			t.Fatalf("%q: %v", title, err)
		}
		if got, _ := v["headline"].(string); plain(got) != want {
			t.Fatalf("%q is %q in JSON-LD", title, got)
		}
		if n := doc.Find("script").Length(); n != 2 {
			t.Fatalf("%q: the page has %d scripts", title, n)
		}
	}
	for _, title := range []string{
		`</script><script>alert(1)</script>`, `<!--<script>`, `"><img src=x onerror=alert(1)>`, `a\u2028b & c`, `{{.Title}}`, "ダッシュボード", "🔥",
	} {
		check(t, title)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.String().Draw(t, "title")) })
}

// Recent and open incidents have a picture of their own; the others share one.
func TestPictures(t *testing.T) {
	const recent = 25
	for _, c := range []struct {
		brand string
		own   int
		other []string
	}{
		{"", recent, []string{"picture.png", "pictures/critical.png", "pictures/maintenance.png", "pictures/minor.png", "pictures/site.png"}},
		{`pictures = "recent"`, recent, []string{"picture.png", "pictures/critical.png", "pictures/maintenance.png", "pictures/minor.png", "pictures/site.png"}},
		{`pictures = "all"`, 40, []string{"picture.png", "pictures/site.png"}},
		{`pictures = "none"`, 0, nil},
	} {
		files, _, err := collect(builder.New(options(brandSite(c.brand+"\n", 40), brandNow)))
		if err != nil {
			t.Fatal(err)
		}
		var own int
		var other []string
		for _, name := range slices.Sorted(maps.Keys(files)) {
			switch {
			case strings.HasPrefix(name, "incidents/") && strings.HasSuffix(name, "/picture.png"):
				own++
			case strings.HasSuffix(name, ".png"):
				other = append(other, name)
			}
		}
		if own != c.own || !slices.Equal(other, c.other) {
			t.Errorf("%s: %d have their own; there are %v", c.brand, own, other)
		}
		old := page(t, files, "incidents/n39/index.html")
		if c.own == 0 && (meta(old, "og:image") != "" || meta(old, "twitter:card") != "summary") {
			t.Errorf("%s: the picture is %q", c.brand, meta(old, "og:image"))
		}
		if c.own == recent && !strings.HasPrefix(meta(old, "og:image"), "https://example.org/status/pictures/critical.png?v=") {
			t.Errorf("%s: the picture of an old one is %q", c.brand, meta(old, "og:image"))
		}
	}
	// A picture in content/ replaces the generated one.
	fsys := brandSite("pictures = \"none\"\n", 0)
	fsys["content/incidents/x/index.md"] = &fstest.MapFile{Data: []byte("---\ntitle: X\nimpact: minor\ntimeline: [{at: 2026-03-10 10:00, status: investigating, message: x}]\n---\n")}
	fsys["content/incidents/x/picture.png"] = &fstest.MapFile{Data: []byte("mine")}
	fsys["content/picture.png"] = &fstest.MapFile{Data: []byte("mine too")}
	for _, brand := range []string{"none", "recent"} {
		fsys["config.toml"] = brandSite("pictures = \""+brand+"\"\n", 0)["config.toml"]
		files, _, err := collect(builder.New(options(fsys, brandNow)))
		if err != nil || files["incidents/x/picture.png"] != "mine" || files["picture.png"] != "mine too" {
			t.Fatal("a picture in content/ was replaced", err)
		}
		for name, want := range map[string]string{"index.html": "picture.png", "incidents/x/index.html": "incidents/x/picture.png"} {
			doc := page(t, files, name)
			if meta(doc, "og:image") != "https://example.org/status/"+want || meta(doc, "og:image:width") != "" {
				t.Errorf("%s: the picture is %q, %q wide", name, meta(doc, "og:image"), meta(doc, "og:image:width"))
			}
		}
	}
}

// A warm builder draws only pictures that have changed.
func TestWarmPictures(t *testing.T) {
	fsys := brandSite("", 40)
	o := options(fsys, brandNow)
	now := o.Now()
	o.Now, o.Remember = func() time.Time { return now }, true
	b := builder.New(o)
	last := map[string]string{}
	drawn := func() []string {
		var list []string
		files := map[string]string{}
		if _, err := b.Build(t.Context(), put(files)); err != nil {
			t.Fatal(err)
		}
		for name, data := range files {
			if strings.HasSuffix(name, ".png") && last[name] != data {
				list = append(list, name)
			}
		}
		last = files
		slices.Sort(list)
		return list
	}
	if n := len(drawn()); n != 25+5 {
		t.Errorf("the first build draws %d pictures", n)
	}
	if list := drawn(); len(list) > 0 {
		t.Error("nothing changed, and these pictures were drawn:", list)
	}
	now = now.Add(10 * time.Minute) // not another day
	if list := drawn(); len(list) > 0 {
		t.Error("ten minutes later, these pictures were drawn:", list)
	}
	edit := func(name, from, to string) {
		f := fsys[name]
		f.Data, f.ModTime = []byte(strings.Replace(string(f.Data), from, to, 1)), f.ModTime.Add(time.Minute)
	}
	edit("content/incidents/n05.md", "message: x", "message: y")
	if list := drawn(); len(list) > 0 {
		t.Error("pictures do not show messages, but these were drawn:", list)
	}
	edit("content/incidents/n05.md", "Number 5", "Another")
	if list := drawn(); !slices.Equal(list, []string{"incidents/n05/picture.png"}) {
		t.Error("one title changed, and these pictures were drawn:", list)
	}
	edit("content/incidents/n39.md", "Number 39", "Another")
	if list := drawn(); len(list) > 0 {
		t.Error("an old title changed, and these pictures were drawn:", list)
	}
	now = now.AddDate(0, 0, 1)
	if list := drawn(); !slices.Equal(list, []string{"picture.png"}) {
		t.Error("a day later, these pictures were drawn:", list)
	}
	r, err := b.Build(t.Context(), func(publish.File) error { return nil })
	if err != nil || r.Rendered != 0 {
		t.Errorf("nothing changed: %d rendered, %v", r.Rendered, err)
	}
}
