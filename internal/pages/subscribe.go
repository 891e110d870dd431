package pages

import (
	"html/template"
	"strings"

	"statuary/internal/content"
)

const (
	subscribePath = "subscribe/"
	embedPath     = "embed/"
)

// subscribe makes the page that says how to follow the site. It stands in for
// what a feed would show in a browser: only XSLT could dress one up, and browsers
// are removing it.
func (p *plan) subscribe(yield func(Page) bool) bool {
	for _, d := range p.Content.Pages {
		if d.Path == subscribePath {
			return true // the site has one of its own
		}
	}
	v := SubscribeView{
		Frame: p.frame("subscribe", p.words.T("Subscribe"), p.words.F("Feeds and calendars of %s.", p.site.Name), subscribePath),
		Atom:  p.Config.URL() + "history.atom",
		RSS:   p.Config.URL() + "history.rss",
		JSON:  p.Config.URL() + "feed.json",
	}
	v.Calendar = p.Config.URL() + calendarPath
	_, rest, _ := strings.Cut(v.Calendar, "://")
	v.Webcal = template.URL("webcal://" + rest)
	for _, c := range p.Config.Components {
		if c.Retired {
			continue
		}
		at := p.componentLink(c.ID)
		v.Components = append(v.Components, ComponentFeeds{c.Name, at, at + "history.atom", at + "history.rss", at + calendarPath, at + "badge.svg"})
	}
	page := p.page(subscribePath, "subscribe.html", p.changed, nil, made(v))
	page.Replaceable = true
	return yield(page)
}

// embed makes /embed/, a small page for frames in other sites.
func (p *plan) embed() Page {
	v := EmbedView{
		Frame:    p.frame("", "Embed", "", embedPath),
		Headline: p.headline(),
	}
	for _, i := range p.History.Active() {
		v.Open = append(v.Open, Link{i.Title, p.incidentLink(i)})
	}
	return Page{Path: embedPath + "index.html", View: made(v), Renderer: p.Theme("embed.html")}
}

// headers is the file in which Netlify, Cloudflare Pages and hosts like them
// read what to send with a site's files. Pages on other sites may read all of
// it: it is public, and answers to everybody the same.
func (p *plan) headers() string {
	return p.Config.Root + "*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n"
}

// own is true for paths at which the site has a file of its own, which takes
// the place of what would be made.
func own(c *content.Content) map[string]bool {
	files := make(map[string]bool, len(c.Assets))
	for _, a := range c.Assets {
		files[a.Path] = true
	}
	return files
}
