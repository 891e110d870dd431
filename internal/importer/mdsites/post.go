// Package mdsites reads the histories of tools that keep one Markdown file for each
// incident: cState, ClearStatus, Statusfy, Netlify's StatusKit and its derivatives,
// and plain postmortems.
//
// Their updates are prose. An update with a time becomes an entry of the timeline.
// The text of an update without a time is added to a later entry: it never gets a
// time that nobody wrote down.
package mdsites

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// post is a Markdown file, split into front matter and body.
type post struct {
	name  string                       // path in the source
	slug  string                       // last part of its address
	front map[string]frontmatter.Field // by key in lower case
	used  map[string]bool              // keys of the front matter that were read
	body  string
	first int // line of the file at which the body starts

	document *prose.Document // the body
}

// place returns the place of a line of the file.
func (p *post) place(line int) string { return exchange.Place(p.name, line) }

// get returns the text and the line of the first of keys that is set, or "" and 0.
// Keys match in any case: authors write affectedSystems and affectedsystems.
func (p *post) get(keys ...string) (text string, line int) {
	for _, k := range keys {
		p.used[strings.ToLower(k)] = true
	}
	for _, k := range keys {
		if f, ok := p.front[strings.ToLower(k)]; ok && f.Value.Kind == frontmatter.Scalar {
			return strings.TrimSpace(f.Value.Text), f.Line
		}
	}
	return "", 0
}

// generatorKeys is the set of front matter keys that only matter to the site
// generator, not to readers.
var generatorKeys = map[string]bool{
	"layout": true, "template": true, "weight": true, "section": true, "type": true, "slug": true, "url": true, "permalink": true, "menu": true, "toc": true,
	"sitemap": true, "lang": true, "locale": true, "translationkey": true, "automated": true, "id": true, "published": true,
}

// reportUnused reports the keys of the front matter that were not read.
func (p *post) reportUnused(r *exchange.Report) {
	for _, key := range slices.Sorted(maps.Keys(p.front)) {
		f := p.front[key]
		value := htmltext.Line(f.Value.Text)
		if p.used[key] || generatorKeys[key] || f.Value.Kind == frontmatter.Scalar && (value == "" || strings.EqualFold(value, "false")) {
			continue
		}
		r.Add(exchange.Loss, p.place(f.Line), "a front matter key that has no equivalent was left out", "%s: %.60s", f.Key, value)
	}
}

// list returns the values of the first of keys that is set, whether it has one value
// or a list.
func (p *post) list(keys ...string) []string {
	for _, k := range keys {
		p.used[strings.ToLower(k)] = true
	}
	for _, k := range keys {
		f, ok := p.front[strings.ToLower(k)]
		if !ok {
			continue
		}
		var words []string
		for _, v := range append(f.Value.List, f.Value) {
			if w := htmltext.Line(v.Text); v.Kind == frontmatter.Scalar && w != "" {
				words = append(words, w)
			}
		}
		return words
	}
	return nil
}

// boolean reads a boolean of YAML 1.1, such as yes, True or on. given reports whether
// the key has one.
func (p *post) boolean(key string) (value, given bool) {
	text, _ := p.get(key)
	switch strings.ToLower(text) {
	case "true", "yes", "on", "y", "1":
		return true, true
	case "false", "no", "off", "n", "0":
		return false, true
	}
	return false, false
}

// newIncident returns an incident with the id, the title and the draft mark of the post.
func (p *post) newIncident() *exchange.Incident {
	in := &exchange.Incident{ID: p.slug}
	in.Source.File = p.name
	in.Title, _ = p.get("title")
	in.Draft, _ = p.boolean("draft")
	return in
}

// newHugoIncident returns an incident with what newIncident sets, and with the addresses
// of the post in Hugo.
func (p *post) newHugoIncident(a addresses) *exchange.Incident {
	in := p.newIncident()
	in.Aliases = a.of(p)
	return in
}

var (
	// fence matches an opening fence, which may name the language of the front matter.
	fence = lazyregexp.New(`^(---|\+\+\+)[ \t]*(yaml|toml|json)?[ \t]*\n`)
	// unopened matches a key in the first line, in a file without an opening fence.
	unopened = lazyregexp.New(`^[A-Za-z_]+:[ \t].*\n`)
)

// readPost splits a file into front matter and body. A file without front matter is
// all body. readPost returns an error if the front matter cannot be read.
func readPost(f exchange.File, r *exchange.Report) (*post, error) {
	text, lost := htmltext.Clean(string(f.Data))
	if lost {
		r.Add(exchange.Loss, f.Name, "control characters were removed from a text", "")
	}
	p := &post{name: f.Name, front: map[string]frontmatter.Field{}, used: map[string]bool{}, slug: slugOf(f.Name), body: text, first: 1}
	text += "\n"
	shift := 0
	if m := fence.FindStringSubmatch(text); m != nil {
		rest := text[len(m[0]):]
		if m[2] == "toml" && m[1] == "---" {
			rest = strings.Replace(rest, "\n---\n", "\n+++\n", 1)
			m[1] = "+++"
		}
		text = m[1] + "\n" + rest
	} else if unopened.MatchString(text) && strings.Contains(text, "\n---\n") {
		text = "---\n" + text
		shift = 1
		r.Add(exchange.Guess, f.Name, "front matter without an opening line --- was accepted", "")
	} else {
		return p, nil
	}
	file, problems := frontmatter.Parse(f.Name, []byte(text))
	if problems.HasErrors() {
		return nil, fmt.Errorf("%s", problems[0].Text)
	}
	for _, field := range file.Front.Map {
		field.Line -= shift
		if _, ok := p.front[strings.ToLower(field.Key)]; !ok {
			p.front[strings.ToLower(field.Key)] = field
		}
	}
	p.body, p.first = strings.TrimSpace(file.Body), file.BodyLine-shift
	p.first += strings.Count(file.Body[:len(file.Body)-len(strings.TrimLeft(file.Body, " \t\n"))], "\n")
	return p, nil
}

