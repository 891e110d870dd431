package config

import (
	"strings"
	"testing"
)

func TestGit(t *testing.T) {
	for toml, want := range map[string]Git{
		`repo_url = "https://github.com/acme/status.git"`:                                                    {EditURL: "https://github.com/acme/status/edit/main/{path}", CommitURL: "https://github.com/acme/status/commit/{commit}"},
		"repo_url = \"https://gitlab.example.org/ops/web/status/\"\nbranch = \"release 1/x\"":                {EditURL: "https://gitlab.example.org/ops/web/status/-/edit/release%201/x/{path}", CommitURL: "https://gitlab.example.org/ops/web/status/-/commit/{commit}"},
		"repo_url = \"https://github.com/acme/status\"\nedit_url = \"\"":                                     {CommitURL: "https://github.com/acme/status/commit/{commit}"},
		"repo_url = \"https://codeberg.org/a/b\"\nedit_url = \"https://codeberg.org/a/b/_edit/main/{path}\"": {EditURL: "https://codeberg.org/a/b/_edit/main/{path}"},
		`edit_url = "https://example.org/wiki/{path}?edit"`:                                                  {EditURL: "https://example.org/wiki/{path}?edit"},
	} {
		c, problems := load("title = \"x\"\nbase_url = \"https://example.org\"\n[git]\n"+toml+"\n", Overrides{})
		if c == nil || c.Git != want {
			t.Errorf("%s: got %+v, %v", toml, c, problems)
		}
	}
	for toml, want := range map[string]string{
		`repo_url = "github.com/acme/status"`:              "is not the address of a repository",
		`repo_url = "https://github.com/"`:                 "is not the address of a repository",
		`repo_url = "https://git.example.org/acme/status"`: "unknown edit and commit addresses for git.example.org",
		`edit_url = "javascript:alert({path})"`:            "is not an address",
		`commit_url = "https://example.org/c"`:             `commit_url "https://example.org/c" does not contain {commit}`,
		`edits = "yes"`:                                    "edits",
	} {
		c, problems := load("title = \"x\"\nbase_url = \"https://example.org\"\n[git]\n"+toml+"\n", Overrides{})
		if c != nil || !strings.Contains(problems, want) {
			t.Errorf("%s: got %v", toml, problems)
		}
	}
}
