package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// ThirdParty is a component of another service, whose status is on a status page of that service.
type ThirdParty struct {
	ID          string
	Name        string
	Description string
	Page        string // address of the status page, without a slash at the end
	NameThere   string // name of the component on it
}

// StatusPages returns the status pages of third-party components by their ids.
func (c *Config) StatusPages() map[string]string {
	pages := map[string]string{}
	for _, t := range c.ThirdParty {
		pages[t.ID] = t.Page
	}
	return pages
}

// FindComponent returns an error unless the site has a component with the id.
func (c *Config) FindComponent(id string) *diag.Error {
	ids := make([]string, len(c.Components))
	for n, one := range c.Components {
		ids[n] = one.ID
	}
	if slices.Contains(ids, id) {
		return nil
	}
	return incident.UnknownComponent(id, ids, c.StatusPages())
}

func (d *decoder) statuspage(f frontmatter.Field) {
	text := strings.TrimRight(strings.TrimSpace(d.Short(f)), "/")
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http":
		d.Errorf(f.Value.Line, f.Value.Col, `write its address, such as "https://www.githubstatus.com"`, "%q is not the address of a status page", text)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		d.Errorf(f.Value.Line, f.Value.Col, "write https://", "a status page must be read over https")
	}
	d.thirdParty.Page = text
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}
