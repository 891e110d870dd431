package mdsites

import (
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// ClearStatus reads a site that uses ClearStatus, a theme for Hugo. Its issues are
// like cState's, with a status of their own and the end in the key resolvedOn.
func ClearStatus(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h := &exchange.History{}
	config := settings(files, r, "config/_default/config.yml", "config/_default/config.yaml", "config.yml", "config.yaml", "config.toml")
	languages := settings(files, r, "config/_default/languages.yml", "config/_default/languages.yaml")
	language := at(config, "defaultContentLanguage").Text
	own := at(languages, language)
	if language == "" && len(languages.Map) > 0 {
		language, own = languages.Map[0].Key, languages.Map[0].Value
	}
	h.Site = hugoSite(config, o)
	if h.Site.Title == "" {
		h.Site.Title = at(own, "title").Text
	}
	systems := newComponents(h, r)
	hugoSystems(systems, at(config, "params", "systems"))
	hugoSystems(systems, at(own, "params", "systems"))
	hugoSystems(systems, at(own, "systems"))
	for _, f := range issues(files, language, r) {
		if p := openPost(f, r); p != nil {
			if in := clearstatus(p, systems, timeReader{o, r}); in != nil {
				h.Incidents = append(h.Incidents, in)
			}
		}
	}
	hugoRedirects(h)
	reportLeftOut(files, at(config, "params"), r)
	return h, nil
}

func clearstatus(p *post, systems *components, c timeReader) *exchange.Incident {
	in := p.newHugoIncident("issues")
	f, ok := c.span(p, "date", "resolvedOn", "resolvedWhen")
	if !ok {
		return nil
	}
	in.Components = systems.find(p.list("affected"), p.name)
	severity, _ := p.get("max_severity", "severity")
	f.status, f.known = severities[strings.ToLower(severity)]
	status, line := p.get("status")
	switch strings.ToLower(status) {
	case "resolved":
		f.over = true
	case "scheduled":
		in.Type = incident.Maintenance
		in.ScheduledFor = f.start
		if f.end.After(f.start) {
			in.ScheduledUntil, f.over = f.end, true
		}
	case "in_progress", "in progress":
		f.end = time.Time{}
	default:
		f.over, _ = p.boolean("resolved")
		c.Add(exchange.Guess, p.place(line), "an unknown status was ignored", "%s", status)
	}
	if strings.EqualFold(severity, "maintenance") {
		in.Type = incident.Maintenance
	}
	p.used["current_severity"] = true // same as status
	if d, line := p.get("duration"); d != "" && f.end.IsZero() {
		c.Add(exchange.Loss, p.place(line), "a duration that is free text was left out", "%s", d)
	}
	reader{c, p}.timeline(in, f)
	if in.Type == incident.Maintenance && !f.over && len(in.Updates) == 1 {
		in.Updates[0].Status = incident.Scheduled // the time of the announcement is unknown
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	p.reportUnused(c.Report)
	return in
}
