// Package schema describes files of a site in JSON Schema, so that editors complete and explain
// them: the front matter of incidents and of pages, and config.toml.
//
// The schemas are made from the tables of keys in packages incident and content and the table of
// settings in package config. They accept all that the parsers accept. What a schema can't say, such
// as that a time exists, is left to statuary check.
package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Draft is the version of JSON Schema that is written: the one that editors
// know best.
const Draft = "http://json-schema.org/draft-07/schema#"

// Time is the pattern of times.
const Time = `^\d{4}-\d{1,2}-\d{1,2}[Tt ] *\d{1,2}:\d{2}`

// Names are the names of the schemas.
var Names = []string{"incident", "page", "config"}

// JSON returns the schema of a name, as [Of] does, as JSON.
func JSON(name string, components []incident.Component, targets ...config.TargetKind) ([]byte, error) {
	s, err := Of(name, components, targets...)
	if err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(s, "", "  ")
	return append(out, '\n'), err
}

// Of returns the schema of a name. If there are components, only their ids are valid,
// and editors complete them. Publish targets have the keys of the kinds given.
func Of(name string, components []incident.Component, targets ...config.TargetKind) (*jsonschema.Schema, error) {
	var s *jsonschema.Schema
	switch name {
	case "incident":
		s = frontMatter("an incident", incident.Keys(), components)
		// Announcements have a beginning instead of a timeline.
		s.Required = slices.DeleteFunc(s.Required, func(key string) bool { return key == "timeline" })
		s.AnyOf = []*jsonschema.Schema{{Required: []string{"timeline"}}, {Required: []string{"type", "from"}}}
	case "page":
		s = frontMatter("a page", content.PageKeys(), components)
	case "config":
		s = configSchema(targets)
	default:
		return nil, fmt.Errorf("there is no schema %q", name)
	}
	s.Schema = Draft
	return s, nil
}

// frontMatter returns the schema of front matter with the keys given. If there are components, only
// their ids are valid.
func frontMatter(of string, keys []frontmatter.Key, components []incident.Component) *jsonschema.Schema {
	s := keySchemas{ids(components)}.table(keys)
	s.Title = "Front matter of " + of
	return s
}

// keySchemas makes schemas of keys of front matter.
type keySchemas struct {
	components []any // their ids; nil: any
}

// table returns the schema of a table with keys.
func (k keySchemas) table(keys []frontmatter.Key) *jsonschema.Schema {
	return tableOf(keys, func(f frontmatter.Key) key { return key{f.Name, f.About, f.Required, k.value(f)} })
}

// key is a key of a table.
type key struct {
	name, about string
	required    bool
	value       *jsonschema.Schema
}

// tableOf returns the schema of a table with keys, in the order of the list.
func tableOf[T any](list []T, describe func(T) key) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: never()}
	for _, one := range list {
		k := describe(one)
		k.value.Description = k.about
		s.Properties[k.name] = k.value
		s.PropertyOrder = append(s.PropertyOrder, k.name)
		if k.required {
			s.Required = append(s.Required, k.name)
		}
	}
	return s
}

// value returns the schema of a key's value. Where the key is not required, it may be empty, unless
// the parser needs a value.
func (k keySchemas) value(key frontmatter.Key) *jsonschema.Schema {
	switch key.Form {
	case frontmatter.Time:
		return &jsonschema.Schema{Type: "string", Pattern: Time, Examples: []any{"2026-01-31 14:05", "2026-01-31T14:05:00+01:00"}}
	case frontmatter.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	case frontmatter.Integer:
		return &jsonschema.Schema{Type: "integer"}
	case frontmatter.Word:
		return words(key.Words)
	case frontmatter.Texts:
		return oneOrMore(unquoted)
	case frontmatter.Components:
		return oneOrMore(k.component)
	case frontmatter.Component:
		return k.component()
	case frontmatter.States:
		return k.states()
	case frontmatter.Explanations:
		return &jsonschema.Schema{
			Types:                []string{"object", "null"},
			AdditionalProperties: &jsonschema.Schema{Type: "string", MinLength: jsonschema.Ptr(1)},
		}
	case frontmatter.Entries:
		s := &jsonschema.Schema{Type: "array", Items: k.table(key.Keys)}
		if key.Required {
			s.MinItems = jsonschema.Ptr(1)
		} else {
			s.Type, s.Types = "", []string{"array", "null"}
		}
		return s
	}
	s := unquoted()
	if !key.Required {
		s.Types = append(s.Types, "null")
	}
	return s
}

// component returns the schema of the id of a component.
func (k keySchemas) component() *jsonschema.Schema {
	if k.components == nil {
		return unquoted()
	}
	return &jsonschema.Schema{Enum: k.components}
}

// states returns the schema of components with a status each.
func (k keySchemas) states() *jsonschema.Schema {
	s := &jsonschema.Schema{Types: []string{"object", "null"}}
	status := words(incident.ComponentStatuses())
	if k.components == nil {
		s.AdditionalProperties = status
		return s
	}
	s.Properties, s.AdditionalProperties = map[string]*jsonschema.Schema{}, never()
	for _, id := range k.components {
		s.Properties[fmt.Sprint(id)] = status
	}
	return s
}

// oneOrMore returns the schema of a list, or of a single item.
func oneOrMore(item func() *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "array", Items: item()}, item(), {Type: "null"}}}
}

// words returns a schema for a list of words, in any spelling that the parser accepts.
func words(list []string) *jsonschema.Schema {
	enum := make([]any, len(list))
	patterns := make([]string, len(list))
	for i, w := range list {
		enum[i] = w
		patterns[i] = strings.ReplaceAll(anyCase(w), "_", "[_ -]")
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Enum: enum}, {Type: "string", Pattern: "^(" + strings.Join(patterns, "|") + ")$"}}}
}

func ids(components []incident.Component) []any {
	var list []any
	for _, c := range components {
		list = append(list, c.ID)
	}
	return list
}
