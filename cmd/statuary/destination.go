package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"statuary/internal/config"
	"statuary/internal/publish"
	"statuary/internal/publish/targets"
)

// destination is the place to publish to, with its settings.
type destination struct {
	*publish.Place
	folder  bool   // the place is a folder, which only its owner sees
	baseURL string // empty for the site's
	limit   publish.Limit
}

// destination opens the place that a name means: a table of config.toml, or a target.
func (a *app) destination(ctx context.Context, f publishFlags, c *config.Config, name string) (*destination, error) {
	p, inConfig, err := targets.Choose(c, name)
	if err != nil {
		return nil, usage("", err)
	}
	d := &destination{folder: config.KindOf(targets.Kinds(), p.Target).Name == publish.Folder, baseURL: p.BaseURL, limit: publish.DefaultLimit}
	for _, s := range []string{p.MaxDeletes, f.maxDeletes} {
		if s == "" {
			continue
		}
		if d.limit, err = publish.ParseLimit(s); err != nil {
			return nil, usagef("--max-deletes %w", err)
		}
	}
	d.Place, err = targets.Open(ctx, p, f.place, publish.KindOptions{
		Site: a.site, InConfig: inConfig, All: f.force, Cache: a.cache(f.siteFlags), Progress: a.sending(),
		Warn: func(text string) {
			a.clearProgress()
			fmt.Fprintf(a.stderr, "statuary: %s\n", text)
		},
		Waiting: a.waiting,
	})
	return d, usage("", err)
}

// outputFolder returns the folder that build writes to.
func (a *app) outputFolder(dir string) *publish.Dir {
	return &publish.Dir{Path: dir, Waiting: func() { a.waiting(dir) }}
}

// waiting reports that another build is writing to the same folder.
func (a *app) waiting(dir string) {
	fmt.Fprintf(a.stderr, "statuary: waiting for another build of %s\n", dir)
}

// sending returns a function that counts the files that are sent, or nil if standard error is no
// terminal.
func (a *app) sending() func(done, of int) {
	if !isTerminal(a.stderr) {
		return nil
	}
	var mu sync.Mutex
	var last time.Time
	return func(done, of int) {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(last) > 100*time.Millisecond {
			last = time.Now()
			fmt.Fprintf(a.stderr, "\rsending %d of %d files …\r", done, of)
		}
	}
}

// explain replaces the error of an interruption that left a part of the files.
func explain(err error, p *publish.Plan) error {
	if errors.Is(err, context.Canceled) && p != nil {
		return errors.New("interrupted: some files may be published already; the next publish completes it")
	}
	return err
}
