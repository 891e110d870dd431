package compile

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"statuary/internal/markdown"
)

// data is what the templates of these tests are executed with.
type data struct {
	inner
	Name, Empty string
	HTML        template.HTML
	URL         template.URL
	Attr        template.HTMLAttr
	Count, Zero int
	Size        int8
	Ratio       float64
	Yes, No     bool
	At, Never   time.Time
	Lasted      time.Duration
	List        []item
	Names       []string
	None        []item
	Pair        [2]string
	One         *item
	Nothing     *item
	Word        word
	Text        markdown.Text
	Any, Nil    any
	ByName      map[string]string
	NoText      *string
	Lists       [][]string
}

type inner struct{ Deep string }

type item struct{ Name, URL string }

func (i item) Upper() string         { return strings.ToUpper(i.Name) }
func (i item) Two() (string, *item)  { return i.Name, nil }
func (i item) With(s string) string  { return i.Name + s }
func (i *item) Pointer() string      { return "*" + i.Name }
func (i item) Fail() (string, error) { return "", errors.New("it failed") }

// word is a string with a text of its own, which html/template prints.
type word string

func (w word) String() string { return "<" + string(w) + ">" }

var funcs = template.FuncMap{
	"up":   strings.ToUpper,
	"bold": func(s string) template.HTML { return template.HTML("<b>" + template.HTMLEscapeString(s) + "</b>") },
	"date": func(t time.Time) template.HTML { return template.HTML(t.Format("<i>2006</i>")) },
	"iso":  func(t time.Time) string { return t.Format(time.RFC3339) },
	"span": func(a, b time.Time) template.HTML { return template.HTML(a.Format("2006–") + b.Format("2006")) },
	"link": func(id string, t time.Time) template.HTML { return template.HTML("#" + id + t.Format("2006")) },
	"text": func(t markdown.Text) template.HTML {
		return template.HTML("<p>" + template.HTMLEscapeString(t.Source) + "</p>")
	},
	"took":  func(d time.Duration) string { return d.String() },
	"tf":    func(s string, values ...any) any { return fmt.Sprintf(s, values...) },
	"raw":   func(s string, values ...any) any { return template.HTML(fmt.Sprintf(s, values...)) },
	"cache": func(s string, v any) (template.HTML, error) { return template.HTML(fmt.Sprint(s, v)), nil },
	"show":  func(i item) template.HTML { return template.HTML(i.Name) },
	"plus":  func(a, b int) int { return a + b },
	"fail":  func(string) (template.HTML, error) { return "", errors.New("it failed") },
	"auto":  func() template.HTMLAttr { return ` dir="auto"` },
	"panic": func(string) string { panic("out") },
}

// hostile are strings that mean something in one of the places where values are.
var hostile = []string{
	"", "plain", "a b", `"quoted" 'single'`, "<script>alert(1)</script>", "&amp; & +1 =", "\x00\x01\t\n\r\v\f`", "javascript:alert(1)", " javascript:x", "JavaScript:x", "https://example.org/a?b=c&d=%20e%zz#f",
	"http://", "https://a:b@c", "mailto:a@b", "//example.org", "/a b/ü?(x)", "a:b", "/a:b", "data:text/html,x", "日本語 ελ", "\xff\xfe", "[!$*,;]", "x=y>z", "--><!--", "</title>", "%", "%4", "%41", "on=1", "style", "\u2028\ufeff\ufdd0",
}

func dataOf(s string) data {
	i := item{s, "/" + s}
	return data{
		inner: inner{s}, Name: s, HTML: template.HTML(s), URL: template.URL(s), Attr: template.HTMLAttr(s), Count: 12, Size: -3, Ratio: 1.5, Yes: true,
		At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Lasted: time.Minute, List: []item{i, {"b", "/c"}}, Names: []string{s, "+"}, Pair: [2]string{s, "x"}, One: &i, Word: word(s), Text: markdown.Text{Source: s}, Any: s,
		ByName: map[string]string{"a": s},
		Lists:  [][]string{{s, "b"}, {}, {"c"}, nil},
	}
}

