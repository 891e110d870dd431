package upptime

import (
	"cmp"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
)

// settings reads .upptimerc.yml. Its sites become components.
func (u *reader) settings(f exchange.File) {
	text, _ := htmltext.Clean(string(f.Data))
	file, problems := frontmatter.Parse(f.Name, []byte("---\n"+strings.TrimPrefix(text, "---\n")+"\n---\n"))
	if problems.HasErrors() {
		u.r.Add(exchange.Loss, f.Name, "a settings file that could not be read", "%s", problems[0].Text)
		return
	}
	page := valueOf(file.Front, "status-website")
	u.h.Site.Title = valueOf(page, "name").Text
	u.h.Site.Description = valueOf(page, "introMessage").Text
	if host := valueOf(page, "cname").Text; host != "" {
		u.h.Site.URL = "https://" + host
	} else if owner, repo := valueOf(file.Front, "owner").Text, valueOf(file.Front, "repo").Text; owner != "" && repo != "" {
		u.h.Site.URL = "https://" + owner + ".github.io" + cmp.Or(valueOf(page, "baseUrl").Text, "/"+repo)
	}
	for _, s := range valueOf(file.Front, "sites").List {
		url := valueOf(s, "url").Text
		if strings.Contains(url, "$") {
			url = "" // the name of a secret
		}
		u.site(valueOf(s, "name").Text, valueOf(s, "slug").Text, url)
		u.listed = true
	}
	exchange.ReportSettings(file.Front, f.Name, settingsKnown, u.r)
}

// settingsKnown are the settings that are imported.
var settingsKnown = strings.Fields("owner repo sites.name sites.slug sites.url status-website.cname status-website.name status-website.introMessage status-website.baseUrl")

func valueOf(v frontmatter.Value, key string) frontmatter.Value {
	for _, f := range v.Map {
		if f.Key == key {
			return f.Value
		}
	}
	return frontmatter.Value{}
}
