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
	if err := page.prepared(t.theme).execute(w, view); err != nil {
		return diag.List{templateProblem(err, t.theme.files)}
	}
	return nil
}

// cache holds rendered partials that are the same on many pages.
type cache struct {
	mu    sync.Mutex
	parts map[part]template.HTML
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
	// A key that can't be compared would make the map panic.
	if typ := reflect.TypeOf(data); typ != nil && !typ.Comparable() {
		return "", fmt.Errorf("once can't cache a value of type %s; call the template, or pass a part of the value", typ)
	}
	key := part{name, data}
	if html, ok := t.cache.get(key); ok {
		return html, nil
	}
	partial := t.partials[name]
	if partial == nil {
		return "", fmt.Errorf("the theme has no template %q", name)
	}
	var b bytes.Buffer
	if err := partial.prepared(t).execute(&b, data); err != nil {
		return "", err
	}
	html := template.HTML(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	t.cache.add(key, html)
	return html, nil
}

func (c *cache) get(key part) (html template.HTML, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	html, ok = c.parts[key]
	return html, ok
}

func (c *cache) add(key part, html template.HTML) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.parts) >= maxParts || c.parts == nil {
		c.parts = map[part]template.HTML{}
	}
	c.parts[key] = html
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
