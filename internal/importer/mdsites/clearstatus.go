package mdsites

import (
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// ClearStatus reads a site that uses ClearStatus, a theme for Hugo. Its issues are
// like cState's, with a status of their own and the end in the key resolved_on.
func ClearStatus(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h := &exchange.History{}
	config := hugoConfig(files, r)
	language := hugoLanguages(config)[0].code
	own := at(config, "languages", language)
	h.Site = hugoSite(config, o)
	systems := newComponents(h, r)
	hugoSystems(systems, at(config, "params", "systems"))
	hugoSystems(systems, at(own, "params", "systems"))
	hugoSystems(systems, at(own, "systems"))
	old := hugoAddresses("issues", config, r)
	readIssues(h, files, config, o, r, func(p *post, c timeReader) *exchange.Incident { return clearstatus(p, systems, old, c) })
	hugoRedirects(h)
	reportLeftOut(files, at(config, "params"), r)
	read := known(hugoKnown, language, systemsKnown, "params.", "languages."+language+".params.", "languages."+language+".")
	exchange.ReportSettings(config, "", append(appearanceKnown("params."), read...), r)
	return h, nil
}

func clearstatus(p *post, systems *components, a addresses, c timeReader) *exchange.Incident {
	in := p.newHugoIncident(a)
	f, ok := c.span(p, "date", "resolved_on", "resolvedOn", "resolvedWhen")
	if !ok {
		return nil
	}
	in.Components = systems.find(p.list("affected"), p.name)
	severity, _ := p.get("max_severity", "severity")
	f.Status, f.Known = severities[strings.ToLower(severity)]
	status, line := p.get("status")
	switch strings.ToLower(status) {
	case "resolved":
		f.Over = true
	case "scheduled":
		in.Type = incident.Maintenance
		f.Over = f.End.After(f.Start)
	case "in_progress", "in progress":
		f.End = time.Time{}
	case "":
		var given bool
		if f.Over, given = p.boolean("resolved"); !given && !f.End.IsZero() {
			f.Over = true
			c.Add(exchange.Guess, p.name, "an issue with an end and without a status was treated as resolved", "")
		}
	default:
		f.Over, _ = p.boolean("resolved")
		c.Add(exchange.Guess, p.place(line), "an unknown status was ignored", "%s", status)
	}
	if strings.EqualFold(severity, "maintenance") {
		in.Type = incident.Maintenance
	}
	p.used["current_severity"] = true // same as status
	if in.Type == incident.Maintenance {
		scheduledStatus(&f)
		c.window(in, p, &f)
	} else if d := c.duration(p); d > 0 && f.Over && f.End.IsZero() && len(p.document.Stamps) == 0 {
		f.End = f.Start.Add(d)
		c.Add(exchange.Guess, p.name, "a resolved incident without an end time ends after its duration", "%s", f.End.Format(time.RFC3339))
	}
	p.document.Timeline(in, f, c.Report)
	if in.Type == incident.Maintenance && !f.Over && strings.EqualFold(status, "scheduled") && len(in.Updates) == 1 {
		in.Updates[0].Status = incident.Scheduled
		c.announce(in, p, f.Over)
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	p.reportUnused(c.Report)
	return in
}
