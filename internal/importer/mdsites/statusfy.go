package mdsites

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"unicode/utf16"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// Statusfy reads a site that uses Statusfy: config.js, .yml or .toml,
// locales/LANG.json and content/*.md. Updates are in containers with a label and a
// time.
func Statusfy(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h := &exchange.History{}
	config := settings(withLiteralConfig(files, r), r, "config.yml", "config.yaml", "config.toml", "config.json")
	language := cmp.Or(at(config, "defaultLocale").Text, "en")
	locale := settings(files, r, "locales/"+language+".json")
	h.Site = exchange.Site{
		Title: cmp.Or(at(config, "title").Text, at(locale, "title").Text), Description: cmp.Or(at(locale, "description").Text, at(config, "description").Text),
		URL: at(config, "baseUrl").Text, Language: language, TimeZone: flagZone(o),
	}
	systems := newComponents(h, r)
	for _, s := range at(config, "content", "systems").List {
		item := at(locale, "systems", "items", s.Text)
		systems.add(s.Text, incident.Component{Name: at(item, "title").Text, Description: at(item, "description").Text})
	}
	dir := cmp.Or(at(config, "content", "dir").Text, "content")
	languages := map[string]bool{}
	for _, l := range at(config, "locales").List {
		languages[strings.ToLower(at(l, "code").Text)] = true
	}
	var posts []exchange.File
	var translations []issue
	for _, f := range files {
		rest, inside := strings.CutPrefix(f.Name, dir+"/")
		if !inside || !isMarkdown(f.Name) {
			continue
		}
		r.Incidents.Read++
		if path.Base(f.Name) == "README.md" {
			r.Add(exchange.Skip, f.Name, "not an incident: a README", "")
			continue
		}
		if where, _, deep := strings.Cut(rest, "/"); deep && languages[strings.ToLower(where)] && !strings.EqualFold(where, language) {
			translations = append(translations, issue{f, where, slugOf(f.Name)})
			continue
		} else if deep {
			r.Add(exchange.Skip, f.Name, "an incident in a folder that is not a language in locales of the settings", "%s", where)
			continue
		}
		posts = append(posts, f)
	}
	convert := func(p *post, c timeReader) *exchange.Incident { return statusfyPost(p, systems, c) }
	readPosts(h, posts, o, r, convert)
	bySlug := map[string]*exchange.Incident{}
	for _, in := range h.Incidents {
		bySlug[slugOf(in.Source.File)] = in
	}
	alias := func(is issue, t *exchange.Incident) string { return "/" + is.language + t.Aliases[0] }
	readTranslations(h, bySlug, translations, alias, o, r, convert)
	reportLeftOut(nil, config, r)
	exchange.ReportSettings(config, "", append(appearanceKnown(""), statusfyKnown...), r)
	exchange.ReportSettings(locale, "locales/"+language+".json", strings.Fields("title description systems.items.*.title systems.items.*.description"), r)
	for _, f := range files {
		if path.Base(path.Dir(f.Name)) == "locales" && path.Ext(f.Name) == ".json" && path.Base(f.Name) != language+".json" {
			r.Add(exchange.Loss, f.Name, "the names of systems and other texts in another language were left out", "")
		}
	}
	h.Redirects = append(h.Redirects, exchange.Redirect{From: "/feeds/incidents." + language + ".atom", To: "/history.atom"},
		exchange.Redirect{From: "/feeds/incidents." + language + ".xml", To: "/history.rss"},
		exchange.Redirect{From: "/calendars/scheduled." + language + ".ics", To: "/maintenance.ics"})
	return h, nil
}

// statusfyKnown are the settings of Statusfy that are imported, or that only matter to Statusfy.
var statusfyKnown = strings.Fields("title description defaultLocale baseUrl content.dir content.systems content.frontMatterFormat locales.code locales.iso locales.name locales.file")

// statusfyID matches the ids that Statusfy generates.
var statusfyID = lazyregexp.New(`^[A-Za-z0-9]+$`)

