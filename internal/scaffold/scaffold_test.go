package scaffold

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// installs are all ways in which CI can install Statuary on GitHub.
var installs = map[string]Install{
	"to fill in": {},
	"sources":    {Source: "example/statuary@0123456789abcdef0123456789abcdef01234567"},
	"release": {Source: "example/statuary@0123456789abcdef0123456789abcdef01234567", Version: "v1.2.3",
		Repository: "https://github.com/example/statuary", Checksum: strings.Repeat("ab", 32)},
	"release without checksum": {Version: "v1.2.3", Repository: "https://github.com/example/statuary"},
}

func TestFiles(t *testing.T) {
	got := files(t, options)
	for _, name := range []string{"identified", "investigating", "maintenance", "monitoring", "resolved", "third-party"} {
		for _, language := range []string{"", ".de"} {
			if file := "templates/" + name + language + ".md"; got[file] == "" {
				t.Errorf("%s is missing", file)
			}
			delete(got, "templates/"+name+language+".md")
		}
	}
	for _, name := range []string{
		"config.toml", "content/incidents/2026-02-23-api-errors.md", "content/incidents/2026-03-09-database-upgrade.md", "content/pages/about.md",
		".gitignore", "README.md", ".github/workflows/status.yml", ".github/workflows/check.yml", ".github/actions/statuary/action.yml",
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

// workflow is a workflow of GitHub, as far as the tests read it.
type workflow struct {
	Permissions map[string]string
	Concurrency map[string]any
	On          map[string]any
	Jobs        map[string]struct {
		Permissions map[string]string
		Concurrency map[string]any
		Steps       []struct {
			Uses, Run string
		}
		Timeout int `yaml:"timeout-minutes"`
	}
}

// TestWorkflows checks that every job has only the permissions that it needs, a timeout, and
// a limit on how many of it run at once.
func TestWorkflows(t *testing.T) {
	permissions := map[string]string{"deploy": "id-token:write pages:write", "announce": "contents:write", "follow": "actions:write"}
	got := files(t, options)
	for _, name := range []string{"status", "check"} {
		var w workflow
		src := got[".github/workflows/"+name+".yml"]
		if err := yaml.Unmarshal([]byte(src), &w); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, src)
		}
		if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" || len(w.On) == 0 {
			t.Errorf("%s: %+v", name, w)
		}
		for id, j := range w.Jobs {
			var has []string
			for key, value := range j.Permissions {
				has = append(has, key+":"+value)
			}
			slices.Sort(has)
			if strings.Join(has, " ") != permissions[id] || j.Timeout == 0 {
				t.Errorf("%s: job %s: %+v", name, id, j)
			}
			if w.Concurrency == nil && j.Concurrency == nil && id != "skipped" {
				t.Errorf("%s: any number of the job %s can run at once", name, id)
			}
			for _, s := range j.Steps {
				if strings.Contains(s.Run, "${{") {
					t.Errorf("%s: in the job %s, a command contains an expression:\n%s", name, id, s.Run)
				}
			}
		}
	}
}

// TestInstall checks that one line of one file says how CI installs Statuary.
func TestInstall(t *testing.T) {
	for name, want := range map[string]string{
		"to fill in":               "OWNER/REPOSITORY/.github/actions/setup@COMMIT",
		"sources":                  "example/statuary/.github/actions/setup@0123456789abcdef0123456789abcdef01234567",
		"release":                  "example/statuary/.github/actions/setup@0123456789abcdef0123456789abcdef01234567 # v1.2.3",
		"release without checksum": "example/statuary/.github/actions/setup@v1.2.3 # v1.2.3",
	} {
		o := options
		o.Install = installs[name]
		got := files(t, o)
		for file, src := range got {
			switch n := strings.Count(src, "/.github/actions/setup@"); {
			case file == InstallFile("github") && (n != 1 || !strings.Contains(src, "uses: "+want+"\n")):
				t.Errorf("%s: %s:\n%s", name, file, src)
			case file != InstallFile("github") && n > 0:
				t.Errorf("%s: %s installs Statuary too", name, file)
			}
		}
		src := got[InstallFile("github")]
		if strings.Contains(src, "version: v1.2.3\n") != (o.Install.Version != "") || strings.Contains(src, "checksum: abab") != (o.Install.Checksum != "") {
			t.Errorf("%s:\n%s", name, src)
		}
		if strings.Contains(got["README.md"], "fill in") != !o.Install.Filled() {
			t.Errorf("%s: README.md:\n%s", name, got["README.md"])
		}
	}
}

