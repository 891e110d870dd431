package theme

import (
	"html/template"
	"strings"
	"time"

	"statuary/internal/when"
)

// funcs lists the functions that templates have, beside those of html/template
// and those in the options.
func (t *Theme) funcs(o Options) template.FuncMap {
	all := template.FuncMap{
		"asset":     func(name string) string { return t.urls[name] },
		"url":       func(path string) string { return o.Root + strings.TrimPrefix(path, "/") },
		"once":      t.once,
		"icon":      t.icon,
		"iso":       func(at time.Time) string { return at.Format(time.RFC3339) },
		"posted":    zoned(when.Posted),
		"datetime":  zoned(when.DateTime),
		"daytime":   zoned(when.DayTime),
		"clock":     zoned(when.Clock),
		"date":      plain(when.Date),
		"day":       plain(when.Day),
		"month":     plain(when.Month),
		"fromto":    timeRange,
		"permalink": permalink,
		"duration":  when.Duration,
	}
	for name, f := range o.Funcs {
		all[name] = f
	}
	return all
}

// zoned makes a function that writes a time of day with its zone.
func zoned(layout string) func(time.Time) template.HTML {
	return func(t time.Time) template.HTML { return element(t, when.Format(t, layout)) }
}

// plain makes a function that writes a date.
func plain(layout string) func(time.Time) template.HTML {
	return func(t time.Time) template.HTML { return element(t, t.Format(layout)) }
}

// element writes a time for people and for machines.
func element(t time.Time, text string) template.HTML {
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + template.HTMLEscapeString(text) + `</time>`)
}

// timeRange writes from when to when; without an end, since when.
func timeRange(from, to time.Time) template.HTML {
	if to.IsZero() {
		return "since " + element(from, when.Format(from, when.DateTime))
	}
	first, last := when.Range(from, to)
	return element(from, first) + " – " + element(to, last)
}

// permalink writes when an update was posted, as a link to it.
func permalink(id string, at time.Time) template.HTML {
	return `<a href="#` + template.HTML(template.HTMLEscapeString(id)) + `">Posted ` + element(at, when.Format(at, when.Posted)) + `</a>`
}