func statusfyPost(p *post, systems *components, c timeReader) *exchange.Incident {
	in := p.newIncident()
	old, _ := p.get("id")
	if statusfyID.MatchString(old) {
		in.ID = old // keeps the address
	} else if old == "" {
		old = hashSum(path.Base(p.name))
	}
	in.Aliases = append([]string{"/incidents/" + old + "/"}, p.list("aliases")...)
	f, ok := c.span(p, "date")
	if !ok {
		return nil
	}
	severity, line := p.get("severity")
	if f.Status, f.Known = severities[strings.ToLower(severity)]; !f.Known && severity != "" {
		c.Add(exchange.Loss, p.place(line), "an unknown severity was left out", "%s", severity)
	}
	f.Over, _ = p.boolean("resolved")
	in.Components = systems.find(p.list("affectedsystems", "affected"), p.name)
	when, line := p.get("scheduled")
	if scheduled, ok := c.parse(when, p.place(line), f.Own, f.Start); ok && f.Status == incident.UnderMaintenance {
		in.Type, in.ScheduledFor = incident.Maintenance, scheduled.Time
		if d := c.duration(p); d > 0 {
			in.ScheduledUntil = scheduled.Add(d)
		}
		f.End, f.Planned = in.ScheduledUntil, true
	}
	if m, line := p.get("modified"); m != "" {
		if t, ok := c.parse(m, p.place(line), f.Own, f.Start); ok {
			in.Updated = t.Time
		}
	}
	description, _ := p.get("description")
	if description != "" && !strings.Contains(p.body, description) {
		f.Opening = description
	}
	p.document.Timeline(in, f, c.Report)
	if in.Type == incident.Maintenance {
		announceBeforeWindow(in)
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	p.reportUnused(c.Report)
	return in
}

// hashSum returns the hash of a file name that Statusfy uses as the id of an incident without one. It is
// that of the package hash-sum 1.0 of npm.
func hashSum(name string) string {
	hash := int64(0)
	for _, text := range []string{"", "[object String]", "string", name} {
		if text == "" {
			continue
		}
		for _, unit := range utf16.Encode([]rune(text)) {
			hash = int64(int32(int64(int32(hash)<<5) - hash + int64(unit)))
		}
		if hash < 0 {
			hash *= -2
		}
	}
	return fmt.Sprintf("%08x", hash)
}

// announceBeforeWindow sets the status of the entries before the maintenance window to
// scheduled, and moves their component statuses to the start of the window.
func announceBeforeWindow(in *exchange.Incident) {
	var moved []incident.ComponentState
	for i := range in.Updates {
		u := &in.Updates[i]
		if u.At.Before(in.ScheduledFor) && !u.Status.Over() {
			if u.Status != incident.Scheduled && u.Label == "" && u.Status != incident.InProgress {
				u.Label = u.Status.Label()
			}
			u.Status = incident.Scheduled
			moved, u.Components = append(moved, u.Components...), nil
			continue
		}
		if len(moved) > 0 && !u.Status.Over() && u.At.Equal(in.ScheduledFor) {
			u.Components, moved = moved, nil
		}
		if u.Status == incident.Scheduled {
			u.Status = incident.InProgress
		}
	}
	if len(moved) > 0 { // nobody wrote an entry when the window started
		n := 0
		for n < len(in.Updates) && in.Updates[n].At.Before(in.ScheduledFor) {
			n++
		}
		began := incident.Update{At: in.ScheduledFor, Status: incident.InProgress, Components: moved}
		in.Updates = append(in.Updates[:n:n], append([]incident.Update{began}, in.Updates[n:]...)...)
	}
}

var (
	exported  = lazyregexp.New(`(?s)^.*?module\.exports\s*=\s*|^.*?export\s+default\s*`)
	lineNote  = lazyregexp.New(`(?m)(^|[\s,{\[])//[^\n]*$`)
	blockNote = lazyregexp.New(`(?s)/\*.*?\*/`)
	code      = lazyregexp.New(`\brequire\s*\(|=>|\bfunction\b|\bprocess\.|` + "`")
)

// withLiteralConfig replaces config.js by the object that it exports, as a
// config.yml: an object of plain values is valid YAML. A config.js that contains
// other code is dropped and reported.
func withLiteralConfig(files []exchange.File, r *exchange.Report) []exchange.File {
	var out []exchange.File
	for _, f := range files {
		if f.Name == "config.js" || f.Name == "config.mjs" || f.Name == "config.cjs" {
			text := lineNote.ReplaceAllString(blockNote.ReplaceAllString(string(f.Data), ""), "$1")
			text = exported.ReplaceAllString(text, "")
			text = strings.TrimRight(strings.TrimSpace(text), ";")
			text = strings.ReplaceAll(text, "\t", "  ")
			if code.MatchString(text) {
				r.Add(exchange.Loss, f.Name, "a settings file that contains code was ignored; copy its values to config.yml", "")
				continue
			}
			f = exchange.File{Name: "config.yml", Data: []byte(text)}
		}
		out = append(out, f)
	}
	return out
}
