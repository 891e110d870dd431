package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v4"
)

// published is a web server with the pages of the last build, which also receives webhooks.
type published struct {
	mu     sync.Mutex
	folder string
	hooks  []string
}

func (p *published) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		p.hooks = append(p.hooks, string(body))
		return
	}
	http.FileServer(http.Dir(p.folder)).ServeHTTP(w, r)
}

// received returns the number of webhooks since the last call.
func (p *published) received() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.hooks)
	p.hooks = nil
	return n
}

// TestAnnounceInWorkflow runs the commands of the workflows that init writes, each time in a new clone of
// a bare repository: the first run announces nothing, the second one update once, the third nothing. The
// status page of a third-party component, which cannot be read, stops none of them.
func TestAnnounceInWorkflow(t *testing.T) {
	need(t, "git", "bash")
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, ci := range []string{"github", "gitlab"} {
		t.Run(ci, func(t *testing.T) {
			dir := t.TempDir()
			p := &published{}
			server := httptest.NewServer(p)
			defer server.Close()
			env := append(os.Environ(), "PATH="+filepath.Dir(bin)+string(os.PathListSeparator)+os.Getenv("PATH"),
				"GIT_CONFIG_GLOBAL="+filepath.Join(dir, "none"), "GIT_CONFIG_NOSYSTEM=1", "GITHUB_OUTPUT="+filepath.Join(dir, "output"),
				"BASE_URL="+server.URL+"/", "CI_PAGES_URL="+server.URL, "WEBHOOK_URL="+server.URL+"/hook")
			run := func(folder string, args ...string) string {
				t.Helper()
				cmd := exec.Command(args[0], args[1:]...)
				cmd.Dir, cmd.Env = filepath.Join(dir, folder), env
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
				}
				return string(out)
			}
			run("", "git", "init", "-q", "--bare", "-b", "main", "origin.git")
			run("", bin, "init", "site", "--title", "T", "--base-url", "https://status.example.net/", "--ci", ci)
			site := filepath.Join(dir, "site")
			push := func() {
				t.Helper()
				run("site", "git", "add", "-A")
				run("site", "git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "x")
				run("site", "git", "push", "-q", "../origin.git", "HEAD:main")
			}
			run("site", "git", "init", "-q", "-b", "main")
			push()
			clones := 0
			workflow := func() (output string) {
				t.Helper()
				clones++
				clone := "clone" + string(rune('0'+clones))
				run("", "git", "clone", "-q", "--depth", "1", "file://"+filepath.Join(dir, "origin.git"), clone)
				build, announce := workflowCommands(t, filepath.Join(dir, clone), ci)
				output = run(clone, "bash", "-e", "-c", build)
				p.mu.Lock()
				p.folder = filepath.Join(dir, clone, "public")
				p.mu.Unlock()
				return output + run(clone, "bash", "-e", "-c", announce)
			}
			if out := workflow(); !strings.Contains(out, "no channels") || !strings.Contains(out, "no third-party components") {
				t.Errorf("without channels:\n%s", out)
			}
			config, err := os.ReadFile(filepath.Join(site, "config.toml"))
			if err != nil {
				t.Fatal(err)
			}
			config = append(config, "\n[announce.hook]\nkind = \"webhook\"\nurl = \"env:WEBHOOK_URL\"\n"+
				"\n[[components]]\nid = \"theirs\"\nstatuspage = \"http://127.0.0.1:1\"\n"...)
			if err := os.WriteFile(filepath.Join(site, "config.toml"), config, 0o644); err != nil {
				t.Fatal(err)
			}
			push()
			if out := workflow(); !strings.Contains(out, "the channel hook is new") || !strings.Contains(out, "third-party components could not be read") || p.received() != 0 {
				t.Errorf("first run:\n%s", out)
			}
			run("site", bin, "new", "incident", "Slow", "--id", "slow", "-m", "We are investigating.")
			push()
			if out := workflow(); !strings.Contains(out, "announced in hook: slow: investigating") || p.received() != 1 {
				t.Errorf("second run:\n%s", out)
			}
			if out := workflow(); !strings.Contains(out, "nothing new to announce") || p.received() != 0 {
				t.Errorf("third run:\n%s", out)
			}
			outputs, err := os.ReadFile(filepath.Join(dir, "output"))
			if ci == "github" && (err != nil || strings.Count(string(outputs), "channels=hook\n") != 3) {
				t.Errorf("outputs of the build: %v\n%s", err, outputs)
			}
		})
	}
}

// workflowCommands returns the commands that build and announce.
func workflowCommands(t *testing.T, clone, ci string) (build, announce string) {
	t.Helper()
	file := map[string]string{"github": ".github/workflows/status.yml", "gitlab": ".gitlab-ci.yml"}[ci]
	src, err := os.ReadFile(filepath.Join(clone, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	if ci == "gitlab" {
		var w struct{ Pages, Announce struct{ Script []string } }
		if err := yaml.Unmarshal(src, &w); err != nil {
			t.Fatal(err)
		}
		return strings.Join(w.Pages.Script, "\n"), strings.Join(w.Announce.Script, "\n")
	}
	var w struct {
		Jobs map[string]struct {
			Steps []struct {
				ID, Run string
				Env     map[string]string
			}
		}
	}
	if err := yaml.Unmarshal(src, &w); err != nil {
		t.Fatal(err)
	}
	for _, s := range w.Jobs["build"].Steps {
		if s.ID == "" || s.ID == "build" {
			build += s.Run + "\n"
		}
	}
	for _, s := range w.Jobs["announce"].Steps {
		if s.Run == "" {
			continue
		}
		announce = s.Run
		for name, value := range s.Env {
			if name != "BASE_URL" && value != "${{ secrets."+name+" }}" || !regexp.MustCompile(`^[A-Z_]+$`).MatchString(name) {
				t.Errorf("%s: %s", name, value)
			}
		}
	}
	return build, announce
}
