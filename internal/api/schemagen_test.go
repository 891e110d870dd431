package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"statuary/internal/api"
	"statuary/internal/incident"
)

// schemas are the documents that have a JSON Schema, by its name.
var schemas = map[string]reflect.Type{
	"summary":                reflect.TypeFor[api.Summary](),
	"status":                 reflect.TypeFor[api.StatusDocument](),
	"components":             reflect.TypeFor[api.Components](),
	"incidents":              reflect.TypeFor[api.Incidents](),
	"scheduled-maintenances": reflect.TypeFor[api.Maintenances](),
	"incident":               reflect.TypeFor[api.IncidentDocument](),
	"incident-record":        reflect.TypeFor[api.Record](),
	"history":                reflect.TypeFor[api.History](),
	"uptime":                 reflect.TypeFor[api.Uptime](),
	"year":                   reflect.TypeFor[api.Year](),
	"index":                  reflect.TypeFor[api.Index](),
}

// parts are the structs that documents contain. A schema has each of them under $defs, so
// that generated programs have names for them.
var parts = []reflect.Type{
	reflect.TypeFor[api.Page](), reflect.TypeFor[api.Component](), reflect.TypeFor[api.Incident](), reflect.TypeFor[api.Maintenance](),
	reflect.TypeFor[api.Update](), reflect.TypeFor[api.Affected](), reflect.TypeFor[api.Status](), reflect.TypeFor[api.Document](),
	reflect.TypeFor[api.RecordUpdate](), reflect.TypeFor[api.RecordComponent](),
	reflect.TypeFor[api.HistoryPage](), reflect.TypeFor[api.HistoryComponent](), reflect.TypeFor[api.HistoryMonth](), reflect.TypeFor[api.HistoryRow](),
	reflect.TypeFor[api.UptimeMonth](), reflect.TypeFor[api.UptimeDay](), reflect.TypeFor[api.UptimeEvent](),
}

// schemaOf returns the schema of a document, from its struct. refine adds what Go's types
// do not express: which texts are times, the words of a status, which lists can be null.
// The comments of the structs become descriptions.
func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	g := generator{t, commentsOf(t), map[reflect.Type]*jsonschema.Schema{}}
	for _, p := range parts {
		g.refs[p] = &jsonschema.Schema{Ref: "#/$defs/" + p.Name()}
	}
	s := g.object(schemas[name])
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Title = name
	s.Defs = map[string]*jsonschema.Schema{}
	g.define(s, s.Defs)
	return s
}

type generator struct {
	*testing.T
	comments map[string]string
	refs     map[reflect.Type]*jsonschema.Schema
}

// define adds the definitions that a schema refers to.
func (g *generator) define(s *jsonschema.Schema, defs map[string]*jsonschema.Schema) {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok && defs[name] == nil {
		at := slices.IndexFunc(parts, func(p reflect.Type) bool { return p.Name() == name })
		defs[name] = g.object(parts[at])
		g.define(defs[name], defs)
	}
	for _, p := range s.Properties {
		g.define(p, defs)
	}
	for _, one := range s.OneOf {
		g.define(one, defs)
	}
	if s.Items != nil {
		g.define(s.Items, defs)
	}
}

// object returns the schema of a struct, with references to other structs.
func (g *generator) object(of reflect.Type) *jsonschema.Schema {
	g.Helper()
	refs := map[reflect.Type]*jsonschema.Schema{}
	for p, ref := range g.refs {
		if p != of {
			refs[p] = ref
		}
	}
	s, err := jsonschema.ForType(of, &jsonschema.ForOptions{TypeSchemas: refs})
	if err != nil {
		g.Fatal(err)
	}
	s.Description = g.comments[of.Name()]
	for _, f := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			continue // an embedded struct, whose fields come by themselves
		}
		owner := of // of the comment
		if len(f.Index) > 1 {
			owner = of.FieldByIndex(f.Index[:len(f.Index)-1]).Type
		}
		p := s.Properties[name]
		p.Description = g.comments[owner.Name()+"."+f.Name]
		refine(of.Name(), name, p)
	}
	if of == reflect.TypeFor[api.Component]() {
		// Clients recognize groups by this key, so other components must not have it.
		s.If = &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{"group": {Const: jsonschema.Ptr[any](true)}}}
		s.Then = &jsonschema.Schema{Required: []string{"components"}}
		s.Else = &jsonschema.Schema{Not: &jsonschema.Schema{Required: []string{"components"}}}
	}
	return s
}

