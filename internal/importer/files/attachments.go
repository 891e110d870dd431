package files

import (
	"path"

	"statuary/internal/content"
	"statuary/internal/importer/neutral"
	"statuary/internal/incident"
)

// attachments plans to write the files of an incident into the folder beside its
// own file, wherever that is now. One whose incident was deleted here stays away.
func (p *planner) attachments(in *incident.Incident, incidentFile string, gone bool) error {
	for _, a := range p.h.Attachments[in] {
		key := path.Join(content.Incidents, neutral.Folder(in), a.Name)
		name := path.Join(path.Dir(incidentFile), neutral.Folder(in), a.Name)
		base := p.before.Files[key]
		c := &p.r.Files
		if gone {
			c.Deleted++
			p.note(key, base)
			continue
		}
		what, err := p.decide(name, base, a.Data)
		if err != nil {
			return err
		}
		p.note(key, digest(a.Data))
		what.count(c)
		if what == conflict {
			p.note(key, base)
			p.r.Add(neutral.Info, a.Place, conflicting, "%s, %s", name, path.Join(incoming, name))
		}
	}
	return nil
}

// note remembers what was written, or that nothing was.
func (p *planner) note(key, sum string) {
	if sum == "" {
		delete(p.plan.manifest.Files, key)
		return
	}
	p.plan.manifest.Files[key] = sum
}
