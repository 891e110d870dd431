package pages

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// files makes what is not a page of HTML for readers: feeds, calendars, badges,
// the sitemap, redirects, and what hosts want to find.
func (p *plan) files(yield func(Page) bool) bool {
	list := slices.Concat(p.feeds(), p.calendars(), p.badges(), p.sitemaps())
	list = append(list,
		p.embed(),
		Page{Path: "metrics.txt", View: made(p.api.Metrics(p.History)), Renderer: verbatim{}, Replaceable: true},
		Page{Path: "_headers", View: made(p.headers()), Renderer: verbatim{}, Replaceable: true},
		Page{Path: "404.html", View: made(NotFoundView{p.frame("", p.words.T("Page not found"), "", "404.html")}), Renderer: p.Theme("404.html")},
		// GitHub Pages would drop files whose names begin with an underscore.
		Page{Path: ".nojekyll", View: made(""), Renderer: verbatim{}, Replaceable: true},
		Page{Path: "robots.txt", View: made(p.robots()), Renderer: verbatim{}, Replaceable: true},
	)
	list = append(list, p.redirects()...)
	for _, page := range list {
		if !yield(page) {
			return false
		}
	}
	return true
}

// robots tells search engines where the sitemaps are.
func (p *plan) robots() string {
	text := "User-agent: *\nAllow: /\n\nSitemap: " + p.Config.URL() + "sitemap.xml\n"
	for _, l := range p.Config.Languages {
		text += "Sitemap: " + p.Config.URL() + l + "/sitemap.xml\n"
	}
	return text
}

// verbatim writes a view that is a text.
type verbatim struct{}

func (verbatim) Render(w io.Writer, view any) error {
	_, err := io.WriteString(w, view.(string))
	return err
}

// redirects sends visitors on from the former addresses of incidents and pages,
// and from the address of a series to the occurrence that they want to see.
func (p *plan) redirects() []Page {
	var list []Page
	add := func(aliases []string, to, title, source string) {
		for _, alias := range aliases {
			v := RedirectView{Language: p.Config.Language, Direction: p.direction(), To: p.Config.Root + to, URL: p.Config.URL() + to, Title: title}
			list = append(list, Page{Path: aliasFile(alias), View: made(v), Renderer: p.Theme("redirect.html"), Source: source, Alias: true})
		}
	}
	series := func(path, to, title, source string) {
		add([]string{path}, to, title, source)
		list[len(list)-1].Alias = false // it is the file's own address
	}
	for _, i := range p.History.Incidents {
		if len(i.Aliases) == 0 {
			continue
		}
		add(i.Aliases, "incidents/"+escape(i.ID)+"/", i.Title, i.Source.File)
	}
	for _, s := range p.History.Series {
		if i := s.Current(); i != nil {
			to := "incidents/" + escape(i.ID) + "/"
			series("/incidents/"+s.ID+"/", to, i.Title, s.Source.File)
			add(s.Aliases, to, i.Title, s.Source.File)
		}
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

// SitemapView is a sitemap, or an index of several.
type SitemapView struct {
	URL   string // of the home page, in full
	Index bool
	Pages []Mapped
}

// Mapped is a page of the site in its sitemap.
type Mapped struct {
	Path    string    // below the site's root
	Changed time.Time // may be zero
}

// mostMapped is how many addresses a sitemap may hold (sitemaps.org).
const mostMapped = 50_000

// sitemaps lists all pages. Where they are too many for one file, sitemap.xml
// is an index of several.
func (p *plan) sitemaps() []Page {
	pages := append([]Mapped{{"", p.changed}}, p.mapped...)
	sitemap := func(path string, index bool, pages []Mapped) Page {
		return Page{Path: path, View: made(SitemapView{p.Config.URL(), index, pages}), Renderer: sitemap{}}
	}
	if len(pages) <= mostMapped {
		return []Page{sitemap("sitemap.xml", false, pages)}
	}
	var list []Page
	var index []Mapped
	for part := range slices.Chunk(pages, mostMapped) {
		path := fmt.Sprintf("sitemap-%d.xml", len(list)+1)
		list = append(list, sitemap(path, false, part))
		index = append(index, Mapped{Path: path})
	}
	return append(list, sitemap("sitemap.xml", true, index))
}

// sitemap writes a SitemapView (sitemaps.org/protocol.html).
type sitemap struct{}

func (sitemap) Render(w io.Writer, view any) error {
	v := view.(SitemapView)
	root, entry := "urlset", "url"
	if v.Index {
		root, entry = "sitemapindex", "sitemap"
	}
	var b strings.Builder
	b.WriteString(xml.Header + "<" + root + ` xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, m := range v.Pages {
		b.WriteString("<" + entry + "><loc>")
		if err := xml.EscapeText(&b, []byte(v.URL+escapePath(m.Path))); err != nil {
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
