package theme

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"statuary/internal/diag"
	"statuary/internal/theme/compile"
)

// Template renders one kind of view. Templates are equal if they are the same template of the same
// theme.
type Template struct {
	theme *Theme
	name  string
}

// Template returns the template with the given name, such as "incident.html".
func (t *Theme) Template(name string) Template { return Template{t, name} }

// Render writes the page. An error is a diag.List with the position in the template.
func (t Template) Render(w io.Writer, view any) error {
	page := t.theme.pages[t.name]
	if page == nil {
		return diag.List{{Text: fmt.Sprintf("the theme has no template %q", t.name)}}
	}
	set, err := page.prepared(t.theme)
	if err == nil {
		err = set.execute(w, t.name, view)
	}
	if err != nil {
		return diag.List{templateProblem(err, t.theme.cache.files)}
	}
	return nil
}

// set is a set of templates, ready to be executed.
type set struct {
	templates *template.Template
	compiled  *compile.Set
}

// prepare escapes the templates with the given names, and the ones that they call.
func prepare(templates *template.Template, funcs template.FuncMap, names ...string) *set {
	s := &set{templates: templates}
	if escape(templates, names...) {
		s.compiled = compile.New(templates, funcs)
	} // else one cannot be escaped by itself, for example a part of an attribute
	return s
}

// execute executes a template with data.
func (s *set) execute(w io.Writer, name string, data any) error {
	if s.compiled != nil {
		b, ok := w.(*bytes.Buffer)
		if !ok {
			b = new(bytes.Buffer)
		}
		if s.compiled.Execute(b, name, data) {
			if !ok {
				_, err := b.WriteTo(w)
				return err
			}
			return nil
		}
	}
	return s.templates.ExecuteTemplate(w, name, data)
}

// page is the template of a page. It is prepared when it is first executed: that takes longer than
// all else of loading a theme, and a build with errors executes none.
type page struct {
	name string
	file file

	once sync.Once
	set  *set // the page with its copy of the partials
	err  error
}

// prepared returns the page, ready to be executed.
func (p *page) prepared(t *Theme) (*set, error) {
	p.once.Do(func() {
		templates, err := t.cache.master.Clone()
		if err == nil {
			err = parseFile(templates, p.name, p.file)
		}
		if err != nil {
			p.err = err
			return
		}
		t.fold(templates)
		inline(templates)
		p.set = prepare(templates, t.cache.funcs, p.name)
	})
	return p.set, p.err
}

// cache holds rendered partials that are the same on many pages.
type cache struct {
	master   *template.Template // the partials, never executed, so that they can be copied
	partials *set               // made from master when one is first executed
	err      error
	once     sync.Once
	funcs    template.FuncMap
	files    []file // for excerpts in errors

	mu    sync.Mutex
	parts map[part]template.HTML
}

// prepared returns the partials, ready to be executed.
func (c *cache) prepared() (*set, error) {
	c.once.Do(func() {
		templates, err := c.master.Clone()
		if err != nil {
			c.err = err
			return
		}
		var names []string
		for _, partial := range templates.Templates() {
			if partial.Tree != nil { // the set itself is not a template
				names = append(names, partial.Name())
			}
		}
		c.partials = prepare(templates, c.funcs, names...)
	})
	return c.partials, c.err
}

// part identifies a rendered partial: a template and its data.
type part struct {
	name string
	data any
}

// maxParts is the number of cached partials. Beyond it, all are dropped at once: a preview server
// that runs for weeks caches a new header with every new page in it.
const maxParts = 1024

// once renders a template with data and caches the HTML. Later calls with equal arguments return
// the same HTML. Pointers in the data are compared, not what they point to. If data is a list, once
// renders the template with each of its elements.
func (t *Theme) once(name string, data any) (template.HTML, error) {
	if list := reflect.ValueOf(data); list.Kind() == reflect.Slice {
		var b strings.Builder
		for i := range list.Len() {
			html, err := t.once(name, list.Index(i).Interface())
			if err != nil {
				return "", err
			}
			b.WriteString(string(html))
		}
		return template.HTML(b.String()), nil
	}
	key := part{name, data}
	c := &t.cache
	c.mu.Lock()
	html, ok := c.parts[key]
	c.mu.Unlock()
	if ok {
		return html, nil
	}
	partials, err := c.prepared()
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := partials.execute(&b, name, data); err != nil {
		return "", err
	}
	html = template.HTML(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.parts) >= maxParts || c.parts == nil {
		c.parts = map[part]template.HTML{}
	}
	c.parts[key] = html
	return html, nil
}

// icon renders the template "icon-NAME".
func (t *Theme) icon(name string) (template.HTML, error) { return t.once("icon-"+name, nil) }

// templatePos matches a position such as "themes/x/NAME.html:12:7" in an error of html/template.
var templatePos = regexp.MustCompile(`((?:built-in theme|themes)/[^:\s"]+):(\d+)(?::(\d+))?: *`)

// templateProblem converts an error of html/template into a diagnostic with a position.
func templateProblem(err error, files []file) diag.Diagnostic {
	var list diag.List
	if errors.As(err, &list) && len(list) > 0 {
		return list[0] // already converted by once
	}
	message := err.Error()
	d := diag.Diagnostic{Text: message}
	// The last position is the innermost.
	all := templatePos.FindAllStringSubmatchIndex(message, -1)
	if all == nil {
		return d
	}
	m := all[len(all)-1]
	d.File = message[m[2]:m[3]]
	d.Line, _ = strconv.Atoi(message[m[4]:m[5]])
	if m[6] >= 0 {
		// html/template counts columns from 0.
		d.Col, _ = strconv.Atoi(message[m[6]:m[7]])
		d.Col++
	}
	d.Text = strings.TrimSpace(message[m[1]:])
	if i := strings.Index(d.Text, ">: "); strings.HasPrefix(d.Text, "executing ") && i > 0 {
		d.Text = d.Text[i+3:]
	}
	d.Hint = "docs/themes.md lists the data of each template"
	for _, f := range files {
		if f.origin == d.File {
			d.Source = diag.Line(f.data, d.Line)
		}
	}
	return d
}
