package prose

import (
	"path"
	"strings"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/lazyregexp"
)

var (
	relref    = lazyregexp.New(`\{\{[<%]\s*(?:rel)?ref\s+"([^"]*)"\s*[>%]\}\}`)
	shortcode = lazyregexp.New(`\{\{[<%].*?[>%]\}\}`)
	figure    = lazyregexp.New(`\{\{[<%]\s*figure\s.*?[>%]\}\}`)
)

// tidy converts the texts of the incident to plain Markdown.
func (b *builder) tidy() {
	for i := range b.in.Updates {
		u := &b.in.Updates[i]
		u.Message = Tidy(u.Message, b.Name, b.Report)
		u.Label = htmltext.Line(u.Label)
	}
	b.in.Postmortem = Tidy(b.in.Postmortem, b.Name, b.Report)
}

// Tidy converts a text to plain Markdown, and removes what only its tool understands.
func Tidy(text, place string, r *exchange.Report) string {
	text = relref.ReplaceAllStringFunc(text, func(s string) string { // all incidents are in one folder
		to := path.Base(relref.FindStringSubmatch(s)[1])
		if path.Ext(to) != ".md" {
			to += ".md"
		}
		return to
	})
	text = htmltext.Images(text)
	text = figure.ReplaceAllStringFunc(text, func(s string) string {
		if md := htmltext.Image(s); md != "" {
			return md
		}
		return s
	})
	for _, s := range shortcode.FindAllString(text, -1) {
		r.Add(exchange.Loss, place, "a shortcode was left out", "%.80s", s)
	}
	t := htmltext.Markdown(shortcode.ReplaceAllString(text, ""))
	for _, lost := range t.Lost {
		r.Add(exchange.Loss, place, "part of a text was left out", "%s", lost)
	}
	if tags := htmltext.RawHTML(t.Markdown); tags != "" {
		r.Add(exchange.Info, place, "HTML in a text is shown as plain text; to render it, set html in [markdown] of config.toml", "%.60s", tags)
	}
	return strings.TrimSpace(strings.Trim(t.Markdown, "\\"))
}
