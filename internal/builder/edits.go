package builder

import (
	"context"
	"errors"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"statuary/internal/diag"
	"statuary/internal/edithistory"
	"statuary/internal/incident"
	"statuary/internal/pages"
)

// editor finds out when texts were edited. What it found of a file is valid while the file has the
// same versions.
type editor struct {
	edithistory.Reader
	parser *incident.Parser // the parser whose results are in known
	known  map[string]found // by file
}

// found is the result of comparing the versions of a file.
type found struct {
	versions []edithistory.Version
	edits    *pages.Edits // nil if there are none
}

// edits returns the edits of each incident file that has any, by path. If the history of the files
// cannot be read, it returns none and adds a warning with the reason.
func (b *Builder) edits(ctx context.Context, r *Result, p *parts) (map[string]*pages.Edits, error) {
	if !p.config.Git.Edits {
		return nil, nil
	}
	e := &b.editor
	e.Dir = b.Dir
	log, err := &edithistory.Log{}, error(&diag.Error{Text: "the site is not in a git repository"})
	if b.Dir != "" {
		log, err = e.Read(ctx)
	}
	var missing *diag.Error
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &missing):
		r.Problems = append(r.Problems, p.config.Git.Problem("cannot show when texts were edited: "+missing.Text, missing.Hint))
		return nil, nil
	case err != nil:
		return nil, err
	}
	if parser := p.site.Parser; e.parser != parser {
		e.parser, e.known = parser, nil
	}
	next := map[string]found{}
	var files []string
	look := func(in *incident.Incident) {
		file := in.Source.File
		versions := log.Files[file]
		if len(versions) < 2 {
			return
		}
		last, ok := e.known[file]
		if !ok || !slices.Equal(last.versions, versions) {
			files = append(files, file)
			last = found{versions: versions}
		}
		next[file] = last
	}
	for _, in := range p.content.Incidents {
		look(in)
	}
	for _, in := range p.content.TranslatedIncidents {
		look(in)
	}
	if err := b.find(ctx, files, next); err != nil {
		return nil, err
	}
	e.known = next
	out := map[string]*pages.Edits{}
	for file, f := range next {
		if f.edits != nil {
			out[file] = f.edits
		}
	}
	return out, nil
}

// find reads all versions of the files from git and compares those of each file while it reads on.
// It adds the edits to known.
func (b *Builder) find(ctx context.Context, files []string, known map[string]found) error {
	if len(files) == 0 {
		return nil
	}
	var blobs []string
	for _, file := range files {
		for _, v := range known[file].versions {
			blobs = append(blobs, v.Blob)
		}
	}
	parser := b.editor.parser.AnyComponent()
	var compare errgroup.Group
	compare.SetLimit(max(1, b.Jobs))
	var mu sync.Mutex // of known
	of := 0
	var texts [][]byte
	err := b.editor.Texts(ctx, blobs, func(_ int, text []byte) {
		file := files[of]
		mu.Lock()
		versions := known[file].versions
		mu.Unlock()
		if texts = append(texts, text); len(texts) < len(versions) {
			return
		}
		all := texts
		texts, of = nil, of+1
		compare.Go(func() error {
			list := edithistory.Find(parser, file, versions, all)
			if len(list) == 0 {
				return nil
			}
			edits := make(pages.Edits, len(list))
			for i, e := range list {
				edits[i] = pages.Edit{At: e.At, Commit: e.Commit}
			}
			mu.Lock()
			defer mu.Unlock()
			known[file] = found{versions, &edits}
			return nil
		})
	})
	_ = compare.Wait()
	return err
}
