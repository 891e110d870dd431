package builder

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/incident"
	"statuary/internal/pages"
	"statuary/internal/pages/route"
	"statuary/internal/publish"
	"statuary/internal/theme"
)

// prepared is a site that is ready to be rendered: its parts in each of its languages, and all its
// output files.
type prepared struct {
	*parts               // in the site's own language
	editions []localized // in all languages
	pages    []pages.Page
	assets   []theme.Asset
	copied   []content.Asset

	// claimed reports that all pages and files can be at their addresses, and no page gave way to a file.
	claimed bool
}

// localized is the site in one language.
type localized struct {
	*parts
	folder string // "" or "fr/"
}

// prepare does everything that a build does before it renders, so that Check finds what
// stops a build: it reads the site, loads the theme and the catalogue of every language,
// computes the history, plans all pages and compares their addresses. With KeepGoing,
// files whose addresses are taken are skipped like files with other errors.
//
// The result is nil if the settings can't be read. Without a theme, its pages can't be
// rendered. A check needs to know when texts were edited only if it renders.
func (b *Builder) prepare(ctx context.Context, r *Result, check bool) (*prepared, error) {
	p, err := b.read(r)
	if err != nil || p == nil {
		return nil, err
	}
	if err := b.loadThemeAndBrand(r, p); err != nil {
		return nil, err
	}
	if skipped := b.unreadable(r, p.content.Assets); len(skipped) > 0 {
		if err := b.without(r, p, skipped); err != nil {
			return nil, err
		}
	}
	p.metrics, p.others = b.metricsOf(r, p), b.thirdPartyData(r, p)
	if p.theme != nil && !r.Problems.HasErrors() && (!check || b.ownTheme(p)) {
		if p.edits, err = b.edits(ctx, r, p); err != nil {
			return nil, err
		}
	}
	for {
		done, err := b.planAll(r, p)
		if err != nil {
			return nil, err
		}
		conflicts, skipped := b.conflicts(done)
		if b.KeepGoing {
			conflicts = slices.DeleteFunc(conflicts, func(d diag.Diagnostic) bool { return ofContent(d) && !skipped[d.File] })
		}
		b.splitSkipped(r, conflicts)
		if !b.KeepGoing || len(skipped) == 0 {
			return done, nil
		}
		if err := b.without(r, p, skipped); err != nil {
			return nil, err
		}
	}
}

// without drops files from the content. If the settings name one of them, such as the logo, that is
// only a warning, because the errors of the files themselves are reported.
func (b *Builder) without(r *Result, p *parts, files map[string]bool) error {
	drop(p.content, files)
	var again Result
	if err := b.loadThemeAndBrand(&again, p); err != nil {
		return err
	}
	for _, d := range newProblems(again.Problems, r.Problems) {
		d.Warning = true
		r.Problems = append(r.Problems, d)
	}
	return nil
}

// newProblems returns the problems of a list that another does not have.
func newProblems(list, known diag.List) diag.List {
	return slices.DeleteFunc(list, func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(known, func(k diag.Diagnostic) bool { return k.Pos == d.Pos && k.Text == d.Text })
	})
}

// pagesPerIncident is how many pages an incident has, roughly: its own and two documents. The list of pages grows
// beyond that if need be.
const pagesPerIncident = 3

// planAll plans the site in all its languages. Each is a complete site below its tag:
// pages, feeds and documents, whose links stay in it.
func (b *Builder) planAll(r *Result, p *parts) (*prepared, error) {
	p.history = b.historyOf(r, p)
	done := &prepared{parts: p, editions: []localized{{p, ""}}}
	for _, language := range p.config.Languages {
		e := b.edition(language)
		if e.of != p.config {
			e.of, e.config = p.config, p.config.In(language)
		}
		in := &parts{site: p.site, edition: e, config: e.config, content: p.content.In(language), edits: p.edits, metrics: p.metrics, others: p.others}
		var own Result
		if err := b.loadThemeAndBrand(&own, in); err != nil {
			return nil, err
		}
		if in.theme == nil {
			// Most problems have been reported for the site's own language already; those
			// of the catalogue have not.
			r.Problems = append(r.Problems, newProblems(own.Problems, r.Problems)...)
		}
		in.history = b.newHistory(in, p.history.Now)
		done.editions = append(done.editions, localized{in, language + "/"})
	}
	count := pagesPerIncident * len(p.history.Entries) * len(done.editions)
	if b.planned != nil {
		count = len(b.planned.pages)
	}
	done.pages = make([]pages.Page, 0, count+batch)
	for _, e := range done.editions {
		for page := range b.plan(e.parts) {
			if e.folder == "" || !route.RootOnly(page.Path) {
				page.Path = e.folder + page.Path
				done.pages = append(done.pages, page)
			}
		}
	}
	return done, nil
}

