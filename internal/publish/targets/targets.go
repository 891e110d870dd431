// Package targets lists the kinds of publish targets, and finds the one that a name
// means.
package targets

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/gitbranch"
	"statuary/internal/publish/s3"
)

// Kinds returns all kinds, in the order of the help. A new one is a package with a
// Kind, a line here, and its keys in the package config.
func Kinds() []publish.Kind {
	return []publish.Kind{s3.Kind, gitbranch.Kind, publish.FolderKind}
}

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
	text, hint := config.CheckTarget(name)
	switch {
	case name == "" && len(names) == 1:
		return c.Publish[0], true, nil
	case name == "" && len(names) == 0:
		text, hint = "missing target: config.toml has no [publish.NAME]", "name one: s3://bucket/prefix, github-pages or ./folder; or add [publish.site] with a target, see docs/publishing.md"
	case name == "":
		text, hint = "missing target: config.toml has several", "name one of them: "+strings.Join(names, ", ")
	case text != "":
	case config.KindOf(name) != config.Folder, filepath.IsAbs(name), strings.ContainsAny(name, `/\`), strings.HasPrefix(name, "."):
		return config.Publish{Target: name}, false, nil
	default:
		text, hint = fmt.Sprintf("unknown target %q: config.toml has no [publish.%s]", name, name), "write ./"+name+" for a folder"
		if near, ok := diag.Nearest(name, append(names, config.PagesTarget)); ok {
			hint = fmt.Sprintf("did you mean %q? %s", near, hint)
		}
	}
	return p, false, &diag.Error{Text: text, Hint: hint}
}

// Open opens the place of a table. The values of flags replace those of its keys. A
// *diag.Error means that the table or the flags are wrong.
func Open(ctx context.Context, p config.Publish, flags *config.Publish, o publish.KindOptions) (*publish.Place, error) {
	kind := config.KindOf(p.Target)
	var open publish.Kind
	for _, k := range Kinds() {
		if k.Name == kind {
			open = k
		}
		for _, f := range k.Flags {
			if err := override(&p, flags, k, f); err != nil {
				return nil, err
			}
		}
	}
	return open.Open(ctx, p, o)
}

// override replaces a key by the value of its flag, if it has one.
func override(p, flags *config.Publish, k publish.Kind, f publish.Flag) error {
	switch to := f.Key(p).(type) {
	case *bool:
		*to = *to || *f.Key(flags).(*bool)
	case *string:
		value := *f.Key(flags).(*string)
		if value == "" {
			return nil
		}
		if kind := config.KindOf(p.Target); kind != k.Name {
			return &diag.Error{Text: fmt.Sprintf("--%s does not apply to %s, which is a %s", f.Name, p.Target, kind), Hint: fmt.Sprintf("leave it out; it is for a %s", k.Name)}
		}
		*to = value
	}
	return nil
}
