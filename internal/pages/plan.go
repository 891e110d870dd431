// Package pages plans the files of a site: from a history it makes a list of pages, each
// with a path and a view, the plain values that the page shows.
//
// Nothing is rendered here. A page shows only its view, so that two equal views make the
// same page. Builders that remember depend on this.
//
// Most pages have a key as well, which holds everything that the view depends on. If the key is
// the same as in the last build, the view is not made again.
package pages

import (
	"cmp"
	"io"
	"iter"
	"maps"
	"reflect"
	"strings"
	"time"

	"statuary/internal/api"
	"statuary/internal/buildcache"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// Input is everything that the plan of a site depends on.
type Input struct {
	Config   *config.Config
	Content  *content.Content
	History  *history.History
	Theme    Theme
	Colours  map[string]string // of the theme's light scheme: "background" is "#f7f5f1"
	Brand    Brand
	Edits    map[string]*Edits   // file of an incident → when its texts were edited, according to git; may be nil
	Markdown *markdown.Converter // for feeds; pages get theirs from the theme
	Words    *i18n.Language      // of the theme
	Drafts   bool                // postmortems are shown before they are published
	Cache    *buildcache.Cache   // what earlier builds found out; may be nil
}

// Theme returns the renderer of a template.
type Theme func(template string) Renderer

// Renderer writes a view to a file. The result depends only on the renderer and the
// view.
type Renderer interface {
	Render(w io.Writer, view any) error
}

// Page is a file of the site that is not rendered yet.
type Page struct {
	Path     string     // of the file: "incidents/x/index.html"
	Key      any        // everything that the view depends on: equal keys mean equal views; nil for a page without a key
	View     func() any // returns the view; may be called from any goroutine
	Renderer Renderer
	Source   string // the file of content/ that it is made from; may be empty

	Alias       bool // it sends visitors of a former address on; the address is from the file's list of aliases
	Replaceable bool // a file of content/ or of the theme may be published in its place

	reserved string // name of another file in its folder, which the same source may get later; may be empty

	listed  bool      // in the sitemap
	changed time.Time // when what it shows last changed, for the sitemap; zero if that is not known
}

// Planner plans a site, any number of times. It remembers its last plan, so that equal
// pages have equal keys. It is not safe for use by several goroutines.
type Planner struct {
	base      *base
	sets      map[setName]*incidentSet
	finder    *finder
	incidents map[*history.Incident]*incidentFiles
}

// Plan returns the pages of a site, without those of outputs that are turned off. Pages
// that a file of content/ replaces are among them.
func (pl *Planner) Plan(in Input) iter.Seq[Page] {
	b := newBase(in)
	if pl.base == nil || pl.base.config != b.config || pl.base.drafts != b.drafts || pl.base.markdown != b.markdown || pl.base.words != b.words || !reflect.DeepEqual(pl.base.site, b.site) ||
		pl.base.preview != b.preview || !maps.Equal(pl.base.colours, b.colours) {
		pl.base = b
	}
	return func(yield func(Page) bool) {
		p := newPlan(pl, in)
		var listed []Page
		more := p.allOutputs(func(page Page) bool {
			if page.listed {
				listed = append(listed, page)
			}
			return yield(page)
		})
		if !more || p.on(Sitemap) && !p.sitemaps(listed, yield) {
			return
		}
		pl.sets, pl.finder, pl.incidents = p.sets, p.finder, p.incidents
	}
}

// plan is one run of [Planner.Plan].
type plan struct {
	*base
	last      *Planner // what the run before planned
	history   *history.History
	content   *content.Content
	theme     Theme
	edits     map[string]*Edits
	cache     *buildcache.Cache
	feedsFrom time.Time                           // the oldest last entry with which an incident that is over has a feed of its own; zero: any
	changed   time.Time                           // when the history last changed; zero if it is empty
	siteFiles map[string]bool                     // paths of files of content/, which replace pages
	cards     [incident.Planned + 1]sharedPicture // of incidents without a picture of their own, by impact

	sets      map[setName]*incidentSet
	finder    *finder
	incidents map[*history.Incident]*incidentFiles
}

func newPlan(pl *Planner, in Input) *plan {
	p := &plan{
		base: pl.base, last: pl, history: in.History, content: in.Content, theme: in.Theme, edits: in.Edits, cache: in.Cache,
		feedsFrom: feedsFrom(in), changed: newestOf(in.History.Incidents), siteFiles: assetPaths(in.Content),
		sets:      map[setName]*incidentSet{},
		incidents: make(map[*history.Incident]*incidentFiles, len(in.History.Incidents)),
	}
	p.cards = p.sharedPictures()
	return p
}

// page returns a page of HTML that is listed in the sitemap. The path is that of its
// folder, below the site's root.
func (p *plan) page(path, template string, changed time.Time, key any, view func() any) Page {
	return Page{Path: path + "index.html", Key: key, View: view, Renderer: p.theme(template), listed: true, changed: changed}
}

// constView returns a function that returns an existing view.
func constView(view any) func() any { return func() any { return view } }

// base has what all pages share. Views of pages with a key are made by its methods, so
// that they depend only on it and the key.
type base struct {
	config   *config.Config
	drafts   bool
	markdown *markdown.Converter
	words    *i18n.Language
	site     *view.Site
	names    map[string]string // component → its name
	api      *api.Site
	colours  map[string]string // of the theme
	preview  preview           // of pages without a picture of their own
}

func newBase(in Input) *base {
	b := &base{words: cmp.Or(in.Words, i18n.English), config: in.Config, drafts: in.Drafts, markdown: in.Markdown, names: map[string]string{}}
	for _, c := range in.Config.Components {
		b.names[c.ID] = c.Name
	}
	b.site = b.siteView(in.Content.Pages, len(in.History.Incidents) > 0)
	b.setBrand(in)
	b.api = b.newAPI()
	return b
}

// frame returns the part of a view that all pages have. The path is the page's below the
// site's root, such as "history/".
func (b *base) frame(section, title, description, path string) view.Frame {
	return view.Frame{
		Site:        b.site,
		Top:         view.Top{Site: b.site, Section: section},
		Title:       title,
		Description: description,
		Canonical:   b.config.URL() + path,
		Social:      b.social(title, description),

		Translations: b.translations(path, b.config.Languages),
	}
}

// siteView returns the part of a view that is the same on every page.
func (b *base) siteView(pages []*content.Page, incidents bool) *view.Site {
	c := b.config
	s := &view.Site{
		Name:        c.SiteName(),
		Title:       c.Title,
		Description: c.Description,
		Language:    c.Language,
		Direction:   b.direction(),
		Home:        c.Root,
		URL:         c.URL(),
		Zone:        strings.TrimPrefix(strings.ReplaceAll(c.Zone.String(), "_", " "), "Etc/"),
		Nav: []view.NavLink{
			{Name: i18n.Mark("Status"), URL: b.link(""), Section: "status"},
			{Name: i18n.Mark("History"), URL: b.link(route.HistoryFolder), Section: "history"},
		},
		Atom:      b.link(route.AtomFile),
		RSS:       b.linkIf(RSS, route.RSSFile),
		JSON:      b.linkIf(JSONFeed, route.JSONFeedFile),
		Calendar:  b.linkIf(Calendar, route.CalendarFile),
		Subscribe: b.link(route.SubscribeFolder),
	}
	if len(c.Components) > 0 {
		s.Nav = append(s.Nav, view.NavLink{Name: i18n.Mark("Uptime"), URL: b.link(route.UptimeFolder), Section: "uptime"})
	}
	if incidents {
		s.Nav = append(s.Nav, view.NavLink{Name: i18n.Mark("Insights"), URL: b.link(route.InsightsFolder), Section: "insights"})
	}
	for _, doc := range pages {
		s.Pages = append(s.Pages, view.Link{Name: doc.Title, URL: b.link(route.EscapePath(doc.Path))})
	}
	return s
}
