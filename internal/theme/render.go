package theme

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"statuary/internal/diag"
)

// Template renders one kind of view. Two are equal if they are the same
// template of the same theme.
type Template struct {
	theme *Theme
	name  string
}

// Template gives the template of a name, such as "incident.html".
func (t *Theme) Template(name string) Template { return Template{t, name} }

// Render writes the page. An error is a diag.List with the place in the
// template.
func (t Template) Render(w io.Writer, view any) error {
	page := t.theme.pages[t.name]
	if page == nil {
		return diag.List{{Text: fmt.Sprintf("the theme has no template %q", t.name)}}
	}
	if err := page.ExecuteTemplate(w, t.name, view); err != nil {
		return diag.List{problem(err, t.theme.cache.files)}
	}
	return nil
}

// cache holds parts of pages that are the same on many of them.
type cache struct {
	partials *template.Template
	files    []file // for excerpts of errors

	mu    sync.Mutex
	icons map[string]template.HTML
	site  any // whose parts are held
	parts map[part]template.HTML
}

type part struct{ name, variant string }

// once renders a template with a site's view and a word, and gives the same
// HTML again for the same two: a header is one on all pages of a section.
func (t *Theme) once(name string, site any, section string) (template.HTML, error) {
	c := &t.cache
	c.mu.Lock()
	if c.site != site {
		c.site, c.parts = site, map[part]template.HTML{}
	}
	html, ok := c.parts[part{name, section}]
	c.mu.Unlock()
	if ok {
		return html, nil
	}
	html, err := c.render(name, map[string]any{"Site": site, "Section": section})
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.site == site {
		c.parts[part{name, section}] = html
	}
	return html, nil
}

// icon renders the template "icon-NAME", which may not depend on anything.
func (t *Theme) icon(name string) (template.HTML, error) {
	c := &t.cache
	c.mu.Lock()
	html, ok := c.icons[name]
	c.mu.Unlock()
	if ok {
		return html, nil
	}
	html, err := c.render("icon-"+name, nil)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.icons[name] = html
	return html, nil
}

func (c *cache) render(name string, data any) (template.HTML, error) {
	var b strings.Builder
	err := c.partials.ExecuteTemplate(&b, name, data)
	return template.HTML(strings.TrimSpace(b.String())), err
}

// place finds "NAME.html:12:7" in a message of html/template.
var place = regexp.MustCompile(`((?:built-in theme|themes)/[^:\s"]+):(\d+)(?::(\d+))?: *`)

// problem turns an error of html/template into one with a place.
func problem(err error, files []file) diag.Diagnostic {
	var list diag.List
	if errors.As(err, &list) && len(list) > 0 {
		return list[0] // of a part within the template
	}
	message := err.Error()
	d := diag.Diagnostic{Text: message}
	// The last place named is the innermost.
	all := place.FindAllStringSubmatchIndex(message, -1)
	if all == nil {
		return d
	}
	m := all[len(all)-1]
	d.File = message[m[2]:m[3]]
	d.Line, _ = strconv.Atoi(message[m[4]:m[5]])
	if m[6] >= 0 {
		// The library counts bytes from 0.
		d.Col, _ = strconv.Atoi(message[m[6]:m[7]])
		d.Col++
	}
	d.Text = strings.TrimSpace(message[m[1]:])
	if i := strings.Index(d.Text, ">: "); strings.HasPrefix(d.Text, "executing ") && i > 0 {
		d.Text = d.Text[i+3:]
	}
	d.Hint = "docs/themes.md lists what each template is given"
	for _, f := range files {
		if f.origin == d.File {
			d.Source = diag.Line(f.data, d.Line)
		}
	}
	return d
}
