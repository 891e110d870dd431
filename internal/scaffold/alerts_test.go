package scaffold

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// The files for alerts are those of the CI system, and nothing else changes without the option.
func TestAlertFiles(t *testing.T) {
	for ci, want := range map[string][]string{
		"github": {".github/alert.sh", ".github/workflows/alert.yml"},
		"gitlab": {".gitlab/alert.sh"},
	} {
		o := options
		o.CI, o.Install = ci, Install{Source: "example/statuary@v1"}
		without := files(t, o)
		o.Alerts = true
		with := files(t, o)
		if !strings.Contains(with["config.toml"], "\n[alert.api]\n") || strings.Contains(without["config.toml"], "[alert") {
			t.Errorf("%s: %s", ci, with["config.toml"])
		}
		var added []string
		for _, name := range slices.Sorted(maps.Keys(with)) {
			if _, ok := without[name]; !ok {
				added = append(added, name)
			}
		}
		if !slices.Equal(added, want) {
			t.Errorf("%s: added %q", ci, added)
		}
	}
}

// Only the job that commits may write to the repository, and no job has what a monitor sends in a
// command or a variable.
func TestAlertWorkflow(t *testing.T) {
	o := options
	o.Alerts = true
	src := files(t, o)[".github/workflows/alert.yml"]
	var w workflow
	if err := yaml.Unmarshal([]byte(src), &w); err != nil {
		t.Fatal(err)
	}
	permissions := map[string]string{"alert": "contents write", "publish": "actions write", "follow": "actions write"}
	if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" || len(w.Jobs) != len(permissions) {
		t.Errorf("%+v", w)
	}
	for id, j := range w.Jobs {
		for key, value := range j.Permissions {
			if len(j.Permissions) != 1 || key+" "+value != permissions[id] {
				t.Errorf("%s: %v", id, j.Permissions)
			}
		}
		if j.Timeout == 0 || (j.Concurrency == nil) != (id == "alert") {
			t.Errorf("%s: %+v", id, j)
		}
		for _, s := range j.Steps {
			if strings.Contains(s.Run, "${{") {
				t.Errorf("in the job %s, a command contains an expression:\n%s", id, s.Run)
			}
		}
	}
	for _, word := range []string{"client_payload", "inputs.", "event."} {
		if strings.Contains(src, word) {
			t.Errorf("the workflow uses %s", word)
		}
	}
}

func TestAlertGitLab(t *testing.T) {
	o := options
	o.CI, o.Alerts, o.Install = "gitlab", true, Install{Source: "https://git.example.org/statuary.git@v1"}
	var ci map[string]struct {
		Rules         []map[string]string
		Script        []string
		ResourceGroup string `yaml:"resource_group"`
	}
	src := files(t, o)[".gitlab-ci.yml"]
	_, jobs, _ := strings.Cut(src, "\ncheck:\n")
	if err := yaml.Unmarshal([]byte("check:\n"+jobs), &ci); err != nil {
		t.Fatal(err)
	}
	for _, job := range []string{"pages", "skipped"} {
		if r := ci[job].Rules; r[0]["if"] != `$CI_PIPELINE_SOURCE == "trigger"` || r[0]["when"] != "never" {
			t.Errorf("%s: %v", job, r)
		}
	}
	a := ci["alert"]
	if len(a.Rules) != 2 || a.ResourceGroup != "alert" || !strings.Contains(a.Script[0], `--file "$TRIGGER_PAYLOAD" -- "${ALERT_SOURCE:-github}"`) {
		t.Errorf("%+v", a)
	}
}
