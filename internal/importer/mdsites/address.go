package mdsites

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/prose"
	"statuary/internal/lazyregexp"
)

// addresses are the settings of a site made with Hugo that the addresses of its posts follow from.
type addresses struct {
	section   string // the folder of the posts, such as "issues"; any of them if it is empty
	prefix    string // of all addresses: the language, if the default one is in a folder too
	permalink string // the pattern of the addresses of the section, if it has one
	keepCase  bool
	ugly      bool // /issues/x.html instead of /issues/x/
}

// hugoAddresses reads the settings of a site.
func hugoAddresses(section string, config frontmatter.Value, r *exchange.Report) addresses {
	is := func(key string) bool { return strings.EqualFold(at(config, key).Text, "true") }
	a := addresses{section: section, keepCase: is("disablePathToLower"), ugly: is("uglyURLs")}
	if is("defaultContentLanguageInSubdir") {
		a.prefix = "/" + hugoLanguages(config)[0].code
	}
	pattern := at(config, "permalinks", section).Text
	if pattern == "" {
		pattern = at(config, "permalinks", "page", section).Text
	}
	if pattern == "" {
		return a
	}
	if _, ok := permalink(pattern, func(token string) (string, bool) { return "x", tokens[token] }); !ok {
		r.Add(exchange.Loss, "", "permalinks with an unknown part: the old addresses of incidents are not known", "%s", pattern)
		return a
	}
	a.permalink = pattern
	return a
}

// tokens are the parts of permalinks that are known.
var tokens = map[string]bool{
	"year": true, "month": true, "day": true, "section": true, "slug": true, "filename": true, "slugorfilename": true, "contentbasename": true,
	"slugorcontentbasename": true, "title": true,
}

var tokenPattern = lazyregexp.New(`:[a-z]+`)

// permalink replaces the parts of a permalink. It reports whether all of them are known.
func permalink(pattern string, value func(token string) (string, bool)) (address string, ok bool) {
	ok = true
	address = tokenPattern.ReplaceAllStringFunc(pattern, func(token string) string {
		v, known := value(token[1:])
		ok = ok && known
		return v
	})
	return address, ok
}

// of returns the old addresses of a post: its own, which the front matter, the settings or its file name
// determine, and its aliases, which may be relative to it.
func (a addresses) of(p *post) []string {
	folder, name := a.place(p)
	slug, _ := p.get("slug")
	last := name
	if slug != "" {
		last = slug
	}
	own := a.path(path.Join("/", folder, last))
	if a.path(last) == "" { // nothing but an emoji
		own = path.Join("/", folder, last)
	}
	if a.permalink != "" {
		if address, ok := permalink(a.permalink, func(token string) (string, bool) { return a.token(p, token, folder, name, slug) }); ok {
			own = a.path(path.Join("/", address))
		}
	}
	ugly := a.ugly
	if url, _ := p.get("url"); url != "" && !strings.Contains(url, "://") {
		own, ugly = path.Join("/", url), false
	}
	own = a.prefix + own
	list := []string{own + "/"}
	if ugly || path.Ext(own) == ".html" || path.Ext(own) == ".htm" {
		list[0] = strings.TrimSuffix(own, ".html") + ".html"
		if path.Ext(own) == ".htm" {
			list[0] = own
		}
	}
	for _, alias := range p.list("aliases") {
		if !strings.HasPrefix(alias, "/") && !strings.Contains(alias, "://") {
			alias = path.Join(path.Dir(strings.TrimSuffix(own, "/")), alias)
		}
		list = append(list, alias)
	}
	return list
}

// place returns the folder of a post below the content, from its section on, and its name.
func (a addresses) place(p *post) (folder, name string) {
	dir := path.Dir(p.name)
	if base := path.Base(p.name); strings.HasPrefix(base, "index.") { // of a folder for the post
		dir = path.Dir(dir)
	}
	section := a.section
	if section == "" {
		section = path.Base(dir)
	}
	if _, below, found := strings.Cut("/"+dir+"/", "/"+section+"/"); found {
		return path.Join(section, below), p.slug
	}
	return section, p.slug
}

// token returns the value of a part of a permalink, and reports whether it is known.
func (a addresses) token(p *post, token, folder, name, slug string) (string, bool) {
	date := func(format string, value func(prose.Moment) int) (string, bool) {
		text, _ := p.get("date")
		m, ok := prose.ParseMoment(text)
		return fmt.Sprintf(format, value(m)), ok && m.Dated()
	}
	title, _ := p.get("title")
	switch token {
	case "year":
		return date("%04d", func(m prose.Moment) int { return m.Year })
	case "month":
		return date("%02d", func(m prose.Moment) int { return m.Month })
	case "day":
		return date("%02d", func(m prose.Moment) int { return m.Day })
	case "section":
		first, _, _ := strings.Cut(folder, "/")
		return first, true
	case "title":
		return title, title != ""
	case "slug":
		if slug == "" {
			return title, title != ""
		}
		return slug, true
	case "slugorfilename", "slugorcontentbasename":
		if slug != "" {
			return slug, true
		}
	}
	return name, true
}

// path returns a path as Hugo writes it in an address: in lower case, with hyphens for spaces, and without
// most characters that are neither letters nor digits.
func (a addresses) path(s string) string {
	if !a.keepCase {
		s = strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune("./_+~-@", r):
			b.WriteRune(r)
		case unicode.IsSpace(r) && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return b.String()
}
