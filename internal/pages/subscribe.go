package pages

import (
	"html/template"
	"strings"

	"statuary/internal/content"
)

const (
	subscribePath = "subscribe/"
	embedPath     = "embed/"
	barPath       = "embed/script.js" // of the theme: a bar for other sites
)

// subscribe makes the page that says how to follow the site. It stands in for
// what a feed would show in a browser: only XSLT could dress one up, and browsers
// are removing it.
func (p *plan) subscribe(yield func(Page) bool) bool {
	for _, d := range p.content.Pages {
		if d.Path == subscribePath {
			return true // the site has one of its own
		}
	}
	v := SubscribeView{
		Frame:    p.frame("subscribe", p.words.T("Subscribe"), p.words.F("Feeds and calendars of %s.", p.site.Name), subscribePath),
		Atom:     p.config.URL() + atomPath,
		RSS:      p.urlIf(RSS, rssPath),
		JSON:     p.urlIf(JSONFeed, jsonFeedPath),
		Calendar: p.urlIf(Calendar, calendarPath),
		Summary:  p.linkIf(API, apiPath+"summary.json"),
		Index:    p.linkIf(API, apiPath+"index.json"),
		Metrics:  p.linkIf(Metrics, metricsPath),
		Badge:    p.linkIf(Badges, "badge.svg"),
		Embed:    p.linkIf(Embed, embedPath),
	}
	if _, rest, ok := strings.Cut(v.Calendar, "://"); ok {
		v.Webcal = template.URL("webcal://" + rest)
	}
	if HasAsset(p.config, barPath) {
		v.Bar = p.config.URL() + barPath
	}
	for _, c := range p.config.Components {
		if c.Retired {
			continue
		}
		at := "components/" + escape(c.ID) + "/"
		v.Components = append(v.Components, ComponentFeeds{
			Name: c.Name, URL: p.link(at), Atom: p.linkIf(PerComponentFeeds, at+atomPath), RSS: p.componentRSS(c.ID),
			Calendar: p.linkIf(Calendar, at+calendarPath), Picture: p.linkIf(Badges, at+"badge.svg"),
		})
	}
	page := p.page(subscribePath, "subscribe.html", p.changed, nil, constView(v))
	page.Replaceable = true
	return yield(page)
}

// urlIf returns the full address of a path, or an empty string if the output that it
// belongs to is turned off.
func (b *base) urlIf(output, path string) string {
	if !b.on(output) {
		return ""
	}
	return b.config.URL() + path
}

// componentRSS returns the address of a component's RSS feed, if it has one.
func (b *base) componentRSS(id string) string {
	if !b.on(RSS) {
		return ""
	}
	return b.linkIf(PerComponentFeeds, "components/"+escape(id)+"/"+rssPath)
}

// embed plans /embed/, a small page for frames in other sites.
func (p *plan) embed(yield func(Page) bool) bool {
	v := EmbedView{
		Frame:    p.frame("", "Embed", "", embedPath),
		Headline: p.headline(),
	}
	for _, i := range p.history.Active() {
		v.Open = append(v.Open, Link{i.Title, p.incidentLink(i)})
	}
	return yield(Page{Path: embedPath + "index.html", View: constView(v), Renderer: p.theme("embed.html")})
}

// headers is the file in which Netlify, Cloudflare Pages and hosts like them
// read what to send with a site's files. Pages on other sites may read all of
// it: it is public, and answers to everybody the same.
func (p *plan) headers() string {
	return p.config.Root + "*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n"
}

// assetPaths returns the paths at which the site has files of its own. They are
// published in the place of pages that may be replaced.
func assetPaths(c *content.Content) map[string]bool {
	files := make(map[string]bool, len(c.Assets))
	for _, a := range c.Assets {
		files[a.Path] = true
	}
	return files
}
