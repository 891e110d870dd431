package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// A release sets these when it is linked: see .goreleaser.yaml.
var (
	release    string // tag of the release, such as v1.2.3
	repository string // address of the repository that has the releases: https://github.com/OWNER/REPOSITORY
	commit     string // full hash
)

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  arguments(0),
		Run:   func(*cobra.Command, []string) { fmt.Fprintln(a.stdout, versionLine()) },
	}
}

// versionLine returns the output of statuary version.
func versionLine() string {
	built := runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH
	if c := sourceCommit(); c != "" {
		built = "commit " + c + ", " + built
	}
	return "statuary " + version() + " (" + built + ")"
}

// version returns the release that the program was built from, or "devel".
func version() string {
	if release != "" {
		return strings.TrimPrefix(release, "v")
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		return taggedVersion(info.Main.Version, sourceCommit())
	}
	return "devel"
}

// taggedVersion returns the tag among the versions that Go records in a program. For a commit
// without a tag, Go invents a version from its time and the beginning of its hash.
func taggedVersion(v, commit string) string {
	if v == "(devel)" || len(commit) >= 12 && strings.Contains(v, commit[:12]) {
		return "devel"
	}
	return cmp.Or(strings.TrimPrefix(v, "v"), "devel")
}

// sourceCommit returns the commit that the program was built from, with "+changes" if the
// sources had uncommitted changes. It returns an empty string if it is unknown.
func sourceCommit() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var hash, changes string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			hash = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changes = "+changes"
		}
	}
	if hash == "" {
		return ""
	}
	return hash + changes
}