// slugOf returns the last part of the address that a generator gives to a file.
func slugOf(name string) string {
	base := stem(name)
	if base == "index" {
		return path.Base(path.Dir(name))
	}
	return base
}

// stem returns the name of a file without its folder and its extensions.
func stem(name string) string {
	base := path.Base(name)
	for _, end := range []string{".erb", ".md", ".mdx", ".mdxx", ".markdown", ".html"} {
		base = strings.TrimSuffix(base, end)
	}
	return base
}

// components collects the components that the settings and posts of a site name.
type components struct {
	h      *exchange.History
	r      *exchange.Report
	id     map[string]string // name → id
	folded map[string]string // name without regard to case → id
	name   map[string]string // id → the first name
}

func newComponents(h *exchange.History, r *exchange.Report) *components {
	return &components{h, r, map[string]string{}, map[string]string{}, map[string]string{}}
}

// add adds a component with the name that posts use for it.
func (c *components) add(name string, comp incident.Component) {
	if name == "" || c.id[name] != "" {
		return
	}
	if comp.ID = exchange.Slug(name); comp.ID == "" { // nothing but an emoji
		comp.ID = fmt.Sprintf("component-%d", len(c.h.Components)+1)
	}
	if folded := chars.Fold(name); c.folded[folded] == "" {
		c.folded[folded] = comp.ID
	}
	c.id[name] = comp.ID
	if other, taken := c.name[comp.ID]; taken { // "ci agents" and "ci-agents" are the same component
		c.r.Add(exchange.Guess, "", "two names that differ only in case or punctuation became one component", "%s and %s", other, name)
		return
	}
	c.name[comp.ID] = name
	if comp.Name == "" {
		comp.Name = name
	}
	c.h.Components = append(c.h.Components, comp)
}

// find returns the ids of the components that a post names. Names match exactly, or
// else ignoring case. A component that is not known is added as a retired one.
func (c *components) find(names []string, place string) []string {
	var ids []string
	for _, name := range names {
		id := cmp.Or(c.id[name], c.folded[chars.Fold(name)])
		if id == "" {
			c.r.Add(exchange.Info, place, "a component that is not listed in the settings was added as retired", "%s", name)
			c.add(name, incident.Component{Retired: true})
			id = c.id[name]
		}
		ids = append(ids, id)
	}
	return ids
}

// settings returns the settings in the first of the named files that exists and can
// be read: YAML, TOML or JSON.
func settings(files []exchange.File, r *exchange.Report, names ...string) frontmatter.Value {
	for _, name := range names {
		for _, f := range files {
			if path.Base(f.Name) != path.Base(name) || !strings.HasSuffix("/"+f.Name, "/"+name) {
				continue
			}
			v, err := parseSettings(f)
			if err != nil {
				r.Add(exchange.Loss, f.Name, "a settings file that could not be read", "%v", err)
				continue
			}
			if written(f, v) {
				continue
			}
			return v
		}
	}
	return frontmatter.Value{}
}

func parseSettings(f exchange.File) (frontmatter.Value, error) {
	text, _ := htmltext.Clean(string(f.Data))
	mark := "---"
	if path.Ext(f.Name) == ".toml" {
		mark = "+++"
	}
	text = strings.TrimPrefix(text, mark+"\n")
	file, problems := frontmatter.Parse(f.Name, bytes.Join([][]byte{[]byte(mark), []byte(text), []byte(mark), nil}, []byte("\n")))
	if problems.HasErrors() {
		return frontmatter.Value{}, fmt.Errorf("%s", problems[0].Text)
	}
	return file.Front, nil
}

// written reports whether a file has the settings that an earlier import wrote, where a checkout has become
// the site itself. No tool has the key base_url; Hugo's is baseURL.
func written(f exchange.File, settings frontmatter.Value) bool {
	return path.Base(f.Name) == "config.toml" && slices.ContainsFunc(settings.Map, func(f frontmatter.Field) bool { return f.Key == "base_url" })
}

// at returns the value at a path of keys, or the zero Value if there is none. Keys
// match in any case.
func at(v frontmatter.Value, keys ...string) frontmatter.Value {
	for _, k := range keys {
		next := frontmatter.Value{}
		for _, f := range v.Map {
			if strings.EqualFold(f.Key, k) {
				next = f.Value
			}
		}
		v = next
	}
	return v
}

// flagZone returns the name of the time zone set on the command line, or "".
func flagZone(o exchange.Options) string {
	if o.Zone == nil {
		return ""
	}
	return o.Zone.String()
}

// flagZoneOrUTC returns the time zone set on the command line, or UTC.
func flagZoneOrUTC(o exchange.Options) *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}
