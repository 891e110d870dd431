// Package folder reads the histories of tools that keep a Markdown file for each
// incident: cState, ClearStatus, Statusfy, Netlify's StatusKit and what came of
// it, and plain postmortems.
//
// Their updates are prose. What has a time becomes an entry of the timeline;
// what has none is kept as text, in the entry that was written when all of it
// was known, and never gets a time that nobody wrote down.
package folder

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/neutral"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
)

// post is a file, cut in two.
type post struct {
	name  string // in the source
	slug  string // of its address
	front map[string]frontmatter.Field
	asked map[string]bool // keys of the front matter that mean something here
	body  string
	first int // line of the file at which the body begins
}

// place is a line of the file.
func (p *post) place(line int) string { return neutral.Place(p.name, line) }

// get gives the text of a key, which is found in any case: authors write
// affectedSystems and affectedsystems.
func (p *post) get(keys ...string) (text string, line int) {
	for _, k := range keys {
		p.asked[strings.ToLower(k)] = true
	}
	for _, k := range keys {
		if f, ok := p.front[strings.ToLower(k)]; ok && f.Value.Kind == frontmatter.Scalar {
			return strings.TrimSpace(f.Value.Text), f.Line
		}
	}
	return "", 0
}

// generators are keys that tell a generator what to do with a file, and readers
// nothing.
var generators = map[string]bool{
	"layout": true, "template": true, "weight": true, "section": true, "type": true, "slug": true, "url": true, "permalink": true, "menu": true, "toc": true,
	"sitemap": true, "lang": true, "locale": true, "translationkey": true, "automated": true, "id": true, "published": true,
}

// rest reports the keys of the front matter that nothing has asked for.
func (p *post) rest(r *neutral.Report) {
	for _, key := range slices.Sorted(maps.Keys(p.front)) {
		f := p.front[key]
		value := prose.Line(f.Value.Text)
		if p.asked[key] || generators[key] || f.Value.Kind == frontmatter.Scalar && (value == "" || strings.EqualFold(value, "false")) {
			continue
		}
		r.Add(neutral.Loss, p.place(f.Line), "a front matter key that has no equivalent was left out", "%s: %.60s", f.Key, value)
	}
}

// list gives the words of a key, whether it has one or a list of them.
func (p *post) list(keys ...string) []string {
	for _, k := range keys {
		p.asked[strings.ToLower(k)] = true
	}
	for _, k := range keys {
		f, ok := p.front[strings.ToLower(k)]
		if !ok {
			continue
		}
		var words []string
		for _, v := range append(f.Value.List, f.Value) {
			if w := prose.Line(v.Text); v.Kind == frontmatter.Scalar && w != "" {
				words = append(words, w)
			}
		}
		return words
	}
	return nil
}

// truth reads a truth value as YAML 1.1 has them: yes, True, on.
func (p *post) truth(key string) (value, given bool) {
	text, _ := p.get(key)
	switch strings.ToLower(text) {
	case "true", "yes", "on", "y", "1":
		return true, true
	case "false", "no", "off", "n", "0":
		return false, true
	}
	return false, false
}

var (
	// An opening fence that says in which language the front matter is written.
	fence = regexp.MustCompile(`^(---|\+\+\+)[ \t]*(yaml|toml|json)?[ \t]*\n`)
	// A first line that is a key, in a file that has lost its opening fence.
	unopened = regexp.MustCompile(`^[A-Za-z_]+:[ \t].*\n`)
)

// read cuts a file in two. A file without front matter is all body. An error is
// for front matter that can't be read.
func read(f neutral.File, r *neutral.Report) (*post, error) {
	text, lost := prose.Clean(string(f.Data))
	if lost {
		r.Add(neutral.Loss, f.Name, "control characters were removed from a text", "")
	}
	p := &post{name: f.Name, front: map[string]frontmatter.Field{}, asked: map[string]bool{}, slug: slugOf(f.Name), body: text, first: 1}
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
		r.Add(neutral.Guess, f.Name, "front matter without an opening line --- was accepted", "")
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

// slugOf is the part of an address that a file is known by.
func slugOf(name string) string {
	base := path.Base(name)
	for _, end := range []string{".erb", ".md", ".mdx", ".mdxx", ".markdown", ".html"} {
		base = strings.TrimSuffix(base, end)
	}
	if base == "index" {
		return path.Base(path.Dir(name))
	}
	return base
}

// components are those that a site names, by the names that its files use.
type components struct {
	h  *neutral.History
	r  *neutral.Report
	id map[string]string // name → id
}

func newComponents(h *neutral.History, r *neutral.Report) *components {
	return &components{h, r, map[string]string{}}
}

// add takes a component from the settings.
func (c *components) add(name string, comp incident.Component) {
	if name == "" || c.id[name] != "" {
		return
	}
	comp.ID = neutral.Slug(name)
	for other, id := range c.id { // "ci agents" and "ci-agents" are one
		if id == comp.ID {
			c.id[name] = id
			c.r.Add(neutral.Guess, "", "two names that differ only in case or punctuation became one component", "%s and %s", other, name)
			return
		}
	}
	if comp.Name == "" {
		comp.Name = name
	}
	c.id[name] = comp.ID
	c.h.Components = append(c.h.Components, comp)
}

// find gives the ids of the components of a file. Names are matched as they are
// written, and else without regard to case.
func (c *components) find(names []string, place string) []string {
	var ids []string
	for _, name := range names {
		id := c.id[name]
		for known, other := range c.id {
			if id == "" && strings.EqualFold(known, name) {
				id = other
			}
		}
		if id == "" {
			c.r.Add(neutral.Info, place, "a component that is not listed in the settings was added as retired", "%s", name)
			c.add(name, incident.Component{Retired: true})
			id = c.id[name]
		}
		ids = append(ids, id)
	}
	return ids
}

// settings reads the first of some files that is there, YAML, TOML or JSON.
func settings(files []neutral.File, r *neutral.Report, names ...string) frontmatter.Value {
	for _, name := range names {
		for _, f := range files {
			if path.Base(f.Name) != path.Base(name) || !strings.HasSuffix("/"+f.Name, "/"+name) {
				continue
			}
			v, err := parseSettings(f)
			if err != nil {
				r.Add(neutral.Loss, f.Name, "a settings file that could not be read", "%v", err)
				continue
			}
			return v
		}
	}
	return frontmatter.Value{}
}

func parseSettings(f neutral.File) (frontmatter.Value, error) {
	text, _ := prose.Clean(string(f.Data))
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

// at follows keys down into a value.
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

// zoneName is the name of the zone that the writer has named, for settings.
func zoneName(o neutral.Options) string {
	if o.Zone == nil {
		return ""
	}
	return o.Zone.String()
}

func zoneOf(o neutral.Options) *time.Location {
	if o.Zone == nil {
		return time.UTC
	}
	return o.Zone
}
