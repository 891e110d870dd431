package scaffold

import (
	"path/filepath"
	"slices"
	"statuary/internal/golden"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

var formOptions = FormOptions{
	Title: `A "quoted" <title>`, BaseURL: "https://example.org/status/", TimeZone: "Europe/Berlin",
	Components: []Component{{ID: "api", Name: `The "API": {{x}}`}, {ID: "no", Name: "Yes or no"}, {ID: "old", Name: "Old", Retired: true}},
	Statuses:   []string{"investigating", "resolved", "scheduled"}, States: []string{"operational", "major_outage"}, Impacts: []string{"none", "minor"},
}

// The files are those of testdata, for a component whose id has a meaning in YAML and a name with
// quotes of several languages.
func TestForms(t *testing.T) {
	for _, name := range Forms {
		files, err := Form(name, formOptions)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			golden.File(t, filepath.Join("testdata", filepath.FromSlash(formFiles[name][i].template)), f.Data)
		}
	}
	if _, err := Form("fax", formOptions); err == nil {
		t.Error("Form accepts an unknown name")
	}
}

func form[T any](t *testing.T, name, path string, o FormOptions) (v T) {
	t.Helper()
	files, err := Form(name, o)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(files, func(f File) bool { return f.Path == path })
	if err := yaml.Unmarshal(files[i].Data, &v); err != nil {
		t.Fatalf("%v\n%s", err, files[i].Data)
	}
	return v
}

// What somebody has written is never part of a command: expressions are used only in environment
// variables and conditions, and the job with write permission waits for the job that checks who
// wrote it.
func TestIssueWorkflow(t *testing.T) {
	type job struct {
		Needs       string
		If          string
		Permissions map[string]string
		Timeout     int `yaml:"timeout-minutes"`
		Steps       []struct {
			Uses, Run string
			Env       map[string]string
		}
	}
	w := form[struct {
		On          struct{ Issues struct{ Types []string } }
		Permissions map[string]string
		Jobs        map[string]job
	}](t, "issue-form", ".github/workflows/incident.yml", formOptions)
	if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" || strings.Join(w.On.Issues.Types, " ") != "opened labeled" {
		t.Errorf("%+v", w)
	}
	if who := w.Jobs["who"]; who.Permissions != nil || len(who.Steps) != 1 || who.Timeout == 0 {
		t.Errorf("%+v", who)
	}
	write := w.Jobs["write"]
	if write.Needs != "who" || !strings.Contains(write.If, "needs.who.outputs.permission") || write.Timeout == 0 {
		t.Errorf("%+v", write)
	}
	bodies := 0
	for id, j := range w.Jobs {
		for _, s := range j.Steps {
			if strings.Contains(s.Run, "${{") {
				t.Errorf("in the job %s, a command contains an expression:\n%s", id, s.Run)
			}
			for key, value := range s.Env {
				if strings.Contains(value, "issue.body") && key == "ISSUE_BODY" && strings.TrimSpace(s.Run) == "bash .github/issue.sh" {
					bodies++
				} else if strings.Contains(value, "issue.body") || strings.Contains(value, "issue.title") {
					t.Errorf("in the job %s, %s: %s", id, key, value)
				}
			}
		}
	}
	if bodies != 1 {
		t.Errorf("the issue's text is given %d times", bodies)
	}
}

// The form has what GitHub requires and what the script reads.
func TestIssueForm(t *testing.T) {
	type field struct {
		Type, ID   string
		Attributes struct {
			Label    string
			Multiple bool
			Options  []string
		}
		Validations map[string]bool
	}
	type issueForm struct {
		Name, Description, Title string
		Body                     []field
	}
	const path = ".github/ISSUE_TEMPLATE/incident.yml"
	v := form[issueForm](t, "issue-form", path, formOptions)
	if v.Name == "" || v.Description == "" {
		t.Errorf("%+v", v)
	}
	script, err := formTemplates.ReadFile("forms/issue-form/issue.sh")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range v.Body {
		last := i == len(v.Body)-1
		switch {
		case f.ID == "" || f.Attributes.Label == "":
			t.Errorf("%+v", f)
		case f.Type == "textarea" != last || last != (f.Attributes.Label == "Message"):
			t.Errorf("a text area must be the last field: %+v", f)
		case f.Type == "dropdown" && len(f.Attributes.Options) == 0:
			t.Errorf("%s offers nothing", f.ID)
		case !last && !strings.Contains(string(script), "field '"+f.Attributes.Label+"'"):
			t.Errorf("the script does not read %q", f.Attributes.Label)
		case f.ID == "components" && strings.Join(f.Attributes.Options, " ") != "api no":
			t.Errorf("components are %q", f.Attributes.Options)
		}
	}
	none := formOptions
	none.Components = nil
	if v := form[issueForm](t, "issue-form", path, none); len(v.Body) != 4 {
		t.Errorf("without components: %+v", v.Body)
	}
}

