package site

import (
	"fmt"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/incident"
)

// Conflicts reports addresses that two files of content/ want, or that the site
// itself needs.
func Conflicts(c *content.Content) diag.List {
	type owner struct {
		pos  diag.Pos
		what string
	}
	owners := map[string]owner{}
	var problems diag.List
	claim := func(file string, o owner) {
		key := chars.Fold(file)
		if first, ok := owners[key]; ok {
			problems = append(problems, diag.Diagnostic{
				Pos:  o.pos,
				Text: fmt.Sprintf("%s is at /%s, and so is %s", o.what, strings.TrimSuffix(file, "index.html"), first.what),
				Hint: "give one of them another name or alias",
			})
			return
		}
		owners[key] = o
	}
	for _, i := range c.Incidents {
		if strings.HasSuffix(strings.ToLower(i.ID), ".json") {
			problems = append(problems, diag.Diagnostic{
				Pos: i.Source, Text: "the id " + i.ID + " ends in .json, where the documents of incidents are", Hint: "rename the file, or give it a line id: of its own",
			})
		}
	}
	for file, what := range reserved {
		owners[file] = owner{what: what}
	}
	if claimIncidents(c) {
		for _, i := range c.Incidents {
			claim("incidents/"+i.ID+"/index.html", owner{i.Source, "the incident " + i.Source.File})
		}
	}
	for _, d := range c.Pages {
		claim(d.Path+"index.html", owner{d.Source, "the page " + d.Source.File})
	}
	for _, a := range c.Assets {
		if !replaceable[a.Path] {
			claim(a.Path, owner{diag.Pos{File: a.Source}, "the file " + a.Source})
		}
	}
	alias := func(pos diag.Pos, aliases []string) {
		for _, a := range aliases {
			file := aliasFile(a)
			o := owner{pos, "an alias of " + pos.File}
			if prefix := generated(file); prefix != "" {
				problems = append(problems, diag.Diagnostic{
					Pos: pos, Text: fmt.Sprintf("the alias /%s lies below /%s, where the site has pages of its own", strings.TrimSuffix(file, "index.html"), prefix),
					Hint: "delete it",
				})
				continue
			}
			claim(file, o)
		}
	}
	for _, i := range c.Incidents {
		alias(i.Source, i.Aliases)
	}
	for _, d := range c.Pages {
		alias(d.Source, d.Aliases)
	}
	return problems
}

// claimIncidents is true if a file other than an incident's may want the address
// of one. Among themselves, incidents have ids of their own.
func claimIncidents(c *content.Content) bool {
	isPage := func(file string) bool {
		return strings.HasPrefix(strings.ToLower(file), "incidents/") && strings.HasSuffix(strings.ToLower(file), "/index.html")
	}
	alias := func(a string) bool { return isPage(aliasFile(a)) }
	return slices.ContainsFunc(c.Assets, func(a content.Asset) bool { return isPage(a.Path) }) ||
		slices.ContainsFunc(c.Pages, func(d *content.Page) bool {
			return isPage(d.Path+"index.html") || slices.ContainsFunc(d.Aliases, alias)
		}) ||
		slices.ContainsFunc(c.Incidents, func(i *incident.Incident) bool { return slices.ContainsFunc(i.Aliases, alias) })
}

// reserved are the files that every site has.
var reserved = map[string]string{
	"index.html": "the home page", "history/index.html": "the history", "404.html": "the page for wrong addresses",
	"sitemap.xml": "the sitemap", "history.atom": "the Atom feed", "history.rss": "the RSS feed",
	uptimePath + "index.html": "the page of uptime", insightsPath + "index.html": "the page of insights",
}

// replaceable are those that a file of content/ may take the place of.
var replaceable = map[string]bool{".nojekyll": true, "robots.txt": true, "_headers": true, "metrics.txt": true, "badge.svg": true, "badge.json": true}

// generated gives the folder of the site's own pages that a file would be in.
func generated(file string) string {
	for _, prefix := range []string{"history/", "components/", "uptime/", "insights/", "assets/", "api/", "embed/"} {
		if strings.HasPrefix(file, prefix) {
			return prefix
		}
	}
	return ""
}
