package pages

import (
	"strings"

	"statuary/internal/content"
	"statuary/internal/i18n"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// frame returns the part of a view that all pages have. The path is the page's below the
// site's root, such as "history/".
func (b *base) frame(section, title, description, path string) view.Frame {
	return view.Frame{
		Site:        b.site,
		Top:         view.Top{Site: b.site, Section: section},
		Title:       title,
		Description: description,
		Canonical:   b.config.URL() + path,
		Social:      b.social(title, description),

		Translations: b.translations(path, b.config.Languages),
	}
}

// siteView returns the part of a view that is the same on every page.
func (b *base) siteView(pages []*content.Page, incidents bool) *view.Site {
	c := b.config
	s := &view.Site{
		Name:        c.SiteName(),
		Title:       c.Title,
		Description: c.Description,
		Language:    c.Language,
		Direction:   b.direction(),
		Home:        c.Root,
		URL:         c.URL(),
		Zone:        b.zoneName(),
		Nav: []view.NavLink{
			{Name: i18n.Mark("Status"), URL: b.link(""), Section: "status"},
			{Name: i18n.Mark("History"), URL: b.link(route.HistoryFolder), Section: "history"},
		},
		Atom:      b.link(route.AtomFile),
		RSS:       b.linkIf(RSS, route.RSSFile),
		JSON:      b.linkIf(JSONFeed, route.JSONFeedFile),
		Calendar:  b.linkIf(Calendar, route.CalendarFile),
		Subscribe: b.link(route.SubscribeFolder),
	}
	if len(c.Components) > 0 {
		s.Nav = append(s.Nav, view.NavLink{Name: i18n.Mark("Uptime"), URL: b.link(route.UptimeFolder), Section: "uptime"})
	}
	if incidents {
		s.Nav = append(s.Nav, view.NavLink{Name: i18n.Mark("Insights"), URL: b.link(route.InsightsFolder), Section: "insights"})
	}
	for _, doc := range pages {
		s.Pages = append(s.Pages, view.Link{Name: doc.Title, URL: b.link(route.EscapePath(doc.Path))})
	}
	return s
}

// zoneName returns the name of the site's time zone as readers know it: "New York time" for
// America/New_York, which is CLDR's form for zones without a name of their own, and "UTC" for Etc/UTC.
func (b *base) zoneName() string {
	name := strings.ReplaceAll(b.config.Zone.String(), "_", " ")
	region, _, ok := strings.Cut(name, "/")
	city := name[strings.LastIndexByte(name, '/')+1:]
	if !ok || region == "Etc" {
		return city
	}
	return b.words.F("%s time", city)
}
