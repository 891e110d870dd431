package compile

import (
	"bytes"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// escaperPrefix is the prefix of the functions that html/template adds to pipelines.
const escaperPrefix = "_html_template_"

// The names of these functions, by the place of a value.
const (
	inText      = "htmlescaper"
	inAttribute = "attrescaper"
	inTitle     = "rcdataescaper"
	inURL       = "urlfilter urlnormalizer attrescaper"
	inComment   = "commentescaper"
)

// contexts have markup around a value, in which html/template escapes it by the functions of the key.
var contexts = map[string][2]string{
	inText:                       {},
	inAttribute:                  {`<p title="`, `">`},
	inTitle:                      {`<title>`, `</title>`},
	inURL:                        {`<a href="`, `">`},
	"urlnormalizer attrescaper":  {`<a href="/`, `">`},
	"urlescaper attrescaper":     {`<a href="/?q=`, `">`},
	"nospaceescaper":             {`<p title=`, `>`},
	"urlfilter attrescaper":      {`<meta http-equiv="refresh" content="0; url=`, `">`},
	"htmlnamefilter":             {`<p `, `>`},
	"srcsetescaper attrescaper":  {`<img srcset="`, `">`},
	"jsvalescaper":               {`<script>x = `, `</script>`},
	"jsvalescaper attrescaper":   {`<p onclick="f(`, `)">`},
	"jsstrescaper":               {`<script>x = "`, `"</script>`},
	"cssvaluefilter":             {`<style>p { color: `, ` }</style>`},
	"cssvaluefilter attrescaper": {`<p style="color: `, `">`},
}

// escaper escapes values as html/template does in one context.
//
// Strings, which are nearly all values, are escaped here. For other types, and for URLs with special
// characters, html/template executes a template with nothing but the value.
type escaper struct {
	functions string
	markup    [2]string
	single    *template.Template
}

// newEscaper returns the escaper for the functions that html/template has added to a pipeline, or nil
// if there is none.
var newEscaper = func() func(functions string) *escaper {
	var mu sync.Mutex
	made := map[string]*escaper{}
	return func(functions string) *escaper {
		mu.Lock()
		defer mu.Unlock()
		if e, ok := made[functions]; ok {
			return e
		}
		var e *escaper
		if markup, ok := contexts[functions]; ok {
			t := template.Must(template.New("").Parse(markup[0] + "{{.}}" + markup[1]))
			var b bytes.Buffer
			if err := t.Execute(&b, ""); err == nil && added(t.Tree) == functions && strings.HasPrefix(b.String(), markup[0]) && strings.HasSuffix(b.String(), markup[1]) {
				e = &escaper{functions, markup, t}
			}
		}
		made[functions] = e
		return e
	}
}()

// added returns the functions that html/template has added to the action of a template.
func added(t *parse.Tree) string {
	var names []string
	for _, n := range t.Root.Nodes {
		if a, ok := n.(*parse.ActionNode); ok {
			for _, cmd := range a.Pipe.Cmds[1:] {
				names = append(names, strings.TrimPrefix(cmd.String(), escaperPrefix))
			}
		}
	}
	return strings.Join(names, " ")
}

// output compiles the output of a value.
func (c *compiler) output(n parse.Node, e expr, functions []string) step {
	escape := newEscaper(strings.Join(functions, " "))
	if len(functions) == 1 && functions[0] == inComment {
		return func(f *frame) { e.value(f) } // html/template removes comments
	}
	if escape == nil || e.typ == nil {
		c.unknown(n, "a value that is escaped in a rare way")
	}
	switch {
	case e.typ == stringType:
		text := e.str()
		if escape.functions == inText || escape.functions == inAttribute || escape.functions == inTitle {
			return func(f *frame) { writeHTML(f.out, text(f)) }
		}
		return func(f *frame) { escape.string(f.out, text(f)) }
	case e.typ == htmlType && escape.functions == inText:
		text := e.str()
		return func(f *frame) { f.out.WriteString(text(f)) }
	case e.typ == intType && (escape.functions == inText || escape.functions == inAttribute):
		return func(f *frame) { f.out.Write(strconv.AppendInt(f.out.AvailableBuffer(), e.value(f).Int(), 10)) }
	}
	return func(f *frame) { escape.any(f.out, e.value(f).Interface()) }
}

var htmlType = reflect.TypeFor[template.HTML]()

func (e *escaper) any(out *bytes.Buffer, value any) {
	switch v := value.(type) {
	case string:
		e.string(out, v)
	case template.HTML:
		if e.functions == inText {
			out.WriteString(string(v))
			return
		}
		e.execute(out, value)
	default:
		e.execute(out, value)
	}
}

func (e *escaper) string(out *bytes.Buffer, s string) {
	switch e.functions {
	case inText, inAttribute, inTitle:
		writeHTML(out, s)
	case inURL:
		if isPlainURL(s) {
			out.WriteString(s)
			return
		}
		e.execute(out, s)
	default:
		e.execute(out, s)
	}
}

// execute lets html/template escape a value.
func (e *escaper) execute(out *bytes.Buffer, value any) {
	var b bytes.Buffer
	if err := e.single.Execute(&b, value); err != nil {
		panic(err) // see [Set.Execute]
	}
	out.Write(b.Bytes()[len(e.markup[0]) : b.Len()-len(e.markup[1])])
}

// writeHTML escapes a string for a text or a quoted attribute.
func writeHTML(out *bytes.Buffer, s string) {
	written := 0
	for i := range len(s) {
		var escaped string
		switch s[i] {
		case 0:
			escaped = "\uFFFD"
		case '"':
			escaped = "&#34;"
		case '&':
			escaped = "&amp;"
		case '\'':
			escaped = "&#39;"
		case '+':
			escaped = "&#43;"
		case '<':
			escaped = "&lt;"
		case '>':
			escaped = "&gt;"
		default:
			continue
		}
		out.WriteString(s[written:i])
		out.WriteString(escaped)
		written = i + 1
	}
	out.WriteString(s[written:])
}

// isPlainURL reports whether html/template would leave an address as it is: it has only letters, digits
// and a few other characters, and is relative or begins with http:// or https://.
func isPlainURL(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		rest = strings.TrimPrefix(s, "http://")
	}
	for i := range len(rest) {
		switch c := rest[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '/', c == '-', c == '.', c == '_', c == '#', c == '?', c == '=', c == '~':
		default:
			return false
		}
	}
	return true
}
