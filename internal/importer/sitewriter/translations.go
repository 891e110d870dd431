package sitewriter

import (
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/content"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// translations plans the translations of an incident: NAME.fr.md next to incidentFile, which may have
// been moved. If the incident was deleted locally, they are not restored. Without its language in
// config.toml, a translation would be an incident of its own, so it is left out.
func (p *planner) translations(in *exchange.Incident, incidentFile string, zone *time.Location, gone bool) error {
	for _, t := range p.h.Translations[in] {
		place := t.Incident.Source.String()
		end := "." + t.Language + ".md"
		key := path.Join(content.Incidents, in.ID+end)
		base := p.before.Files[key]
		if gone {
			p.record(key, base)
			continue
		}
		if !slices.Contains(p.languages, t.Language) {
			p.r.Add(exchange.Loss, place, "a translation was left out; add its language to languages in config.toml, and import again", "%s", t.Language)
			p.record(key, base)
			continue
		}
		name := strings.TrimSuffix(incidentFile, ".md") + end
		data := Format(t.Incident, incident.NameID(incidentFile), zone, nil)
		if err := verify(incident.NewParser(zone, nil), incidentFile, t.Incident, data); err != nil {
			p.r.Add(exchange.Loss, place, "a translation that could not be written", "%v", err)
			continue
		}
		what, err := p.decide(name, base, data)
		if err != nil {
			return err
		}
		p.record(key, digest(data))
		if what == conflict {
			p.record(key, base)
			p.r.Add(exchange.Info, place, conflictText, "%s, %s", name, path.Join(incoming, name))
		}
	}
	return nil
}
