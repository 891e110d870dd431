package files

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/content"
	"statuary/internal/importer/neutral"
	"statuary/internal/incident"
)

// Options of a plan.
type Options struct {
	Force bool // write over files that were edited here
	Keep  bool // files that were edited here are as they are to be, whatever their source says now

	// Comments stand above downtimes, by incident and index.
	Comments map[string]map[int]string
}

// Plan is what an import would write.
type Plan struct {
	Writes   []File   // in the order to write them in
	Settled  []string // files to delete: newer versions that lay beside files that were edited here
	manifest *manifest
}

// File is a file to write, its name relative to the site's folder.
type File struct {
	Name string
	Data []byte
}

type planner struct {
	Options
	site   fs.FS
	h      *neutral.History
	r      *neutral.Report
	plan   *Plan
	before *manifest
	files  map[string]string // id → the incident's file
}

// New plans to write a checked history into the folder of a site, and counts in
// the report what becomes of each incident.
func New(site fs.FS, h *neutral.History, r *neutral.Report, o Options) (*Plan, error) {
	before, err := readManifest(site)
	if err != nil {
		return nil, err
	}
	p := &planner{
		Options: o, site: site, h: h, r: r, before: before,
		plan: &Plan{manifest: &manifest{Version: 1, Tool: cmp.Or(before.Tool, r.Tool), Incidents: map[string]string{}, Files: map[string]string{}}},
	}
	if p.files, err = existing(site); err != nil {
		return nil, err
	}
	zone, err := p.config()
	if err != nil {
		return nil, err
	}
	if err := p.incidents(zone); err != nil {
		return nil, err
	}
	if len(h.Redirects) > 0 || slices.ContainsFunc(h.Incidents, func(in *incident.Incident) bool { return len(in.Aliases) > 0 }) {
		if err := p.redirects(); err != nil {
			return nil, err
		}
	}
	for id, sum := range before.Incidents { // those that the source has no more stay
		if _, ok := p.plan.manifest.Incidents[id]; !ok {
			p.plan.manifest.Incidents[id] = sum
			r.Add(neutral.Info, p.files[strings.ToLower(id)], "an incident of an earlier import is no longer in the source: its file was kept", "%s", id)
		}
	}
	for key, sum := range before.Files {
		if _, ok := p.plan.manifest.Files[key]; !ok && strings.HasPrefix(key, content.Root+"/") {
			p.plan.manifest.Files[key] = sum
		}
	}
	if m := p.plan.manifest.encode(); !bytes.Equal(m, before.encode()) || len(before.Files) == 0 {
		p.plan.Writes = append(p.plan.Writes, File{manifestName, m})
	}
	return p.plan, nil
}

func (p *planner) incidents(zone *time.Location) error {
	all, err := p.format(zone)
	if err != nil {
		return err
	}
	for i, in := range p.h.Incidents {
		place := in.Source.String()
		if all[i].err != nil {
			p.r.Add(neutral.Skip, place, "an incident that could not be written", "%v", all[i].err)
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
			p.r.Add(neutral.Info, place, "an incident that was deleted locally was not restored; use --force to restore it", "%s", name)
		case conflict:
			p.plan.manifest.Incidents[in.ID] = base // until somebody has settled it
			if base == "" {
				delete(p.plan.manifest.Incidents, in.ID)
			}
			p.r.Add(neutral.Info, place, conflicting, "%s, %s", name, path.Join(incoming, name))
		}
		if err := p.attachments(in, name, what == deleted); err != nil {
			return err
		}
	}
	return nil
}

// name is the file of an incident: the one that it has, or a new one.
func (p *planner) name(in *incident.Incident) string {
	if name := p.files[strings.ToLower(in.ID)]; name != "" {
		return name
	}
	return path.Join(content.Incidents, in.ID+".md")
}
