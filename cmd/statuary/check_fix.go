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
	"statuary/internal/edit"
	"statuary/internal/workspace"
)

// patched is a site of which some files are others.
type patched struct {
	fs.FS
	files map[string][]byte
}

func (p patched) ReadFile(name string) ([]byte, error) {
	if data, ok := p.files[name]; ok {
		return data, nil
	}
	return fs.ReadFile(p.FS, name)
}

// rounds is how often fixes are made: a key that is put right lets its value be
// read, which may be misspelt too.
const rounds = 3

// fix makes the changes that problems come with, and gives the problems that
// are left. Each is tried on the site as a whole before it is made: it is kept
// only if its file has fewer errors then.
func (a *app) fix(ctx context.Context, f checkFlags, b *builder.Builder, list diag.List) (diag.List, error) {
	site := patched{b.Site, map[string][]byte{}}
	now := byFile(list)
	var done diag.List
	for range rounds {
		tried := patched{site.FS, maps.Clone(site.files)}
		for file, problems := range now {
			src, err := fs.ReadFile(site, file)
			if err != nil {
				continue // it can't be read, which is reported
			}
			if out, ok := edit.Fix(src, problems); ok {
				tried.files[file] = out
			}
		}
		options := b.Options
		options.Site = tried
		result, err := builder.New(options).Check(ctx)
		if err != nil {
			return nil, err
		}
		after, better := byFile(append(result.Problems, result.LeftOut...)), false
		for file, problems := range now {
			if fewer(problems, after[file]) {
				site.files[file], better = tried.files[file], true
				done = append(done, fixed(problems, after[file])...)
				now[file] = after[file]
			}
		}
		if !better {
			break
		}
		for file, problems := range after { // of files that could not be looked at before
			if _, known := now[file]; !known && f.since == "" {
				now[file] = problems
			}
		}
	}
	if err := a.rewrite(f, b.Site, site.files); err != nil {
		return nil, err
	}
	done.Sort()
	for _, d := range a.located(done) {
		if f.dryRun {
			fmt.Fprintf(a.stderr, "%s: would change %q to %q\n", d.Pos, d.Fix.Old, d.Fix.New)
		} else {
			fmt.Fprintf(a.stderr, "%s: %q is %q now\n", d.Pos, d.Fix.Old, d.Fix.New)
		}
	}
	if f.dryRun {
		fmt.Fprintf(a.stderr, "statuary: nothing was changed; %s would be put right in %s\n", count(len(done), "problem"), count(len(site.files), "file"))
	}
	var left diag.List
	for _, problems := range now {
		left = append(left, problems...)
	}
	left.Sort()
	return left, nil
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
				return nil, fmt.Errorf("%s has been changed meanwhile; run check again", file)
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

func byFile(list diag.List) map[string]diag.List {
	m := map[string]diag.List{}
	for _, d := range list {
		m[d.File] = append(m[d.File], d)
	}
	return m
}

// fewer is true if there are fewer errors after a change. Warnings may be more:
// a file that can be read is looked over for the first time.
func fewer(before, after diag.List) bool {
	was, _ := before.Count()
	is, _ := after.Count()
	return is < was
}

// fixed lists the problems with a fix that are gone.
func fixed(before, after diag.List) (list diag.List) {
	for _, d := range before {
		still := slices.ContainsFunc(after, func(o diag.Diagnostic) bool { return o.Pos == d.Pos && o.Text == d.Text })
		if d.Fix != nil && !still {
			list = append(list, d)
		}
	}
	return list
}
