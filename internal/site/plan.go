// Package site lays a site out: from a history it makes the list of pages, each
// with its path and with a view, the plain values that the page shows.
//
// Nothing is rendered here. A page shows nothing but its view, so two views
// that are equal make the same page; that is what a rebuild goes by. Views hold
// no more than the page shows, no functions, and "now" only where the page
// tells the time. They are the contract with authors of themes, and described
// in docs/themes.md.
package site

import (
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/markdown"
)

// Input is what a site is made of.
type Input struct {
	Config   *config.Config
	Content  *content.Content
	History  *history.History
	Theme    Theme
	Markdown *markdown.Converter // for feeds; pages get theirs from the theme
	Drafts   bool                // postmortems are shown before they are published
}

// Theme gives the renderers of pages by the name of their template.
type Theme func(template string) Renderer

// Renderer turns a view into a file. It reads nothing but the view, and two
// that are equal do the same.
type Renderer interface {
	Render(w io.Writer, view any) error
}

// Page is a file of the site that is not rendered yet.
type Page struct {
	Path     string // of the file: "incidents/x/index.html"
	View     any
	Renderer Renderer
	Source   string // the file of content/ that it is made of, if it is one
}

// Plan lists the pages of a site. Each is made when it is asked for.
func Plan(in Input) iter.Seq[Page] {
	p := &plan{Input: in, names: map[string]string{}}
	for _, c := range in.Config.Components {
		p.names[c.ID] = c.Name
	}
	p.site = p.siteView()
	return func(yield func(Page) bool) {
		p.mapped = nil
		for _, part := range []func(func(Page) bool) bool{
			p.incidents, p.months, p.components, p.docs, p.files, p.home,
		} {
			if !part(yield) {
				return
			}
		}
	}
}

// plan is a Plan at work.
type plan struct {
	Input
	site   *Site
	names  map[string]string // component → its name
	mapped []Mapped          // for the sitemap
}

// page makes a page of HTML from a template, and notes it for the sitemap. The
// path is that of its folder, below the site's root.
func (p *plan) page(path, template string, view any, changed time.Time, source string) Page {
	p.mapped = append(p.mapped, Mapped{p.Config.URL() + escapePath(path), changed})
	return Page{Path: path + "index.html", View: view, Renderer: p.Theme(template), Source: source}
}

// link gives an address from the host's root for one below the site's.
func (p *plan) link(path string) string { return p.Config.Root + path }

func (p *plan) incidentLink(i *history.Incident) string {
	return p.link("incidents/" + escape(i.ID) + "/")
}

func (p *plan) componentLink(id string) string { return p.link("components/" + escape(id) + "/") }

func (p *plan) monthLink(m history.Month) string {
	return p.link("history/" + monthPath(m))
}

func monthPath(m history.Month) string {
	month := strconv.Itoa(int(m.Month))
	if len(month) == 1 {
		month = "0" + month
	}
	return strconv.Itoa(m.Year) + "/" + month + "/"
}

// frame makes what all pages have. The path is the page's below the site's
// root, such as "history/".
func (p *plan) frame(section, title, description, path string) Frame {
	return Frame{
		Site:        p.site,
		Top:         Top{p.site, section},
		Title:       title,
		Description: description,
		Canonical:   p.Config.URL() + path,
	}
}

// siteView makes what is the same on every page.
func (p *plan) siteView() *Site {
	c := p.Config
	s := &Site{
		Name:        c.SiteName(),
		Title:       c.Title,
		Description: c.Description,
		Language:    c.Language,
		Home:        c.Root,
		URL:         c.URL(),
		Zone:        strings.TrimPrefix(strings.ReplaceAll(c.Zone.String(), "_", " "), "Etc/"),
		Nav: []NavLink{
			{"Status", p.link(""), "status"},
			{"History", p.link("history/"), "history"},
		},
		Atom: p.link("history.atom"),
		RSS:  p.link("history.rss"),
	}
	for _, doc := range p.Content.Pages {
		s.Pages = append(s.Pages, Link{doc.Title, p.link(escapePath(doc.Path))})
	}
	return s
}
