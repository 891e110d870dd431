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
	parts map[part]template.HTML
}

// part is a template with what it was given.
type part struct {
	name string
	data any
}

// mostParts is how many are held. They are forgotten all at once: a server
// that builds for weeks has a new header with every new page in it.
const mostParts = 1024

// once renders a template with a value, and gives the same HTML again for the
// same two. A pointer in the value counts as itself, not as what it points to.
func (t *Theme) once(name string, data any) (template.HTML, error) {
	key := part{name, data}
	c := &t.cache
	c.mu.Lock()
	html, ok := c.parts[key]
	c.mu.Unlock()
	if ok {
		return html, nil
	}
	var b strings.Builder
	if err := c.partials.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	html = template.HTML(strings.TrimSuffix(b.String(), "\n"))
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.parts) >= mostParts || c.parts == nil {
		c.parts = map[part]template.HTML{}
	}
	c.parts[key] = html
	return html, nil
}

// icon renders the template "icon-NAME".
func (t *Theme) icon(name string) (template.HTML, error) { return t.once("icon-"+name, nil) }

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
