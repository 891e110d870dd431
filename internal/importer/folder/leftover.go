package folder

import (
	"path"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/neutral"
)

// looks are settings that readers see the effect of, and that [brand] in
// config.toml has its own for.
var looks = []string{
	"useLogo", "logo", "favicon", "brand", "headerTextColor", "customTabs", "headerLinks", "footerLinks", "theme", "customCSS", "customJS", "googleAnalytics", "analytics",
}

// leftOver reports what a site has besides incidents and settings of them: pages,
// and looks. Both are made anew in minutes, by somebody who knows of them.
func leftOver(files []neutral.File, config frontmatter.Value, r *neutral.Report) {
	for _, f := range files {
		name := "/" + f.Name
		if isMarkdown(name) && strings.Contains(name, "/content/") && !strings.Contains(name, "/issues/") && path.Base(name) != "_index.md" {
			r.Add(neutral.Loss, f.Name, "a page that is not an incident was left out; copy it to content/pages/", "")
		}
	}
	var left []string
	for _, key := range looks {
		if v := at(config, key); len(v.Map)+len(v.List) > 0 || v.Text != "" && !strings.EqualFold(v.Text, "false") {
			left = append(left, key)
		}
	}
	if len(left) > 0 {
		r.Add(neutral.Loss, "", "settings for appearance and links were left out; set them in [brand] of config.toml", "%s", strings.Join(left, ", "))
	}
}
