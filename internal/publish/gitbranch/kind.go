package gitbranch

import (
	"context"
	"fmt"

	"statuary/internal/config"
	"statuary/internal/publish"
)

// Kind is the kind of target that is a branch of a Git remote.
var Kind = publish.Kind{
	Name:    config.Branch,
	Form:    config.PagesTarget,
	About:   "the branch gh-pages of the remote origin, with git",
	Example: config.PagesTarget,
	Flags: []publish.Flag{
		{Name: "remote", Usage: "github-pages: name or address of the remote (default origin)", Key: func(p *config.Publish) any { return &p.Remote }},
		{Name: "branch", Usage: "github-pages: name of the branch (default gh-pages)", Key: func(p *config.Publish) any { return &p.Branch }},
	},
	Open: openBranch,
}

func openBranch(_ context.Context, p config.Publish, o publish.KindOptions) (*publish.Place, error) {
	if p.Remote == "" {
		p.Remote = "origin"
	}
	if p.Branch == "" {
		p.Branch = "gh-pages"
	}
	place := &publish.Place{
		Target: &Branch{Site: o.Site, Remote: p.Remote, Name: p.Branch, Squash: p.Squash, All: o.All, Memory: o.Memory("git", p.Remote, p.Branch)},
		Name:   fmt.Sprintf("branch %s of %s", p.Branch, p.Remote),
	}
	if p.CNAME != "" {
		place.Extra = publish.File{Path: "CNAME", Data: []byte(p.CNAME + "\n")}
	}
	return place, nil
}
