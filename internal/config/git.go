package config

import (
	"net/url"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
)

// Git is the table [git]: what pages show of the site's repository.
type Git struct {
	Edits bool  // pages of incidents tell when texts were edited, by the log of git
	At    Value // where that is set, for messages

	// Addresses with placeholders. If one is empty, there are no such links.
	EditURL   string // of a file in the host's editor, with {path}: where it is in the site's folder
	CommitURL string // of a commit, with {commit}: its full hash
}

var gitKeys = []string{"edits", "repo_url", "branch", "edit_url", "commit_url"}

// hosts has the addresses of edit and commit pages of hosts, by a word in their names.
var hosts = []struct{ word, edit, commit string }{
	{"github", "/edit/{branch}/{path}", "/commit/{commit}"},
	{"gitlab", "/-/edit/{branch}/{path}", "/-/commit/{commit}"},
}

func (d *decoder) git(f frontmatter.Field) {
	g := &d.config.Git
	var repo, edit, commit frontmatter.Field
	branch := "main"
	d.table(f, gitKeys, func(f frontmatter.Field) {
		switch f.Key {
		case "edits":
			g.Edits, g.At = d.Bool(f), d.value(f, "")
		case "repo_url":
			repo = f
		case "branch":
			branch = strings.TrimSpace(d.String(f))
		case "edit_url":
			edit, g.EditURL = f, d.pattern(f, "{path}")
		case "commit_url":
			commit, g.CommitURL = f, d.pattern(f, "{commit}")
		}
	})
	if repo.Key == "" {
		return
	}
	address, host := d.repository(repo)
	if address == "" {
		return
	}
	for _, h := range hosts {
		if !strings.Contains(host, h.word) {
			continue
		}
		if edit.Key == "" {
			g.EditURL = address + strings.Replace(h.edit, "{branch}", (&url.URL{Path: branch}).EscapedPath(), 1)
		}
		if commit.Key == "" {
			g.CommitURL = address + h.commit
		}
		return
	}
	if edit.Key == "" && commit.Key == "" {
		d.Errorf(repo.Value.Line, repo.Value.Col, `write edit_url = "…/{path}" and commit_url = "…/{commit}" as its pages have them`, "what addresses look like at %s is not known here", host)
	}
}

// repository reads the address of a repository on the web.
func (d *decoder) repository(f frontmatter.Field) (address, host string) {
	s := strings.TrimSuffix(strings.TrimRight(strings.TrimSpace(d.String(f)), "/"), ".git")
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		d.Errorf(f.Value.Line, f.Value.Col, `write it as a browser shows it: "https://github.com/acme/status"`, "repo_url %q is not the address of a repository", s)
		return "", ""
	}
	return s, strings.ToLower(u.Hostname())
}

// pattern reads an address with a placeholder, or an empty text.
func (d *decoder) pattern(f frontmatter.Field, place string) string {
	s := strings.TrimSpace(d.String(f))
	u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(s))
	switch {
	case s == "":
		return ""
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		d.Errorf(f.Value.Line, f.Value.Col, `write a full address, such as "https://git.example.org/status/`+place+`"`, "%s %q is not an address", f.Key, s)
		return ""
	case !strings.Contains(s, place):
		d.Errorf(f.Value.Line, f.Value.Col, "put "+place+" where it belongs", "%s has no place for %s", f.Key, place)
		return ""
	}
	return s
}

// Problem returns a warning about the key edits.
func (g Git) Problem(text, hint string) diag.Diagnostic { return g.At.Problem(true, text, hint) }
