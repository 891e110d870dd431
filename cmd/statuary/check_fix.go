package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/workspace"
)

// fix corrects the problems that have a fix, or with --dry-run prints the changes.
// It returns the problems that are left.
func (a *app) fix(ctx context.Context, f checkFlags, b *builder.Builder, list diag.List) (diag.List, error) {
	fixes, err := b.Fix(ctx, list, f.since == "")
	if err != nil {
		return nil, err
	}
	if err := a.rewrite(f, b.Site, fixes.Files); err != nil {
		return nil, err
	}
	for _, d := range a.withSitePath(fixes.Fixed) {
		if f.dryRun {
			fmt.Fprintf(a.stderr, "%s: would change %q to %q\n", d.Pos, d.Fix.Old, d.Fix.New)
		} else {
			fmt.Fprintf(a.stderr, "%s: changed %q to %q\n", d.Pos, d.Fix.Old, d.Fix.New)
		}
	}
	if f.dryRun {
		fmt.Fprintf(a.stderr, "statuary: nothing was changed; would fix %s in %s\n", count(len(fixes.Fixed), "problem"), count(len(fixes.Files), "file"))
	}
	return fixes.Left, nil
}

// rewrite puts new texts into files that are still what they were, or shows
// what would change.
func (a *app) rewrite(f checkFlags, old fs.FS, files map[string][]byte) error {
	for _, file := range slices.Sorted(maps.Keys(files)) {
		was, err := fs.ReadFile(old, file)
		if err != nil {
			return err
		}
		c, err := workspace.Rewrite(a.site, file, func(src []byte) ([]byte, error) {
			if !bytes.Equal(src, was) {
				return nil, fmt.Errorf("%s changed in the meantime; run check again", file)
			}
			return files[file], nil
		})
		if err != nil {
			return err
		}
		if f.dryRun {
			fmt.Fprint(a.stdout, c.Diff())
		} else if err := c.Save(); err != nil {
			return err
		}
	}
	return nil
}
