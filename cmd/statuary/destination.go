package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/gitbranch"
	"statuary/internal/publish/s3"
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
	bucket  *s3.Bucket // nil for other kinds
	told    []string   // what is to be told beside the files
}

// destination finds out what a target's name stands for.
func (a *app) destination(ctx context.Context, f publishFlags, c *config.Config, name string) (*destination, error) {
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
			return nil, usagef("--max-deletes %w", err)
		}
	}
	switch d.kind {
	case config.Bucket:
		return d, a.toBucket(ctx, d, p, f)
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
		return p, false, hinted("config.toml names no place to publish to", "name one: s3://bucket/prefix, github-pages or ./folder; or add [publish.site] with a target, see docs/publishing.md")
	case name == "":
		return p, false, hinted("config.toml names several places to publish to", "name one of them: "+strings.Join(names, ", "))
	case badTarget(name) != nil:
		return p, false, badTarget(name)
	case config.KindOf(name) != config.Folder, filepath.IsAbs(name), strings.ContainsAny(name, `/\`), strings.HasPrefix(name, "."):
		if name == "s3://" || strings.HasPrefix(name, "s3:///") {
			return p, false, hinted(fmt.Sprintf("%q names no bucket", name), "write s3://bucket or s3://bucket/prefix")
		}
		return config.Publish{Target: name}, false, nil
	}
	hint := "write ./" + name + " for a folder"
	if near, ok := diag.Nearest(name, append(names, config.PagesTarget)); ok {
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return p, false, hinted(fmt.Sprintf("there is no [publish.%s] in config.toml", name), hint)
}

// badTarget returns an error if a target is an address of an unknown kind.
func badTarget(name string) error {
	if text, hint := config.CheckTarget(name); text != "" {
		return hinted(text, hint)
	}
	return nil
}

// override puts what flags say in place of settings.
func override(p *config.Publish, flags config.Publish) error {
	kind := config.KindOf(p.Target)
	for _, o := range []struct {
		flag, kind string
		to         *string
		value      string
	}{
		{"region", config.Bucket, &p.Region, flags.Region},
		{"profile", config.Bucket, &p.Profile, flags.Profile},
		{"endpoint", config.Bucket, &p.Endpoint, flags.Endpoint},
		{"remote", config.Branch, &p.Remote, flags.Remote},
		{"branch", config.Branch, &p.Branch, flags.Branch},
	} {
		if o.value == "" {
			continue
		}
		if o.kind != kind {
			return usagef("--%s is for a %s, and %s is a %s", o.flag, o.kind, p.Target, kind)
		}
		*o.to = o.value
	}
	p.PathStyle = p.PathStyle || flags.PathStyle
	if p.Endpoint != "" && !strings.HasPrefix(p.Endpoint, "http://") && !strings.HasPrefix(p.Endpoint, "https://") {
		return hinted(fmt.Sprintf("--endpoint %q does not begin with https:// or http://", p.Endpoint), "write --endpoint https://s3.example.org")
	}
	return nil
}

func (a *app) toBucket(ctx context.Context, d *destination, p config.Publish, f publishFlags) error {
	store, cdn, err := s3.Connect(ctx, s3.Access{Region: p.Region, Profile: p.Profile, Endpoint: p.Endpoint, PathStyle: p.PathStyle})
	if err != nil {
		return err
	}
	b := &s3.Bucket{
		Client: store, CleanURLs: p.CleanURLs, All: f.force, Progress: a.sending(),
		Headers: s3.Headers{Cache: p.CacheControl, CacheFiles: p.CacheControlFiles, Encoding: p.Encoding},
		Warn: func(text string) {
			a.clearProgress()
			fmt.Fprintf(a.stderr, "statuary: %s\n", text)
		},
	}
	b.Name, b.Prefix = s3.Split(p.Target)
	if p.CloudFront != "" {
		b.Changed = &s3.CloudFront{Client: cdn, Distribution: p.CloudFront, Done: func(id string, paths []string) {
			d.told = append(d.told, fmt.Sprintf("CloudFront forgets %s: invalidation %s", strings.Join(paths, " "), id))
		}}
	}
	d.bucket, d.target = b, b
	return nil
}

// sending counts the files that are sent on a terminal, and is nil elsewhere.
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

func (a *app) toBranch(d *destination, p config.Publish, f publishFlags) {
	if p.Remote == "" {
		p.Remote = "origin"
	}
	if p.Branch == "" {
		p.Branch = "gh-pages"
	}
	d.name = fmt.Sprintf("branch %s of %s", p.Branch, p.Remote)
	d.target = &gitbranch.Branch{Site: a.site, Remote: p.Remote, Name: p.Branch, Squash: p.Squash, All: f.force}
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
	dir, err := a.outDir("the target "+dir, dir)
	if err != nil {
		return err
	}
	d.target = &publish.Dir{Path: dir, All: f.force, Waiting: func() { fmt.Fprintf(a.stderr, "statuary: waiting for another build of %s\n", dir) }}
	return nil
}

// settle takes over what is known once the site is made, and gives a warning
// if settings do not go together.
func (d *destination) settle(c *config.Config) string {
	if d.bucket == nil {
		return ""
	}
	d.bucket.Root = c.Root
	// A distribution may well put a path before the prefix, or take one away.
	if prefix := "/" + d.bucket.Prefix; prefix != c.Root && d.bucket.Changed == nil {
		return fmt.Sprintf("the files go below %s of the bucket, and pages link to each other below %s, the path of base_url; see that visitors get the one for the other", prefix, c.Root)
	}
	return ""
}

// explain replaces the error of an interruption that left a part of the files.
func explain(err error, p *publish.Plan) error {
	if errors.Is(err, context.Canceled) && p != nil {
		return errors.New("interrupted: a part may be there already; the next publish finishes it")
	}
	return err
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
