package mdsites

import (
	"cmp"
	"path"
	"strings"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// StatusKit reads a site that uses Netlify's StatusKit or a derivative: Markdown in
// a folder incident or incidents, with updates as <Update date="…"> or with the
// shortcode track.
func StatusKit(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h := &exchange.History{}
	config := settings(files, r, "site/config.toml", "config.toml", "config.yml", "config.yaml")
	h.Site = hugoSite(config, o)
	h.Site.Title = cmp.Or(h.Site.Title, at(config, "params", "title").Text)
	systems := newComponents(h, r)
	for _, s := range at(config, "params", "systems").List {
		systems.add(s.Text, incident.Component{})
	}
	listed := len(h.Components) > 0
	for _, f := range files {
		dir := path.Base(path.Dir(f.Name))
		if !isMarkdown(f.Name) || dir != "incident" && dir != "incidents" || strings.HasPrefix(path.Base(f.Name), "_") {
			continue
		}
		r.Incidents.Read++
		p := openPost(f, r)
		if p == nil {
			continue
		}
		if !listed { // the settings list no systems, so take them from the incidents
			for _, name := range p.list("affectedSystems", "affected") {
				systems.add(name, incident.Component{})
			}
		}
		if in := statuskit(p, systems, timeReader{o, r}); in != nil {
			h.Incidents = append(h.Incidents, in)
		}
	}
	return h, nil
}

func statuskit(p *post, systems *components, c timeReader) *exchange.Incident {
	in := p.newHugoIncident("incident")
	f, ok := c.span(p, "date", "resolvedOn", "resolvedWhen")
	if !ok {
		return nil
	}
	f.over, _ = p.boolean("resolved")
	severity, line := p.get("severity")
	if f.status, f.known = severities[strings.ToLower(severity)]; !f.known && severity != "" {
		c.Add(exchange.Loss, p.place(line), "an unknown severity was left out", "%s", severity)
	}
	in.Components = systems.find(p.list("affectedSystems", "affected"), p.name)
	if f.status == incident.UnderMaintenance {
		in.Type = incident.Maintenance
	}
	reader{c, p}.timeline(in, f)
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	p.reportUnused(c.Report)
	return in
}
