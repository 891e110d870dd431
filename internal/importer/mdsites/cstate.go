package mdsites

import (
	"path"
	"regexp"
	"strings"
	"time"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// CState reads a site that uses cState: config.yml and content/issues/*.md. Issues
// have a date, an end, a severity and the names of systems. Updates are prose, with
// times in the shortcode track.
func CState(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h := &exchange.History{}
	config := settings(files, r, "config.yml", "config.yaml", "config.toml", "hugo.yml", "hugo.yaml", "hugo.toml")
	h.Site = hugoSite(config, o)
	systems := newComponents(h, r)
	hugoSystems(systems, at(config, "params", "systems"))
	language := at(config, "defaultContentLanguage").Text
	for _, f := range issues(files, language, r) {
		if p := openPost(f, r); p != nil {
			if in := cstate(p, systems, timeReader{o, r}); in != nil {
				h.Incidents = append(h.Incidents, in)
			}
		}
	}
	hugoRedirects(h)
	reportLeftOut(files, at(config, "params"), r)
	return h, nil
}

// hugoSite returns the site settings of a Hugo configuration.
func hugoSite(config frontmatter.Value, o exchange.Options) exchange.Site {
	return exchange.Site{
		Title: at(config, "title").Text, URL: at(config, "baseURL").Text, Language: at(config, "languageCode").Text, TimeZone: flagZone(o),
		Description: htmltext.Plain(at(config, "params", "description").Text),
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

// issues returns the incident files, which are below issues/. Of several
// translations it returns the one in the site's default language.
func issues(files []exchange.File, language string, r *exchange.Report) []exchange.File {
	var list []exchange.File
	bySlug := map[string]int{}
	for _, f := range files {
		if !isMarkdown(f.Name) || !strings.Contains("/"+f.Name, "/issues/") || path.Base(f.Name) == "_index.md" {
			continue
		}
		r.Incidents.Read++
		slug := path.Base(f.Name)
		n, ok := bySlug[slug]
		if !ok {
			bySlug[slug] = len(list)
			list = append(list, f)
			continue
		}
		other := f
		if language != "" && strings.Contains("/"+f.Name, "/"+language+"/") {
			other, list[n] = list[n], f
		}
		r.Add(exchange.Skip, other.Name, "a translation of an issue that was imported in another language", "%s", list[n].Name)
	}
	return list
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
	return p
}

// severities maps the severities of cState, ClearStatus, Statusfy and StatusKit to
// component statuses.
var severities = map[string]incident.ComponentStatus{
	"down": incident.MajorOutage, "disrupted": incident.PartialOutage, "maintenance": incident.UnderMaintenance,
	"ok": incident.Operational, "monitoring": incident.Operational,
	"major-outage": incident.MajorOutage, "partial-outage": incident.PartialOutage, "degraded-performance": incident.DegradedPerformance, "under-maintenance": incident.UnderMaintenance,
}

// planned matches the title of a maintenance. cState has no type for it.
var planned = regexp.MustCompile(`(?i)\b(maintenance|scheduled|planned)\b`)

func cstate(p *post, systems *components, c timeReader) *exchange.Incident {
	if section, _ := p.get("section"); section != "issue" {
		c.Add(exchange.Skip, p.name, "not an incident: its front matter does not have section: issue", "")
		return nil
	}
	in := p.newHugoIncident("issues")
	severity, line := p.get("severity")
	resolved, given := p.boolean("resolved")
	notice, _ := p.boolean("informational")
	f, ok := c.span(p, "date", "resolvedWhen")
	if !ok {
		return nil
	}
	f.over = resolved || notice
	if !f.over {
		f.end = time.Time{}
		if !given {
			c.Add(exchange.Guess, p.name, "an issue without the key resolved was treated as open", "")
		}
	}
	in.Components = systems.find(p.list("affected"), p.name)
	f.status, f.known = severities[strings.ToLower(severity)]
	switch {
	case notice:
		f.known = false
		c.Add(exchange.Guess, p.name, "an informational post was imported as an incident without impact, resolved when it started", "")
	case planned.MatchString(in.Title):
		in.Type = incident.Maintenance
		if !f.known {
			f.status, f.known = incident.UnderMaintenance, true
		}
		in.ScheduledFor, in.ScheduledUntil = f.start, f.end
		if !f.end.After(f.start) {
			in.ScheduledUntil = time.Time{}
		}
		c.Add(exchange.Guess, p.name, "an issue whose title contains maintenance, scheduled or planned was imported as a maintenance", "%s", in.Title)
	case severity == "":
		c.Add(exchange.Guess, p.name, "an issue without a severity was imported without impact", "")
	case !f.known && severity != "notice":
		c.Add(exchange.Loss, p.place(line), "an unknown severity was left out", "%s", severity)
	}
	reader{c, p}.timeline(in, f)
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	p.reportUnused(c.Report)
	return in
}

// span reads the start and the end from the front matter. It returns false, and
// reports the post as skipped, if the start cannot be read.
func (c timeReader) span(p *post, startKey string, endKeys ...string) (f facts, ok bool) {
	text, line := p.get(startKey)
	start, ok := c.parse(text, p.place(line))
	if !ok {
		c.Add(exchange.Skip, p.name, "an incident without a readable date", "%s", text)
		return f, false
	}
	f.start = start.Time
	if start.day {
		c.Add(exchange.Guess, p.place(line), "only the start day is known: the incident starts at midnight", "%s", text)
	}
	text, line = p.get(endKeys...)
	end, hasEnd := c.parse(text, p.place(line))
	switch {
	case text != "" && !hasEnd:
		c.Add(exchange.Loss, p.place(line), "an end that could not be read was left out", "%s", text)
	case !hasEnd:
	case end.Before(start.Time):
		c.Add(exchange.Loss, p.place(line), "an end before the start was left out", "start %s, end %s", start.Format(time.RFC3339), end.Format(time.RFC3339))
	case end.Sub(start.Time) <= time.Minute:
		// Editors fill in the time at which the file was created.
		c.Add(exchange.Guess, p.place(line), "an end within a minute of the start, which editors fill in, was treated as unknown", "%s", text)
	default:
		f.end = end.Time
	}
	return f, true
}
