// Package builder builds a site: it reads the folder, computes the history, and renders
// every page.
//
// [Builder.Build] makes all files, and [Builder.Plan] returns a site that makes them on
// demand. Watching a site is doing that again: a builder that remembers parses only files
// that have changed, and only pages whose view has changed are rendered.
package builder

import (
	"context"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"time"

	"statuary/internal/buildcache"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages"
	"statuary/internal/pages/route"
	"statuary/internal/publish"
	"statuary/internal/site"
	"statuary/internal/theme"
	"statuary/internal/thirdparty"
)

// Options of a builder.
type Options struct {
	Site      fs.FS
	Now       func() time.Time
	Overrides config.Overrides
	Targets   []config.TargetKind // of [publish]; see [config.Loader]

	Drafts     bool // incidents, pages and postmortems that are drafts are published
	KeepGoing  bool // files of content/ with errors are skipped
	AllowEmpty bool // the site may lack the content that the last build had: see Approve
	Remember   bool // pages are kept in memory, so that building again is quick
	Jobs       int  // pages rendered at once; 0 is one

	// Program identifies the program, with the code that renders pages. If it is set, files have
	// versions, and are made only if put needs their data.
	Program string

	// Cache has what earlier builds parsed, for the next. It may be nil.
	Cache *buildcache.Cache

	// Dir is the site's folder, for git: where edits are to be shown. It may be
	// empty, and then there are none.
	Dir string

	// Progress is called now and then with the number of files done and of
	// those known so far. It may be nil.
	Progress func(done int)
}

// Builder builds a site, any number of times. It is not safe for use by several
// goroutines.
type Builder struct {
	Options
	loader site.Loader

	editor   editor
	readable map[string]content.Asset // of the last build, where it is remembered
	sizes    map[string]sized         // of images, by file; the same
	measured map[string]measured      // measurements, by file; the same
	editions map[string]*edition      // by language
	pages    map[string]*rendered     // of the last build, where it is remembered

	planned  *Site           // the last one that Plan returned
	suspects map[string]bool // paths of pages that the last Plan could not render
}

// Result is the result of a build.
type Result struct {
	Config    *config.Config // nil if it can't be read
	Problems  diag.List      // what stopped the build, and warnings
	LeftOut   diag.List      // errors of the files that KeepGoing skipped
	Incidents int
	Updates   int
	Pages     int       // all files of the site
	Parsed    int       // files read
	Rendered  int       // pages rendered; fewer than Pages if they were remembered. After Plan: pages that are not those of the last site
	Changed   int       // files that Plan found to be new, changed or deleted
	Next      time.Time // when the clock alone will change the site
	Build     string    // identifies the site that was built, if there is a cache; else empty
}

// New returns a builder.
func New(o Options) *Builder { return &Builder{Options: o} }

// Settings returns the settings of the site, and their problems. If the list has errors,
// the settings are nil.
func (b *Builder) Settings() (*config.Config, diag.List) {
	s, problems := b.open()
	if s == nil {
		return nil, problems
	}
	return s.Config, problems
}

// open opens the site. The settings are parsed again only if they have changed.
func (b *Builder) open() (*site.Site, diag.List) {
	b.loader.Overrides, b.loader.Targets, b.loader.Jobs, b.loader.Remember, b.loader.Cache = b.Overrides, b.Targets, b.Jobs, b.Remember, b.Cache
	return b.loader.Open(b.Site)
}

// Build makes all files of the site and calls put with each, from several goroutines.
// The data of a file is valid only until put returns, unless the builder remembers: then
// it may be kept, and never changes.
//
// If the site has errors, the error is the result's list of problems, and the files that
// were put are not a complete site. Other errors are those of reading files and of put.
func (b *Builder) Build(ctx context.Context, put func(publish.File) error) (*Result, error) {
	defer b.closeCache()
	r := &Result{}
	settings, _ := config.Read(b.Site) // that it can't be read is reported by prepare
	p, err := b.prepare(ctx, r, false)
	if err != nil {
		return r, err
	}
	if r.Problems.HasErrors() {
		return r, r.fail()
	}
	if err := b.render(ctx, r, p, put); err != nil {
		return r, err
	}
	if err := r.fail(); err != nil {
		return r, err
	}
	b.remember(r, p, settings)
	_ = b.Cache.Save() // without it, only the next build takes longer
	return r, nil
}

// closeCache closes the cache after its first use: later builds have everything in memory.
func (b *Builder) closeCache() {
	b.Cache.Close()
	b.Cache = nil
}

// parts are the parts of a site in one language.
type parts struct {
	site    *site.Site
	edition *edition
	config  *config.Config
	content *content.Content // without drafts, unless Options.Drafts is set
	drafts  content.Content  // the drafts that content does not have
	theme   *theme.Theme     // nil if it can't be read
	brand   pages.Brand
	metrics []pages.Metric
	others  thirdparty.Data         // statuses of the components of other services
	history *history.History        // nil without a theme
	edits   map[string]*pages.Edits // by file; nil in a check that does not render, and if edits are turned off
}

