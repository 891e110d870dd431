package scaffold

import (
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

func files(t *testing.T, o Options) map[string]string {
	t.Helper()
	list, err := Files(o)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range list {
		out[f.Path] = string(f.Data)
		if strings.Contains(string(f.Data), "[[") && f.Path != "config.toml" || strings.Contains(string(f.Data), "<no value>") {
			t.Errorf("%s:\n%s", f.Path, f.Data)
		}
		if strings.Contains(string(f.Data), "\n\n\n") || !strings.HasSuffix(string(f.Data), "\n") {
			t.Errorf("%s has odd empty lines:\n%s", f.Path, f.Data)
		}
	}
	return out
}

var options = Options{
	Title: `A "quoted" \ title`, BaseURL: "https://example.org/", TimeZone: "Europe/Berlin", CI: "github",
	Now: time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC), // the second of March in Berlin
}

func TestFiles(t *testing.T) {
	got := files(t, options)
	for _, name := range []string{
		"config.toml", "content/incidents/2026-02-23-api-errors.md", "content/incidents/2026-03-09-database-upgrade.md", "content/pages/about.md",
		".gitignore", "README.md", ".github/workflows/status.yml", ".github/workflows/check.yml",
	} {
		if got[name] == "" {
			t.Errorf("%s is missing", name)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("unexpected file %s", name)
	}
}

// The workflows are valid YAML and request only the permissions that they need.
func TestWorkflows(t *testing.T) {
	type job struct {
		Permissions map[string]string
		Steps       []struct {
			Uses string
			Run  string
			If   string
			With map[string]string
		}
		Timeout int `yaml:"timeout-minutes"`
	}
	type workflow struct {
		Permissions map[string]string
		Concurrency map[string]any
		On          map[string]any
		Jobs        map[string]job
	}
	for _, source := range []string{"", "example/statuary"} {
		o := options
		o.Source = source
		for name, src := range files(t, o) {
			if !strings.HasPrefix(name, ".github/") {
				continue
			}
			var w workflow
			if err := yaml.Unmarshal([]byte(src), &w); err != nil {
				t.Fatalf("%s: %v\n%s", name, err, src)
			}
			if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" || w.Concurrency["group"] == nil || len(w.On) == 0 {
				t.Errorf("%s: %+v", name, w)
			}
			used, run := "", ""
			for id, j := range w.Jobs {
				if want := id == "deploy"; (len(j.Permissions) > 0) != want || j.Timeout == 0 {
					t.Errorf("%s: job %s: %+v", name, id, j)
				}
				for _, s := range j.Steps {
					used += s.Uses + " " + s.With["repository"] + "\n"
					run += s.Run + "\n"
				}
			}
			repository := "${{ vars.STATUARY_REPOSITORY }}"
			if source != "" {
				repository = source
			}
			for _, want := range []string{"actions/checkout@v5 " + repository, "./.statuary-source/.github/actions/setup"} {
				if !strings.Contains(used, want) {
					t.Errorf("%s uses no %s:\n%s", name, want, used)
				}
			}
			if strings.Contains(run, "STATUARY_REPOSITORY") != (source == "") || !strings.Contains(run, "statuary ") {
				t.Errorf("%s runs\n%s", name, run)
			}
		}
	}
}

func TestGitLab(t *testing.T) {
	o := options
	o.CI = "gitlab"
	got := files(t, o)
	var c struct {
		Pages struct {
			Script    []string
			Artifacts struct{ Paths []string }
		}
		Skipped struct{ Stage string }
		Before  []string `yaml:"before_script"`
	}
	if err := yaml.Unmarshal([]byte(got[".gitlab-ci.yml"]), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Pages.Script) != 4 || c.Skipped.Stage != ".post" || c.Pages.Artifacts.Paths[0] != "public" || len(c.Before) != 2 {
		t.Errorf("%+v", c)
	}
	if got[".github/workflows/status.yml"] != "" {
		t.Error("there is also a workflow for GitHub")
	}
	o.CI = "none"
	if got := files(t, o); len(got) != 6 {
		t.Errorf("%d files without CI", len(got))
	}
}
