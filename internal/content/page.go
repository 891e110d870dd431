package content

import (
	"slices"
	"strconv"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

var pageKeys = []string{"title", "description", "weight", "draft", "aliases", "ignore"}

// parsePage parses a file of content/pages. If the list contains errors, the page is nil.
func parsePage(name string, src []byte) (*Page, diag.List) {
	file, problems := frontmatter.Parse(name, src)
	if problems.HasErrors() {
		return nil, problems
	}
	d := &frontmatter.Decoder{File: name, Src: src, Diags: problems}
	p := &Page{Path: pagePath(name), Body: strings.TrimSpace(file.Body), Source: diag.Pos{File: name, Line: file.Front.Line, Col: 1}}
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
		switch f.Key {
		case "title":
			p.Title, p.Source.Line = strings.TrimSpace(d.String(f)), f.Line
		case "description":
			p.Description = strings.TrimSpace(d.String(f))
		case "weight":
			n, err := strconv.Atoi(d.String(f))
			if err != nil {
				d.Errorf(f.Value.Line, f.Value.Col, "write a number such as 10; pages are listed by weight, the lowest first", "weight must be a whole number")
			}
			p.Weight = n
		case "draft":
			p.Draft = d.Bool(f)
		case "aliases":
			p.Aliases = incident.Aliases(d, f)
		case "ignore":
			p.Ignore = d.Ignored(f)
		default:
			meant = append(meant, d.UnknownKey(f, "a page", pageKeys))
		}
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
