package sitewriter

import (
	"bytes"
	"cmp"
	"net/url"
	"regexp"
	"strings"
	"time"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

var tagURI = regexp.MustCompile(`^tag:[A-Za-z0-9._@-]+,\d{4}(-\d{2}(-\d{2})?)?$`)

var toml = frontmatter.TOML

// placeholder is the base URL of a site whose source has none.
const placeholder = "https://status.example.com/"

// FormatConfig returns config.toml for a history.
func FormatConfig(h *exchange.History) []byte {
	var b bytes.Buffer
	line := func(key, value string) { b.WriteString(toml.Line(key, value)) }
	s := h.Site
	line("title", toml.Text(cmp.Or(s.Title, "Status")))
	address, ok := siteURL(s.URL)
	if !ok {
		b.WriteString("# The public address of the site. Feeds and the API need it.\n")
	}
	line("base_url", toml.Text(address))
	if s.Description != "" {
		line("description", toml.Text(s.Description))
	}
	if exchange.Tag.MatchString(s.Language) && s.Language != "en" {
		line("language", toml.Text(s.Language))
	}
	if tags := h.Languages(); len(tags) > 0 {
		b.WriteString("languages = [")
		for i, tag := range tags {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(toml.Text(tag))
		}
		b.WriteString("]\n")
	}
	line("time_zone", toml.Text(cmp.Or(s.TimeZone, "Etc/UTC")))
	if tagURI.MatchString(s.FeedTag) {
		b.WriteString("\n[feed]\n")
		line("tag", toml.Text(s.FeedTag))
	}
	if s.PageID != "" {
		b.WriteString("\n[api]\n")
		line("page_id", toml.Text(s.PageID))
	}
	for _, c := range h.Components {
		b.Write(formatComponent(c))
	}
	return b.Bytes()
}

func formatComponent(c incident.Component) []byte {
	var b bytes.Buffer
	line := func(key, value string) { b.WriteString(toml.Line(key, value)) }
	b.WriteString("\n[[components]]\n")
	line("id", toml.Text(c.ID))
	if c.Name != c.ID {
		line("name", toml.Text(c.Name))
	}
	if c.Group != "" {
		line("group", toml.Text(c.Group))
	}
	if c.Description != "" {
		line("description", toml.Text(c.Description))
	}
	if !c.Since.IsZero() {
		line("since", c.Since.Format(time.DateOnly))
	}
	if c.Retired {
		line("retired", "true")
	}
	return b.Bytes()
}

// siteURL returns s with one slash at its end if it can be a base URL, else
// placeholder and false.
func siteURL(s string) (string, bool) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return placeholder, false
	}
	return strings.TrimRight(s, "/") + "/", true
}
