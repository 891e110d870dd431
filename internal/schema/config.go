package schema

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"statuary/internal/config"
	"statuary/internal/pages"
)

// configSchema returns the schema of config.toml, made from the settings of package config.
// It accepts all that the decoder accepts.
func configSchema(targets []config.TargetKind) *jsonschema.Schema {
	s := table(config.Settings(targets...))
	place := s.Properties["publish"].AdditionalProperties
	for _, k := range targets {
		if len(k.Keys) > 0 {
			place.AllOf = append(place.AllOf, only(k))
		}
	}
	addOutputs(s.Properties["outputs"])
	s.Title = "The settings of a site, config.toml"
	return s
}

// table returns the schema of a table with some settings.
func table(settings []config.Setting) *jsonschema.Schema {
	return tableOf(settings, func(s config.Setting) key { return key{s.Name, s.About, s.Required, value(s)} })
}

// value returns the schema of a setting's value.
func value(s config.Setting) *jsonschema.Schema {
	switch s.Type {
	case config.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	case config.Integer:
		return &jsonschema.Schema{Type: "integer", Minimum: jsonschema.Ptr(float64(s.Min)), Maximum: jsonschema.Ptr(float64(s.Max))}
	case config.Texts:
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "array", Items: textOf(s)}, textOf(s)}}
	case config.Limit:
		number := &jsonschema.Schema{Type: "integer", Minimum: jsonschema.Ptr(0.0)}
		if s.Max > 0 {
			number.Maximum = jsonschema.Ptr(float64(s.Max))
		}
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{number, textOf(s)}}
	case config.Table:
		return table(s.Keys)
	case config.Tables:
		return &jsonschema.Schema{Type: "array", Items: table(s.Keys)}
	case config.Pairs:
		return &jsonschema.Schema{Type: "object", AdditionalProperties: &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "array", Items: textOf(s)}, textOf(s)}}}
	case config.Named:
		return &jsonschema.Schema{Type: "object", AdditionalProperties: table(s.Keys)}
	}
	return textOf(s)
}

// textOf returns the schema of a setting's text, or of each text in a list.
func textOf(s config.Setting) *jsonschema.Schema {
	form := strings.ReplaceAll(s.Form, "(?:", "(")
	if s.Files != nil {
		form = filePattern(s.Files)
	}
	switch {
	case s.Words != nil:
		p := &jsonschema.Schema{Type: "string"}
		for _, w := range s.Words {
			p.Enum = append(p.Enum, w)
		}
		return p
	case form == "":
		return unquoted()
	case s.Unquoted:
		p := unquoted()
		p.Pattern = form
		return p
	}
	return &jsonschema.Schema{Type: "string", Pattern: form}
}

// unquoted returns the schema of a text for which numbers and truth values need no quotes.
func unquoted() *jsonschema.Schema {
	return &jsonschema.Schema{Types: []string{"string", "number", "boolean"}}
}

// never returns a schema that nothing matches.
func never() *jsonschema.Schema { return &jsonschema.Schema{Not: &jsonschema.Schema{}} }

// filePattern returns a regular expression for the name of a file with one of some endings.
func filePattern(endings []string) string {
	patterns := make([]string, len(endings))
	for i, e := range endings {
		patterns[i] = `\` + anyCase(e)
	}
	return `^\s*$|^\s*/?[^/:\\][^:\\]*(` + strings.Join(patterns, "|") + `)\s*$`
}

// addOutputs adds the keys of [outputs].
func addOutputs(s *jsonschema.Schema) {
	for _, o := range pages.Outputs() {
		if o.Name != "" {
			s.Properties[o.Name] = &jsonschema.Schema{Type: "boolean", Description: o.About + " (" + o.Paths + ")"}
			s.PropertyOrder = append(s.PropertyOrder, o.Name)
		}
	}
}

// only returns a schema that refuses the keys of a kind of target where the target has another
// kind, and refuses incomplete targets of the kind.
func only(kind config.TargetKind) *jsonschema.Schema {
	refused := map[string]*jsonschema.Schema{}
	for _, key := range kind.Keys {
		refused[key.Name] = never()
	}
	target := func(form *regexp.Regexp) *jsonschema.Schema {
		return &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{"target": {Pattern: form.String()}}}
	}
	s := &jsonschema.Schema{If: target(kind.Form), Else: &jsonschema.Schema{Properties: refused}}
	if kind.Whole != nil {
		s.Then = target(kind.Whole)
	}
	return s
}

// anyCase returns a regular expression of a text in small and in large letters.
func anyCase(s string) string {
	var b strings.Builder
	for _, r := range s {
		if up := strings.ToUpper(string(r)); up != string(r) {
			fmt.Fprintf(&b, "[%c%s]", r, up)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
