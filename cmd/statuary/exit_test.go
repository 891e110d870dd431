package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestExitStatus checks the exit statuses, which scripts and workflows depend on.
func TestExitStatus(t *testing.T) {
	const settings = "title = \"T\"\nbase_url = \"https://example.org/\"\n"
	const broken = "---\ntitle: B\n---\n"
	for name, c := range map[string]struct {
		settings, incident string
		args               []string
		want               int
	}{
		"fine":               {settings, "", []string{"build", "--keep-going"}, exitFine},
		"an error":           {settings, broken, []string{"build"}, exitProblems},
		"a skipped file":     {settings, broken, []string{"build", "--keep-going"}, exitSkipped},
		"as JSON":            {settings, broken, []string{"build", "--keep-going", "--json"}, exitSkipped},
		"published":          {settings, broken, []string{"publish", "--keep-going", "./place"}, exitSkipped},
		"published, as JSON": {settings, broken, []string{"publish", "--keep-going", "--json", "./place"}, exitSkipped},
		"not published":      {settings, broken, []string{"publish", "./place"}, exitProblems},
		"settings":           {"title", "", []string{"build", "--keep-going"}, exitProblems},
		"a wrong call":       {settings, "", []string{"build", "--format", "xml"}, exitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			write := func(file, text string) {
				t.Helper()
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			write("config.toml", c.settings)
			if c.incident != "" {
				write("content/incidents/b.md", c.incident)
			}
			var out, messages bytes.Buffer
			if got := run(c.args, &out, &messages); got != c.want {
				t.Errorf("%v exits with %d, want %d\n%s%s", c.args, got, c.want, out.String(), messages.String())
			}
		})
	}
}
