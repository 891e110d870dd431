package pages

import (
	"html/template"
	"net/url"
	"strings"

	"statuary/internal/content"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// subscribe plans the page with the feeds and calendars. Browsers show the source of a
// feed, and are removing XSLT, which could change that.
func (p *plan) subscribe(yield func(Page) bool) bool {
	for _, d := range p.content.Pages {
		if d.Path == route.SubscribeFolder {
			return true // the site has one of its own
		}
	}
	v := view.SubscribeView{
		Frame:    p.frame("subscribe", p.words.T("Subscribe"), p.words.F("Feeds and calendars for %s.", p.site.Name), route.SubscribeFolder),
		Atom:     p.config.URL() + route.AtomFile,
		RSS:      p.urlIf(RSS, route.RSSFile),
		JSON:     p.urlIf(JSONFeed, route.JSONFeedFile),
		Calendar: p.urlIf(Calendar, route.CalendarFile),
		Status:   p.urlIf(API, route.APIFolder+"status.json"),
		Summary:  p.linkIf(API, route.APIFolder+"summary.json"),
		Index:    p.linkIf(API, route.APIFolder+"index.json"),
		Metrics:  p.linkIf(Metrics, route.MetricsFile),
		Badge:    p.linkIf(Badges, route.BadgeFile),
		Embed:    p.linkIf(Embed, route.EmbedFolder),
	}
	if _, rest, ok := strings.Cut(v.Calendar, "://"); ok {
		v.Webcal = template.URL("webcal://" + rest)
		v.Google = "https://calendar.google.com/calendar/r?cid=" + url.QueryEscape(string(v.Webcal))
	}
	if HasAsset(p.config, route.BarFile) {
		v.Bar = p.config.URL() + route.BarFile
	}
	for _, a := range p.config.Announce {
		if a.Public {
			v.Channels = append(v.Channels, view.Link{Name: a.Texts["about"], URL: a.Texts["join"]})
		}
		v.Email = v.Email || a.Kind == "email" || a.Kind == "buttondown" || a.Kind == "mailgun"
		v.Webhooks = v.Webhooks || a.Kind == "webhook"
	}
	for _, c := range p.config.Components {
		if c.Retired {
			continue
		}
		at := route.EscapePath(route.ComponentFolder(c.ID))
		v.Components = append(v.Components, view.ComponentFeeds{
			Name: c.Name, URL: p.link(at), Atom: p.linkIf(PerComponentFeeds, at+route.AtomFile), RSS: p.componentRSS(c.ID),
			Calendar: p.linkIf(Calendar, at+route.CalendarFile), Picture: p.linkIf(Badges, at+route.BadgeFile),
		})
	}
	page := p.page(route.SubscribeFolder, "subscribe.html", p.changed, nil, constView(v))
	page.Replaceable = true
	return yield(page)
}

// embed plans /embed/, a small page for frames in other sites.
func (p *plan) embed(yield func(Page) bool) bool {
	v := view.EmbedView{
		Frame:    p.frame("", "Embed", "", route.EmbedFolder),
		Headline: p.headline(),
	}
	for _, i := range p.history.Active() {
		v.Open = append(v.Open, view.Link{Name: i.Title, URL: p.incidentLink(i)})
	}
	return yield(Page{Path: route.EmbedFolder + "index.html", View: constView(v), Renderer: p.theme("embed.html")})
}

// headers returns the file from which Netlify, Cloudflare Pages and similar hosts read
// the headers of a site's files. Pages on other sites may read all files, because they
// are public.
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
