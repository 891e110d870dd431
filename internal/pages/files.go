package pages

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// latestIncidents is how many incidents the page for missing addresses lists.
const latestIncidents = 3

// notFound plans the page that hosts send for addresses without a file.
func (p *plan) notFound(yield func(Page) bool) bool {
	v := view.NotFoundView{Frame: p.frame("", p.words.T("Page not found"), "", "404.html")}
	for _, i := range p.history.Announced {
		if i.Type == incident.Unplanned && len(v.Latest) < latestIncidents {
			v.Latest = append(v.Latest, p.row(i))
		}
	}
	return yield(Page{Path: "404.html", View: constView(v), Renderer: p.theme("404.html")})
}

// metrics plans the numbers for Prometheus.
func (p *plan) metrics(yield func(Page) bool) bool {
	return yield(Page{Path: route.MetricsFile, View: constView(p.api.Metrics(p.history)), Renderer: verbatim{}, Replaceable: true})
}

// hostFiles plans the files that hosts and search engines look for.
func (p *plan) hostFiles(yield func(Page) bool) bool {
	return yieldAll([]Page{
		{Path: "_headers", View: constView(p.headers()), Renderer: verbatim{}, Replaceable: true},
		// GitHub Pages would drop files whose names begin with an underscore.
		{Path: ".nojekyll", View: constView(""), Renderer: verbatim{}, Replaceable: true},
		{Path: "robots.txt", View: constView(p.robots()), Renderer: verbatim{}, Replaceable: true},
	}, yield)
}

// robots returns robots.txt, with the addresses of the sitemaps.
func (p *plan) robots() string {
	text := "User-agent: *\nAllow: /\n"
	if !p.on(Sitemap) {
		return text
	}
	text += "\nSitemap: " + p.config.URL() + "sitemap.xml\n"
	for _, l := range p.config.Languages {
		text += "Sitemap: " + p.config.URL() + l + "/sitemap.xml\n"
	}
	return text
}

// verbatim writes a view that is a text.
type verbatim struct{}

func (verbatim) Render(w io.Writer, view any) error {
	_, err := io.WriteString(w, view.(string))
	return err
}

// redirects plans the redirects from former addresses of incidents and pages, and from
// the address of a series to its current occurrence.
func (p *plan) redirects(yield func(Page) bool) bool {
	var list []Page
	add := func(aliases []string, to, title, source string) {
		for _, alias := range aliases {
			v := view.RedirectView{Language: p.config.Language, Direction: p.direction(), To: p.config.Root + to, URL: p.config.URL() + to, Title: title}
			list = append(list, Page{Path: route.AliasFile(alias), View: constView(v), Renderer: p.theme("redirect.html"), Source: source, Alias: true})
		}
	}
	series := func(path, to, title, source string) {
		add([]string{path}, to, title, source)
		list[len(list)-1].Alias = false // it is the file's own address
	}
	for _, i := range p.history.Entries {
		if len(i.Aliases) == 0 {
			continue
		}
		add(i.Aliases, route.EscapePath(route.IncidentFolder(i.ID)), i.Title, i.Source.File)
	}
	for _, s := range p.history.Series {
		if i := s.Current(); i != nil {
			to := route.EscapePath(route.IncidentFolder(i.ID))
			series("/"+route.IncidentFolder(s.ID), to, i.Title, s.Source.File)
			add(s.Aliases, to, i.Title, s.Source.File)
		}
	}
	for _, d := range p.content.Pages {
		add(d.Aliases, route.EscapePath(d.Path), d.Title, d.Source.File)
	}
	return yieldAll(list, yield)
}

// SitemapView is a sitemap, or an index of several.
type SitemapView struct {
	URL   string // of the home page, in full
	Index bool
	Pages []Mapped
}

// mostMapped is how many addresses a sitemap may have (sitemaps.org).
const mostMapped = 50_000

// sitemaps plans the sitemap of the pages that are listed. If they are too many for one
// file, sitemap.xml is an index of several.
func (p *plan) sitemaps(pages []Mapped, yield func(Page) bool) bool {
	sitemap := func(path string, index bool, pages []Mapped) Page {
		return Page{Path: path, View: constView(SitemapView{p.config.URL(), index, pages}), Renderer: sitemap{}}
	}
	if len(pages) <= mostMapped {
		return yield(sitemap("sitemap.xml", false, pages))
	}
	var list []Page
	var index []Mapped
	for part := range slices.Chunk(pages, mostMapped) {
		path := fmt.Sprintf("sitemap-%d.xml", len(list)+1)
		list = append(list, sitemap(path, false, part))
		index = append(index, Mapped{Path: path})
	}
	return yieldAll(append(list, sitemap("sitemap.xml", true, index)), yield)
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
		if err := xml.EscapeText(&b, []byte(v.URL+route.EscapePath(m.Path))); err != nil {
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
