package sitewriter

import (
	"path"

	"statuary/internal/content"
	"statuary/internal/importer/exchange"
)

// attachments plans the attachments of an incident. They go into a folder next to
// incidentFile, which may have been moved. If the incident was deleted locally,
// they are not restored.
func (p *planner) attachments(in *exchange.Incident, incidentFile string, gone bool) error {
	for _, a := range p.h.Attachments[in] {
		key := path.Join(content.Incidents, exchange.Folder(in), a.Name)
		name := path.Join(path.Dir(incidentFile), exchange.Folder(in), a.Name)
		base := p.before.Files[key]
		c := &p.r.Files
		if gone {
			c.Deleted++
			p.record(key, base)
			continue
		}
		what, err := p.decide(name, base, a.Data)
		if err != nil {
			return err
		}
		p.record(key, digest(a.Data))
		what.count(c)
		if what == conflict {
			p.record(key, base)
			p.r.Add(exchange.Info, a.Place, conflictText, "%s, %s", name, path.Join(incoming, name))
		}
	}
	return nil
}

// record sets the digest of a file in the new manifest, or removes the file from it
// if sum is empty.
func (p *planner) record(key, sum string) {
	if sum == "" {
		delete(p.plan.manifest.Files, key)
		return
	}
	p.plan.manifest.Files[key] = sum
}
