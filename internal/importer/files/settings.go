package files

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/importer/neutral"
	"statuary/internal/incident"
)

// config plans config.toml and gives the time zone that files are written in: a
// site that has its own settings keeps them, and gets the components that it
// lacks.
func (p *planner) config() (*time.Location, error) {
	data := FormatConfig(p.h)
	zone, err := time.LoadLocation(cmp.Or(p.h.Site.TimeZone, "Etc/UTC"))
	if err != nil {
		return nil, err
	}
	base := p.before.Files[config.File]
	now, err := fs.ReadFile(p.site, config.File)
	p.plan.manifest.Files[config.File] = digest(data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.plan.Writes = append(p.plan.Writes, File{config.File, data})
		p.r.Config = "new"
		if _, ok := siteURL(p.h.Site.URL); !ok {
			p.r.Add(neutral.Guess, config.File, "the source has no address for the site: set base_url in config.toml", "%s", placeholder)
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
		p.plan.manifest.Files[config.File] = base // another tool's import made it
		if base == "" {
			delete(p.plan.manifest.Files, config.File)
		}
	}
	return p.extend(now)
}

// extend adds components to settings that somebody wrote.
func (p *planner) extend(now []byte) (*time.Location, error) {
	var loader config.Loader
	c, problems := loader.Load(p.site, config.Overrides{})
	if problems.HasErrors() {
		return nil, problems
	}
	p.r.Config = "kept"
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

// rename calls a component as the site's own settings do: "API" and "api" are
// one.
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
