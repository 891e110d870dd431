package rules

import (
	"slices"
	"strings"
	"text/template"

	"statuary/internal/alert"
	"statuary/internal/config"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/texttemplate"
)

// Texts that rules have by default. They contain nothing of the alert, which may name internal hosts.
const (
	defaultMessage  = "Our monitoring has detected a problem. We are investigating."
	defaultResolved = "Our monitoring reports that the problem is over."
)

// and returns names as an English list: "API, Database and Website".
func and(names []string) string {
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return strings.Join(names, "")
}

// write returns the texts that a rule makes of an alert. A template that fails is replaced by the default,
// with a note, so that the incident is opened in any case.
func write(r *config.Alert, components []incident.Component, a alert.Alert, note func(format string, args ...any)) (t Texts) {
	var names []string
	for _, c := range components {
		if slices.Contains(r.Components, c.ID) {
			names = append(names, c.Name)
		}
	}
	plain := alert.Values{
		Title: a.Title, Text: a.Text, URL: a.URL, Source: a.Source, Labels: a.Labels,
		Rule: r.Name, Components: strings.Join(names, ", "), Status: strings.ReplaceAll(r.Status.String(), "_", " "),
	}
	escaped := plain
	for _, s := range []*string{&escaped.Title, &escaped.Text, &escaped.URL, &escaped.Source, &escaped.Components} {
		*s = markdown.EscapeText(*s)
	}
	escaped.Labels = map[string]string{}
	for name, value := range a.Labels {
		escaped.Labels[name] = markdown.EscapeText(value)
	}
	for _, text := range []struct {
		name     string
		template *template.Template
		fallback string
		values   alert.Values
		to       *string
	}{
		{"title", r.Title, "Problem with " + and(names), plain, &t.Title},
		{"message", r.Message, defaultMessage, escaped, &t.Message},
		{"resolved", r.Resolved, defaultResolved, escaped, &t.Resolved},
	} {
		*text.to = text.fallback
		if text.template == nil {
			continue
		}
		s, err := texttemplate.Execute(text.template, text.values)
		switch {
		case err != nil:
			note("the template %s of [alert.%s] failed, and the default was used: %v", text.name, r.Name, err)
		case s != "":
			*text.to = s
		}
	}
	t.Title = alert.Line(t.Title)
	t.Message, t.Resolved = alert.Lines(t.Message), alert.Lines(t.Resolved)
	return t
}
