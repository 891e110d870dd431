package config

import (
	"net/url"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
)

// Git is the table [git]: what pages show of the site's repository.
type Git struct {
	Edits bool  // pages of incidents show when texts were edited, according to the log of git
	At    Value // position of the key edits, for messages

	// Addresses with placeholders. If one is empty, pages do not have the link.
	EditURL   string // of a file in the host's editor, with {path}: its path in the site's folder
	CommitURL string // of a commit, with {commit}: its full hash
}

// hosts has the addresses of edit and commit pages of hosts, by a word in their names.
var hosts = []struct{ word, edit, commit string }{
	{"github", "/edit/{branch}/{path}", "/commit/{commit}"},
	{"gitlab", "/-/edit/{branch}/{path}", "/-/commit/{commit}"},
}

// gitAddresses sets the addresses that follow from repo_url and branch.
func (d *decoder) gitAddresses(table frontmatter.Field) {
	g := &d.config.Git
	var repo, edit, commit frontmatter.Field
	branch := "main"
	for _, f := range table.Value.Map {
		switch f.Key {
		case "repo_url":
			repo = f
		case "branch":
			branch = strings.TrimSpace(d.Short(f))
		case "edit_url":
			edit = f
		case "commit_url":
			commit = f
		}
	}
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
		d.Errorf(repo.Value.Line, repo.Value.Col, `add edit_url = "…/{path}" and commit_url = "…/{commit}" with the addresses of that host`, "unknown edit and commit addresses for %s", host)
	}
}

// repository reads the address of a repository on the web.
func (d *decoder) repository(f frontmatter.Field) (address, host string) {
	s := strings.TrimSuffix(strings.TrimRight(strings.TrimSpace(d.Short(f)), "/"), ".git")
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		d.Errorf(f.Value.Line, f.Value.Col, `write its full address: "https://github.com/acme/status"`, "repo_url %q is not the address of a repository", s)
		return "", ""
	}
	return s, strings.ToLower(u.Hostname())
}

// pattern reads an address with a placeholder, or an empty text.
func (d *decoder) pattern(f frontmatter.Field, place string) string {
	s := strings.TrimSpace(d.Short(f))
	u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(s))
	switch {
	case s == "":
		return ""
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		d.Errorf(f.Value.Line, f.Value.Col, `write a full address, such as "https://git.example.org/status/`+place+`"`, "%s %q is not an address", f.Key, s)
		return ""
	case !strings.Contains(s, place):
		d.Errorf(f.Value.Line, f.Value.Col, "add "+place+" to the address", "%s %q does not contain %s", f.Key, s, place)
		return ""
	}
	return s
}

// Problem returns a warning about the key edits.
func (g Git) Problem(text, hint string) diag.Diagnostic { return g.At.Problem(true, text, hint) }
