package sitewriter

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// config plans config.toml and returns the time zone for the incident files. A
// config.toml that was written or edited by hand is kept, and missing components
// are added to it.
func (p *planner) config() (*time.Location, error) {
	data := FormatConfig(p.h)
	zone, err := time.LoadLocation(cmp.Or(p.h.Site.TimeZone, "Etc/UTC"))
	if err != nil {
		return nil, err
	}
	base := p.before.Files[config.File]
	now, err := config.Read(p.site)
	p.plan.manifest.Files[config.File] = digest(data)
	p.languages = p.h.Languages()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.plan.Writes = append(p.plan.Writes, File{config.File, data})
		p.r.Config = "new"
		if _, ok := siteURL(p.h.Site.URL); !ok {
			p.r.Add(exchange.Guess, config.File, "the source has no address for the site: set base_url in config.toml", "%s", placeholder)
		}
		return zone, nil
	case err != nil:
		return nil, err
	case bytes.Equal(now, data):
		p.r.Config = "unchanged"
		return zone, nil
	case digest(now) == base && p.before.Tool == p.r.Tool:
		p.plan.Writes = append(p.plan.Writes, File{config.File, data})
		p.r.Config = "changed"
		return zone, nil
	}
	if p.before.Tool != p.r.Tool {
		p.plan.manifest.Files[config.File] = base // config.toml is from the import of another tool
		if base == "" {
			delete(p.plan.manifest.Files, config.File)
		}
	}
	return p.extend(now)
}

// extend adds missing components to an existing config.toml, and returns its time
// zone.
func (p *planner) extend(now []byte) (*time.Location, error) {
	c, problems := p.settings.Load(p.site, config.Overrides{})
	if problems.HasErrors() {
		return nil, problems
	}
	p.r.Config = "kept"
	p.languages = c.Languages
	out := slices.Clone(now)
	for i, comp := range p.h.Components {
		if n := slices.IndexFunc(c.Components, func(o incident.Component) bool { return strings.EqualFold(o.ID, comp.ID) }); n >= 0 {
			p.rename(i, c.Components[n].ID)
			continue
		}
		if !bytes.HasSuffix(out, []byte("\n")) {
			out = append(out, '\n')
		}
		out = append(out, formatComponent(comp)...)
		p.r.Config = "kept, with components added"
	}
	if !bytes.Equal(out, now) {
		p.plan.Writes = append(p.plan.Writes, File{config.File, out})
	}
	return c.Zone, nil
}

// rename changes the id of a component of the history to the one that config.toml has for it. Ids
// that differ only in case, such as "API" and "api", are the same component.
func (p *planner) rename(component int, to string) {
	from := p.h.Components[component].ID
	if from == to {
		return
	}
	p.h.Components[component].ID = to
	swap := func(id *string) {
		if *id == from {
			*id = to
		}
	}
	for _, in := range p.h.Incidents {
		for i := range in.Components {
			swap(&in.Components[i])
		}
		for u := range in.Updates {
			for i := range in.Updates[u].Components {
				swap(&in.Updates[u].Components[i].ID)
			}
		}
		for i := range in.Downtime {
			swap(&in.Downtime[i].Component)
		}
	}
}
