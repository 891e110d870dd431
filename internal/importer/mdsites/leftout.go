package mdsites

import (
	"path"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
)

// appearance lists settings for the appearance of a site, which are not imported:
// [brand] in config.toml has other keys for them.
var appearance = []string{
	"useLogo", "logo", "favicon", "brand", "headerTextColor", "customTabs", "headerLinks", "footerLinks", "theme", "customCSS", "customJS", "googleAnalytics", "analytics",
}

// reportLeftOut reports the pages and appearance settings of a site, which are not
// imported. Their owner can set them up again in minutes.
func reportLeftOut(files []exchange.File, config frontmatter.Value, r *exchange.Report) {
	for _, f := range files {
		name := "/" + f.Name
		if isMarkdown(name) && strings.Contains(name, "/content/") && !strings.Contains(name, "/issues/") && path.Base(name) != "_index.md" {
			r.Add(exchange.Loss, f.Name, "a page that is not an incident was left out; copy it to content/pages/", "")
		}
	}
	var left []string
	for _, key := range appearance {
		if v := at(config, key); len(v.Map)+len(v.List) > 0 || v.Text != "" && !strings.EqualFold(v.Text, "false") {
			left = append(left, key)
		}
	}
	if len(left) > 0 {
		r.Add(exchange.Loss, "", "settings for appearance and links were left out; set them in [brand] of config.toml", "%s", strings.Join(left, ", "))
	}
}
