package builder

import (
	"context"
	"io/fs"
	"maps"
	"slices"

	"statuary/internal/diag"
	"statuary/internal/edit"
)

// patchedFS is a file system in which some files have another content.
type patchedFS struct {
	fs.FS
	files map[string][]byte
}

func (p patchedFS) ReadFile(name string) ([]byte, error) {
	if data, ok := p.files[name]; ok {
		return data, nil
	}
	return fs.ReadFile(p.FS, name)
}

// fixRounds is how often Fix looks for fixes: once a key is corrected, its value is
// read, and may be misspelt too.
const fixRounds = 3

// Fixes are changes that correct problems of a site.
type Fixes struct {
	Files map[string][]byte // new contents, by the path of the file
	Fixed diag.List         // the problems that the new contents correct, sorted
	Left  diag.List         // the problems that are left, sorted
}

// Fix returns the changes that correct those problems of the list that have a fix.
// It tries each on the site as a whole, and keeps it only if its file has fewer
// errors then. If others is true, it also corrects files whose problems show up
// once another file is corrected. It writes nothing.
func (b *Builder) Fix(ctx context.Context, list diag.List, others bool) (*Fixes, error) {
	fixes := &Fixes{Files: map[string][]byte{}}
	site := patchedFS{b.Site, fixes.Files}
	now := byFile(list)
	for range fixRounds {
		tried := patchedFS{site.FS, maps.Clone(site.files)}
		for file, problems := range now {
			src, err := fs.ReadFile(site, file)
			if err != nil {
				continue // the list reports files that cannot be read
			}
			if out, ok := edit.Fix(src, problems); ok {
				tried.files[file] = out
			}
		}
		options := b.Options
		options.Site = tried
		result, err := New(options).Check(ctx)
		if err != nil {
			return nil, err
		}
		after, better := byFile(append(result.Problems, result.LeftOut...)), false
		for file, problems := range now {
			if fewerErrors(problems, after[file]) {
				site.files[file], better = tried.files[file], true
				fixes.Fixed = append(fixes.Fixed, fixed(problems, after[file])...)
				now[file] = after[file]
			}
		}
		if !better {
			break
		}
		for file, problems := range after {
			if _, known := now[file]; !known && others {
				now[file] = problems
			}
		}
	}
	fixes.Fixed.Sort()
	for _, problems := range now {
		fixes.Left = append(fixes.Left, problems...)
	}
	fixes.Left.Sort()
	return fixes, nil
}

// byFile groups problems by their file.
func byFile(list diag.List) map[string]diag.List {
	m := map[string]diag.List{}
	for _, d := range list {
		m[d.File] = append(m[d.File], d)
	}
	return m
}

// fewerErrors reports whether there are fewer errors after a change. There may be more
// warnings, since the rules of check see a file only once it can be parsed.
func fewerErrors(before, after diag.List) bool {
	was, _ := before.Count()
	is, _ := after.Count()
	return is < was
}

// fixed returns the problems with a fix that are gone after a change.
func fixed(before, after diag.List) (list diag.List) {
	for _, d := range before {
		still := slices.ContainsFunc(after, func(o diag.Diagnostic) bool { return o.Pos == d.Pos && o.Text == d.Text })
		if d.Fix != nil && !still {
			list = append(list, d)
		}
	}
	return list
}