// The forms of times. All of them are in the page's zone.
const (
	timestamp    = `^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$`
	wholeSeconds = `^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$`
	dateOnly     = `^\d{4}-\d{2}-\d{2}$`
	address      = `^https?://`
)

// refine adds to the schema of a property what its Go type does not express.
func refine(of, name string, p *jsonschema.Schema) {
	if p.Ref != "" {
		return // a struct, which is refined where it is defined
	}
	switch name {
	case "status":
		p.Enum = statusesOf(of)
	case "old_status", "new_status":
		p.Enum = componentStatuses()
	case "indicator":
		p.Enum = []any{"none", "minor", "major", "critical", "maintenance"}
	case "impact", "impact_override":
		p.Enum = impactsOf(of)
		if name == "impact_override" {
			p.Enum = append(p.Enum, nil)
		}
	case "start_date":
		p.Pattern = timestamp
		if of == "Component" {
			p.Pattern = dateOnly
		}
	case "start_time", "end_time":
		p.Pattern = wholeSeconds
	case "date", "scheduled_for", "scheduled_until":
		p.Pattern = timestamp
	case "url", "shortlink":
		p.Pattern = address
	case "position", "year":
		p.Minimum = jsonschema.Ptr(1.0)
	case "starts_on":
		p.Minimum, p.Maximum = jsonschema.Ptr(0.0), jsonschema.Ptr(6.0)
	case "uptime_percentage":
		p.Minimum, p.Maximum = jsonschema.Ptr(0.0), jsonschema.Ptr(1.0)
	case "p", "m": // the longest day has 25 hours
		p.Minimum, p.Maximum = jsonschema.Ptr(0.0), jsonschema.Ptr(90000.0)
	case "incident":
		p.OneOf = []*jsonschema.Schema{{Ref: "#/$defs/Incident"}, {Ref: "#/$defs/Maintenance"}}
	}
	if strings.HasSuffix(name, "_at") {
		p.Pattern = timestamp
	}
	// The library assumes that every slice can be null. Only these two can.
	if slices.Contains(p.Types, "array") && name != "affected_components" && name != "component_filter" {
		p.Types, p.Type = nil, "array"
	}
}

// statusesOf returns the allowed words for the status of a struct.
func statusesOf(of string) []any {
	var list []any
	for s := incident.Investigating; s <= incident.Postmortem; s++ {
		if s == incident.Cancelled {
			continue // it is completed in documents
		}
		if of != "Incident" && s.Of(incident.Maintenance) || of != "Maintenance" && s.Of(incident.Unplanned) {
			list = append(list, s.String())
		}
	}
	if strings.Contains(of, "Component") {
		return componentStatuses()
	}
	return list
}

func componentStatuses() []any {
	var list []any
	for s := incident.Operational; s <= incident.MajorOutage; s++ {
		list = append(list, s.String())
	}
	return list
}

func impactsOf(of string) []any {
	var list []any
	for i := incident.None; i <= incident.Planned; i++ {
		if (i != incident.Planned || of != "Incident") && (i == incident.Planned || of != "Maintenance") {
			list = append(list, i.String())
		}
	}
	return list
}

// commentsOf returns the comments in documents.go on structs ("Page") and their fields
// ("Page.URL"), each on one line.
func commentsOf(t *testing.T) map[string]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "documents.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	comments := map[string]string{}
	line := func(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		spec := g.Specs[0].(*ast.TypeSpec)
		comments[spec.Name.Name] = line(g.Doc)
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			for _, name := range field.Names {
				comments[spec.Name.Name+"."+name.Name] = line(field.Comment)
			}
		}
	}
	return comments
}
