package theme

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"statuary/internal/i18n"
	"statuary/internal/timefmt"
)

// functions returns the functions of templates, in addition to those of html/template and with those of
// the options.
func (t *Theme) functions(o Options) template.FuncMap {
	l := localised{t.language}
	all := template.FuncMap{
		"t":         t.language.T,
		"tf":        l.phrase,
		"auto":      auto,
		"apart":     t.language.Apart,
		"tn":        t.language.N,
		"percent":   t.language.Percent,
		"decimal":   t.language.Decimal,
		"asset":     func(name string) string { return t.urls[name] },
		"url":       func(path string) string { return o.Root + strings.TrimPrefix(path, "/") },
		"once":      t.once,
		"icon":      t.icon,
		"iso":       func(at time.Time) string { return at.Format(time.RFC3339) },
		"posted":    l.zoned(timefmt.DateTime),
		"datetime":  l.zoned(timefmt.DateTime),
		"daytime":   l.zoned(timefmt.DayTime),
		"clock":     l.zoned(timefmt.Clock),
		"timeago":   l.relative("ago"),
		"timeuntil": l.relative("until"),
		"date":      l.plain(timefmt.Date),
		"day":       l.plain(timefmt.Day),
		"month":     l.plain(timefmt.Month),
		"fromto":    l.timeRange,
		"breaks":    breaks,
		"permalink": l.permalink,
		"duration":  t.language.Duration,
	}
	for name, f := range o.Funcs {
		all[name] = f
	}
	return all
}

// localised formats times in a language.
type localised struct{ *i18n.Language }

// zoned returns a function that formats a time of day with its zone.
func (l localised) zoned(layout string) func(time.Time) template.HTML {
	return func(t time.Time) template.HTML { return timeElement(t, l.Zoned(t, layout)) }
}

// relative returns a function that formats a time of day, which the script replaces by "4 minutes
// ago" or, if kind is "until" and the time is in the future, by "in 4 minutes".
func (l localised) relative(kind string) func(time.Time) template.HTML {
	return func(t time.Time) template.HTML {
		return timeWith(t, `" data-relative="`+kind, l.Zoned(t, timefmt.DateTime))
	}
}

// plain returns a function that formats a date.
func (l localised) plain(layout string) func(time.Time) template.HTML {
	return func(t time.Time) template.HTML { return timeElement(t, l.Format(t, layout)) }
}

// timeElement returns a <time> element: the text for people, RFC 3339 for programs.
func timeElement(t time.Time, text string) template.HTML { return timeWith(t, "", text) }

// timeWith returns a <time> element with more attributes.
func timeWith(t time.Time, attributes, text string) template.HTML {
	var space [160]byte
	b := append(space[:0], `<time datetime="`...)
	b = t.AppendFormat(b, time.RFC3339)
	b = append(b, attributes...)
	b = append(b, `">`...)
	b = append(b, template.HTMLEscapeString(text)...)
	return template.HTML(append(b, `</time>`...))
}

// timeRange formats a time span, or its start as "Ongoing since …" if to is zero.
func (l localised) timeRange(from, to time.Time) template.HTML {
	if to.IsZero() {
		return l.phraseHTML("Ongoing since %s", timeElement(from, l.Zoned(from, timefmt.DateTime)))
	}
	if from.Truncate(time.Minute).Equal(to.Truncate(time.Minute)) {
		return timeElement(from, l.Zoned(from, timefmt.DateTime)) // recorded afterwards, or over at once
	}
	first, last := l.Range(from, to)
	return timeElement(from, first) + " – " + timeElement(to, last)
}

// permalink formats the time of an update, as a link to the update.
func (l localised) permalink(id string, at time.Time) template.HTML {
	return `<a class="stamp" href="#` + template.HTML(template.HTMLEscapeString(id)) + `">` + linkIcon + timeElement(at, l.Zoned(at, timefmt.DateTime)) + `</a>`
}

const linkIcon = `<svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" d="M6.6 9.4a2.7 2.7 0 0 0 3.8 0l2.5-2.5A2.7 2.7 0 0 0 9.1 3.1l-1 1M9.4 6.6a2.7 2.7 0 0 0-3.8 0L3.1 9.1a2.7 2.7 0 0 0 3.8 3.8l1-1"/></svg>`

// phrase translates a phrase with values. If one of them is HTML, so is the result, and the others
// are escaped.
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

// auto returns the attribute dir="auto", for elements with text that people wrote. It may be in a
// language with another direction than the page's.
func auto() template.HTMLAttr { return ` dir="auto"` }

// breaks returns an address that may be broken after each slash but those of its scheme.
func breaks(address string) template.HTML {
	scheme, rest, ok := strings.Cut(template.HTMLEscapeString(address), "://")
	if !ok {
		scheme, rest = "", scheme
	} else {
		scheme += "://"
	}
	return template.HTML(scheme + strings.ReplaceAll(rest, "/", "/<wbr>"))
}

// phraseHTML translates a phrase with one value, which is HTML.
func (l localised) phraseHTML(phrase string, value template.HTML) template.HTML {
	return template.HTML(strings.Replace(template.HTMLEscapeString(l.T(phrase)), "%s", string(value), 1))
}
