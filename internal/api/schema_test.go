package api_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"statuary/internal/golden"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/jsonschema-go/jsonschema"
)

const schemaFolder = "../../docs/schema/api"

// TestSchemas compares docs/schema/api with what the structs give.
func TestSchemas(t *testing.T) {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		file := name + ".schema.json"
		names = append(names, file)
		data, err := json.Marshal(schemaOf(t, name))
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := json.Indent(&text, data, "", "  "); err != nil {
			t.Fatal(err)
		}
		text.WriteByte('\n')
		path := filepath.Join(schemaFolder, file)
		golden.File(t, path, text.Bytes())
	}
	entries, err := os.ReadDir(schemaFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(names, e.Name()) {
			t.Errorf("docs/schema/api/%s belongs to no document", e.Name())
		}
	}
}

// TestDocumentsAreValid holds every document of testdata/states.txtar to its
// schema, and every schema to have a document.
func TestDocumentsAreValid(t *testing.T) {
	v := newValidator(t)
	for path, data := range states(t) {
		v.file(t, path, data)
	}
	for name := range schemas {
		if v.seen[name] == 0 {
			t.Errorf("no document has the schema %s", name)
		}
	}
}

// TestEmptyIsValid does the same with a site in which there is nothing: a list
// is [] also where nothing was ever put into it.
func TestEmptyIsValid(t *testing.T) {
	v := newValidator(t)
	for _, components := range []string{"", "[[components]]\nid = \"api\"\n"} {
		config := "title = \"Empty\"\nbase_url = \"https://example.org/\"\n" + components
		site := fstest.MapFS{"config.toml": &fstest.MapFile{Data: []byte(config)}}
		for path, data := range buildSite(t, site, statesNow(t)) {
			v.file(t, path, data)
		}
	}
	if v.seen["summary"] != 2 || v.seen["uptime"] != 2 || v.seen["incident"] != 0 {
		t.Errorf("so many documents were found of each kind: %v", v.seen)
	}
}

// TestRealDocumentsAreValid does it with a site of 902 incidents.
func TestRealDocumentsAreValid(t *testing.T) {
	v := newValidator(t)
	for path, data := range realSite(t) {
		v.file(t, path, data)
	}
	if v.seen["incident"] != 902 || v.seen["incident-record"] != 902 {
		t.Errorf("so many documents were found of each kind: %v", v.seen)
	}
}

