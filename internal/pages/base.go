package pages

import (
	"io"
	"slices"
	"time"

	"statuary/internal/api"
	"statuary/internal/buildcache"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/markdown"
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

// incidentSet is a list of incidents. The planner returns the same pointer for a name
// while the list is the same, so that it can be part of a page's key.
type incidentSet struct {
	number    int
	incidents []*history.Incident
}

// setKey is all that a page about a set of incidents depends on.
type setKey struct {
	*base
	*incidentSet
}

type setName struct {
	what   string
	number int
}

// incidentSet returns the set of a name: that of the last plan if it is the same.
func (p *plan) incidentSet(what string, number int, list []*history.Incident) *incidentSet {
	name := setName{what, number}
	s := p.sets[name] // several pages have the same
	if s == nil {
		s = p.last.sets[name]
	}
	if s == nil || !slices.Equal(s.incidents, list) {
		s = &incidentSet{number, list}
	}
	p.sets[name] = s
	return s
}
