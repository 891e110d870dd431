// Package preview plans a site again and again, and serves it.
package preview

import (
	"context"
	"errors"

	"statuary/internal/buildcache"
	"statuary/internal/builder"
	"statuary/internal/gctune"
	"statuary/internal/publish"
	"statuary/internal/serve"
)

// Preview is the site that is served.
type Preview struct {
	*builder.Builder
	Server *serve.Server
	Public string // the folder to write to; may be empty

	// Settled reports whether a site may be shown, or is about to be planned again. It may be nil.
	Settled func(context.Context) bool

	held  int               // files that changed in sites that were planned and not shown
	site  *builder.Site     // that is served, unless it was withdrawn
	cache *buildcache.Cache // to be saved; nil if it is no longer needed
}

// errOutdated is the error of a site that changed while it was planned.
var errOutdated = errors.New("the site is being changed")

// Build plans the site, writes it to Public, and serves it.
func (p *Preview) Build(ctx context.Context) (*builder.Result, publish.Report, error) {
	var report publish.Report
	site, result, err := p.Plan(ctx)
	if result.Parsed > 0 {
		p.cache = p.Cache
	} else {
		p.Cache.Close()
	}
	p.Cache = nil // from now on, everything is in memory
	result.Changed += p.held
	if p.Settled != nil && !p.Settled(ctx) {
		p.held = result.Changed
		return result, report, errOutdated
	}
	p.held = 0
	if err != nil {
		return result, report, err
	}
	if p.Public != "" {
		plan, err := publish.SyncWith(ctx, &publish.Dir{Path: p.Public}, publish.Options{Approve: p.Approve}, func(put func(publish.File) error) error {
			return site.Write(ctx, p.Jobs, put)
		})
		report = plan.Report()
		if err != nil {
			return result, report, err
		}
	}
	p.site = site
	p.Server.Show(site)
	return result, report, nil
}

// Check renders the pages that no browser has asked for, to find those that can't be rendered.
func (p *Preview) Check(ctx context.Context) error {
	_ = p.cache.Save() // without it, only the next start takes longer
	p.cache = nil
	if p.site == nil {
		return nil
	}
	problems := p.site.Check(ctx, p.Server.Idle)
	switch {
	case len(problems) > 0:
		p.Server.Withdraw(p.site, problems)
		p.site = nil
		return problems
	case ctx.Err() == nil:
		p.Server.Keep(p.site)
		gctune.Idle() // nobody waits now, and the check has left much garbage
	}
	return nil
}
