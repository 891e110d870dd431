package sitewriter

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/importer/exchange"
)

// Options configure a plan.
type Options struct {
	Force bool // overwrite files that were edited locally, and restore deleted ones
	Keep  bool // keep files that were edited locally, and mark their conflicts as resolved

	// Comments are written above downtimes: incident id → index of the downtime → text.
	Comments map[string]map[int]string
}

// Plan is what an import would write.
type Plan struct {
	Writes   []File   // in the order to write them
	Resolved []string // files to delete: newer versions in .statuary/incoming whose conflict is resolved
	manifest *manifest
}

// File is a file to write.
type File struct {
	Name string // slash-separated, relative to the site's folder
	Data []byte
}

// planner builds a plan.
type planner struct {
	Options
	settings config.Loader
	site     fs.FS
	h        *exchange.History
	r        *exchange.Report
	plan     *Plan
	before   *manifest
	files    map[string]string // incident id in lower case → its file in the site

	languages []string // of the translations in config.toml
}

// New plans to write a history into the folder of a site, and counts the outcome of
// each incident in the report. [exchange.History.Check] must have been called.
func New(site fs.FS, h *exchange.History, r *exchange.Report, o Options) (*Plan, error) {
	before, err := readManifest(site)
	if err != nil {
		return nil, err
	}
	p := &planner{
		Options: o, site: site, h: h, r: r, before: before,
		plan: &Plan{manifest: &manifest{Version: 1, Tool: cmp.Or(before.Tool, r.Tool), Incidents: map[string]string{}, Files: map[string]string{}}},
	}
	if p.files, err = existing(site, &p.settings); err != nil {
		return nil, err
	}
	zone, err := p.config()
	if err != nil {
		return nil, err
	}
	if err := p.incidents(zone); err != nil {
		return nil, err
	}
	if len(h.Redirects) > 0 || slices.ContainsFunc(h.Incidents, func(in *exchange.Incident) bool { return len(in.Aliases) > 0 }) {
		if err := p.redirects(); err != nil {
			return nil, err
		}
	}
	for id, sum := range before.Incidents { // keep incidents that the source no longer has
		if _, ok := p.plan.manifest.Incidents[id]; !ok {
			p.plan.manifest.Incidents[id] = sum
			r.Add(exchange.Info, p.files[chars.Fold(id)], "an incident of an earlier import is no longer in the source: its file was kept", "%s", id)
		}
	}
	for key, sum := range before.Files {
		if _, ok := p.plan.manifest.Files[key]; !ok && strings.HasPrefix(key, content.Folder+"/") {
			p.plan.manifest.Files[key] = sum
		}
	}
	if m := p.plan.manifest.encode(); !bytes.Equal(m, before.encode()) || len(before.Files) == 0 {
		p.plan.Writes = append(p.plan.Writes, File{manifestName, m})
	}
	return p.plan, nil
}

// incidents plans the files of all incidents and their attachments.
func (p *planner) incidents(zone *time.Location) error {
	all, err := p.format(zone)
	if err != nil {
		return err
	}
	for i, in := range p.h.Incidents {
		place := in.Source.String()
		if all[i].err != nil {
			p.r.Add(exchange.Skip, place, "an incident that could not be written", "%v", all[i].err)
			continue
		}
		base := p.before.Incidents[in.ID]
		name := p.name(in)
		what, err := p.decide(name, base, all[i].data)
		if err != nil {
			return err
		}
		p.plan.manifest.Incidents[in.ID] = digest(all[i].data)
		what.count(&p.r.Incidents)
		switch what {
		case deleted:
			p.r.Add(exchange.Info, place, "an incident that was deleted locally was not restored; use --force to restore it", "%s", name)
		case conflict:
			p.plan.manifest.Incidents[in.ID] = base // report the conflict again until it is resolved
			if base == "" {
				delete(p.plan.manifest.Incidents, in.ID)
			}
			p.r.Add(exchange.Info, place, conflictText, "%s, %s", name, path.Join(incoming, name))
		}
		if err := p.attachments(in, name, what == deleted); err != nil {
			return err
		}
		if err := p.translations(in, name, zone, what == deleted); err != nil {
			return err
		}
	}
	return nil
}

// name returns the file of an incident: the one that the site has, or a new one.
func (p *planner) name(in *exchange.Incident) string {
	if name := p.files[chars.Fold(in.ID)]; name != "" {
		return name
	}
	return path.Join(content.Incidents, in.ID+".md")
}
