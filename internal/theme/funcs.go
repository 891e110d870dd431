package theme

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"statuary/internal/timefmt"
	"statuary/internal/i18n"
)

// funcs lists the functions that templates have, beside those of html/template
// and those in the options.
func (t *Theme) funcs(o Options) template.FuncMap {
	l := localised{t.words}
	all := template.FuncMap{
		"t":         t.words.T,
		"tf":        l.phrase,
		"auto":      auto,
		"apart":     t.words.Apart,
		"tn":        t.words.N,
		"percent":   t.words.Percent,
		"decimal":   t.words.Decimal,
		"asset":     func(name string) string { return t.urls[name] },
		"url":       func(path string) string { return o.Root + strings.TrimPrefix(path, "/") },
		"once":      t.once,
		"icon":      t.icon,
		"iso":       func(at time.Time) string { return at.Format(time.RFC3339) },
		"posted":    l.zoned(timefmt.Posted),
		"datetime":  l.zoned(timefmt.DateTime),
		"daytime":   l.zoned(timefmt.DayTime),
		"clock":     l.zoned(timefmt.Clock),
		"date":      l.plain(timefmt.Date),
		"day":       l.plain(timefmt.Day),
		"month":     l.plain(timefmt.Month),
		"fromto":    l.timeRange,
		"permalink": l.permalink,
		"duration":  t.words.Duration,
	}
	for name, f := range o.Funcs {
		all[name] = f
	}
	return all
}

// localised writes times in a language.
type localised struct{ *i18n.Language }

// zoned makes a function that writes a time of day with its zone.
func (l localised) zoned(layout string) func(time.Time) template.HTML {
	return func(t time.Time) template.HTML { return element(t, l.Zoned(t, layout)) }
}

// plain makes a function that writes a date.
func (l localised) plain(layout string) func(time.Time) template.HTML {
	return func(t time.Time) template.HTML { return element(t, l.Format(t, layout)) }
}

// element writes a time for people and for machines.
func element(t time.Time, text string) template.HTML {
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + template.HTMLEscapeString(text) + `</time>`)
}

// timeRange writes from when to when; without an end, since when.
func (l localised) timeRange(from, to time.Time) template.HTML {
	if to.IsZero() {
		return l.around("since %s", element(from, l.Zoned(from, timefmt.DateTime)))
	}
	if from.Truncate(time.Minute).Equal(to.Truncate(time.Minute)) {
		return element(from, l.Zoned(from, timefmt.DateTime)) // written down afterwards, or over at once
	}
	first, last := l.Range(from, to)
	return element(from, first) + " – " + element(to, last)
}

// permalink writes when an update was posted, as a link to it.
func (l localised) permalink(id string, at time.Time) template.HTML {
	return `<a href="#` + template.HTML(template.HTMLEscapeString(id)) + `">` + l.around("Posted %s", element(at, l.Zoned(at, timefmt.Posted))) + `</a>`
}

// phrase translates a phrase with values. Where one of them is an element, the
// whole is HTML.
func (l localised) phrase(text string, values ...any) any {
	html := false
	for _, v := range values {
		_, is := v.(template.HTML)
		html = html || is
	}
	if !html {
		return l.F(text, values...)
	}
	safe := make([]any, len(values))
	for n, v := range values {
		switch v := v.(type) {
		case template.HTML:
			safe[n] = string(v)
		case string:
			safe[n] = template.HTMLEscapeString(v)
		default:
			safe[n] = v
		}
	}
	return template.HTML(fmt.Sprintf(template.HTMLEscapeString(l.T(text)), safe...))
}

// auto returns the attribute of elements with text that people wrote: it may be
// in a language that is written the other way than the page's.
func auto() template.HTMLAttr { return ` dir="auto"` }

// around translates a phrase about a value that is HTML already.
func (l localised) around(phrase string, value template.HTML) template.HTML {
	return template.HTML(strings.Replace(template.HTMLEscapeString(l.T(phrase)), "%s", string(value), 1))
}
