package config

import (
	"net/netip"
	"net/url"
	"strings"

	"statuary/internal/frontmatter"
)

// ThirdParty is a component of another service, whose status is on a status page of that service.
type ThirdParty struct {
	ID          string
	Name        string
	Description string
	Page        string // address of the status page, without a slash at the end
	NameThere   string // name of the component on it
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
