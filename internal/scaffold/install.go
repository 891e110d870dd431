package scaffold

import (
	"regexp"
	"strings"
)

// Install is how CI installs Statuary. If it is zero, the new site has a line to fill in.
type Install struct {
	// Source is where Statuary's sources are, and which: OWNER/REPOSITORY@COMMIT on GitHub, or
	// the address of a Git repository, @ and a commit or tag on GitLab.
	Source string

	// Of a release:
	Version    string // its tag, such as v1.2.3; empty: Statuary is built from the sources
	Repository string // address of the repository that has the release: https://github.com/OWNER/REPOSITORY
	Checksum   string // SHA-256 of the archive for Linux on amd64; empty: CI reads it from the release
}

// Filled reports whether CI can install Statuary without a line to fill in.
func (i Install) Filled() bool { return i.Source != "" || i.Version != "" }

// InstallFile returns the path of the file with the line to fill in.
func InstallFile(ci string) string {
	if ci == "gitlab" {
		return ".gitlab-ci.yml"
	}
	return ".github/actions/statuary/action.yml"
}

// Owner returns OWNER/REPOSITORY of the release.
func (i Install) Owner() string {
	parts := strings.Split(strings.TrimSuffix(strings.TrimSuffix(i.Repository, "/"), ".git"), "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}

// Name returns OWNER/REPOSITORY of the sources.
func (i Install) Name() string { name, _ := SplitSource(i.Source); return name }

// Ref returns the commit or tag of the sources.
func (i Install) Ref() string { _, ref := SplitSource(i.Source); return ref }

// Number returns the version as the names of archives have it: 1.2.3.
func (i Install) Number() string { return strings.TrimPrefix(i.Version, "v") }

var refForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]*$`)

// SplitSource splits a source at the @ before its commit or tag. The ref is empty if it has
// none; the @ of git@host:path is not one.
func SplitSource(source string) (name, ref string) {
	if i := strings.LastIndexByte(source, '@'); i > 0 && refForm.MatchString(source[i+1:]) {
		return source[:i], source[i+1:]
	}
	return source, ""
}
