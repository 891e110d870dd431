package lint

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/markdown"
)

const pathHint = "paths are relative to this file, or begin with / at the site's root"

// tags reports whether raw HTML is passed through, so that its links are links.
func (r *reviewer) tags() bool {
	html := markdown.RawHTML(r.Config.Markdown.HTML)
	return html == markdown.Sanitize || html == markdown.Allow
}

// host returns the site's host in lower case, and its port if it has one.
func (r *reviewer) host() string {
	_, host, _ := strings.Cut(strings.ToLower(r.Config.Origin), "://")
	return host
}

// dead returns the address that a link of a text leads to and a hint, if the site has
// nothing there. Links to other sites are not followed.
func (r *reviewer) dead(dir, md, dest string) (dead, hint string) {
	u, err := url.Parse(dest)
	if err != nil || u.Opaque != "" {
		return "", ""
	}
	at := u.EscapedPath()
	if u.Scheme != "" || u.Host != "" {
		if !r.own(u) {
			return "", ""
		}
		root := strings.TrimSuffix(r.Config.Root, "/")
		rest, ok := strings.CutPrefix(at, root)
		if !ok || rest != "" && rest[0] != '/' {
			return "", "" // another site of the same host
		}
		at = "/" + strings.TrimPrefix(rest, "/")
	}
	fragment, _, _ := strings.Cut(u.Fragment, ":~:") // words to show are not an id
	fragment = chars.Compose(fragment)
	if at == "" {
		return r.deadWithin(dir, md, fragment)
	}
	address := r.Resolve(dir, at)
	file, ok := r.published(address)
	if !ok {
		return address, pathHint
	}
	return deadFragment(r.IDs(file), fragment, address)
}

// own reports whether an address with a host is one of the site's host.
func (r *reviewer) own(u *url.URL) bool {
	scheme := strings.ToLower(u.Scheme)
	host := strings.ToLower(u.Host)
	switch scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "":
	default:
		return false
	}
	return host == r.host()
}

// published returns the path of the file at an address.
func (r *reviewer) published(address string) (file string, ok bool) {
	below, ok := strings.CutPrefix(address, r.Config.Root)
	if !ok {
		return "", false
	}
	plain, err := url.PathUnescape(below)
	if err != nil {
		return "", false
	}
	plain = strings.TrimPrefix(plain, "/")
	for _, p := range []string{plain, path.Join(plain, "index.html"), strings.TrimSuffix(plain, "/") + ".html"} {
		if r.Has(p) && (p == plain || !strings.HasSuffix(plain, ".md")) {
			return p, true
		}
	}
	return "", false
}

// deadWithin looks for a fragment in the text that it is in, or, if it is an id of the
// theme, in the page of the file.
func (r *reviewer) deadWithin(dir, md, fragment string) (dead, hint string) {
	if fragment == "" || r.file == config.File {
		return "", ""
	}
	if strings.HasPrefix(fragment, "_") {
		address := r.Resolve(dir, url.PathEscape(path.Base(r.file)))
		file, ok := r.published(address)
		if !ok {
			return "", "" // a draft
		}
		return deadFragment(r.IDs(file), fragment, address)
	}
	const prefix = "-" // any will do
	ids := map[string]bool{}
	for id := range markdown.IDs(string(r.HTML(markdown.Text{Source: md, Prefix: prefix}))) {
		ids[strings.TrimPrefix(id, prefix)] = true
	}
	return deadFragment(ids, fragment, "")
}

// deadFragment looks for a fragment among the ids of what is at an address.
func deadFragment(ids map[string]bool, fragment, address string) (dead, hint string) {
	if ids == nil || fragment == "" || ids[fragment] || strings.EqualFold(fragment, "top") {
		return "", ""
	}
	names := make([]string, 0, len(ids))
	for id := range ids {
		names = append(names, id)
	}
	slices.Sort(names)
	hint = "a fragment is the id of a heading, such as #what-happened for \"What happened\", or _update-1 for the first update"
	if near, ok := diag.Nearest(fragment, names); ok {
		hint = "did you mean #" + near + "?"
	}
	return address + "#" + fragment, hint
}

// configLinks looks at the links of config.toml: the footer and the links of the header.
func (r *reviewer) configLinks() {
	all := func(s *source) area { return area{1, len(s.lines)} }
	check := func(rule, dest string) {
		if dead, hint := r.dead("", "", dest); dead != "" {
			r.report(rule, func(s *source) place { return s.findLink(all(s), dest) }, strings.Replace(hint, "this file", "content/", 1), "there is no %s", dead)
		}
	}
	for _, e := range markdown.Inspect(r.Config.Brand.Footer, r.tags()) {
		switch e.Kind {
		case markdown.LinkElement:
			check("dead-link", e.Dest)
		case markdown.ImageElement:
			check("dead-image", e.Dest)
		}
	}
	for _, l := range r.Config.Brand.Links {
		check("dead-link", l.URL)
	}
}
