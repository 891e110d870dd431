// Package targets lists the kinds of publish targets, and finds the one that a name
// means.
package targets

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/gitbranch"
	"statuary/internal/publish/s3"
)

// kinds has all kinds, in the order of the help. A new one is a package with a Kind and a line
// here. The last takes the targets that are left.
var kinds = []publish.Kind{s3.Kind, gitbranch.Kind, publish.FolderKind}

// Kinds returns what config.toml, the help and the docs need of all kinds.
func Kinds() []config.TargetKind {
	list := make([]config.TargetKind, len(kinds))
	for i, k := range kinds {
		list[i] = k.TargetKind
	}
	return list
}

// FlagName returns the name of the flag that replaces a key.
func FlagName(key string) string { return strings.ReplaceAll(key, "_", "-") }

// Choose returns the table of config.toml with a name, or a table for a target that is
// written out. The name may be empty if there is only one table. The second result
// reports whether the table is in config.toml. The error is a *diag.Error.
func Choose(c *config.Config, name string) (p config.Publish, inConfig bool, err error) {
	var names []string
	for _, p := range c.Publish {
		if p.Name == name {
			return p, true, nil
		}
		names = append(names, p.Name)
	}
	text, hint := config.CheckTarget(Kinds(), name)
	switch {
	case name == "" && len(names) == 1:
		return c.Publish[0], true, nil
	case name == "" && len(names) == 0:
		text, hint = "missing target: config.toml has no [publish.NAME]", "name one: "+config.Targets(Kinds())+"; or add [publish.site] with a target, see docs/publishing.md"
	case name == "":
		text, hint = "missing target: config.toml has several", "name one of them: "+strings.Join(names, ", ")
	case text != "":
	case config.KindOf(Kinds(), name).Form != nil, filepath.IsAbs(name), strings.ContainsAny(name, `/\`), strings.HasPrefix(name, "."):
		return config.Publish{Target: name}, false, nil
	default:
		text, hint = fmt.Sprintf("unknown target %q: config.toml has no [publish.%s]", name, name), "write ./"+name+" for a folder"
		if near, ok := diag.Nearest(name, append(names, examples()...)); ok {
			hint = fmt.Sprintf("did you mean %q? %s", near, hint)
		}
	}
	return p, false, &diag.Error{Text: text, Hint: hint}
}

// examples returns the targets, or beginnings of targets, that shells complete.
func examples() (list []string) {
	for _, k := range kinds {
		if k.Example != "" {
			list = append(list, k.Example)
		}
	}
	return list
}

// Open opens the place of a table. Flags, by key, replace its keys. A *diag.Error means that the
// table or the flags are wrong.
func Open(ctx context.Context, p config.Publish, flags map[string]string, o publish.KindOptions) (*publish.Place, error) {
	name := config.KindOf(Kinds(), p.Target).Name
	p.Keys = maps.Clone(p.Keys)
	var open publish.Kind
	for _, k := range kinds {
		if k.Name == name {
			open = k
		}
		for _, key := range k.Keys {
			value, ok := flags[key.Name]
			if !ok {
				continue
			}
			flag := "--" + FlagName(key.Name)
			if k.Name != name {
				return nil, &diag.Error{Text: fmt.Sprintf("%s does not apply to %s, which is a %s", flag, p.Target, name), Hint: "leave it out; it applies only to " + k.Plural}
			}
			if key.Check != nil {
				if problem, hint := key.Check(value); problem != "" {
					return nil, &diag.Error{Text: fmt.Sprintf("%s %q %s", flag, value, problem), Hint: hint}
				}
			}
			if p.Keys == nil {
				p.Keys = map[string][]string{}
			}
			p.Keys[key.Name] = []string{value}
		}
	}
	return open.Open(ctx, p, o)
}

// BranchStore returns a store on a branch of the remote origin, for a site that is not published with
// Statuary.
func BranchStore(site, branch string) (publish.Store, error) {
	if problem, hint := gitbranch.CheckStore(branch); problem != "" {
		return nil, &diag.Error{Text: fmt.Sprintf("--ledger-branch %q %s", branch, problem), Hint: hint}
	}
	return &gitbranch.Store{Site: site, Remote: "origin", Name: branch}, nil
}
