// Package schema describes files of a site in JSON Schema, so that editors
// complete and explain them: the front matter of incidents and of pages, and
// config.toml.
//
// The types here have the keys that the parsers of packages incident, content
// and config know, which a test holds them to, and their words come from there.
// What a schema can't say, such as that a time exists, is left to statuary check.
package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"statuary/internal/incident"
)

// Draft is the version of JSON Schema that is written: the one that editors
// know best.
const Draft = "http://json-schema.org/draft-07/schema#"

// Time is the pattern of times.
const Time = `^\d{4}-\d{1,2}-\d{1,2}[Tt ] *\d{1,2}:\d{2}`

// when is a time in the format of files. Whether it exists is left to check.
type when string

type (
	itemType        string
	impact          string
	status          string
	componentStatus string
	component       string
)

// Incident is the front matter of an incident.
type Incident struct {
	Title          string            `json:"title" jsonschema:"what went wrong, in a few words"`
	Timeline       []Update          `json:"timeline" jsonschema:"what was known when; at least one entry, in any order"`
	Components     any               `json:"components,omitempty" jsonschema:"ids of the components that are affected, as in config.toml"`
	Type           itemType          `json:"type,omitempty" jsonschema:"incident or maintenance; without it, a file with scheduled_for is a maintenance"`
	Impact         impact            `json:"impact,omitempty" jsonschema:"how bad it is; without it, it follows from the worst component status of the timeline"`
	ScheduledFor   when              `json:"scheduled_for,omitempty" jsonschema:"when the window of a maintenance begins"`
	ScheduledUntil when              `json:"scheduled_until,omitempty" jsonschema:"when the window of a maintenance ends"`
	Repeat         string            `json:"repeat,omitempty" jsonschema:"how a maintenance repeats, as an RRULE of RFC 5545: FREQ=WEEKLY;BYDAY=SU. scheduled_for and scheduled_until are its first window"`
	Except         any               `json:"except,omitempty" jsonschema:"days on which no window begins, although the rule has one: [2026-12-27]"`
	Downtime       []Downtime        `json:"downtime,omitempty" jsonschema:"what really happened to components, where it differs from what the timeline says"`
	ID             string            `json:"id,omitempty" jsonschema:"the address is /incidents/ID/; without it, the name of the file. Never change it once it is published"`
	Tags           any               `json:"tags,omitempty" jsonschema:"words of your own"`
	Draft          bool              `json:"draft,omitempty" jsonschema:"true keeps the file out of the site"`
	Aliases        any               `json:"aliases,omitempty" jsonschema:"former addresses, from which visitors are sent on: /issues/2018-01-06-api/"`
	AtomID         string            `json:"atom_id,omitempty" jsonschema:"the id under which feed readers know the incident already"`
	Updated        when              `json:"updated,omitempty" jsonschema:"when the text was last edited"`
	Ignore         map[string]string `json:"ignore,omitempty" jsonschema:"rules of statuary check that are silenced in this file, each with the reason"`
}

// Update is an entry of a timeline.
type Update struct {
	At         when                          `json:"at" jsonschema:"when; may lie in the future: the entry then appears with the first build after it"`
	Status     status                        `json:"status" jsonschema:"how far the incident is from now on"`
	Message    string                        `json:"message,omitempty" jsonschema:"what to tell readers, in Markdown"`
	Components map[component]componentStatus `json:"components,omitempty" jsonschema:"the status of components from now on"`
	Label      string                        `json:"label,omitempty" jsonschema:"another word to show instead of the status, such as Workaround"`
}

// Downtime is an entry of the key of that name.
type Downtime struct {
	Component component       `json:"component" jsonschema:"the id of a component"`
	Status    componentStatus `json:"status,omitempty" jsonschema:"without it, a major outage"`
	From      when            `json:"from" jsonschema:"when it began"`
	To        when            `json:"to,omitempty" jsonschema:"when it ended; without it, with the incident"`
}

// Page is the front matter of a page that is not about an incident.
type Page struct {
	Title       string            `json:"title" jsonschema:"what the page is called"`
	Description string            `json:"description,omitempty" jsonschema:"a sentence for search engines"`
	Weight      int               `json:"weight,omitempty" jsonschema:"pages are listed by weight, the lightest first"`
	Draft       bool              `json:"draft,omitempty" jsonschema:"true keeps the file out of the site"`
	Aliases     any               `json:"aliases,omitempty" jsonschema:"former addresses, from which visitors are sent on"`
	Ignore      map[string]string `json:"ignore,omitempty" jsonschema:"rules of statuary check that are silenced in this file, each with the reason"`
}

