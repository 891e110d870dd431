package theme

import (
	"bytes"
	"html/template"
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/markdown"
	"statuary/internal/pages/draw"
	views "statuary/internal/pages/view"
)

// pageViews are the views of the pages.
var pageViews = map[string]any{
	"home.html": views.HomeView{}, "incident.html": views.IncidentView{}, "history.html": views.HistoryView{}, "year.html": views.YearView{}, "month.html": views.MonthView{},
	"component.html": views.ComponentView{}, "tag.html": views.TagView{}, "tags.html": views.TagsView{}, "uptime.html": views.UptimeView{}, "insights.html": views.InsightsView{},
	"subscribe.html": views.SubscribeView{}, "embed.html": views.EmbedView{}, "page.html": views.DocView{}, "404.html": views.NotFoundView{}, "redirect.html": views.RedirectView{},
}

// cachedViews is the data of the partials that pages execute by {{once}}.
var cachedViews = map[string]any{
	"partials/head.html": views.Top{}, "partials/header.html": views.Top{}, "partials/footer.html": views.Top{}, "partials/looks.html": []views.KeyBadge{},
	"partials/badge.html": views.Badge{}, "partials/state.html": views.Badge{}, "partials/progress.html": views.Badge{}, "partials/update.html": views.Badge{},
	"partials/change.html": views.Change{}, "partials/listed.html": views.ListedLink{}, "partials/row.html": views.Item{}, "icon-major": nil, "icon-scheduled": nil,
}

// builtInTheme returns the built-in theme with the functions that pages have.
func builtInTheme(t testing.TB, files fstest.MapFS) *Theme {
	t.Helper()
	texts := markdown.New(markdown.Options{})
	funcs := draw.Funcs()
	funcs["markdown"], funcs["summary"] = texts.HTML, texts.Summary
	var l Loader
	theme, problems, err := l.Load(files, Options{Root: "/", Funcs: funcs})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return theme
}

// All built-in templates are compiled, because pages that are not take ten times as long. They write
// what html/template writes, for values of all kinds.
func TestBuiltInIsCompiled(t *testing.T) {
	theme := builtInTheme(t, fstest.MapFS{})
	for name := range theme.pages {
		if pageViews[name] == nil {
			t.Errorf("the view of %s is unknown", name)
		}
	}
	check := func(source *source, data any) {
		set, name := source.prepared(theme), source.name
		if set.compiled == nil {
			t.Errorf("%s is not escaped", name)
			return
		}
		if err := set.compiled.Check(name, reflect.TypeOf(data)); err != nil {
			t.Error(err)
			return
		}
		r := rand.New(rand.NewPCG(1, uint64(len(name))))
		for range 30 {
			if data != nil {
				v := reflect.New(reflect.TypeOf(data)).Elem()
				randomize(r, v)
				data = v.Interface()
			}
			var want, got bytes.Buffer
			slow, fast := set.templates.ExecuteTemplate(&want, name, data), set.compiled.Execute(&got, name, data)
			if (slow == nil) != fast || fast && got.String() != want.String() {
				t.Fatalf("%s of %+v is\n%s\nwant %v\n%s", name, data, got.String(), slow, want.String())
			}
		}
	}
	for name, data := range pageViews {
		check(theme.pages[name], data)
	}
	for name, data := range cachedViews {
		check(theme.partials[name], data)
	}
}

// hostile are strings that are escaped in texts, attributes or addresses.
var hostile = []string{"", "", "word", `"'<&+>`, "</title><script>", "javascript:alert(1)", "https://example.org/?a=b&c", "/a b/%zz", "\x00\xff`=", "ü, 日本", "operational", "Resolved"}

// randomize sets a value to one that depends on chance.
func randomize(r *rand.Rand, v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		if r.IntN(4) > 0 {
			v.Set(reflect.ValueOf(time.Unix(r.Int64N(2e9), 0).UTC()))
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostile[r.IntN(len(hostile))])
		if icon := []string{"operational", "maintenance", "none", "half"}; v.Type() == reflect.TypeFor[template.HTMLAttr]() {
			v.SetString(` data-x="y"`)
		} else if v.String() == "operational" {
			v.SetString(icon[r.IntN(len(icon))])
		}
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(4) * r.Int64N(1000))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 3))
		for range r.IntN(4) {
			one := reflect.New(v.Type().Elem()).Elem()
			randomize(r, one)
			v.Set(reflect.Append(v, one))
		}
	case reflect.Array:
		for i := range v.Len() {
			randomize(r, v.Index(i))
		}
	case reflect.Pointer:
		if r.IntN(3) > 0 || v.Type() == reflect.TypeFor[*views.Site]() {
			v.Set(reflect.New(v.Type().Elem()))
			randomize(r, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				randomize(r, v.Field(i))
			}
		}
		if icon := v.FieldByName("Icon"); icon.IsValid() && icon.Kind() == reflect.String {
			icon.SetString([]string{"operational", "maintenance", "degraded", "partial", "major", "none", "half", "most", "scheduled"}[r.IntN(9)])
		}
	}
}
