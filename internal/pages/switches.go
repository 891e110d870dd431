package pages

import (
	"statuary/internal/config"
)

// The outputs that [outputs] in config.toml can turn off.
const (
	RSS               = "rss"
	JSONFeed          = "json_feed"
	Archive           = "archive"
	PerComponentFeeds = "component_feeds"
	PerIncidentFeeds  = "incident_feeds"
	Calendar          = "calendar"
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

// batchFunc plans those files of an output whose incidents are among the first n that
// have been planned, and that it has not planned yet. It reports whether to continue.
type batchFunc func(n int, yield func(Page) bool) bool

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
