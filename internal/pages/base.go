package pages

import (
	"io"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"statuary/internal/api"
	"statuary/internal/buildcache"
	"statuary/internal/calendar"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/metrics"
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
	Metrics  []Metric

	ThirdParty []ThirdParty      // components of other services
	Cache      *buildcache.Cache // what earlier builds found out; may be nil
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
	shared   *sharedEntries
	events   *lru.Cache[*history.Incident, calendar.Event]
}

// Mapped is a page of the site in its sitemap.
type Mapped struct {
	Path    string    // below the site's root
	Changed time.Time // may be zero
}

func (p Page) mapped() Mapped { return Mapped{strings.TrimSuffix(p.Path, "index.html"), p.changed} }

// newestOf returns when the last of some incidents changed, or zero if there are none.
func newestOf(list []*history.Incident) time.Time {
	var t time.Time
	for _, i := range list {
		t = later(t, i.UpdatedAt)
	}
	return t
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// preview is the preview picture of a page, and its text alternative.
type preview struct {
	picture view.Picture
	alt     string
}

// Edit is a commit that changed published text.
type Edit struct {
	At     time.Time
	Commit string // its full hash
}

// Edits are the edits of a file, oldest first. A list never changes: the same pointer is
// the same list.
type Edits []Edit

// Brand has the files that the table [brand] names.
type Brand struct {
	Logo, LogoDark *view.Picture // nil where there is none
	Favicon        *view.Icon    // nil: the theme's
	Fonts          []string      // addresses
}

// Metric is a metric with its measurements, in the order of time.
type Metric struct {
	Name, Unit string
	Path       string // of the published file
	Points     []metrics.Point
}

// ThirdParty is a component of another service at present.
type ThirdParty struct {
	ID, Name, About string
	Host, Page      string // name and address of its status page
	Known           bool   // its status was read lately
	Status          incident.ComponentStatus
	Changed         time.Time
}
