package site

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// files makes what is not a page of HTML for readers: feeds, the sitemap,
// redirects, and what hosts want to find. A file of content/ that has the same
// path takes its place.
func (p *plan) files(yield func(Page) bool) bool {
	own := map[string]bool{}
	for _, a := range p.Content.Assets {
		own[a.Path] = true
	}
	list := append(p.feeds(), p.sitemaps()...)
	list = append(list,
		Page{Path: "404.html", View: made(NotFoundView{p.frame("", "Page not found", "", "404.html")}), Renderer: p.Theme("404.html")},
		// GitHub Pages would drop files whose names begin with an underscore.
		Page{Path: ".nojekyll", View: made(""), Renderer: verbatim{}},
		Page{Path: "robots.txt", View: made("User-agent: *\nAllow: /\n\nSitemap: " + p.Config.URL() + "sitemap.xml\n"), Renderer: verbatim{}},
	)
	list = append(list, p.redirects()...)
	for _, page := range list {
		if !own[page.Path] && !yield(page) {
			return false
		}
	}
	return true
}

// verbatim writes a view that is a text.
type verbatim struct{}

func (verbatim) Render(w io.Writer, view any) error {
	_, err := io.WriteString(w, view.(string))
	return err
}

// redirects sends visitors on from the former addresses of incidents and pages.
func (p *plan) redirects() []Page {
	var list []Page
	add := func(aliases []string, to, title, source string) {
		for _, alias := range aliases {
			v := RedirectView{Language: p.Config.Language, To: p.Config.Root + to, URL: p.Config.URL() + to, Title: title}
			list = append(list, Page{Path: aliasFile(alias), View: made(v), Renderer: p.Theme("redirect.html"), Source: source})
		}
	}
	for _, i := range p.History.Incidents {
		add(i.Aliases, "incidents/"+escape(i.ID)+"/", i.Title, i.Source.File)
	}
	for _, d := range p.Content.Pages {
		add(d.Aliases, escapePath(d.Path), d.Title, d.Source.File)
	}
	return list
}

// aliasFile is the file that answers at a former address.
func aliasFile(alias string) string {
	file := strings.TrimPrefix(alias, "/")
	if strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	return file
}

// Mapped is an address in the sitemap. Changed may be zero.
type Mapped struct {
	URL     string
	Changed time.Time
}

// mostMapped is how many addresses a sitemap may hold (sitemaps.org).
const mostMapped = 50_000

// sitemaps lists all pages. Where they are too many for one file, sitemap.xml
// is an index of several.
func (p *plan) sitemaps() []Page {
	urls := append([]Mapped{{p.Config.URL(), p.changed()}}, p.mapped...)
	if len(urls) <= mostMapped {
		return []Page{{Path: "sitemap.xml", View: made(urls), Renderer: sitemap{}}}
	}
	var list []Page
	var index []Mapped
	for n := 0; len(urls) > 0; n++ {
		part := urls[:min(mostMapped, len(urls))]
		urls = urls[len(part):]
		path := fmt.Sprintf("sitemap-%d.xml", n+1)
		list = append(list, Page{Path: path, View: made(part), Renderer: sitemap{}})
		index = append(index, Mapped{URL: p.Config.URL() + path})
	}
	return append(list, Page{Path: "sitemap.xml", View: made(index), Renderer: sitemap{index: true}})
}

// sitemap writes a sitemap, or an index of them (sitemaps.org/protocol.html).
type sitemap struct{ index bool }

func (s sitemap) Render(w io.Writer, view any) error {
	root, entry := "urlset", "url"
	if s.index {
		root, entry = "sitemapindex", "sitemap"
	}
	var b strings.Builder
	b.WriteString(xml.Header + "<" + root + ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, m := range view.([]Mapped) {
		b.WriteString("<" + entry + "><loc>")
		if err := xml.EscapeText(&b, []byte(m.URL)); err != nil {
			return err
		}
		b.WriteString("</loc>")
		if !m.Changed.IsZero() {
			b.WriteString("<lastmod>" + m.Changed.Format(time.RFC3339) + "</lastmod>")
		}
		b.WriteString("</" + entry + ">\n")
	}
	b.WriteString("</" + root + ">\n")
	_, err := io.WriteString(w, b.String())
	return err
}