// Each line is a template that is compiled, and that writes what html/template writes.
const compiled = `
<p title="{{.Name}}" class={{.Name}} {{.Attr}}>{{.Name}}</p><title>{{.Name}}</title><textarea>{{.HTML}}</textarea>
<a href="{{.Name}}">{{.HTML}}</a><a href="/{{.Name}}?q={{.Name}}" title="{{.HTML}}">{{.URL}}</a><a href="{{.URL}}">{{.Attr}}</a>
<a href="/{{.Name}}" title='{{.Name}}'>x</a><a href='{{.Name}}' class={{.HTML}}>x</a><img src="{{.Name}}"><meta http-equiv="refresh" content="0; url={{.Name}}">
<script>x = {{.Name}}; y = "a {{.Name}}"; z = {{.Count}} + {{.Names}}</script><p style="color: {{.Name}}; width: {{.Count}}%" onclick="f({{.Name}}, {{.Yes}})"><style>p { color: {{.Name}} }</style><img srcset="{{.Name}} 1x"><script type="application/json">{{.List}}</script>
{{printf "%s is %d" .Name .Count}} {{print .Name .Count}} {{println .Name}} {{.Name | printf "%q"}}<p title="{{printf "%v" .HTML}}">
{{.Count}} {{.Size}} {{.Ratio}} {{.Yes}} {{.Word}} {{.At}} {{.Any}} {{.Nil}} {{.Names}} {{.One}} {{.Nothing}}<p title="{{.Count}}{{.Any}}{{.Word}}" class={{.Count}}>
{{.Deep}} {{.One.Name}} {{.One.Upper}} {{.One.With "x"}} {{.At.Year}} {{.At.IsZero}} {{.Never.IsZero}} {{(index .List 0).URL}} {{index .Pair 1}} {{len .Names}} {{len .Name}}
{{if .Name}}a{{else if .Empty}}b{{else}}c{{end}}{{if .Zero}}d{{end}}{{if .Count}}e{{end}}{{if .None}}f{{end}}{{if .List}}g{{end}}{{if .One}}h{{end}}{{if .Nothing}}i{{end}}{{if .At}}j{{end}}{{if .Yes}}k{{end}}{{if .No}}l{{end}}{{if .Pair}}m{{end}}{{if up .Name}}n{{end}}
{{with .Name}}{{.}}{{$.Count}}{{else}}none{{end}}{{with .One}}{{.Name}}{{with .URL}}{{.}}{{end}}{{.Name}}{{end}}{{with .Nothing}}x{{else with .Name}}{{.}}{{end}}{{with $x := .Name}}{{$x}}{{.}}{{end}}{{.Name}}
{{range .List}}{{.Name}}{{$.Name}}{{.Upper}}{{end}}{{range .None}}x{{else}}{{.Name}}{{end}}{{range $i, $one := .List}}{{if $i}}, {{end}}{{$one.Name}}{{.Name}}{{end}}{{range $one := .Names}}{{$one}}{{end}}{{range .Pair}}{{.}}{{end}}{{range .Lists}}{{range $x := .}}{{$x}}{{else}}none{{end}}{{end}}{{.Name}}
{{$x := .Name}}{{$x}}{{if .Yes}}{{$x = up .Name}}{{$x := 1}}{{$x}}{{end}}{{$x}}{{$y := .One}}{{$y.Name}}{{range .Names}}{{$x = .}}{{end}}{{$x}}
{{if and .Yes .Name}}a{{end}}{{if or .No .Empty .Name}}b{{end}}{{if not .Name}}c{{end}}{{if not (and .Yes (or .No .Nothing .Count))}}d{{end}}{{or .Empty .Name}}{{and .Name .Deep}}{{with or .Empty .Name}}{{.}}{{end}}{{if eq .Name "plain"}}e{{end}}{{if ne .Name .Deep}}f{{end}}{{if eq .Count 12}}g{{end}}{{if gt (len .List) 1}}h{{end}}{{if lt .Count 3}}i{{end}}{{if le .Count 12}}k{{end}}{{if ge .Zero 1}}l{{end}}{{if ne .Count .Zero}}j{{end}}{{not .Yes}}{{eq .Name .Deep}}
{{up .Name}} {{bold .Name}} {{date .At}} {{iso .At}} {{span .At .Never}} {{link .Name .At}} {{took .Lasted}} {{text .Text}} {{tf "%s %d" .Name .Count}} {{raw "<i>%v</i>" .HTML}} {{tf "%s" (bold .Name)}} {{cache "x" .One}} {{show .One}} {{plus 1 .Count}}<p{{auto}} title="{{bold .Name}}{{tf "%s" .Name}}{{raw "%s" .Name}}">{{range .List}}{{show .}}{{cache "y" .}}{{end}}
{{.Name | up | bold}} {{"<i>" | up}} {{(up .Name)}} {{up "a"}} {{true}} {{12}} {{/* a comment */}}{{- "x" -}} <!-- {{.Name}} -->
{{template "row" .One}}{{template "row" (index .List 1)}}{{template "words"}}{{template "loop" .Names}}{{.Name}}{{define "row"}}{{$n := .Name}}{{$.Name}}{{template "name" $n}}{{$n}}{{.URL}}{{end}}{{define "name"}}{{$x := .}}<b>{{$x}}</b>{{end}}{{define "words"}}words{{end}}{{define "loop"}}{{range .}}{{template "name" .}}{{$}}{{end}}{{end}}
`

