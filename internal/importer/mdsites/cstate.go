package mdsites

import (
	"cmp"
	"path"
	"strings"
	"time"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// CState reads a site that uses cState: config.yml and content/issues/*.md. Issues
// have a date, an end, a severity and the names of systems. Updates are prose, with
// times in the shortcode track.
func CState(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h := &exchange.History{}
	config := hugoConfig(files, r)
	h.Site = hugoSite(config, o)
	systems := newComponents(h, r)
	hugoSystems(systems, at(config, "params", "systems"))
	old := hugoAddresses("issues", config, r)
	readIssues(h, files, config, o, r, func(p *post, c timeReader) *exchange.Incident { return cstate(p, systems, old, c) })
	hugoRedirects(h)
	reportLeftOut(files, at(config, "params"), r)
	exchange.ReportSettings(config, "", append(appearanceKnown("params."), known(hugoKnown, hugoLanguages(config)[0].code, systemsKnown, "params.")...), r)
	return h, nil
}

// converter converts a post to an incident, or returns nil for a post that is skipped.
type converter func(*post, timeReader) *exchange.Incident

// readPosts adds the incidents that convert makes of the posts.
func readPosts(h *exchange.History, files []exchange.File, o exchange.Options, r *exchange.Report, convert converter) {
	var posts []*post
	for _, f := range files {
		if p := openPost(f, r); p != nil {
			posts = append(posts, p)
		}
	}
	c := newTimeReader(posts, o, r)
	for _, p := range posts {
		if in := convert(p, c); in != nil {
			h.Incidents = append(h.Incidents, in)
		}
	}
}

// hugoSite returns the site settings of a Hugo configuration. Those of the default language win.
func hugoSite(config frontmatter.Value, o exchange.Options) exchange.Site {
	main := hugoLanguages(config)[0].code
	own := at(config, "languages", main)
	text := func(keys ...string) string { return cmp.Or(at(own, keys...).Text, at(config, keys...).Text) }
	return exchange.Site{
		Title: text("title"), URL: text("baseURL"), Language: cmp.Or(text("languageCode"), at(config, "defaultContentLanguage").Text), TimeZone: flagZone(o),
		Description: htmltext.Plain(text("params", "description")),
	}
}

// hugoSystems adds the systems in the settings as components. A category becomes a
// component group.
func hugoSystems(systems *components, list frontmatter.Value) {
	for _, s := range list.List {
		systems.add(at(s, "name").Text, incident.Component{Name: at(s, "displayName").Text, Group: at(s, "category").Text, Description: at(s, "description").Text})
	}
}

// hugoRedirects adds redirects for the pages and feeds of cState and ClearStatus.
func hugoRedirects(h *exchange.History) {
	h.Redirects = append(h.Redirects, exchange.Redirect{From: "/index.xml", To: "/history.rss"}, exchange.Redirect{From: "/issues/", To: "/history/"},
		exchange.Redirect{From: "/issues/index.xml", To: "/history.rss"})
	for _, c := range h.Components {
		h.Redirects = append(h.Redirects, exchange.Redirect{From: "/affected/" + c.ID + "/", To: "/components/" + c.ID + "/"},
			exchange.Redirect{From: "/affected/" + c.ID + "/index.xml", To: "/components/" + c.ID + "/history.rss"})
	}
}

func isMarkdown(name string) bool {
	switch path.Ext(name) {
	case ".md", ".mdx", ".mdxx", ".markdown":
		return true
	}
	return false
}

// openPost reads a post and removes comments from its body. It returns nil, and
// reports the file as skipped, if the front matter cannot be read.
func openPost(f exchange.File, r *exchange.Report) *post {
	p, err := readPost(f, r)
	if err != nil {
		r.Add(exchange.Skip, f.Name, "a file whose front matter could not be read", "%v", err)
		return nil
	}
	var hidden []string
	p.body, hidden = htmltext.Uncomment(p.body)
	for _, words := range hidden {
		r.Add(exchange.Loss, p.name, "a hidden comment in a text was left out", "%.80s", words)
	}
	if strings.Contains(p.body, "import") {
		p.body = imports.ReplaceAllString(p.body, "")
	}
	p.document = prose.Parse(p.body, p.first)
	return p
}

// severities maps the severities of cState, ClearStatus, Statusfy and StatusKit to
// component statuses.
var severities = map[string]incident.ComponentStatus{
	"down": incident.MajorOutage, "disrupted": incident.PartialOutage, "maintenance": incident.UnderMaintenance,
	"ok": incident.Operational, "monitoring": incident.Operational,
	"major-outage": incident.MajorOutage, "partial-outage": incident.PartialOutage, "degraded-performance": incident.DegradedPerformance, "under-maintenance": incident.UnderMaintenance,
}

// plannedTitle matches the title of a maintenance, in the languages of the shipped themes. cState has no type
// for it.
var plannedTitle = lazyregexp.New(`(?i)\b(?:maintenance|scheduled|planned)\b|\bgeplante?[rns]?\b|wartung|\b(?:mantenimiento|programad[oa]s?|manutenção|manutenzione|programmat[oaie]|onderhoud|gepland|planifiée?s?|konserwacj|zaplanowan|prace serwisowe)|технічн|планов|メンテナンス|점검|维护|صيانة`)

// unplanned matches titles that plannedTitle matches although they are not a maintenance.
var unplanned = lazyregexp.New(`(?i)\b(?:un|not |non |nicht )(?:scheduled|planned|planifié|geplant)|ungeplant|позапланов|неплан`)

func cstate(p *post, systems *components, a addresses, c timeReader) *exchange.Incident {
	if section, _ := p.get("section"); section != "issue" {
		c.Add(exchange.Skip, p.name, "not an incident: its front matter does not have section: issue", "")
		return nil
	}
	in := p.newHugoIncident(a)
	severity, line := p.get("severity")
	resolved, given := p.boolean("resolved")
	notice, _ := p.boolean("informational")
	f, ok := c.span(p, "date", "resolvedWhen")
	if !ok {
		return nil
	}
	f.Over = resolved || notice
	planned := f.End
	if !f.Over {
		f.End = time.Time{}
		if !given {
			c.Add(exchange.Guess, p.name, "an issue without the key resolved was treated as open", "")
		}
	}
	in.Components = systems.find(p.list("affected"), p.name)
	f.Status, f.Known = severities[strings.ToLower(severity)]
	announced := p.document.Announces(f.Start, cmp.Or(c.Zone, f.Own, time.UTC))
	switch {
	case announced || plannedTitle.MatchString(in.Title) && !unplanned.MatchString(in.Title):
		in.Type = incident.Maintenance
		if notice {
			f.Known = false
		} else if !f.Known {
			f.Status, f.Known = incident.UnderMaintenance, true
		}
		in.ScheduledFor, in.ScheduledUntil = f.Start, planned
		if announced {
			c.Add(exchange.Guess, p.name, "an issue that was announced as scheduled before its date was imported as a maintenance", "%s", in.Title)
		} else {
			c.Add(exchange.Guess, p.name, "an issue whose title contains maintenance, scheduled or planned was imported as a maintenance", "%s", in.Title)
		}
	case notice:
		f.Known, f.Notice = false, true
		if f.End.IsZero() {
			c.Add(exchange.Guess, p.name, "an informational post without an end was imported as an incident without impact that ends with its newest update", "")
		} else {
			c.Add(exchange.Guess, p.name, "an informational post was imported as an incident without impact", "")
		}
	case severity == "":
		c.Add(exchange.Guess, p.name, "an issue without a severity was imported without impact", "")
	case !f.Known && severity != "notice":
		c.Add(exchange.Loss, p.place(line), "an unknown severity was left out", "%s", severity)
	}
	p.document.Timeline(in, f, c.Report)
	if in.Type == incident.Maintenance {
		c.announce(in, p, f.Over)
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	p.reportUnused(c.Report)
	return in
}

// span reads the start and the end from the front matter. If the start cannot be read, it is the first
// time in the text, or else the day in the file name. Without any of them, span returns false, and
// reports the post as skipped.
func (c timeReader) span(p *post, startKey string, endKeys ...string) (f prose.Facts, ok bool) {
	f = prose.Facts{Name: p.name, Zone: c.Zone, Order: c.order, Days: c.days}
	endText, endLine := p.get(endKeys...)
	var own *time.Location
	if m, ok := prose.ParseMoment(endText); ok {
		own = m.Zone
	}
	text, line := p.get(startKey)
	if own == nil {
		own = p.document.Offset()
	}
	day, named := c.dayInFile(p.slug)
	start, ok := c.parse(text, p.place(line), own, day.Time)
	if named {
		f.Day = day.Time
	}
	if !ok {
		if start, ok = c.startInText(p, day, named); !ok {
			c.Add(exchange.Skip, p.name, "an incident without a readable date", "%s", text)
			return f, false
		}
		c.Add(exchange.Guess, p.place(line), "a date that cannot be read was replaced by the first time in the text, or the day in the file name", "%q is %s",
			text, start.Format(time.RFC3339))
	}
	f.Start, f.DayOnly, f.Own = start.Time, start.day, cmp.Or(start.offset, own)
	if start.day {
		c.Add(exchange.Guess, p.place(line), "only the start day is known: the incident starts at midnight", "%s", text)
	}
	if f.Own != own {
		f.Other = own
	}
	end, hasEnd := c.parse(endText, p.place(endLine), f.Own, start.Time)
	switch {
	case endText != "" && !hasEnd:
		c.Add(exchange.Loss, p.place(endLine), "an end that could not be read was left out", "%s", endText)
	case !hasEnd:
	case end.Before(start.Time):
		c.Add(exchange.Loss, p.place(endLine), "an end before the start was left out", "start %s, end %s", start.Format(time.RFC3339), end.Format(time.RFC3339))
	case end.Sub(start.Time) <= time.Minute:
		// Editors fill in the time at which the file was created.
		c.Add(exchange.Guess, p.place(endLine), "an end within a minute of the start, which editors fill in, was treated as unknown", "%s", endText)
	default:
		f.End = end.Time
	}
	return f, true
}

// startInText returns the earliest time of an update, or else the day in the file name.
func (c timeReader) startInText(p *post, day dated, named bool) (dated, bool) {
	if t, ok := p.document.Earliest(flagZoneOrUTC(c.Options)); ok && (!named || t.Sub(day.Time).Abs() < 48*time.Hour) {
		return dated{Time: t}, true
	}
	return day, named
}
