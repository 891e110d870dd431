package builder

import (
	"context"
	"errors"
	"slices"
	"sync"

	"statuary/internal/diag"
	"statuary/internal/gitlog"
	"statuary/internal/incident"
	"statuary/internal/pages"
	"statuary/internal/revision"
)

// editor finds out when texts were edited. What it has found of a file stays true
// while the file has the same versions.
type editor struct {
	gitlog.Reader
	parser *incident.Parser // what known was found with
	known  map[string]found // by file
}

// found is what is known of a file with certain versions.
type found struct {
	versions []gitlog.Version
	edits    *pages.Edits // nil: none
}

// edits gives those of each incident's file that has any. Where git can't tell,
// there are none, and a warning says why.
func (b *Builder) edits(ctx context.Context, r *Result, p *parts) (map[string]*pages.Edits, error) {
	if !p.config.Git.Edits {
		return nil, nil
	}
	e := &b.editor
	e.Dir = b.Dir
	log, err := &gitlog.Log{}, error(&diag.Error{Text: "the site is in no git repository"})
	if b.Dir != "" {
		log, err = e.Read(ctx)
	}
	var missing *diag.Error
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &missing):
		r.Problems = append(r.Problems, p.config.Git.Problem("it is not known when texts were edited: "+missing.Text, missing.Hint))
		return nil, nil
	case err != nil:
		return nil, err
	}
	if parser := b.parserOf(p.config); e.parser != parser {
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

// find reads all versions of files, and looks them through while it reads on.
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
	type job struct {
		file     string
		versions []revision.Version
	}
	work := make(chan job, 16)
	parser := b.editor.parser.AnyComponent()
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range max(1, b.Jobs) {
		wg.Go(func() {
			for j := range work {
				list := revision.Edits(parser, j.file, j.versions)
				if len(list) == 0 {
					continue
				}
				mu.Lock()
				f := known[j.file]
				f.edits = &pages.Edits{}
				for _, e := range list {
					*f.edits = append(*f.edits, pages.Edit{At: e.At, Commit: f.versions[e.Version].Commit})
				}
				known[j.file] = f
				mu.Unlock()
			}
		})
	}
	next := job{}
	of := 0
	err := b.editor.Texts(ctx, blobs, func(n int, text []byte) {
		mu.Lock()
		versions := known[files[of]].versions
		mu.Unlock()
		next.file = files[of]
		next.versions = append(next.versions, revision.Version{At: versions[len(next.versions)].At, Text: text})
		if len(next.versions) == len(versions) {
			work <- next
			next, of = job{}, of+1
		}
	})
	close(work)
	wg.Wait()
	return err
}