// read reads the settings and the content, and adds their problems to the result. The
// parts are nil if the settings can't be read.
func (b *Builder) read(r *Result) (*parts, error) {
	s, problems := b.open()
	r.Problems = append(r.Problems, problems...)
	if s == nil {
		return nil, nil
	}
	c := s.Config
	r.Config = c
	r.Problems = append(r.Problems, pages.CheckOutputs(c)...)
	all, problems, err := s.Content()
	if err != nil {
		return nil, err
	}
	b.splitSkipped(r, problems)
	drafts := b.dropDrafts(all)
	r.Parsed = b.loader.Parsed()
	return &parts{site: s, edition: b.edition(""), config: c, content: all, drafts: drafts}, nil
}

// loadThemeAndBrand loads the theme and the brand of one language edition.
func (b *Builder) loadThemeAndBrand(r *Result, p *parts) error {
	c := p.config
	p.edition.converterOf(c, route.Moved(p.content), b.picturesOf(p.content.Assets))
	t, problems, err := p.edition.theme.Load(b.Site, theme.Options{
		Name: c.Theme, Look: c.Look, Root: c.Root, Language: c.Language, Accent: theme.Accent{Light: c.Brand.Accent.Text, Dark: c.Brand.AccentDark.Text},
		Font:  theme.Font{Regular: pages.FontURL(c, p.content, c.Brand.Font), Bold: pages.FontURL(c, p.content, c.Brand.FontBold)},
		Funcs: p.edition.funcs,
	})
	if err != nil {
		return err
	}
	r.Problems = append(r.Problems, problems...)
	p.theme = t
	if t != nil {
		p.edition.setWords(t.Words())
	}
	p.brand, problems = b.brandOf(c, p.content, t)
	r.Problems = append(r.Problems, problems...)
	return nil
}

// historyOf computes the history, and adds its numbers to the result.
func (b *Builder) historyOf(r *Result, p *parts) *history.History {
	h := b.newHistory(p, b.Now())
	r.Next = h.Next
	r.noteThirdParty(p, h)
	r.Incidents, r.Updates = len(h.Incidents), 0
	for _, i := range h.Incidents {
		r.Updates += len(i.Updates)
	}
	return h
}

func (b *Builder) newHistory(p *parts, now time.Time) *history.History {
	h := history.New(p.content.Incidents, history.Options{
		Now: now, Zone: p.config.Zone, Components: p.config.Components, Auto: p.config.Maintenance.Auto, Last: p.edition.history,
	})
	if b.Remember {
		p.edition.history = h
	}
	return h
}

// plan returns the pages. Without a theme they can't be rendered.
func (b *Builder) plan(p *parts) iter.Seq[pages.Page] { return p.edition.planner.Plan(b.input(p)) }

// input returns what the pages are planned from.
func (b *Builder) input(p *parts) pages.Input {
	in := pages.Input{
		Config: p.config, Content: p.content, History: p.history, Markdown: p.edition.markdown, Drafts: b.Drafts, Brand: p.brand, Edits: p.edits,
		Cache: b.Cache, Metrics: p.metrics, ThirdParty: thirdPartyNow(p, p.history),
		Theme: func(string) pages.Renderer { return nil },
	}
	if p.theme != nil {
		in.Colours, in.Words = p.theme.Colours(), p.theme.Words()
		in.Theme = func(name string) pages.Renderer { return p.theme.Template(name) }
	}
	return in
}

// fail sorts the problems, and returns them as an error if there is one among them.
func (r *Result) fail() error {
	r.Problems.Sort()
	r.LeftOut.Sort()
	if r.Problems.HasErrors() {
		return r.Problems
	}
	return nil
}

// splitSkipped adds problems of files to the result. With KeepGoing, the files with
// errors are skipped and do not stop the build, unless the whole site depends on them.
func (b *Builder) splitSkipped(r *Result, problems diag.List) {
	for _, d := range problems {
		whole := d.File == config.File || d.File == content.Folder || strings.HasPrefix(d.File, "themes/") || strings.HasPrefix(d.File, "built-in")
		if b.KeepGoing && !d.Warning && !whole {
			r.LeftOut = append(r.LeftOut, d)
		} else {
			r.Problems = append(r.Problems, d)
		}
	}
}

// dropDrafts drops drafts, unless they are published, and returns the dropped ones.
func (b *Builder) dropDrafts(all *content.Content) (drafts content.Content) {
	if b.Drafts {
		return drafts
	}
	all.Incidents = slices.DeleteFunc(all.Incidents, func(i *incident.Incident) bool {
		if i.Draft {
			drafts.Incidents = append(drafts.Incidents, i)
		}
		return i.Draft
	})
	all.Pages = slices.DeleteFunc(all.Pages, func(p *content.Page) bool {
		if p.Draft {
			drafts.Pages = append(drafts.Pages, p)
		}
		return p.Draft
	})
	return drafts
}

// Approve returns an error if a plan replaces a site that has content by one whose content is probably
// not there, unless AllowEmpty is set.
func (b *Builder) Approve(p *publish.Plan) error {
	if b.AllowEmpty {
		return nil
	}
	entries, _ := fs.ReadDir(b.Site, content.Folder) // a folder that can't be read has no files
	return p.CheckAbsence(slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !content.Ignored(e.Name()) }))
}

// Watched reports whether a build depends on a file or folder of a site, by its path in
// the site's folder.
func Watched(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return name == config.File || (top == content.Folder || top == "themes") && !content.Hidden(name)
}