// The keys are those that Decap CMS documents for each place and each widget, at
// decapcms.org/docs/configuration-options, /docs/collection-folder and /docs/widgets. The exception
// is output, a key of Sveltia CMS that Decap CMS ignores. Sveltia CMS has a schema, which
// internal/clienttest reads.
var decapKeys = map[string]string{
	"":           "backend publish_mode site_url display_url logo_url media_folder public_folder slug output collections",
	"backend":    "name repo branch base_url auth_endpoint",
	"slug":       "encoding clean_accents sanitize_replacement",
	"collection": "name label label_singular description folder path slug extension format create delete summary fields filter",
	"field":      "name label widget required hint pattern default",
	"string":     "",
	"text":       "",
	"boolean":    "",
	"hidden":     "",
	"markdown":   "modes",
	"number":     "value_type min max step",
	"select":     "options multiple",
	"object":     "fields collapsed summary",
	"list":       "fields label_singular summary collapsed",
}

func TestCMS(t *testing.T) {
	const path = "content/admin/config.yml"
	v := form[map[string]any](t, "cms", path, formOptions)
	known := func(where string, got map[string]any, lists ...string) {
		t.Helper()
		keys := strings.Fields(strings.Join(lists, " "))
		for key := range got {
			if !slices.Contains(keys, key) {
				t.Errorf("%s has the key %s, which Decap CMS does not document", where, key)
			}
		}
	}
	known("the file", v, decapKeys[""])
	known("backend", v["backend"].(map[string]any), decapKeys["backend"])
	known("slug", v["slug"].(map[string]any), decapKeys["slug"])
	var fields func(where string, list any) []string
	fields = func(where string, list any) (names []string) {
		for _, one := range list.([]any) {
			f := one.(map[string]any)
			name, widget := f["name"].(string), f["widget"].(string)
			if _, ok := decapKeys[widget]; !ok || slices.Contains(names, name) {
				t.Errorf("%s.%s: %v", where, name, f)
			}
			known(where+"."+name, f, decapKeys["field"], decapKeys[widget])
			if f["fields"] != nil {
				fields(where+"."+name, f["fields"])
			}
			names = append(names, name)
		}
		return names
	}
	for _, one := range v["collections"].([]any) {
		c := one.(map[string]any)
		known("a collection", c, decapKeys["collection"])
		names := fields(c["name"].(string), c["fields"])
		if !slices.Contains(names, "title") || !slices.Contains(names, "body") || c["format"] != "yaml-frontmatter" {
			t.Errorf("%s: %v", c["name"], names)
		}
	}
	incidents := v["collections"].([]any)[0].(map[string]any)
	if incidents["path"] != "{{year}}/{{slug}}" || incidents["delete"] != false {
		t.Errorf("%v, %v", incidents["path"], incidents["delete"])
	}
	flat := formOptions
	flat.Flat, flat.Components = true, nil
	v = form[map[string]any](t, "cms", path, flat)
	incidents = v["collections"].([]any)[0].(map[string]any)
	if names := fields("incidents", incidents["fields"]); incidents["path"] != nil || slices.Contains(names, "components") {
		t.Errorf("%v, %v", incidents["path"], names)
	}
}

// Renew keeps what is above the marker.
func TestRenew(t *testing.T) {
	for _, c := range []struct{ old, want string }{
		{"repo: ours\n" + Marker + "\nold\n", "repo: ours\n" + Marker + "\nnew\n"},
		{"repo: ours\n" + oldMarker + "\nold\n", "repo: ours\n" + Marker + "\nnew\n"},
		{"something else\n", "repo: x\n" + Marker + "\nnew\n"},
		{"", "repo: x\n" + Marker + "\nnew\n"},
	} {
		if got := string(Renew([]byte(c.old), []byte("repo: x\n"+Marker+"\nnew\n"))); got != c.want {
			t.Errorf("%q: %q", c.old, got)
		}
	}
}