// Compiled templates write what html/template writes, for strings that need to be escaped in each place.
func TestCompiled(t *testing.T) {
	for _, source := range strings.Split(strings.TrimSpace(compiled), "\n") {
		slow, fast := sets(t, source)
		if err := fast.Check("x", reflect.TypeFor[data]()); err != nil {
			t.Error(err)
			continue
		}
		for _, s := range hostile {
			for _, value := range []any{dataOf(s), ptr(dataOf(s))} {
				var want, got bytes.Buffer
				got.WriteString("before")
				if err := slow.ExecuteTemplate(&want, "x", value); err != nil {
					t.Fatal(err)
				}
				if !fast.Execute(&got, "x", value) || got.String() != "before"+want.String() {
					t.Errorf("%s\nof %q writes %q\nwant %q", source, s, got.String(), want.String())
				}
			}
		}
	}
}

// What is not compiled, or fails, is left to html/template, and writes nothing before.
func TestLeftToTemplates(t *testing.T) {
	for _, source := range []string{
		`{{.Unknown}}`, `{{.One.Pointer}}`, `{{.ByName.a}}`, `{{range .ByName}}x{{end}}`, `{{range 3}}x{{end}}`, `{{.Any.Name}}`, `{{with .Any}}{{.}}{{end}}`,
		`{{range .List}}{{break}}{{end}}`, `{{.Name | html}}`, `{{if $x := .Name}}{{$x}}{{end}}`, `<p class="{{template "name" .}}">{{define "name"}}{{.Name}}{{end}}`,
		`{{if .Yes}}x{{else}}{{template "again" .}}{{end}}{{define "again"}}{{if .Yes}}y{{else}}{{template "again" .}}{{end}}{{end}}`, "<script>x = `{{.Name}}`</script>", `{{1.5}}`, `{{'a'}}`, `{{nil | bold}}`,
		`x{{.Nothing.Name}}`, `x{{fail .Name}}`, `x{{.One.Fail}}`, `x{{panic .Name}}`, `x{{index .Names 5}}`, `x{{show .Nothing}}`, `{{bold .Count}}`, `{{bold}}`, `{{up .HTML}}`, `{{.Name.Upper}}`, `{{.At.Date}}`, `{{.One.Two}}`, `{{up .NoText}}`,
		`{{if .Nothing.Name | or .Name}}x{{end}}`, `{{.Nothing.Name | and .Empty}}`, `{{range $x := .None}}{{else}}{{if $x}}b{{end}}{{end}}`, `{{range .Lists}}{{range $x := .}}a{{else}}{{$x}}{{end}}{{end}}`,
		`{{template "none" .}}`, `{{template "dot"}}{{define "dot"}}{{.}}{{end}}`,
	} {
		set, err := template.New("x").Funcs(funcs).Parse(source)
		if err != nil {
			continue // a mistake that is found earlier
		}
		escape := template.Must(set.New("escape").Parse(`{{if false}}{{template "x"}}{{end}}`))
		_ = escape.Execute(io.Discard, nil)
		var b bytes.Buffer
		b.WriteString("before")
		if New(set, funcs).Execute(&b, "x", dataOf("a")) || b.String() != "before" {
			t.Errorf("%s was compiled: %s", source, b.String())
		}
	}
}

// A template is compiled for each type of data.
func TestTypes(t *testing.T) {
	slow, fast := sets(t, `<p title="{{.}}">{{.}}</p>`)
	for _, value := range []any{"a+b", 1, 1.5, true, template.HTML("<b>"), word("w"), []string{"<"}, dataOf("<"), &item{"a", "b"}, errors.New("<i>"), time.Unix(0, 0).UTC(), map[string]int{"<": 1}} {
		var want, got bytes.Buffer
		if err := slow.ExecuteTemplate(&want, "x", value); err != nil {
			t.Fatal(err)
		}
		if !fast.Execute(&got, "x", value) || got.String() != want.String() {
			t.Errorf("%T: %q\nwant %q", value, got.String(), want.String())
		}
	}
}

// sets returns a template for html/template, and compiled.
func sets(t testing.TB, source string) (*template.Template, *Set) {
	t.Helper()
	set, err := template.New("x").Funcs(funcs).Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	escape := template.Must(set.New("escape").Parse(`{{if false}}{{template "x"}}{{end}}`))
	if err := escape.Execute(io.Discard, nil); err != nil {
		t.Fatal(err)
	}
	return set, New(set, funcs)
}

func ptr[T any](v T) *T { return &v }
