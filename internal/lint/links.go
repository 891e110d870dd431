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

// linksInHTML reports whether raw HTML is kept, so that its links count.
func (r *checker) linksInHTML() bool {
	html := markdown.RawHTML(r.Config.Markdown.HTML)
	return html == markdown.Sanitize || html == markdown.Allow
}

// host returns the site's host in lower case, and its port if it has one.
func (r *checker) host() string {
	_, host, _ := strings.Cut(strings.ToLower(r.Config.Origin), "://")
	return host
}

// deadLink returns the address that a link of a text leads to and a hint if the site
// has nothing there, else "". Links to other sites are not checked.
func (r *checker) deadLink(dir, md, dest string) (dead, hint string) {
	u, err := url.Parse(dest)
	if err != nil || u.Opaque != "" {
		return "", ""
	}
	at := u.EscapedPath()
	if u.Scheme != "" || u.Host != "" {
		if !r.isOwnHost(u) {
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
		return r.deadFragmentHere(dir, md, fragment)
	}
	address := r.Resolve(dir, at)
	file, ok := r.fileAt(address)
	if !ok {
		return address, pathHint
	}
	return deadFragment(r.IDs(file), fragment, address)
}

// isOwnHost reports whether an address with a host has the site's host.
func (r *checker) isOwnHost(u *url.URL) bool {
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

// fileAt returns the path of the file at an address.
func (r *checker) fileAt(address string) (file string, ok bool) {
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

// deadFragmentHere is deadFragment for a fragment of the same text, or, if it is an id
// of the theme, of the same page.
func (r *checker) deadFragmentHere(dir, md, fragment string) (dead, hint string) {
	if fragment == "" || r.file == config.File {
		return "", ""
	}
	if strings.HasPrefix(fragment, "_") {
		address := r.Resolve(dir, url.PathEscape(path.Base(r.file)))
		file, ok := r.fileAt(address)
		if !ok {
			return "", "" // a draft
		}
		return deadFragment(r.IDs(file), fragment, address)
	}
	const prefix = "-" // any prefix
	ids := map[string]bool{}
	for id := range markdown.IDs(string(r.HTML(markdown.Text{Source: md, Prefix: prefix}))) {
		ids[strings.TrimPrefix(id, prefix)] = true
	}
	return deadFragment(ids, fragment, "")
}

// deadFragment returns the address with a fragment and a hint if ids does not have the
// fragment, else "". If ids is nil, they are unknown.
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

// checkConfigLinks checks the links of config.toml: in the footer and in the header.
func (r *checker) checkConfigLinks() {
	all := func(s *source) area { return area{1, len(s.lines)} }
	check := func(rule, dest string) {
		if dead, hint := r.deadLink("", "", dest); dead != "" {
			r.report(rule, func(s *source) place { return s.findLink(all(s), dest) }, strings.Replace(hint, "this file", "content/", 1), "%s does not exist", dead)
		}
	}
	for _, e := range markdown.Inspect(r.Config.Brand.Footer, r.linksInHTML()) {
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
