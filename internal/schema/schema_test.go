package schema

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v4"

	"statuary/internal/golden"
	"statuary/internal/histories"
	"statuary/internal/incident"
	"statuary/internal/publish/targets"
)

// The schemas in docs/ are those of the tables of keys and settings.
func TestCommitted(t *testing.T) {
	for _, name := range Names {
		got, err := JSON(name, nil, targets.Kinds()...)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("../../docs/schema", name+".schema.json")
		golden.File(t, file, got)
	}
}

// validator reads the schema of a name, as an editor would.
func validator(t *testing.T, name string, components []incident.Component) *jsonschema.Resolved {
	t.Helper()
	data, err := JSON(name, components, targets.Kinds()...)
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// front returns the front matter of a file as an editor reads it: dates are texts.
func front(t *testing.T, src []byte) any {
	t.Helper()
	src = bytes.TrimPrefix(src, []byte("---\n"))
	src, _, _ = bytes.Cut(src, []byte("\n---\n"))
	var v any
	if err := yaml.Unmarshal(src, &v); err != nil {
		t.Fatal(err)
	}
	return texts(v)
}

func texts(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = texts(x)
		}
	case []any:
		for i, x := range v {
			v[i] = texts(x)
		}
	case time.Time:
		if v.Hour()+v.Minute()+v.Second() == 0 {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	}
	return v
}

// What the parser takes is valid: the sample's incidents, and real ones.
func TestRealFiles(t *testing.T) {
	r := validator(t, "incident", nil)
	n := 0
	for _, pattern := range []string{"../../content/incidents/*/*.md", "../../content/incidents/*/*/index.md", "real"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if pattern == "real" {
			files = histories.Incidents()
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(src, []byte("---\n")) {
				continue // TOML
			}
			n++
			if err := r.Validate(front(t, src)); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if n < 10 {
		t.Errorf("only %d files", n)
	}
	t.Log(n, "files")
	pages, err := filepath.Glob("../../content/pages/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, file := range pages {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validator(t, "page", nil).Validate(front(t, src)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// What the parser refuses for its shape or its words, the schema refuses too,
// and what it takes in another spelling is right.
func TestRightAndWrong(t *testing.T) {
	components := []incident.Component{{ID: "api"}, {ID: "web"}}
	r := validator(t, "incident", components)
	p := incident.NewParser(time.UTC, []string{"api", "web"})
	const entry = "timeline:\n  - {at: 2026-03-01 10:00, status: resolved}\n"
	for text, right := range map[string]bool{
		"title: x\n" + entry:   true,
		"title: 404\n" + entry: true,
		"title: x\ntimeline:\n  - {at: 2026-03-01 10:00, status: Resolved, message: , components: {api: Major Outage}}\n":                                    true,
		"title: x\ncomponents: api\ntags: [1]\nignore: {long: why}\n" + entry:                                                                                true,
		"title: x\ncomponents:\ntags:\nscheduled_for: 2026-03-01T10:00:00Z\ntype: maintenance\ntimeline:\n  - {at: 2026-03-01 10:00, status: in progress}\n": true,
		entry:                                   false,
		"title: x\n":                            false,
		"title: x\ntimeline: []\n":              false,
		"titel: x\n" + entry:                    false,
		"title: x\nimpact: majr\n" + entry:      false,
		"title: x\ncomponents: [apo]\n" + entry: false,
		"title: x\ntimeline:\n  - {at: 2026-03-01 10:00, status: resolvd}\n":                                  false,
		"title: x\ntimeline:\n  - {at: 2026-03-01, status: resolved}\n":                                       false,
		"title: x\ntimeline:\n  - {status: resolved}\n":                                                       false,
		"title: x\ntimeline:\n  - {at: 2026-03-01 10:00, status: resolved, components: {apo: operational}}\n": false,
		"title: x\ntimeline:\n  - {at: 2026-03-01 10:00, status: resolved, components: {api: down}}\n":        false,
		"title: x\ndraft: maybe\n" + entry:                                                                    false,
		"title: x\nignore: {long: ''}\n" + entry:                                                              false,
		"title: x\ndowntime:\n  - {component: api}\n" + entry:                                                 false,
	} {
		src := []byte("---\n" + text + "---\n")
		if _, problems := p.Parse("x.md", src); problems.HasErrors() == right {
			t.Errorf("the parser thinks otherwise of\n%s%v", text, problems)
		}
		if err := r.Validate(front(t, src)); (err == nil) != right {
			t.Errorf("%v for\n%s", err, text)
		}
	}
}
