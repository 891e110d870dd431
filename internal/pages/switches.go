package pages

import (
	"strings"

	"statuary/internal/config"
	"statuary/internal/pages/route"
)

// The outputs that [outputs] in config.toml can turn off.
const (
	RSS               = "rss"
	JSONFeed          = "json_feed"
	Archive           = "archive"
	PerComponentFeeds = "component_feeds"
	PerIncidentFeeds  = "incident_feeds"
	Calendar          = "calendar"
	Tags              = "tags"
	API               = "api"
	SearchIndex       = "search"
	CSV               = "csv"
	Metrics           = "metrics"
	Badges            = "badges"
	Embed             = "embed"
	Pictures          = "pictures"
	Sitemap           = "sitemap"
	HostFiles         = "host_files"
)

// on reports whether the site has an output.
func (b *base) on(name string) bool { return HasOutput(b.config, name) }

// HasOutput reports whether a site with these settings has an output.
func HasOutput(c *config.Config, name string) bool {
	if name == Pictures && c.Brand.Pictures == "none" {
		return false
	}
	s, set := c.Outputs[name]
	return !set || s.On
}

// yieldAll yields each page of a list.
func yieldAll(pages []Page, yield func(Page) bool) bool {
	for _, page := range pages {
		if !yield(page) {
			return false
		}
	}
	return true
}

// HasAsset reports whether a site with these settings has a file of the theme, by its
// path. The bar for other sites reads the JSON documents.
func HasAsset(c *config.Config, path string) bool {
	return !strings.HasPrefix(path, route.EmbedFolder) || HasOutput(c, Embed) && HasOutput(c, API)
}
