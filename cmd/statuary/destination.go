package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/pages"
)

// destination is where a site is to be published, with all that settings and
// flags say of it.
type destination struct {
	name    string // for people
	kind    string // config.Bucket, Branch or Folder
	baseURL string // empty: the site's
	limit   publish.Limit
	target  publish.Target
	also    extra
	root    string // prefix of a bucket
}

// destination finds out what a target's name stands for.
func (a *app) destination(ctx context.Context, f publishFlags, name string) (*destination, error) {
	if _, err := os.Stat(a.site); errors.Is(err, os.ErrNotExist) {
		return nil, &usageError{text: fmt.Sprintf("there is no folder %s", a.site)}
	}
	c, problems := new(config.Loader).Load(os.DirFS(a.site), config.Overrides{BaseURL: f.baseURL})
	if c == nil {
		return nil, problems
	}
	p, ours, err := choose(c, name)
	if err != nil {
		return nil, err
	}
	if err := override(&p, f.place); err != nil {
		return nil, err
	}
	d := &destination{name: p.Target, kind: config.KindOf(p.Target), baseURL: p.BaseURL, limit: publish.DefaultLimit}
	for _, s := range []string{p.MaxDeletes, f.maxDeletes} {
		if s == "" {
			continue
		}
		if d.limit, err = publish.ParseLimit(s); err != nil {
			return nil, &usageError{text: "--max-deletes " + err.Error()}
		}
	}
	switch d.kind {
	case config.Branch:
		a.toBranch(d, p, f)
	case config.Folder:
		return d, a.toFolder(d, p, f, ours)
	}
	return d, nil
}

// choose gives the table that a name means, or a table for what is written
// out. ours is true if it is one of config.toml's.
func choose(c *config.Config, name string) (p config.Publish, ours bool, err error) {
	var names []string
	for _, p := range c.Publish {
		if p.Name == name {
			return p, true, nil
		}
		names = append(names, p.Name)
	}
	switch {
	case name == "" && len(names) == 1:
		return c.Publish[0], true, nil
	case name == "" && len(names) == 0:
		return p, false, usagef("config.toml names no place to publish to", "name one: s3://bucket/prefix, github-pages or ./folder; or add [publish.site] with a target, see docs/publish.md")
	case name == "":
		return p, false, usagef("config.toml names several places to publish to", "name one of them: "+strings.Join(names, ", "))
	case config.KindOf(name) != config.Folder, filepath.IsAbs(name), strings.ContainsAny(name, `/\`), strings.HasPrefix(name, "."):
		if name == "s3://" || strings.HasPrefix(name, "s3:///") {
			return p, false, usagef(fmt.Sprintf("%q names no bucket", name), "write s3://bucket or s3://bucket/prefix")
		}
		return config.Publish{Target: name}, false, nil
	}
	hint := "write ./" + name + " for a folder"
	if near, ok := diag.Nearest(name, append(names, config.PagesTarget)); ok {
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return p, false, usagef(fmt.Sprintf("there is no [publish.%s] in config.toml", name), hint)
}

// usagef is an error of usage with a hint.
func usagef(text, hint string) error { return &usageError{text: text + "\nhint: " + hint} }

// override puts what flags say in place of settings.
func override(p *config.Publish, flags config.Publish) error {
	kind := config.KindOf(p.Target)
	for _, o := range []struct {
		flag, kind string
		to         *string
		value      string
	}{
		{"remote", config.Branch, &p.Remote, flags.Remote},
		{"branch", config.Branch, &p.Branch, flags.Branch},
	} {
		if o.value == "" {
			continue
		}
		if o.kind != kind {
			return &usageError{text: fmt.Sprintf("--%s is for a %s, and %s is a %s", o.flag, o.kind, p.Target, kind)}
		}
		*o.to = o.value
	}
	return nil
}

func (a *app) toBranch(d *destination, p config.Publish, f publishFlags) {
	if p.Remote == "" {
		p.Remote = "origin"
	}
	if p.Branch == "" {
		p.Branch = "gh-pages"
	}
	d.name = fmt.Sprintf("branch %s of %s", p.Branch, p.Remote)
	d.target = &pages.Branch{Site: a.site, Remote: p.Remote, Name: p.Branch, Squash: p.Squash, All: f.force}
	if p.CNAME != "" {
		d.also.file = publish.File{Path: "CNAME", Data: []byte(p.CNAME + "\n")}
	}
}

// toFolder takes folders of config.toml relative to the site's, and others
// relative to the current one.
func (a *app) toFolder(d *destination, p config.Publish, f publishFlags, ours bool) error {
	dir := p.Target
	if ours && !filepath.IsAbs(dir) {
		dir = filepath.Join(a.site, dir)
	}
	dir, err := a.outDir(dir)
	if err != nil {
		return err
	}
	d.target = &publish.Dir{Path: dir, All: f.force, Waiting: func() { fmt.Fprintf(a.stderr, "statuary: waiting for another build of %s\n", dir) }}
	return nil
}

// check finds settings that do not go together.
func (d *destination) check(c *config.Config) string { return "" }

// notes are what is to be told of a publication beside the files.
func (d *destination) notes() []string { return nil }

// explain adds to an error what can be done about it.
func (d *destination) explain(err error, p *publish.Plan) error {
	var many *publish.TooManyDeletes
	hint := ""
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
		hint = fmt.Sprintf("see which with --dry-run; if it is right, publish with --max-deletes %d", many.Deletes)
	case errors.Is(err, pages.ErrMoved):
		hint = "publish again: what they have pushed will be kept"
	case errors.Is(err, pages.ErrNoRemote):
		hint = "add it with git remote add, or name another with --remote"
	case errors.Is(err, context.Canceled) && p != nil:
		return errors.New("interrupted: a part may be there already; the next publish finishes it")
	default:
		return err
	}
	return fmt.Errorf("%w\nhint: %s", err, hint)
}

// extra is a file that belongs to the place and not to the site. A site that
// has one of its own keeps it.
type extra struct {
	file publish.File
	mu   sync.Mutex
	seen bool
}

func (e *extra) wrap(put func(publish.File) error) func(publish.File) error {
	return func(f publish.File) error {
		if f.Path == e.file.Path {
			e.mu.Lock()
			e.seen = true
			e.mu.Unlock()
		}
		return put(f)
	}
}

func (e *extra) rest(put func(publish.File) error) error {
	if e.seen || e.file.Path == "" {
		return nil
	}
	return put(e.file)
}