// conflicts sets the files that are copied, drops pages that they replace, and reports
// files whose addresses are taken. Those of content/ that KeepGoing skips are in skipped.
func (b *Builder) conflicts(p *prepared) (problems diag.List, skipped map[string]bool) {
	a := &pages.Addresses{Line: b.aliasLine, Tags: pages.HasOutput(p.config, pages.Tags)}
	p.assets, p.copied = nil, nil
	same := b.planned != nil && b.planned.sameAddresses(p)
	for _, e := range p.editions {
		own := make(map[string]bool, len(p.content.Assets))
		if !same {
			a.Content(e.folder, e.content, e.history)
		}
		for _, c := range p.content.Assets {
			own[c.Path] = true
			if e.folder != "" && route.RootOnly(c.Path) {
				continue
			}
			c.Path = e.folder + c.Path
			p.copied = append(p.copied, c)
			a.Copy(c.Path, c.Source, false)
		}
		if e.folder == "" {
			for _, language := range p.config.Languages {
				a.Language(language)
			}
		}
		if e.theme == nil {
			continue
		}
		for _, c := range e.theme.Assets() {
			if own[c.Path] || !pages.HasAsset(e.config, c.Path) {
				continue // the site has a file of its own there
			}
			c.Path = e.folder + c.Path
			p.assets = append(p.assets, c)
			a.Copy(c.Path, c.Source, true)
		}
	}
	if same {
		p.claimed = true
		return unpublishable(p), nil
	}
	generated, count := map[string]bool{}, len(p.pages)
	p.pages = slices.DeleteFunc(p.pages, func(page pages.Page) bool {
		if page.Source == "" {
			if top, _, nested := strings.Cut(page.Path, "/"); nested && !slices.Contains(p.config.Languages, top) {
				generated[top] = true
			}
		}
		return a.Planned("", page)
	})
	a.Folders(generated)
	skipped = a.Skipped()
	p.claimed = len(a.Problems()) == 0 && len(p.pages) == count
	for _, d := range unpublishable(p) {
		problems = append(problems, d)
		if ofContent(d) {
			skipped[d.File] = true
		}
	}
	problems = append(a.Problems(), problems...)
	if len(problems) > 0 {
		problems = append(problems, newProblems(themeConflicts(p), problems)...)
	}
	return problems, skipped
}

func ofContent(d diag.Diagnostic) bool { return strings.HasPrefix(d.File, content.Folder+"/") }

// unpublishable reports copied files at addresses that no publish target accepts.
func unpublishable(p *prepared) (problems diag.List) {
	report := func(source, at string) {
		if !publish.Publishable(at) {
			problems = append(problems, diag.Diagnostic{
				Pos: diag.Pos{File: source}, Text: "the file would be at /" + at + ", where no file of a site can be", Hint: "rename it",
			})
		}
	}
	for _, c := range p.copied {
		report(c.Source, c.Path)
	}
	for _, c := range p.assets {
		report(c.Source, c.Path)
	}
	return problems
}

// themeConflicts reports files of the theme at addresses that Statuary generates. A
// file of content/ at the same address hides such a file until it is skipped.
func themeConflicts(p *prepared) diag.List {
	a := &pages.Addresses{}
	for _, e := range p.editions {
		if e.theme == nil {
			continue
		}
		for _, c := range e.theme.Assets() {
			if pages.HasAsset(e.config, c.Path) {
				a.Copy(e.folder+c.Path, c.Source, true)
			}
		}
	}
	for _, page := range p.pages {
		if page.Source == "" {
			a.Planned("", page)
		}
	}
	return a.Problems()
}

// aliasLine returns the line of a file that an alias is on; the first line if it is not
// found.
func (b *Builder) aliasLine(file, alias string) diag.Pos {
	src, _ := fs.ReadFile(b.Site, file)
	pos := diag.Pos{File: file, Line: 1}
	inList := false
	for n, line := range strings.Split(string(src), "\n") {
		from := 0
		if strings.HasPrefix(line, "aliases") {
			inList, from = true, len("aliases")
		}
		word := strings.TrimLeft(alias, "/")
		i := strings.Index(line[from:], alias)
		if i >= 0 {
			i += len(alias) - len(word)
		} else {
			i = strings.Index(line[from:], strings.TrimRight(word, "/"))
		}
		if i += from; inList && i >= from {
			return diag.Pos{File: file, Line: n + 1, Col: 1 + len([]rune(line[:i]))}
		}
	}
	return pos
}

// unreadable reports copied files that can't be opened or read. A builder that remembers looks
// at a file again only if it has changed.
func (b *Builder) unreadable(r *Result, assets []content.Asset) map[string]bool {
	skipped := map[string]bool{}
	readable := make(map[string]content.Asset, len(assets))
	for _, a := range assets {
		if last, ok := b.readable[a.Source]; ok && last == a {
			readable[a.Source] = a
			continue
		}
		switch err := readStart(b.Site, a.Source); {
		case err == nil:
			readable[a.Source] = a
		case !errors.Is(err, fs.ErrNotExist): // deleted since the folder was read
			b.splitSkipped(r, diag.List{unreadable(a.Source, err)})
			skipped[a.Source] = true
		}
	}
	if b.Remember {
		b.readable = readable
	}
	return skipped
}

// readStart reads the first byte of a file: of a damaged disk, more than Open may fail.
func readStart(fsys fs.FS, name string) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Read(make([]byte, 1)); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func unreadable(file string, err error) diag.Diagnostic {
	return diag.Diagnostic{
		Pos: diag.Pos{File: file}, Text: "the file can't be read: " + diag.Reason(err), Hint: "change its permissions, or move it out of content/",
	}
}

// drop removes files from the content.
func drop(c *content.Content, files map[string]bool) {
	c.Incidents = slices.DeleteFunc(c.Incidents, func(i *incident.Incident) bool { return files[i.Source.File] })
	c.Pages = slices.DeleteFunc(c.Pages, func(p *content.Page) bool { return files[p.Source.File] })
	// Pictures and other files beside an index.md belong to it, so they are dropped with it.
	c.Assets = slices.DeleteFunc(c.Assets, func(a content.Asset) bool {
		return files[a.Source] || files[path.Join(path.Dir(a.Source), "index.md")]
	})
	c.TranslatedIncidents = slices.DeleteFunc(c.TranslatedIncidents, func(i *incident.Incident) bool { return files[c.Translations()[i.Source.File]] })
	c.TranslatedPages = slices.DeleteFunc(c.TranslatedPages, func(p *content.Page) bool { return files[c.Translations()[p.Source.File]] })
	c.Broken += len(files)
}
