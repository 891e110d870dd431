// Package entrytext reads the templates of a site for new entries: the files templates/NAME.md, or
// templates/NAME.LANGUAGE.md for another language. Builds do not read them.
package entrytext

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
	"statuary/internal/texttemplate"
)

// Folder is the folder of the templates in a site.
const Folder = "templates"

// Template is a template for the text of an entry, with defaults for the other values.
type Template struct {
	Name     string // without the language
	Language string // empty: that of the site
	About    string // one line for lists
	Type     incident.Type
	Status   incident.Status
	Impact   string // of a new incident; empty: that of the components

	title, body *template.Template // title may be nil
	window      bool               // it needs the window of a maintenance
	file        string
}

// Values are what templates can use.
type Values struct {
	Component string // names of the affected components
	Title     string
	Time      string
	Window    string
	Site      string
}

// fields are the names of Values.
var fields = []string{"Component", "Title", "Time", "Window", "Site"}

// Load reads the templates of a site, sorted by name. Those with errors are missing.
func Load(site fs.FS) (list []*Template, problems diag.List) {
	entries, err := fs.ReadDir(site, Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, diag.List{{Pos: diag.Pos{File: Folder}, Text: "the folder can't be read: " + diag.Reason(err)}}
	}
	for _, e := range entries {
		name := Folder + "/" + e.Name()
		if path.Ext(name) != ".md" || strings.HasPrefix(e.Name(), ".") || e.IsDir() {
			continue
		}
		src, err := fs.ReadFile(site, name)
		if err != nil {
			problems = append(problems, diag.Diagnostic{Pos: diag.Pos{File: name}, Text: "the file can't be read: " + diag.Reason(err)})
			continue
		}
		t, found := parseFile(name, src)
		if problems = append(problems, found...); t != nil {
			list = append(list, t)
		}
	}
	return list, problems
}

// Available returns one template of each name for incidents of a type: in the language if there is
// one, and else in that of the site.
func Available(all []*Template, typ incident.Type, language string) (list []*Template) {
	for _, t := range all {
		if t.Type != typ || !t.in(language) {
			continue
		}
		n := slices.IndexFunc(list, func(other *Template) bool { return other.Name == t.Name })
		switch {
		case n < 0:
			list = append(list, t)
		case len(t.Language) > len(list[n].Language):
			list[n] = t
		}
	}
	slices.SortFunc(list, func(a, b *Template) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// in reports whether a template can be used in a language: de-AT has those in German too.
func (t *Template) in(language string) bool {
	return t.Language == "" || t.Language == language || strings.HasPrefix(language, t.Language+"-")
}

// Find returns the template with a name. The error is a *diag.Error.
func Find(all []*Template, name string, typ incident.Type, language string) (*Template, error) {
	var names []string
	for _, t := range Available(all, typ, language) {
		if t.Name == name {
			return t, nil
		}
		names = append(names, t.Name)
	}
	for _, t := range all {
		if t.Name == name && t.Type != typ {
			return nil, &diag.Error{Text: fmt.Sprintf("the template %q is for type: %s", name, t.Type), Hint: "use a template for type: " + typ.String()}
		}
	}
	hint := "name one of " + strings.Join(names, ", ")
	if len(names) == 0 {
		hint = "the site has no templates of this type; add " + Folder + "/" + name + ".md, see docs/writing.md"
	} else if near, ok := diag.Nearest(name, names); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return nil, &diag.Error{Text: fmt.Sprintf("unknown template %q", name), Hint: hint}
}

// TitleOf returns the title of a new incident, or an empty text if the template has none.
func (t *Template) TitleOf(v Values) (string, error) {
	if t.title == nil {
		return "", nil
	}
	return t.execute(t.title, v)
}

// Text returns the text of the entry. The error is a *diag.Error.
func (t *Template) Text(v Values) (string, error) {
	if t.window && v.Window == "" {
		return "", &diag.Error{Text: fmt.Sprintf("the template %q uses {{.Window}}, and the incident has no window", t.Name), Hint: "use it for a maintenance with --from and --until"}
	}
	return t.execute(t.body, v)
}

func (t *Template) execute(from *template.Template, v Values) (string, error) {
	text, err := texttemplate.Execute(from, v)
	if err != nil {
		return "", &diag.Error{Text: t.file + ": " + err.Error(), Hint: "statuary check shows its place"}
	}
	return text, nil
}

// split returns the name and the language of a file.
func split(file string) (name, language string) {
	name, language, _ = strings.Cut(strings.TrimSuffix(path.Base(file), ".md"), ".")
	return name, language
}

// Keys are the keys of a template's front matter.
var Keys = []frontmatter.Key{
	{Name: "about", About: "what the template is for, in one line"},
	{Name: "type", About: "incident or maintenance"},
	{Name: "status", Required: true, About: "status of the entry"},
	{Name: "impact", About: "impact of a new incident"},
	{Name: "title", About: "title of a new incident"},
}
