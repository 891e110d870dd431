package pages

import (
	"slices"
	"strconv"
	"strings"

	"statuary/internal/config"
	"statuary/internal/diag"
)

// outputs lists everything that a site consists of. The addresses that the site
// occupies, conflicts, dead links, the sitemap and the documentation come from it.
var outputs = []Output{
	{Paths: "/", About: "home page", plan: (*plan).home},
	{Paths: "/incidents/ID/", About: "page of each incident", plan: (*plan).incidentPages},
	{Paths: "/history/", About: "pages of the history, of years and of months", plan: (*plan).months, batches: (*plan).monthBatches},
	{Paths: "/components/ID/", About: "page of each component", plan: (*plan).components},
	{Paths: "/uptime/, /insights/", About: "pages with statistics", plan: (*plan).statistics},
	{Paths: "content/pages/", About: "the site's own pages", plan: (*plan).docs},
	{Paths: "/subscribe/", About: "page of feeds and calendars", plan: (*plan).subscribe},
	{Paths: "/404.html", About: "page for addresses that do not exist", plan: (*plan).notFound},
	{Paths: "aliases", About: "redirects from former addresses", plan: (*plan).redirects},
	{Paths: "/history.atom", About: "Atom feed of the newest incidents", batches: (*plan).atomFeed},

	{Name: RSS, Paths: "/history.rss", About: "RSS feed of the newest incidents, and an RSS feed of each component", batches: (*plan).rssFeed},
	{Name: JSONFeed, Paths: "/feed.json", About: "JSON Feed; each incident appears once", batches: (*plan).jsonFeed},
	{Name: Archive, Paths: "/history/archive/N.atom", About: "archive of the Atom feed, with older incidents (RFC 5005)", batches: (*plan).archiveBatches},
	{Name: PerComponentFeeds, Paths: "/components/ID/history.atom", About: "feeds of each component: Atom and, if `rss` is on, RSS", batches: (*plan).allComponentFeeds},
	{Name: Tags, Paths: "/tags/, /tags/NAME/", About: "pages of tags: for each tag its incidents, an Atom feed and, if `rss` is on, an RSS feed; with two tags or more, a list of them", plan: (*plan).tagPages, batches: (*plan).tagFeeds},
	{Name: API, Paths: "/api/v2/, /history.json, /uptime/ID.json, /incidents/ID.json", About: "JSON documents for clients of Statuspage",
		plan: (*plan).documents, incident: (*plan).incidentDocuments, batches: (*plan).historyDocuments},
	{Name: PerIncidentFeeds, Paths: "/incidents/ID/history.atom", About: "Atom feed of each active or recent incident, with an entry for each update; see `incidents` in [feed]", incident: (*plan).incidentFeed},
	{Name: Calendar, Paths: "/maintenance.ics", About: "calendars: all maintenance, the maintenance of each component, and each maintenance", plan: (*plan).calendars, incident: (*plan).eventPage},
	{Name: SearchIndex, Paths: "/search/", About: "search index of /history/", plan: (*plan).searchFiles},
	{Name: CSV, Paths: "/uptime/uptime.csv", About: "uptime as CSV, for spreadsheets", plan: (*plan).csv},
	{Name: Metrics, Paths: "/metrics.txt", About: "metrics for Prometheus", plan: (*plan).metrics},
	{Name: Badges, Paths: "/badge.svg, /badge.json", About: "badges of the site and of each component", plan: (*plan).badges},
	{Name: Embed, Paths: "/embed/", About: "page to embed in an iframe and, if `api` is on, a script that shows a bar on other sites while an incident is active", plan: (*plan).embed},
	{Name: Pictures, Paths: "/picture.png, /pictures/", About: "preview pictures of links to the site; see `pictures` in [brand]", plan: (*plan).pictures},
	{Name: HostFiles, Paths: "/robots.txt, /_headers, /.nojekyll", About: "files that hosts and search engines look for", plan: (*plan).hostFiles},
	{Name: Sitemap, Paths: "/sitemap.xml", About: "list of all pages for search engines"},
}

// Outputs lists everything that a site consists of.
func Outputs() []Output { return outputs }

// allOutputs plans all files except the sitemap. The search index is the first, because it is made from
// all words of the history, whose memory can be used again once it is written.
func (p *plan) allOutputs(yield func(Page) bool) bool {
	if p.on(SearchIndex) && !p.searchFiles(yield) {
		return false
	}
	for _, o := range p.outputs {
		if o.plan != nil && o.Name != SearchIndex && p.on(o.Name) && !o.plan(p, yield) {
			return false
		}
	}
	return true
}

// CheckOutputs reports keys of [outputs] that name no output.
func CheckOutputs(c *config.Config) (problems diag.List) {
	var known []string
	for _, o := range outputs {
		if o.Name != "" {
			known = append(known, o.Name)
		}
	}
	for name, s := range c.Outputs {
		if slices.Contains(known, name) {
			continue
		}
		hint := "the outputs are " + strings.Join(known, ", ")
		if near, ok := diag.Nearest(name, known); ok {
			hint = "did you mean " + strconv.Quote(near) + "?"
		}
		problems = append(problems, s.Key.Problem(false, "unknown output "+strconv.Quote(name), hint))
	}
	problems.Sort()
	return problems
}