// Names are the names of the schemas.
var Names = []string{"incident", "page", "config"}

// JSON returns the schema of a name, as [Of] does, as JSON.
func JSON(name string, components []incident.Component) ([]byte, error) {
	s, err := Of(name, components)
	if err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(s, "", "  ")
	return append(out, '\n'), err
}

// Of returns the schema of a name. If there are components, only their ids are valid,
// and editors complete them.
func Of(name string, components []incident.Component) (s *jsonschema.Schema, err error) {
	switch name {
	case "incident":
		s, err = frontMatter[Incident]("an incident", components)
	case "page":
		s, err = frontMatter[Page]("a page", components)
	case "config":
		s, err = configSchema()
	default:
		return nil, fmt.Errorf("there is no schema %q", name)
	}
	if err != nil {
		return nil, err
	}
	s.Schema = Draft
	return s, nil
}

func frontMatter[T any](of string, components []incident.Component) (*jsonschema.Schema, error) {
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: typeSchemas(components)})
	if err != nil {
		return nil, err
	}
	s.Title = "Front matter of " + of
	fit(s, ids(components))
	return s, nil
}

// typeSchemas returns the schemas of the words of the format. Case does not matter, and
// spaces and dashes are the same as underscores; editors offer the words as they are
// listed.
func typeSchemas(components []incident.Component) map[reflect.Type]*jsonschema.Schema {
	statuses := incident.StatusesOf(incident.Unplanned)
	for _, word := range incident.StatusesOf(incident.Maintenance) {
		if !slices.Contains(statuses, word) {
			statuses = append(statuses, word)
		}
	}
	one := &jsonschema.Schema{Type: "string"}
	if len(components) > 0 {
		one = &jsonschema.Schema{Enum: ids(components)}
	}
	return map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[when](): {
			Type: "string", Pattern: Time,
			Examples: []any{"2026-01-31 14:05", "2026-01-31T14:05:00+01:00"},
		},
		reflect.TypeFor[itemType]():        words([]string{"incident", "maintenance"}),
		reflect.TypeFor[impact]():          words(append(slices.Clone(incident.Impacts()), "maintenance")),
		reflect.TypeFor[status]():          words(statuses),
		reflect.TypeFor[componentStatus](): words(incident.ComponentStatuses()),
		reflect.TypeFor[component]():       one,
	}
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

// fit makes of what was inferred what files may hold: lists may be a single
// text, an empty value is none, and texts may look like numbers.
func fit(s *jsonschema.Schema, components []any) {
	text := func() *jsonschema.Schema { return &jsonschema.Schema{Types: []string{"string", "number", "boolean"}} }
	for name, p := range s.Properties {
		switch {
		case name == "components" && p.AdditionalProperties == nil || name == "tags" || name == "aliases" || name == "except":
			item := text()
			if name == "components" && components != nil {
				item = &jsonschema.Schema{Enum: components}
			}
			one := *item
			s.Properties[name] = &jsonschema.Schema{
				Description: p.Description,
				AnyOf:       []*jsonschema.Schema{{Type: "array", Items: item}, &one, {Type: "null"}},
			}
		case p.Type == "string" && p.Pattern == "":
			p.Type, p.Types = "", []string{"string", "number", "boolean"}
			if !slices.Contains(s.Required, name) {
				p.Types = append(p.Types, "null")
			}
		case name == "timeline":
			p.Type, p.Types, p.MinItems = "array", nil, jsonschema.Ptr(1)
			fit(p.Items, components)
		case name == "downtime":
			fit(p.Items, components)
		case name == "components": // of an update
			p.Type, p.Types = "", []string{"object", "null"}
			if components != nil {
				p.Properties = map[string]*jsonschema.Schema{}
				for _, id := range components {
					p.Properties[fmt.Sprint(id)] = p.AdditionalProperties
				}
				p.AdditionalProperties = &jsonschema.Schema{Not: &jsonschema.Schema{}}
			}
		case name == "ignore":
			p.Type, p.Types = "", []string{"object", "null"}
			p.AdditionalProperties = &jsonschema.Schema{Type: "string", MinLength: jsonschema.Ptr(1)}
		}
	}
}
