package builder_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/builder"
)

// TestWarmEqualsColdInGit changes and commits a site that shows edits, and rewrites the
// repository in the usual ways. A warm builder must produce the same site as a new one
// without cached data.
func TestWarmEqualsColdInGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("XDG_CACHE_HOME", "") // put back at the end
	home := t.TempDir()
	edits, runs := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if runs++; runs > 12 {
			return // each takes git half a second
		}
		dir, err := os.MkdirTemp(home, "site")
		if err != nil {
			rt.Fatal(err)
		}
		now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
		git := func(args ...string) {
			cmd := exec.Command("git", args...)
			cmd.Dir = dir
			date := now.Format(time.RFC3339)
			cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.org", "GIT_COMMITTER_DATE="+date, "GIT_AUTHOR_DATE="+date)
			if out, err := cmd.CombinedOutput(); err != nil {
				rt.Fatalf("git %v: %v\n%s", args, err, out)
			}
		}
		write := func(name, text string) {
			name = filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				rt.Fatal(err)
			}
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				rt.Fatal(err)
			}
		}
		file := "content/incidents/a.md"
		text := "---\ntitle: A\ntimeline:\n  - {at: 2026-03-09 10:00, status: investigating, message: First.}\n---\n"
		settings := "title = \"x\"\nbase_url = \"https://example.org/\"\n%s[git]\nedits = true\nrepo_url = \"https://github.com/acme/status\"\n"
		write("config.toml", fmt.Sprintf(settings, ""))
		write(file, text)
		write("content/incidents/b.md", text)
		git("init", "-q", "-b", "main")
		git("add", "-A")
		git("commit", "-q", "-m", "x")
		warm := builder.New(builder.Options{Site: os.DirFS(dir), Dir: dir, Now: func() time.Time { return now }, Remember: true})
		cache := filepath.Join(home, "cache")
		steps := rapid.IntRange(2, 10).Draw(rt, "steps")
		for step := range steps + 2 {
			now = now.Add(time.Hour)
			change := rapid.SampledFrom([]string{"edit", "edit", "add", "rename", "commit", "commit", "amend", "pack", "detach", "zone", "merge"}).Draw(rt, "change")
			if step >= steps { // so that each has an edit
				change = []string{"edit", "commit"}[step-steps]
			}
			switch change {
			case "edit":
				text = strings.Replace(text, "message: ", "message: "+rapid.StringMatching(`[A-Z][a-z]{3}`).Draw(rt, "word")+" ", 1)
				write(file, text)
			case "add":
				text = strings.Replace(text, "timeline:\n", "timeline:\n  - {at: "+now.Format("2006-01-02 15:04")+", status: identified, message: More.}\n", 1)
				write(file, text)
			case "rename":
				git("mv", file, strings.TrimSuffix(file, ".md")+"x.md")
				file = strings.TrimSuffix(file, ".md") + "x.md"
			case "commit":
				git("add", "-A")
				git("commit", "-q", "--allow-empty", "-m", "x")
			case "amend":
				git("commit", "-q", "-a", "--amend", "--allow-empty", "-m", "x")
			case "pack":
				git("gc", "-q")
			case "detach":
				git("checkout", "-q", "--detach")
			case "merge":
				git("commit", "-q", "-a", "--allow-empty", "-m", "x")
				git("checkout", "-q", "-B", "side")
				git("commit", "-q", "--allow-empty", "-m", "x")
				git("checkout", "-q", "-B", "main", "HEAD~1")
				git("merge", "-q", "--no-ff", "-m", "x", "side")
			case "zone":
				write("config.toml", fmt.Sprintf(settings, rapid.SampledFrom([]string{"", "time_zone = \"Asia/Tokyo\"\n"}).Draw(rt, "zone")))
			}
			os.Setenv("XDG_CACHE_HOME", cache)
			warmFiles, warmResult, err := collect(warm)
			if err != nil {
				rt.Fatal(err)
			}
			os.Setenv("XDG_CACHE_HOME", filepath.Join(home, "none", fmt.Sprint(now.UnixNano(), runs)))
			coldFiles, coldResult, err := collect(builder.New(builder.Options{Site: os.DirFS(dir), Dir: dir, Now: func() time.Time { return now }}))
			if err != nil {
				rt.Fatal(err)
			}
			if !same(rt, warmFiles, coldFiles) || !reflect.DeepEqual(warmResult.Problems, coldResult.Problems) {
				rt.FailNow()
			}
			if len(coldResult.Problems) > 0 {
				rt.Fatal(coldResult.Problems)
			}
			edits += strings.Count(coldFiles["incidents/"+strings.TrimSuffix(filepath.Base(file), ".md")+"/index.html"], "View changes")
		}
	})
	if edits == 0 {
		t.Error("no page shows an edit")
	}
}
