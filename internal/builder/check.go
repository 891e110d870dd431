package builder

import (
	"bytes"
	"context"
	"io/fs"
	"path"
	"slices"
	"statuary/internal/entrytext"
	"strings"
	"sync"

	"statuary/internal/diag"
	"statuary/internal/lint"
	"statuary/internal/markdown"
	"statuary/internal/pages"
	"statuary/internal/pages/route"
	"statuary/internal/publish"
)

// Check reports everything that would stop a build, by preparing one, and everything
// that is probably a mistake. It writes nothing. The rules of lint are not applied to
// files with errors. Pages are rendered only if the site has templates of its own: the
// built-in ones are known to render.
//
// The problems are in the result; errors are those of reading files.
func (b *Builder) Check(ctx context.Context) (*Result, error) {
	r := &Result{}
	p, err := b.prepare(ctx, r, true)
	if err != nil || p == nil {
		return r, err
	}
	everything := *p.content
	everything.Incidents = slices.Concat(p.content.Incidents, p.drafts.Incidents)
	everything.Pages = slices.Concat(p.content.Pages, p.drafts.Pages)
	r.Problems = append(r.Problems, lint.Check(lint.Input{
		Config: p.config, Content: &everything, History: p.history, Jobs: b.Jobs,
		Source:  func(file string) []byte { data, _ := fs.ReadFile(b.Site, file); return data },
		Resolve: route.Resolver(p.config.Root, route.Moved(&everything)),
		Has:     p.has(),
		IDs:     p.ids(),
		HTML:    p.edition.markdown.HTML,
	})...)
	r.Problems = append(r.Problems, unknownPhrases(p.parts)...)
	_, problems := entrytext.Load(b.Site)
	r.Problems = append(r.Problems, problems...)
	if b.ownTheme(p.parts) {
		// A language whose catalogue is broken has no templates.
		p.pages = slices.DeleteFunc(p.pages, func(page pages.Page) bool { return page.Renderer == nil })
		if err := b.render(ctx, r, p, func(publish.File) error { return nil }); err != nil {
			return r, err
		}
	}
	setRules(r.Problems)
	setRules(r.LeftOut)
	r.Problems.Sort()
	r.LeftOut.Sort()
	r.Problems = slices.CompactFunc(r.Problems, func(a, b diag.Diagnostic) bool { return a.Pos == b.Pos && a.Text == b.Text })
	return r, nil
}

// unknownPhrases reports phrases of the theme's catalogues that no page has.
func unknownPhrases(p *parts) diag.List {
	if p.theme == nil || slices.Contains(p.config.Check.Ignore, lint.UnknownPhrase) {
		return nil
	}
	list := p.theme.UnknownPhrases()
	for i := range list {
		list[i].Rule = lint.UnknownPhrase
	}
	return list
}

// setRules sets the rule of errors, which no rule of lint has found.
func setRules(list diag.List) {
	for i := range list {
		d := &list[i]
		switch {
		case d.Rule != "":
		case strings.HasPrefix(d.File, "themes/") || strings.HasPrefix(d.File, "built-in"):
			d.Rule = lint.Template
		default:
			d.Rule = lint.Invalid
		}
	}
}

// has returns a function that reports whether the site has a file.
func (p *prepared) has() func(path string) bool {
	files := sync.OnceValue(func() map[string]bool {
		all := make(map[string]bool, len(p.pages)+len(p.assets)+len(p.copied))
		for _, page := range p.pages {
			all[page.Path] = true
		}
		for _, a := range p.assets {
			all[a.Path] = true
		}
		for _, a := range p.copied {
			all[a.Path] = true
		}
		return all
	})
	return func(path string) bool { return files()[path] }
}

// ids returns a function that returns the ids of the elements of a page. It renders
// the page when it is first asked for it. It returns nil for a file that is not
// generated, whose ids are not known.
func (p *prepared) ids() func(path string) map[string]bool {
	pages := sync.OnceValue(func() map[string]func() map[string]bool {
		all := make(map[string]func() map[string]bool, len(p.pages))
		for _, page := range p.pages {
			if page.Renderer == nil || page.Alias || !strings.HasSuffix(page.Path, ".html") {
				continue
			}
			all[page.Path] = sync.OnceValue(func() map[string]bool {
				var b bytes.Buffer
				if err := page.Renderer.Render(&b, page.View()); err != nil {
					return nil // reported where pages are rendered
				}
				return markdown.IDs(b.String())
			})
		}
		for _, a := range p.copied {
			delete(all, a.Path) // it is published in the place of the page
		}
		return all
	})
	return func(path string) map[string]bool {
		if ids := pages()[path]; ids != nil {
			return ids()
		}
		return nil
	}
}

// ownTheme reports whether the site has templates of its own.
func (b *Builder) ownTheme(p *parts) bool {
	name := p.config.Theme
	if name == "" {
		name = "default"
	}
	_, err := fs.Stat(b.Site, path.Join("themes", name))
	return err == nil && p.theme != nil
}
