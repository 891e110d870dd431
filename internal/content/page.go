package content

import (
	"slices"
	"strconv"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// pageKey is a key of a page's front matter.
type pageKey struct {
	frontmatter.Key
	read func(*frontmatter.Decoder, *Page, frontmatter.Field)
}

// PageKeys returns the keys of a page's front matter.
func PageKeys() []frontmatter.Key {
	var list []frontmatter.Key
	for _, k := range pageKeys {
		list = append(list, k.Key)
	}
	return list
}

var pageKeys = []pageKey{
	{frontmatter.Key{Name: "title", Required: true, About: "title of the page"},
		func(d *frontmatter.Decoder, p *Page, f frontmatter.Field) {
			p.Title, p.Source.Line = strings.TrimSpace(d.Short(f)), f.Line
		}},
	{frontmatter.Key{Name: "description", About: "description for search engines, in one sentence"},
		func(d *frontmatter.Decoder, p *Page, f frontmatter.Field) {
			p.Description = strings.TrimSpace(d.Short(f))
		}},
	{frontmatter.Key{Name: "weight", Form: frontmatter.Integer, About: "position in lists of pages, which are sorted by weight in ascending order"},
		func(d *frontmatter.Decoder, p *Page, f frontmatter.Field) {
			n, err := strconv.Atoi(d.String(f))
			if err != nil {
				d.Errorf(f.Value.Line, f.Value.Col, "write a number such as 10; pages are listed by weight, the lowest first", "weight must be a whole number")
			}
			p.Weight = n
		}},
	{frontmatter.Key{Name: "draft", Form: frontmatter.Bool, About: "true leaves the file out of the site"},
		func(d *frontmatter.Decoder, p *Page, f frontmatter.Field) { p.Draft = d.Bool(f) }},
	{frontmatter.Key{Name: "aliases", Form: frontmatter.Texts, About: "former addresses, which redirect to the page"},
		func(d *frontmatter.Decoder, p *Page, f frontmatter.Field) { p.Aliases = incident.Aliases(d, f) }},
	{frontmatter.Key{Name: "ignore", Form: frontmatter.Explanations, About: "rules of statuary check to silence in this file, each with a reason"},
		func(d *frontmatter.Decoder, p *Page, f frontmatter.Field) { p.Ignore = d.Ignored(f) }},
}

// parsePage parses a file of content/pages. If the list contains errors, the page is nil.
func parsePage(name string, src []byte) (*Page, diag.List) {
	file, problems := frontmatter.Parse(name, src)
	if problems.HasErrors() {
		return nil, problems
	}
	d := &frontmatter.Decoder{File: name, Src: src, Diags: problems}
	p := &Page{Path: pagePath(name), Body: strings.TrimSpace(file.Body), Source: diag.Pos{File: name, Line: file.Front.Line, Col: 1}}
	incident.CheckMarkdown(d, p.Body, file.BodyLine+strings.Count(file.Body[:len(file.Body)-len(strings.TrimLeft(file.Body, " \n"))], "\n"))
	for part := range strings.SplitSeq(strings.TrimSuffix(p.Path, "/"), "/") {
		if problem := incident.BadID(part); problem != "" && p.Path != "" {
			d.Errorf(file.Front.Line, 1, "rename it; names are made of letters, digits, -, _ and .", "the name %q %s", part, problem)
		}
	}
	for _, f := range file.Front.Map {
		if f.Key == "timeline" {
			d.Errorf(f.Line, f.Col, "move the file to "+Incidents+"/", "this is an incident, not a page")
			return nil, d.Diags
		}
	}
	var meant []string // misspelt keys
	for _, f := range file.Front.Map {
		i := slices.IndexFunc(pageKeys, func(k pageKey) bool { return k.Name == f.Key })
		if i < 0 {
			meant = append(meant, d.UnknownKey(f, "a page", frontmatter.Names(PageKeys())))
			continue
		}
		pageKeys[i].read(d, p, f)
	}
	if p.Title == "" && !slices.Contains(meant, "title") {
		d.Errorf(file.Front.Line, 1, "add a line title: with the name of the page", "the page has no title")
	}
	d.Explain(file)
	if d.Silence(p.Ignore); d.Diags.HasErrors() {
		return nil, d.Diags
	}
	return p, d.Diags
}
