package mdsites

import (
	"cmp"
	"path"
	"strings"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
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
	old := hugoAddresses("", config, r)
	var incidents []exchange.File
	for _, f := range files {
		dir := path.Base(path.Dir(f.Name))
		if isMarkdown(f.Name) && (dir == "incident" || dir == "incidents") && !strings.HasPrefix(path.Base(f.Name), "_") {
			r.Incidents.Read++
			incidents = append(incidents, f)
		}
	}
	readPosts(h, incidents, o, r, func(p *post, c timeReader) *exchange.Incident {
		if !listed { // the settings list no systems, so take them from the incidents
			for _, name := range p.list("affectedSystems", "affected") {
				systems.add(name, incident.Component{})
			}
		}
		return statuskit(p, systems, old, c)
	})
	reportLeftOut(nil, at(config, "params"), r)
	read := append(known(hugoKnown, hugoLanguages(config)[0].code, nil), "params.title", "params.systems")
	exchange.ReportSettings(config, "", append(appearanceKnown("params."), read...), r)
	return h, nil
}

// imports matches a line of code in MDX.
var imports = lazyregexp.New(`(?m)^import\s+[^\n]*\bfrom\s+['"][^'"\n]*['"];?[ \t]*$`)

func statuskit(p *post, systems *components, a addresses, c timeReader) *exchange.Incident {
	in := p.newHugoIncident(a)
	f, ok := c.span(p, "date", "resolved_on", "resolvedOn", "resolvedWhen")
	if !ok {
		return nil
	}
	f.Over, _ = p.boolean("resolved")
	severity, line := p.get("severity")
	if f.Status, f.Known = severities[strings.ToLower(severity)]; !f.Known && severity != "" {
		c.Add(exchange.Loss, p.place(line), "an unknown severity was left out", "%s", severity)
	}
	in.Components = systems.find(p.list("affectedSystems", "affected"), p.name)
	if scheduled, _ := p.get("scheduled"); f.Status == incident.UnderMaintenance || scheduled != "" && !strings.EqualFold(scheduled, "false") {
		in.Type = incident.Maintenance
		scheduledStatus(&f)
		if _, isFlag := p.boolean("scheduled"); isFlag {
			delete(p.front, "scheduled")
		}
		c.window(in, p, &f)
	}
	p.document.Timeline(in, f, c.Report)
	if in.ScheduledFor.After(f.Start) { // the date is that of the announcement
		announceBeforeWindow(in)
	} else if in.Type == incident.Maintenance {
		c.announce(in, p, f.Over)
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	p.reportUnused(c.Report)
	return in
}
