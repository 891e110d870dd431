package gitbranch

import (
	"cmp"
	"context"
	"fmt"
	"regexp"

	"statuary/internal/config"
	"statuary/internal/publish"
)

// Target is the target that is a branch of a Git remote.
const Target = "github-pages"

// Kind is the kind of target that is a branch of a Git remote.
var Kind = publish.Kind{
	TargetKind: config.TargetKind{
		Name:    "branch",
		Usage:   Target,
		About:   "the branch gh-pages of the remote origin, with git",
		Example: Target,
		Plural:  `the target "github-pages"`,
		Label:   Target,
		Form:    regexp.MustCompile(`^\s*` + Target + `\s*$`),
		Keys: []config.Setting{
			{Name: "remote", Default: "`\"origin\"`", About: "remote, or address of the repository (default: origin)", Flag: "github-pages: name or address of the remote (default: origin)", Check: checkRemote},
			{Name: "branch", Default: "`\"gh-pages\"`", About: "branch (default: gh-pages)", Flag: "github-pages: name of the branch (default: gh-pages)", Check: checkBranch},
			{Name: "any_branch", Type: config.Bool, Default: "`false`", About: "publish to the branch even if it is checked out or contains the site's sources"},
			{Name: "history", Default: "`\"keep\"`", About: "keep adds a commit, squash keeps only the newest (default: keep)", Words: []string{"keep", "squash"}},
			{Name: "cname", Default: "none", About: "custom domain of the site", Form: hostForm.String(), Check: checkHost},
		},
	},
	Open: openBranch,
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)

func checkHost(s string) (problem, hint string) {
	if !hostForm.MatchString(s) {
		return "is not a host name", `write cname = "status.example.org"`
	}
	return "", ""
}

func openBranch(_ context.Context, p config.Publish, o publish.KindOptions) (*publish.Place, error) {
	remote, branch := cmp.Or(p.Text("remote"), "origin"), cmp.Or(p.Text("branch"), "gh-pages")
	place := &publish.Place{
		Target: &Branch{Site: o.Site, Remote: remote, Name: branch, Any: p.Is("any_branch"), Squash: p.Text("history") == "squash", All: o.All, Memory: o.Memory("git", remote, branch)},
		Name:   fmt.Sprintf("branch %s of %s", branch, remote),
		Store:  &Store{Site: o.Site, Remote: remote, Name: branch + storeSuffix},
	}
	if name := p.Text("cname"); name != "" {
		place.Extra = publish.File{Path: "CNAME", Data: []byte(name + "\n")}
	}
	return place, nil
}