// TestActionlint checks all workflows with actionlint, which reads the actions that they use
// and, with shellcheck, their commands.
func TestActionlint(t *testing.T) {
	program, err := exec.LookPath("actionlint")
	if err != nil {
		t.Skip("actionlint is not installed: see .github/CONTRIBUTING.md")
	}
	for name, install := range installs {
		o := options
		o.Install, o.Alerts = install, true
		list, err := Files(o)
		if err != nil {
			t.Fatal(err)
		}
		form, err := Form("issue-form", formOptions)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for _, f := range append(append(list, form...), File{".git/HEAD", nil}) {
			file := filepath.Join(dir, filepath.FromSlash(f.Path))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command(program, "-no-color")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	own := exec.Command(program, "-no-color")
	own.Dir = "../.."
	if out, err := own.CombinedOutput(); err != nil {
		t.Errorf("the workflows of this repository: %v\n%s", err, out)
	}
}

// TestOwnWorkflows checks that this repository builds its site as a new site is built, but
// with its own sources. A fork is then a site.
func TestOwnWorkflows(t *testing.T) {
	o := options
	o.Title = "0123456789" // so that the schedule runs at minute 17
	got := files(t, o)
	for _, name := range []string{"status", "check"} {
		own, err := os.ReadFile("../../.github/workflows/" + name + ".yml")
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(got[".github/workflows/"+name+".yml"], "\nname: ")
		_, rest, _ := strings.Cut(string(own), "\nname: ")
		if want = strings.ReplaceAll(want, "./.github/actions/statuary", "./.github/actions/setup"); rest != want {
			t.Errorf(".github/workflows/%s.yml is not the template with the own setup action:\n%s", name, want)
		}
	}
}

func TestGitLab(t *testing.T) {
	type job struct {
		Stage         string
		Script        []string
		Artifacts     struct{ Paths []string }
		ResourceGroup string `yaml:"resource_group"`
	}
	for name, c := range map[string]struct {
		install Install
		has     string
		lines   int // of before_script
	}{
		"to fill in":               {Install{}, `STATUARY: ""`, 5},
		"sources":                  {Install{Source: "https://git.example.org/statuary.git@v1"}, `STATUARY: "https://git.example.org/statuary.git@v1"`, 5},
		"release":                  {installs["release"], `STATUARY_CHECKSUM: "` + strings.Repeat("ab", 32) + `"`, 5},
		"release without checksum": {installs["release without checksum"], `/checksums.txt" | grep`, 5},
	} {
		o := options
		o.CI, o.Install = "gitlab", c.install
		got := files(t, o)
		src := got[".gitlab-ci.yml"]
		var ci struct {
			Check, Pages, Skipped job
			Before                []string `yaml:"before_script"`
		}
		if err := yaml.Unmarshal([]byte(src), &ci); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, src)
		}
		if len(ci.Pages.Script) != 5 || ci.Skipped.Stage != ".post" || ci.Pages.Artifacts.Paths[0] != "public" || ci.Pages.ResourceGroup == "" ||
			len(ci.Before) != c.lines || ci.Check.Artifacts.Paths[0] != "preview/" || !strings.Contains(src, c.has) {
			t.Errorf("%s: %+v\n%s", name, ci, src)
		}
		for file := range got {
			if strings.HasPrefix(file, ".github/") {
				t.Errorf("there is also %s", file)
			}
		}
	}
	o := options
	o.CI = "none"
	if got := files(t, o); len(got) != 6+12 {
		t.Errorf("%d files without CI", len(got))
	}
}

func TestSplitSource(t *testing.T) {
	for source, want := range map[string][2]string{
		"example/statuary@v1":               {"example/statuary", "v1"},
		"example/statuary":                  {"example/statuary", ""},
		"git@example.org:statuary.git":      {"git@example.org:statuary.git", ""},
		"git@example.org:statuary.git@v1.2": {"git@example.org:statuary.git", "v1.2"},
		"https://me@example.org/a.git":      {"https://me@example.org/a.git", ""},
		"example/statuary@":                 {"example/statuary@", ""},
	} {
		if name, ref := SplitSource(source); [2]string{name, ref} != want {
			t.Errorf("%s: %q %q", source, name, ref)
		}
	}
}
