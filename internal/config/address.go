package config

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"statuary/internal/diag"
)

// ExampleRule is the rule of check that reports an example address.
const ExampleRule = "example-url"

// exampleDomains are placeholders for an address: the names that RFC 2606 reserves for
// documentation, one of which statuary init writes, and the machine itself. Names that
// end in .test or .example are not among them: somebody chose those.
var exampleDomains = []string{"example.com", "example.net", "example.org", "localhost"}

// IsExample reports whether an address is a placeholder: it has a host that is
// reserved for documentation, or is the machine itself.
func IsExample(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().IsLoopback() || ip.IsUnspecified()
	}
	return slices.ContainsFunc(exampleDomains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
}

// ExampleAddress returns a warning if config.toml has an example for the address of the
// site, unless the command line replaces it or the site ignores the rule.
func (c *Config) ExampleAddress() diag.List {
	if c.BaseURL.Text == "" || !IsExample(c.BaseURL.Text) || slices.Contains(c.Check.Ignore, ExampleRule) {
		return nil
	}
	d := c.BaseURL.Problem(true, "base_url "+c.BaseURL.Text+" is an example, and feeds and previews link to it", "write the address that visitors will use")
	d.Rule = ExampleRule
	return diag.List{d}
}