// TestRealPayloadsAreValid holds the schemas to the payloads of real pages: what
// Statuspage writes fits them as well.
func TestRealPayloadsAreValid(t *testing.T) {
	v := newValidator(t)
	for name, kind := range map[string]string{
		"statuspage/renku-statuspage-operational.json":                 "summary",
		"statuspage/renku-statuspage-outage.json":                      "summary",
		"statuspage/github-2024-components.json":                       "components",
		"statuspage/github-2024-incidents.json":                        "incidents",
		"statuspage/synthetic-site/api/v2/summary.json":                "summary",
		"statuspage/synthetic-site/api/v2/scheduled-maintenances.json": "scheduled-maintenances",
		"statuspage/synthetic-site/api/v2/incidents/k7g299zl765l.json": "incident",
		"statuspage/synthetic-site/uptime/9397cnvk62zn.json":           "uptime",
	} {
		data, err := os.ReadFile(payload(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := v.check(kind, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBrokenDocuments breaks documents in many ways; no schema may let one
// through. Each line is a kind, a text of the document and what takes its place.
func TestBrokenDocuments(t *testing.T) {
	examples := map[string]string{
		"summary": "api/v2/summary.json", "status": "api/v2/status.json", "incident": "api/v2/incidents/2jm1y4pq7rzv.json",
		"incident-record": "incidents/2jm1y4pq7rzv.json", "history": "history.json", "uptime": "uptime/k8w3r06qmzrp.json", "index": "api/v2/index.json",
		"scheduled-maintenances": "api/v2/scheduled-maintenances.json", "year": "api/v2/incidents/all/2026.json",
	}
	v := newValidator(t)
	for _, test := range [][3]string{
		{"status", `"indicator":"minor"`, `"indicator":"operational"`},
		{"status", `"indicator":"minor",`, ``},
		{"status", `"time_zone"`, `"zone":"","time_zone"`},
		{"status", `"url":"https://`, `"url":"`},
		{"summary", `"page":{`, `"pages":{`},
		{"summary", `"updated_at":"2026-10-27T11:30:00.000+01:00"`, `"updated_at":"2026-10-27T11:30:00+01:00"`},
		{"summary", `"updated_at":"2026-10-27T11:30:00.000+01:00"`, `"updated_at":null`},
		{"summary", `"position":1`, `"position":"1"`},
		{"summary", `"position":1`, `"position":0`},
		{"summary", `"status":"partial_outage"`, `"status":"resolved"`},
		{"summary", `"start_date":"2026-03-01"`, `"start_date":"2026-03-01T00:00:00.000+01:00"`},
		{"summary", `"components":["k8w3r06qmzrp","cjd6jc5x9tms"]`, `"components":null`},
		{"summary", `,"components":["k8w3r06qmzrp","cjd6jc5x9tms"]`, ``},
		{"summary", `"group":true`, `"group":false`},
		{"summary", `"incident_updates":[`, `"incident_updates":null,"x":[`},
		{"summary", `"impact":"critical"`, `"impact":"maintenance"`},
		{"scheduled-maintenances", `"impact":"maintenance"`, `"impact":"none"`},
		{"scheduled-maintenances", `"status":"verifying"`, `"status":"monitoring"`},
		{"scheduled-maintenances", `"scheduled_for":"2026`, `"scheduled_for":"26`},
		{"incident", `"reminder_intervals":null`, `"reminder_intervals":[]`},
		{"incident", `,"reminder_intervals":null`, ``},
		{"incident", `"new_status":"operational"`, `"new_status":"ok"`},
		{"incident", `"affected_components":[`, `"affected_components":"","x":[`},
		{"incident-record", `"impact_override":null`, `"impact_override":"big"`},
		{"incident-record", `"start_date":"2026-03-01T00:00:00.000+01:00"`, `"start_date":"2026-03-01"`},
		{"history", `"starts_on":4`, `"starts_on":7`},
		{"history", `"component_filter":null`, `"component_filter":{}`},
		{"history", `"page_status":{"page":{`, `"page_status":{"page":{"x":1,`},
		{"history", `+01:00"}`, `"}`},
		{"uptime", `"uptime_percentage":1`, `"uptime_percentage":1.1`},
		{"uptime", `"m":0`, `"m":-1`},
		{"uptime", `"events":[]`, `"events":null`},
		{"year", `"scheduled_maintenances":[{`, `"scheduled_maintenances":[{"reminder_intervals":null,`},
		{"index", `"about":"`, `"about":null,"x":"`},
	} {
		kind, old, broken := test[0], test[1], test[2]
		data := states(t)[examples[kind]]
		if err := v.check(kind, data); err != nil {
			t.Fatalf("%s: %v", examples[kind], err)
		}
		if !bytes.Contains(data, []byte(old)) {
			t.Errorf("there is no %s in %s", old, examples[kind])
		}
		if err := v.check(kind, bytes.Replace(data, []byte(old), []byte(broken), 1)); err == nil {
			t.Errorf("%s may have %s in place of %s", kind, broken, old)
		} else if strings.Contains(err.Error(), "invalid character") {
			t.Errorf("%s with %s is not even JSON", kind, broken)
		}
	}
}

// validator holds documents to the schemas as they are in docs/schema/api.
type validator struct {
	schemas map[string]*jsonschema.Resolved
	seen    map[string]int
}

func newValidator(t *testing.T) *validator {
	t.Helper()
	v := &validator{map[string]*jsonschema.Resolved{}, map[string]int{}}
	for name := range schemas {
		data, err := os.ReadFile(filepath.Join(schemaFolder, name+".schema.json"))
		if err != nil {
			t.Fatal(err)
		}
		var s jsonschema.Schema
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatal(name, err)
		}
		if v.schemas[name], err = s.Resolve(nil); err != nil {
			t.Fatal(name, err)
		}
	}
	return v
}

// file checks a file of a site, if it is one of the documents.
func (v *validator) file(t *testing.T, path string, data []byte) {
	t.Helper()
	kind := kindOf(path)
	if kind == "" {
		return
	}
	v.seen[kind]++
	if err := v.check(kind, data); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

func (v *validator) check(kind string, data []byte) error {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	return v.schemas[kind].Validate(value)
}
